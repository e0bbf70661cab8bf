//! One SQL text, its arguments, and the engine that happens to be there.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Arguments, FromRow};
use uuid::Uuid;

use crate::db::Engine;
use crate::{Conn, Error, Result, Tx};

/// A value for a parameter. Every variant can be NULL, because PostgreSQL wants to know the type of a NULL too.
#[derive(Debug, Clone, Serialize, Deserialize)]
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
    domain::id::FeedbackId => Id, v => v.uuid();
    domain::id::ConsortiumId => Id, v => v.uuid();
    domain::id::MembershipId => Id, v => v.uuid();
    domain::id::SeatId => Id, v => v.uuid();
    domain::id::MeetingId => Id, v => v.uuid();
    domain::id::CategoryId => Id, v => v.uuid();
    domain::id::EntryId => Id, v => v.uuid();
    domain::id::ClaimId => Id, v => v.uuid();
    domain::id::CalendarFeedId => Id, v => v.uuid();
    domain::id::ResolutionId => Id, v => v.uuid();
    domain::id::TaskId => Id, v => v.uuid();
    domain::id::RemarkId => Id, v => v.uuid();
    domain::id::AgendaItemId => Id, v => v.uuid();
    domain::id::TopicId => Id, v => v.uuid();
    domain::id::VoteId => Id, v => v.uuid();
    domain::id::BulletinId => Id, v => v.uuid();
    domain::id::OpinionId => Id, v => v.uuid();
    domain::id::ListRefreshId => Id, v => v.uuid();
    domain::id::AttachmentId => Id, v => v.uuid();
}

/// As many statements as are ever sent as one text.
const TOGETHER: usize = 8;
/// As many parameters as wait in bulk, and as many rows as go in one statement: both engines take more.
const BULK_ARGS: usize = 16_000;
const BULK_ROWS: [usize; 4] = [256, 32, 4, 1];
/// As many values as a list in a statement takes, and the lengths that such lists have.
pub const AMONG: usize = 512;
const SIZES: [usize; 4] = [1, 8, 64, AMONG];
/// After this word an insert lists the values of its one row.
const VALUES: &str = "VALUES ";

/// Tables that rows of others refer to, each after those that it refers to itself: gathered rows are written in this
/// order, all other tables after them.
const REFERRED_TO: [&str; 20] = [
    "district",
    "division",
    "unit",
    "party_organisation",
    "post",
    "journal",
    "consortium",
    "membership",
    "seat",
    "meeting",
    "topic",
    "task",
    "agenda_item",
    "vote",
    "resolution",
    "bulletin",
    "entry_category",
    "entry",
    "claim",
    "attachment",
];

/// Writes that nobody has waited for yet.
pub(crate) struct Pending {
    groups: Vec<Group>,
    args: usize,
}

/// One statement, or rows of the same insert.
struct Group {
    text: &'static str,
    rows: Vec<Vec<Arg>>,
}

impl Group {
    /// Whether more rows can be said in the same statement.
    fn gathers(&self) -> bool {
        self.text.starts_with("INSERT INTO")
            && self.text.contains(VALUES)
            && !self.text.contains("ON CONFLICT")
    }
}

/// Where gathered rows of an insert stand among those of other tables.
fn rank(text: &str) -> usize {
    let table = text.split_whitespace().nth(2).unwrap_or_default();
    REFERRED_TO.iter().position(|name| *name == table).unwrap_or(REFERRED_TO.len())
}

impl Pending {
    /// Whether so much waits now that it should run.
    fn push(&mut self, statement: Sql, bulk: bool) -> bool {
        self.args += statement.args.len();
        let Sql { text, args } = statement;
        // Rows may pass rows of other tables, but nothing else: an update must find what was inserted before it.
        let run = self.groups.iter().rposition(|group| !group.gathers()).map_or(0, |last| last + 1);
        let group = Group { text, rows: vec![args] };
        if bulk && group.gathers() {
            match self.groups[run..].iter_mut().find(|known| known.text == text) {
                Some(known) => known.rows.extend(group.rows),
                None => {
                    let later = |known: &Group| rank(known.text) > rank(text);
                    let place = self.groups[run..].iter().position(later);
                    self.groups.insert(place.map_or(self.groups.len(), |place| run + place), group);
                }
            }
        } else {
            self.groups.push(group);
        }
        if bulk { self.args >= BULK_ARGS } else { self.groups.len() >= TOGETHER }
    }

    fn into_statements(self, nameless: bool) -> Vec<Sql> {
        let mut statements = Vec::with_capacity(self.groups.len());
        for Group { text, rows } in self.groups {
            let mut rows = rows.into_iter();
            while rows.len() > 0 {
                let size = BULK_ROWS.into_iter().find(|size| *size <= rows.len()).unwrap_or(1);
                let args: Vec<Arg> = rows.by_ref().take(size).flatten().collect();
                let text = if size == 1 { text } else { repeated(text, args.len() / size, size, nameless) };
                statements.push(Sql { text, args });
            }
        }
        statements
    }

    pub(crate) const fn none() -> Self {
        Self { groups: Vec::new(), args: 0 }
    }
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

    /// Writes `{}` of the text as places for many values and adds these after the other arguments, at most [`AMONG`]. Lists
    /// are filled up to a few lengths by repeating the last value, so that there are few texts; an empty one matches nothing.
    #[must_use]
    pub fn among<I: Into<Arg> + Copy>(mut self, values: &[I]) -> Self {
        let size = SIZES.into_iter().find(|size| *size >= values.len()).unwrap_or(AMONG);
        let (template, first) = (self.text, self.args.len() + 1);
        self.text = composed((vec!["among", template], size), |text| {
            let places: Vec<String> = (first..first + size).map(|n| format!("${n}")).collect();
            text.push_str(&template.replace("{}", &places.join(", ")));
        });
        let last = values.last().copied();
        for n in 0..size {
            let value = values.get(n).copied().or(last).map_or(Arg::Id(None), Into::into);
            self.args.push(value);
        }
        self
    }

    /// A write whose outcome nobody needs now: it runs together with what comes next on this transaction, or at its
    /// end. On SQLite each wait costs a change of threads, so several writes in one wait are several times cheaper. In
    /// bulk, rows for the same table gather on either engine and go as one statement.
    ///
    /// # Errors
    /// Those of the statements before it, if it is they who are run now.
    pub async fn later(self, tx: &mut Tx) -> Result<()> {
        let bulk = tx.bulk.is_some();
        let full = tx.pending.push(self, bulk);
        if full || (!bulk && matches!(tx.engine, Engine::Postgres(_))) { flush(tx).await } else { Ok(()) }
    }

    /// Runs the statement in one wait with whatever is pending before it.
    pub(crate) async fn run_after_pending(self, tx: &mut Tx) -> Result<()> {
        tx.pending.push(self, false);
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

/// Runs what waits.
pub(crate) async fn flush(conn: &mut Conn) -> Result<()> {
    let pending = std::mem::replace(&mut conn.pending, Pending::none());
    let mut statements = pending.into_statements(matches!(conn.engine, Engine::Sqlite(_)));
    // Nameless parameters cannot be numbered on from those of another statement.
    let numbered = statements.iter().all(|statement| !statement.text.contains('?'));
    let few = (2..=TOGETHER).contains(&statements.len());
    if matches!(conn.engine, Engine::Sqlite(_)) && few && numbered {
        statements = vec![joined(statements)];
    }
    for statement in statements {
        statement.execute(&mut conn.engine).await?;
    }
    Ok(())
}

/// SQLite takes several statements in one text, with one list of parameters: those of each are numbered after the last.
fn joined(statements: Vec<Sql>) -> Sql {
    let texts = statements.iter().map(|statement| statement.text).collect();
    let text = composed((texts, 1), |text| {
        let mut offset = 0;
        for statement in &statements {
            renumber(statement.text, offset, text);
            text.push_str("; ");
            offset += statement.args.len();
        }
    });
    Sql { text, args: statements.into_iter().flat_map(|statement| statement.args).collect() }
}

/// The insert of one row, said for `rows` rows. Its values must name their parameters in order, each once.
///
/// SQLite finds a numbered parameter by walking past those before it, which in thousands costs more than the insert: it
/// gets nameless ones.
fn repeated(text: &'static str, width: usize, rows: usize, nameless: bool) -> &'static str {
    let (head, values) = text.split_at(text.find(VALUES).map_or(text.len(), |at| at + VALUES.len()));
    composed((vec![if nameless { "?" } else { "$" }, text], rows), |out| {
        out.push_str(head);
        for row in 0..rows {
            out.push_str(if row == 0 { "" } else { ", " });
            if nameless {
                unnumber(values, out);
            } else {
                renumber(values, row * width, out);
            }
        }
    })
}

/// The texts that another is made of, and how often.
pub(crate) type Parts = (Vec<&'static str>, usize);

/// A text that is made of others, made once and kept for ever: there are as many as the program has sequences of
/// writes, and it has a few dozen.
pub(crate) fn composed(parts: Parts, compose: impl FnOnce(&mut String)) -> &'static str {
    static TEXTS: LazyLock<Mutex<HashMap<Parts, &'static str>>> = LazyLock::new(Mutex::default);
    let mut texts = TEXTS.lock().unwrap_or_else(PoisonError::into_inner);
    texts.entry(parts).or_insert_with(|| {
        let mut text = String::new();
        compose(&mut text);
        text.leak()
    })
}

/// Writes `text` with every `$n` as `?`.
fn unnumber(text: &str, out: &mut String) {
    let mut parts = text.split('$');
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        out.push('?');
        out.push_str(part.trim_start_matches(|c: char| c.is_ascii_digit()));
    }
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
    fn rows_of_a_table_gather_past_those_of_another_but_not_past_an_update() {
        const A: &str = "INSERT INTO a (x, y) VALUES ($1, $2)";
        const B: &str = "INSERT INTO b (x) VALUES ($1)";
        let mut pending = Pending::none();
        for n in 0..3i64 {
            assert!(!pending.push(sql(A).arg(n).arg(n), true));
            assert!(!pending.push(sql(B).arg(n), true));
        }
        pending.push(sql("UPDATE a SET x = $1").arg(9i64), true);
        pending.push(sql(A).arg(3i64).arg(3i64), true);
        pending.push(sql("INSERT INTO unit_period (x) VALUES ($1)").arg(1i64), true);
        pending.push(sql("INSERT INTO unit (x) VALUES ($1)").arg(1i64), true);
        let texts: Vec<_> = pending.into_statements(true).iter().map(|s| (s.text, s.args.len())).collect();
        let unit =
            [("INSERT INTO unit (x) VALUES ($1)", 1), (A, 2), ("INSERT INTO unit_period (x) VALUES ($1)", 1)];
        let few = |text| vec![(text, if text == A { 2 } else { 1 }); 3];
        assert_eq!(texts, [few(A), few(B), vec![("UPDATE a SET x = $1", 1)], unit.to_vec()].concat());
        assert_eq!(repeated(A, 2, 2, false), "INSERT INTO a (x, y) VALUES ($1, $2), ($3, $4)");
        assert_eq!(repeated(A, 2, 2, true), "INSERT INTO a (x, y) VALUES (?, ?), (?, ?)");
    }

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
