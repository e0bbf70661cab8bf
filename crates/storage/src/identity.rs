//! Identities of an organisation's own provider (OpenID Connect), each linked with one account.

use chrono::{DateTime, Utc};
use domain::id::PersonId;
use sqlx::FromRow;
use uuid::Uuid;

use crate::{Conn, Result, Tx, sql};

#[derive(FromRow)]
struct OwnerRow {
    person_id: Uuid,
}

/// Whose identity this is.
pub async fn owner(conn: &mut Conn, issuer: &str, subject_hash: Vec<u8>) -> Result<Option<PersonId>> {
    const SQL: &str = "SELECT person_id FROM account_identity WHERE issuer = $1 AND subject_hash = $2";
    let row: Option<OwnerRow> = sql(SQL).arg(issuer).arg(subject_hash).optional(conn).await?;
    Ok(row.map(|row| PersonId::new(row.person_id)))
}

/// # Errors
/// A unique violation where the person or the identity is linked already.
pub async fn link(
    tx: &mut Tx,
    person: PersonId,
    issuer: &str,
    subject_hash: Vec<u8>,
    at: DateTime<Utc>,
) -> Result<u64> {
    const SQL: &str = "INSERT INTO account_identity (person_id, issuer, subject_hash, linked_at)
        VALUES ($1, $2, $3, $4)";
    sql(SQL).arg(person).arg(issuer).arg(subject_hash).arg(at).run(tx).await
}

/// How many were linked: one, or none.
pub async fn unlink(tx: &mut Tx, person: PersonId) -> Result<u64> {
    sql("DELETE FROM account_identity WHERE person_id = $1").arg(person).run(tx).await
}
