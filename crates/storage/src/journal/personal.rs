//! Personal values of entries, kept beside them: the entry holds a commitment alone, so what is here can go.

use domain::id::{DistrictId, PersonId};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{Conn, Result, Tx, sql};

/// A value of an entry. `subject` is the person, or an appointment of the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonalValue {
    pub id: Uuid,
    pub subject: Uuid,
    pub commitment: String,
    pub sealed: Vec<u8>,
}

/// Keeps a value of the entry that was appended last.
pub async fn keep_personal(tx: &mut Tx, district: DistrictId, value: PersonalValue) -> Result<()> {
    const NUMBERED: &str =
        "INSERT INTO journal_personal (district_id, sequence, id, subject_id, commitment, sealed)
        VALUES ($1, $2, $3, $4, $5, $6)";
    const SQL: &str =
        "INSERT INTO journal_personal (district_id, sequence, id, subject_id, commitment, sealed)
        SELECT t.district_id, t.journal_sequence, $2, $3, $4, $5 FROM district t WHERE t.district_id = $1";
    let newest =
        tx.bulk.as_ref().and_then(|numbers| numbers.0.get(&district)).map(|revision| revision.journal);
    let insert = match newest {
        Some(sequence) => sql(NUMBERED).arg(district).arg(sequence),
        None => sql(SQL).arg(district),
    };
    insert.arg(value.id).arg(value.subject).arg(value.commitment).arg(value.sealed).later(tx).await
}

#[derive(FromRow)]
struct PersonalRow {
    id: Uuid,
    subject_id: Uuid,
    commitment: String,
    sealed: Vec<u8>,
}

/// What is still kept of one entry.
pub async fn personal(conn: &mut Conn, district: DistrictId, sequence: i64) -> Result<Vec<PersonalValue>> {
    const SQL: &str = "SELECT id, subject_id, commitment, sealed FROM journal_personal
        WHERE district_id = $1 AND sequence = $2";
    let rows: Vec<PersonalRow> = sql(SQL).arg(district).arg(sequence).all(conn).await?;
    let value = |row: PersonalRow| PersonalValue {
        id: row.id,
        subject: row.subject_id,
        commitment: row.commitment,
        sealed: row.sealed,
    };
    Ok(rows.into_iter().map(value).collect())
}

/// Removes every value of a person from the entries of a district, and says how many there were.
pub async fn erase_personal(tx: &mut Tx, district: DistrictId, person: PersonId) -> Result<u64> {
    const SQL: &str =
        "DELETE FROM journal_personal WHERE district_id = $1 AND (subject_id = $2 OR subject_id IN
        (SELECT a.id FROM appointment a WHERE a.district_id = $1 AND a.person_id = $2))";
    sql(SQL).arg(district).arg(person).run(tx).await
}
