//! The journal of each district: append, read, seal.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::access::{AppointmentKind, Operation};
use domain::id::{AppointmentId, DistrictId, PersonId};
use domain::journal::{Author, Behalf, BehalfHow, Entry, ObjectRef, ObjectType, Recorded};
use domain::name::Name;
use domain::rule::{Refusal, Rule};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{Conn, Error, Result, Tx, sql};

#[derive(FromRow)]
struct SequenceRow {
    n: i64,
}

macro_rules! entry {
    ($values:literal) => {
        concat!(
            "INSERT INTO journal (district_id, sequence, at, person_id, appointment_id, appointment_kind,
                place, batch_id, operation, object_type, object_id, object_name, before_values, after_values, reason,
                behalf_how, behalf_name) ",
            $values
        )
    };
}

/// Appends an entry. The district's row is locked until the transaction ends, so numbers have no gaps and follow the
/// order of commits.
pub async fn append(
    tx: &mut Tx,
    district: DistrictId,
    at: DateTime<Utc>,
    author: &Author,
    batch: Option<Uuid>,
    entry: Entry,
) -> Result<()> {
    const NEXT: &str = "UPDATE district SET journal_sequence = journal_sequence + 1,
            grid_sequence = CASE WHEN $2 = 'division' THEN journal_sequence + 1 ELSE grid_sequence END
        WHERE district_id = $1";
    const INSERT: &str = entry!(
        "SELECT t.district_id, t.journal_sequence, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14,
            $15, $16 FROM district t WHERE t.district_id = $1"
    );
    const INSERT_NUMBERED: &str =
        entry!("VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)");
    let about = entry.object.kind;
    let insert = if tx.bulk.is_some() {
        sql(INSERT_NUMBERED).arg(district).arg(next(tx, district, about).await?)
    } else {
        sql(NEXT).arg(district).arg(about.word()).later(tx).await?;
        sql(INSERT).arg(district)
    };
    insert
        .arg(at)
        .arg(author.person)
        .arg(author.appointment)
        .arg(author.appointment_kind.word())
        .arg(author.place.as_str())
        .arg(batch)
        .arg(entry.operation.word())
        .arg(about.word())
        .arg(entry.object.id)
        .arg(entry.object.name)
        .arg(entry.before)
        .arg(entry.after)
        .arg(entry.reason)
        .arg(author.behalf.as_ref().map(|behalf| behalf.how.word()))
        .arg(author.behalf.as_ref().map(|behalf| behalf.name.as_str()))
        .later(tx)
        .await
}

/// In bulk: how far each district's book has come inside this transaction.
#[derive(Clone, Default)]
pub(crate) struct Numbers(HashMap<DistrictId, Revision>);

/// From here on thousands of rows are written: they gather, and the journal numbers its entries in memory.
pub fn begin_bulk(tx: &mut Tx) {
    tx.bulk = Some(Numbers::default());
}

async fn next(tx: &mut Tx, district: DistrictId, about: ObjectType) -> Result<i64> {
    // An update, not a select: it locks the row on either engine.
    const RESERVE: &str = "UPDATE district SET journal_sequence = journal_sequence WHERE district_id = $1
        RETURNING journal_sequence, grid_sequence";
    let known = tx.bulk.as_ref().and_then(|numbers| numbers.0.get(&district)).copied();
    let mut revision = match known {
        Some(revision) => revision,
        None => sql(RESERVE).arg(district).one::<RevisionRow>(tx).await?.into(),
    };
    revision.journal += 1;
    if about == ObjectType::Division {
        revision.grid = revision.journal;
    }
    if let Some(numbers) = &mut tx.bulk {
        numbers.0.insert(district, revision);
    }
    Ok(revision.journal)
}

/// The end of what [`begin_bulk`] began: the districts learn how far their books have come.
pub async fn end_bulk(tx: &mut Tx) -> Result<()> {
    const SQL: &str = "UPDATE district SET journal_sequence = $2, grid_sequence = $3 WHERE district_id = $1";
    for (district, revision) in tx.bulk.take().unwrap_or_default().0 {
        sql(SQL).arg(district).arg(revision.journal).arg(revision.grid).later(tx).await?;
    }
    Ok(())
}

/// Says that trees which were read before are no longer right.
pub async fn touch_grid(tx: &mut Tx, district: DistrictId) -> Result<()> {
    const SQL: &str = "UPDATE district SET grid_sequence = journal_sequence WHERE district_id = $1";
    sql(SQL).arg(district).later(tx).await
}

/// How far a district's book has come: whatever was computed from it at these numbers is still right at them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Revision {
    /// The newest entry.
    pub journal: i64,
    /// The newest entry about a division.
    pub grid: i64,
}

#[derive(FromRow)]
struct RevisionRow {
    journal_sequence: i64,
    grid_sequence: i64,
}

impl From<RevisionRow> for Revision {
    fn from(row: RevisionRow) -> Self {
        Self { journal: row.journal_sequence, grid: row.grid_sequence }
    }
}

pub async fn revision(conn: &mut Conn, district: DistrictId) -> Result<Revision> {
    const SQL: &str = "SELECT journal_sequence, grid_sequence FROM district WHERE district_id = $1";
    let row: Option<RevisionRow> = sql(SQL).arg(district).optional(conn).await?;
    Ok(row.map_or(Revision::default(), Revision::from))
}

/// An entry as it is shown: with the person's name and whether the chain holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    pub recorded: Recorded,
    pub person_name: String,
    pub sealed: bool,
}

#[derive(FromRow)]
struct EntryRow {
    district_id: Uuid,
    sequence: i64,
    at: DateTime<Utc>,
    person_id: Uuid,
    person_name: Option<String>,
    appointment_id: Uuid,
    appointment_kind: String,
    place: String,
    batch_id: Option<Uuid>,
    operation: String,
    object_type: String,
    object_id: Uuid,
    object_name: String,
    before_values: Option<String>,
    after_values: Option<String>,
    reason: Option<String>,
    behalf_how: Option<String>,
    behalf_name: Option<String>,
    hash: Option<Vec<u8>>,
}

impl TryFrom<EntryRow> for Shown {
    type Error = Error;

    fn try_from(row: EntryRow) -> Result<Self> {
        let corrupt = |why| Error::corrupt("journal entry", why);
        let behalf = match (row.behalf_how, row.behalf_name) {
            (Some(how), Some(name)) => Some(Behalf {
                how: BehalfHow::parse(&how, "how").map_err(corrupt)?,
                name: Name::parse(&name, "name").map_err(corrupt)?,
            }),
            (None, None) => None,
            _ => return Err(corrupt(Refusal::new(Rule::WordUnknown, "behalf"))),
        };
        Ok(Self {
            person_name: row.person_name.unwrap_or_default(),
            sealed: row.hash.is_some(),
            recorded: Recorded {
                district: DistrictId::new(row.district_id),
                sequence: row.sequence,
                at: row.at,
                batch: row.batch_id,
                author: Author {
                    person: PersonId::new(row.person_id),
                    appointment: AppointmentId::new(row.appointment_id),
                    appointment_kind: AppointmentKind::parse(&row.appointment_kind, "kind")
                        .map_err(corrupt)?,
                    place: row.place,
                    behalf,
                },
                entry: Entry {
                    operation: Operation::parse(&row.operation, "operation").map_err(corrupt)?,
                    object: ObjectRef {
                        kind: ObjectType::parse(&row.object_type, "object_type").map_err(corrupt)?,
                        id: row.object_id,
                        name: row.object_name,
                    },
                    before: row.before_values,
                    after: row.after_values,
                    reason: row.reason,
                },
            },
        })
    }
}

macro_rules! entries {
    ($rest:literal) => {
        concat!(
            "SELECT j.district_id, j.sequence, j.at, j.person_id, n.name AS person_name, j.appointment_id,
                j.appointment_kind, j.place, j.batch_id, j.operation, j.object_type, j.object_id, j.object_name,
                j.before_values, j.after_values, j.reason, j.behalf_how, j.behalf_name, s.hash
            FROM journal j LEFT JOIN person n ON n.id = j.person_id
            LEFT JOIN journal_seal s ON s.district_id = j.district_id AND s.sequence = j.sequence ",
            $rest
        )
    };
}

/// What a page of the journal is narrowed to.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub operation: Option<Operation>,
    pub object: Option<Uuid>,
    /// Whether the object is a consortium, whose members, seats, meetings and topics belong to its history.
    pub with_parts: bool,
}

/// Entries before number `before`, newest first.
pub async fn page(
    conn: &mut Conn,
    district: DistrictId,
    filter: &Filter,
    before: i64,
    limit: i64,
) -> Result<Vec<Shown>> {
    const SQL: &str = entries!(
        "WHERE j.district_id = $1 AND j.sequence < $2 AND ($3 = '' OR j.operation = $3)
        ORDER BY j.sequence DESC LIMIT $4"
    );
    const OF_OBJECT: &str = entries!(
        "WHERE j.district_id = $1 AND j.sequence < $2 AND ($3 = '' OR j.operation = $3) AND j.object_id = $5
        ORDER BY j.sequence DESC LIMIT $4"
    );
    const OF_CONSORTIUM: &str = entries!(
        "WHERE j.district_id = $1 AND j.sequence < $2 AND ($3 = '' OR j.operation = $3) AND (j.object_id = $5
            OR j.object_id IN (SELECT id FROM membership WHERE district_id = $1 AND consortium_id = $5)
            OR j.object_id IN (SELECT id FROM seat WHERE district_id = $1 AND consortium_id = $5)
            OR j.object_id IN (SELECT id FROM meeting WHERE district_id = $1 AND consortium_id = $5)
            OR j.object_id IN (SELECT id FROM task WHERE district_id = $1 AND consortium_id = $5)
            OR j.object_id IN (SELECT r.id FROM resolution r JOIN meeting m ON m.district_id = r.district_id
                AND m.id = r.meeting_id WHERE r.district_id = $1 AND m.consortium_id = $5)
            OR j.object_id IN (SELECT id FROM topic WHERE district_id = $1 AND consortium_id = $5)
            OR j.object_id IN (SELECT c.id FROM agenda_item c JOIN meeting m ON m.district_id = c.district_id
                AND m.id = c.meeting_id WHERE c.district_id = $1 AND m.consortium_id = $5)
            OR j.object_id IN (SELECT c.id FROM invitation c JOIN meeting m ON m.district_id = c.district_id
                AND m.id = c.meeting_id WHERE c.district_id = $1 AND m.consortium_id = $5)
            OR j.object_id IN (SELECT c.id FROM vote c JOIN meeting m ON m.district_id = c.district_id
                AND m.id = c.meeting_id WHERE c.district_id = $1 AND m.consortium_id = $5)
            OR j.object_id IN (SELECT c.id FROM minutes_remark c JOIN meeting m ON m.district_id = c.district_id
                AND m.id = c.meeting_id WHERE c.district_id = $1 AND m.consortium_id = $5)
            OR j.object_id IN (SELECT id FROM bulletin WHERE district_id = $1 AND consortium_id = $5)
            OR j.object_id IN (SELECT o.id FROM opinion o JOIN bulletin b ON b.district_id = o.district_id
                AND b.id = o.bulletin_id WHERE o.district_id = $1 AND b.consortium_id = $5)
            OR j.object_id IN (SELECT id FROM list_refresh WHERE district_id = $1 AND consortium_id = $5))
        ORDER BY j.sequence DESC LIMIT $4"
    );
    let operation = filter.operation.map_or("", Operation::word);
    let query = sql(match filter.object {
        Some(_) if filter.with_parts => OF_CONSORTIUM,
        Some(_) => OF_OBJECT,
        None => SQL,
    });
    let mut query = query.arg(district).arg(before).arg(operation).arg(limit);
    if let Some(object) = filter.object {
        query = query.arg(object);
    }
    query.all::<EntryRow>(conn).await?.into_iter().map(Shown::try_from).collect()
}

pub async fn total(conn: &mut Conn, district: DistrictId, filter: &Filter) -> Result<i64> {
    const SQL: &str = "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM journal
        WHERE district_id = $1 AND ($2 = '' OR operation = $2) AND (object_id = $3 OR $4 = '' OR ($4 = 'parts'
            AND (object_id IN (SELECT id FROM membership WHERE district_id = $1 AND consortium_id = $3)
                OR object_id IN (SELECT id FROM seat WHERE district_id = $1 AND consortium_id = $3)
                OR object_id IN (SELECT id FROM meeting WHERE district_id = $1 AND consortium_id = $3)
                OR object_id IN (SELECT id FROM task WHERE district_id = $1 AND consortium_id = $3)
                OR object_id IN (SELECT r.id FROM resolution r JOIN meeting m ON m.district_id = r.district_id
                    AND m.id = r.meeting_id WHERE r.district_id = $1 AND m.consortium_id = $3)
                OR object_id IN (SELECT id FROM topic WHERE district_id = $1 AND consortium_id = $3)
                OR object_id IN (SELECT c.id FROM agenda_item c JOIN meeting m ON m.district_id = c.district_id
                    AND m.id = c.meeting_id WHERE c.district_id = $1 AND m.consortium_id = $3)
                OR object_id IN (SELECT c.id FROM invitation c JOIN meeting m ON m.district_id = c.district_id
                    AND m.id = c.meeting_id WHERE c.district_id = $1 AND m.consortium_id = $3)
                OR object_id IN (SELECT c.id FROM vote c JOIN meeting m ON m.district_id = c.district_id
                    AND m.id = c.meeting_id WHERE c.district_id = $1 AND m.consortium_id = $3)
                OR object_id IN (SELECT c.id FROM minutes_remark c JOIN meeting m ON m.district_id = c.district_id
                    AND m.id = c.meeting_id WHERE c.district_id = $1 AND m.consortium_id = $3)
                OR object_id IN (SELECT id FROM bulletin WHERE district_id = $1 AND consortium_id = $3)
                OR object_id IN (SELECT o.id FROM opinion o JOIN bulletin b ON b.district_id = o.district_id
                    AND b.id = o.bulletin_id WHERE o.district_id = $1 AND b.consortium_id = $3)
                OR object_id IN (SELECT id FROM list_refresh WHERE district_id = $1 AND consortium_id = $3))))";
    let operation = filter.operation.map_or("", Operation::word);
    let narrowed = match filter.object {
        Some(_) if filter.with_parts => "parts",
        Some(_) => "object",
        None => "",
    };
    let query = sql(SQL).arg(district).arg(operation).arg(filter.object.unwrap_or_default()).arg(narrowed);
    Ok(query.one::<SequenceRow>(conn).await?.n)
}

/// Every entry about an object that is kept, oldest first.
pub async fn of_object(conn: &mut Conn, district: DistrictId, object: Uuid) -> Result<Vec<Shown>> {
    const SQL: &str = entries!("WHERE j.district_id = $1 AND j.object_id = $2 ORDER BY j.sequence");
    let rows: Vec<EntryRow> = sql(SQL).arg(district).arg(object).all(conn).await?;
    rows.into_iter().map(Shown::try_from).collect()
}

/// Whether any entry of a batch is still kept.
pub async fn keeps_batch(conn: &mut Conn, district: DistrictId, batch: Uuid) -> Result<bool> {
    const SQL: &str = "SELECT sequence AS n FROM journal WHERE district_id = $1 AND batch_id = $2 LIMIT 1";
    Ok(sql(SQL).arg(district).arg(batch).optional::<SequenceRow>(conn).await?.is_some())
}

// Below the macro that they use.
mod chain;
mod personal;
mod prune;

pub use chain::{Chain, Stored, advance, chain, chains, insert_seal, orphans, seal_at, stored};
pub use personal::{PersonalValue, erase_personal, keep_personal, personal};
pub use prune::{Horizon, horizon, horizons, move_horizon, remove_to};
