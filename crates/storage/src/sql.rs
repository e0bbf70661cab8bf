//! One SQL text, its arguments, and the engine that happens to be there.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Arguments, FromRow};
use uuid::Uuid;

use crate::{Conn, Error, Result};

/// A value for a parameter. Every variant can be NULL, because PostgreSQL wants to know the type of a NULL too.
#[derive(Debug, Clone)]
pub enum Arg {
    Int(Option<i64>),
    Real(Option<f64>),
    Text(Option<String>),
    Id(Option<Uuid>),
    Day(Option<NaiveDate>),
    Time(Option<DateTime<Utc>>),
    Bytes(Option<Vec<u8>>),
}

macro_rules! arg_from {
    ($($type:ty => $variant:ident, $value:ident => $convert:expr;)+) => {$(
        impl From<$type> for Arg {
            fn from($value: $type) -> Self { Arg::$variant(Some($convert)) }
        }
        impl From<Option<$type>> for Arg {
            fn from(option: Option<$type>) -> Self { Arg::$variant(option.map(|$value| $convert)) }
        }
    )+};
}

arg_from! {
    i64 => Int, v => v;
    f64 => Real, v => v;
    String => Text, v => v;
    &str => Text, v => v.to_owned();
    Uuid => Id, v => v;
    NaiveDate => Day, v => v;
    DateTime<Utc> => Time, v => v;
    Vec<u8> => Bytes, v => v;
    domain::id::DivisionId => Id, v => v.uuid();
    domain::id::UnitId => Id, v => v.uuid();
    domain::id::PartyOrganisationId => Id, v => v.uuid();
    domain::id::PostId => Id, v => v.uuid();
    domain::id::PersonId => Id, v => v.uuid();
    domain::id::AppointmentId => Id, v => v.uuid();
    domain::id::SessionId => Id, v => v.uuid();
    domain::id::ObservationId => Id, v => v.uuid();
    domain::id::PartyAggregateId => Id, v => v.uuid();
}

/// A statement with its arguments: `sql(TEXT).arg(id).arg(name).one::<Row>(conn)`.
pub struct Sql {
    text: &'static str,
    args: Vec<Arg>,
}

pub fn sql(text: &'static str) -> Sql {
    Sql { text, args: Vec::new() }
}

/// A row that both engines can fill.
pub trait Row: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}
impl<T> Row for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

impl Sql {
    #[must_use]
    pub fn arg(mut self, value: impl Into<Arg>) -> Self {
        self.args.push(value.into());
        self
    }

    /// Runs the statement and says how many rows it touched.
    pub async fn run(self, conn: &mut Conn) -> Result<u64> {
        Ok(match conn {
            Conn::Sqlite(c) => {
                sqlx::query_with(self.text, sqlite(self.args)?).execute(&mut **c).await?.rows_affected()
            }
            Conn::Postgres(c) => {
                sqlx::query_with(self.text, postgres(self.args)?).execute(&mut **c).await?.rows_affected()
            }
        })
    }

    pub async fn all<R: Row>(self, conn: &mut Conn) -> Result<Vec<R>> {
        Ok(match conn {
            Conn::Sqlite(c) => sqlx::query_as_with(self.text, sqlite(self.args)?).fetch_all(&mut **c).await?,
            Conn::Postgres(c) => {
                sqlx::query_as_with(self.text, postgres(self.args)?).fetch_all(&mut **c).await?
            }
        })
    }

    pub async fn optional<R: Row>(self, conn: &mut Conn) -> Result<Option<R>> {
        Ok(match conn {
            Conn::Sqlite(c) => {
                sqlx::query_as_with(self.text, sqlite(self.args)?).fetch_optional(&mut **c).await?
            }
            Conn::Postgres(c) => {
                sqlx::query_as_with(self.text, postgres(self.args)?).fetch_optional(&mut **c).await?
            }
        })
    }

    pub async fn one<R: Row>(self, conn: &mut Conn) -> Result<R> {
        self.optional(conn).await?.ok_or(Error::Sql(sqlx::Error::RowNotFound))
    }
}

fn sqlite(args: Vec<Arg>) -> Result<SqliteArguments> {
    let mut out = SqliteArguments::default();
    for arg in args {
        match arg {
            Arg::Int(v) => out.add(v),
            Arg::Real(v) => out.add(v),
            Arg::Text(v) => out.add(v),
            Arg::Id(v) => out.add(v),
            Arg::Day(v) => out.add(v),
            Arg::Time(v) => out.add(v),
            Arg::Bytes(v) => out.add(v),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(out)
}

fn postgres(args: Vec<Arg>) -> Result<PgArguments> {
    let mut out = PgArguments::default();
    for arg in args {
        match arg {
            Arg::Int(v) => out.add(v),
            Arg::Real(v) => out.add(v),
            Arg::Text(v) => out.add(v),
            Arg::Id(v) => out.add(v),
            Arg::Day(v) => out.add(v),
            Arg::Time(v) => out.add(v),
            Arg::Bytes(v) => out.add(v),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(out)
}
