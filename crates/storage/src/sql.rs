//! One SQL text, its arguments, and the engine that happens to be there.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Arguments, FromRow};
use uuid::Uuid;

use crate::db::Engine;
use crate::{Conn, Error, Result, Tx};

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

    /// A write whose outcome nobody needs now: it runs together with what comes next on this transaction, or at its
    /// end. On SQLite each wait costs a change of threads, so several writes in one wait are several times cheaper.
    ///
    /// # Errors
    /// Those of the statements before it, if it is they who are run now.
    pub async fn later(self, tx: &mut Tx) -> Result<()> {
        tx.pending.push(self);
        if matches!(tx.engine, Engine::Postgres(_)) || tx.pending.len() == TOGETHER {
            flush(tx).await
        } else {
            Ok(())
        }
    }

    /// Runs the statement in one wait with whatever is pending before it.
    pub(crate) async fn run_after_pending(self, tx: &mut Tx) -> Result<()> {
        tx.pending.push(self);
        flush(tx).await
    }

    /// Runs the statement and says how many rows it touched.
    pub async fn run(self, conn: &mut Conn) -> Result<u64> {
        flush(conn).await?;
        self.execute(&mut conn.engine).await
    }

    async fn execute(self, engine: &mut Engine) -> Result<u64> {
        Ok(match engine {
            Engine::Sqlite(c) => {
                sqlx::query_with(self.text, sqlite(self.args)?).execute(&mut **c).await?.rows_affected()
            }
            Engine::Postgres(c) => {
                sqlx::query_with(self.text, postgres(self.args)?).execute(&mut **c).await?.rows_affected()
            }
        })
    }

    pub async fn all<R: Row>(self, conn: &mut Conn) -> Result<Vec<R>> {
        flush(conn).await?;
        Ok(match &mut conn.engine {
            Engine::Sqlite(c) => {
                sqlx::query_as_with(self.text, sqlite(self.args)?).fetch_all(&mut **c).await?
            }
            Engine::Postgres(c) => {
                sqlx::query_as_with(self.text, postgres(self.args)?).fetch_all(&mut **c).await?
            }
        })
    }

    pub async fn optional<R: Row>(self, conn: &mut Conn) -> Result<Option<R>> {
        flush(conn).await?;
        Ok(match &mut conn.engine {
            Engine::Sqlite(c) => {
                sqlx::query_as_with(self.text, sqlite(self.args)?).fetch_optional(&mut **c).await?
            }
            Engine::Postgres(c) => {
                sqlx::query_as_with(self.text, postgres(self.args)?).fetch_optional(&mut **c).await?
            }
        })
    }

    pub async fn one<R: Row>(self, conn: &mut Conn) -> Result<R> {
        self.optional(conn).await?.ok_or(Error::Sql(sqlx::Error::RowNotFound))
    }
}

/// As many statements as are ever sent as one text.
const TOGETHER: usize = 8;

/// Runs what waits.
async fn flush(conn: &mut Conn) -> Result<()> {
    let mut waiting = std::mem::take(&mut conn.pending);
    if matches!(conn.engine, Engine::Sqlite(_)) && waiting.len() > 1 {
        waiting = vec![joined(waiting)];
    }
    for statement in waiting {
        statement.execute(&mut conn.engine).await?;
    }
    Ok(())
}

/// SQLite takes several statements in one text, with one list of parameters: those of each are numbered after the last.
fn joined(statements: Vec<Sql>) -> Sql {
    type Texts = Mutex<HashMap<Vec<&'static str>, &'static str>>;
    static TEXTS: LazyLock<Texts> = LazyLock::new(Texts::default);
    let key: Vec<&'static str> = statements.iter().map(|statement| statement.text).collect();
    let mut texts = TEXTS.lock().unwrap_or_else(PoisonError::into_inner);
    let text = texts.entry(key).or_insert_with(|| {
        let mut text = String::new();
        let mut offset = 0;
        for statement in &statements {
            renumber(statement.text, offset, &mut text);
            text.push_str("; ");
            offset += statement.args.len();
        }
        // Kept for ever: there are as many as the program has sequences of writes, and it has a few dozen.
        text.leak()
    });
    Sql { text, args: statements.into_iter().flat_map(|statement| statement.args).collect() }
}

/// Writes `text` with every `$n` as `$(n + offset)`.
fn renumber(text: &str, offset: usize, out: &mut String) {
    let mut parts = text.split('$');
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let digits = part.len() - part.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let number: usize = part[..digits].parse().unwrap_or_default();
        out.push('$');
        out.push_str(&(number + offset).to_string());
        out.push_str(&part[digits..]);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joined_statements_keep_their_own_parameters() {
        let first = sql("UPDATE a SET x = $2 WHERE id = $1 AND y <> $2").arg(1i64).arg(2i64);
        let second = sql("INSERT INTO b VALUES ($1, $10)").arg(3i64);
        let both = joined(vec![first, second]);
        assert_eq!(
            both.text,
            "UPDATE a SET x = $2 WHERE id = $1 AND y <> $2; INSERT INTO b VALUES ($3, $12); "
        );
        assert_eq!(both.args.len(), 3);
    }
}
