//! Accounts, their earlier passwords and recovery codes, and what failed sign-ins are counted by. Passwords and codes are
//! kept as hashes, the second factor sealed.

use chrono::{DateTime, NaiveDate, Utc};
use domain::id::{DistrictId, PersonId};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{Conn, Result, Tx, sql};

/// An account as it is stored.
#[derive(Debug, Clone)]
pub struct Account {
    pub person: PersonId,
    pub sign_in_name: Option<String>,
    pub password_hash: Option<String>,
    pub password_set_at: Option<DateTime<Utc>>,
    /// Sealed, like the one that no code has confirmed yet.
    pub second_factor: Option<Vec<u8>>,
    pub factor_pending: Option<Vec<u8>>,
    pub disabled_at: Option<DateTime<Utc>>,
    pub last_sign_in_on: Option<NaiveDate>,
    /// When an identity of the organisation's own provider was linked with it.
    pub linked_at: Option<DateTime<Utc>>,
}

#[derive(FromRow)]
struct AccountRow {
    person_id: Uuid,
    sign_in_name: Option<String>,
    password_hash: Option<String>,
    password_set_at: Option<DateTime<Utc>>,
    second_factor: Option<Vec<u8>>,
    factor_pending: Option<Vec<u8>>,
    disabled_at: Option<DateTime<Utc>>,
    last_sign_in_on: Option<NaiveDate>,
    linked_at: Option<DateTime<Utc>>,
}

impl From<AccountRow> for Account {
    fn from(row: AccountRow) -> Self {
        Self {
            person: PersonId::new(row.person_id),
            sign_in_name: row.sign_in_name,
            password_hash: row.password_hash,
            password_set_at: row.password_set_at,
            second_factor: row.second_factor,
            factor_pending: row.factor_pending,
            disabled_at: row.disabled_at,
            last_sign_in_on: row.last_sign_in_on,
            linked_at: row.linked_at,
        }
    }
}

macro_rules! account {
    ($rest:literal) => {
        concat!(
            "SELECT c.person_id, c.sign_in_name, c.password_hash, c.password_set_at, c.second_factor,
                c.factor_pending, c.disabled_at, c.last_sign_in_on, i.linked_at
            FROM account c LEFT JOIN account_identity i ON i.person_id = c.person_id WHERE ",
            $rest
        )
    };
}

pub async fn account(conn: &mut Conn, person: PersonId) -> Result<Option<Account>> {
    let row: Option<AccountRow> = sql(account!("c.person_id = $1")).arg(person).optional(conn).await?;
    Ok(row.map(Account::from))
}

/// The account that signs in by a normalised name.
pub async fn account_by_name(conn: &mut Conn, name: &str) -> Result<Option<Account>> {
    let row: Option<AccountRow> = sql(account!("c.sign_in_name = $1")).arg(name).optional(conn).await?;
    Ok(row.map(Account::from))
}

/// The accounts of everybody who has or had an appointment in a district.
pub async fn accounts_in(conn: &mut Conn, district: DistrictId) -> Result<Vec<Account>> {
    const SQL: &str = account!(
        "EXISTS (SELECT 1 FROM appointment a WHERE a.district_id = $1 AND a.person_id = c.person_id)"
    );
    let rows: Vec<AccountRow> = sql(SQL).arg(district).all(conn).await?;
    Ok(rows.into_iter().map(Account::from).collect())
}

pub async fn ensure_account(tx: &mut Tx, person: PersonId, now: DateTime<Utc>) -> Result<()> {
    const SQL: &str =
        "INSERT INTO account (person_id, created_at) VALUES ($1, $2) ON CONFLICT (person_id) DO NOTHING";
    sql(SQL).arg(person).arg(now).later(tx).await
}

pub async fn set_sign_in_name(tx: &mut Tx, person: PersonId, name: &str) -> Result<u64> {
    sql("UPDATE account SET sign_in_name = $2 WHERE person_id = $1").arg(person).arg(name).run(tx).await
}

/// Sets the password and remembers its hash among the earlier ones.
pub async fn set_password(
    tx: &mut Tx,
    person: PersonId,
    id: Uuid,
    hash: &str,
    at: DateTime<Utc>,
) -> Result<()> {
    const SET: &str = "UPDATE account SET password_hash = $2, password_set_at = $3 WHERE person_id = $1";
    const KEEP: &str =
        "INSERT INTO account_password (id, person_id, set_at, password_hash) VALUES ($1, $2, $3, $4)";
    sql(SET).arg(person).arg(hash).arg(at).later(tx).await?;
    sql(KEEP).arg(id).arg(person).arg(at).arg(hash).later(tx).await
}

#[derive(FromRow)]
struct HashRow {
    password_hash: String,
}

/// The hashes of a person's last passwords, newest first.
pub async fn earlier_passwords(conn: &mut Conn, person: PersonId, most: i64) -> Result<Vec<String>> {
    const SQL: &str = "SELECT password_hash FROM account_password WHERE person_id = $1 ORDER BY set_at DESC, id DESC LIMIT $2";
    let rows: Vec<HashRow> = sql(SQL).arg(person).arg(most).all(conn).await?;
    Ok(rows.into_iter().map(|row| row.password_hash).collect())
}

pub async fn set_factor_pending(tx: &mut Tx, person: PersonId, sealed: Vec<u8>) -> Result<()> {
    sql("UPDATE account SET factor_pending = $2 WHERE person_id = $1").arg(person).arg(sealed).later(tx).await
}

/// The pending factor is the factor from now on; the code of `step` confirmed it and is used up.
pub async fn confirm_factor(tx: &mut Tx, person: PersonId, sealed: Vec<u8>, step: i64) -> Result<()> {
    const SQL: &str = "UPDATE account SET second_factor = $2, factor_pending = NULL, factor_step = $3
        WHERE person_id = $1";
    sql(SQL).arg(person).arg(sealed).arg(step).later(tx).await
}

/// Uses up a time step; false when it, or a later one, was used before.
pub async fn take_step(tx: &mut Tx, person: PersonId, step: i64) -> Result<bool> {
    const SQL: &str = "UPDATE account SET factor_step = $2
        WHERE person_id = $1 AND (factor_step IS NULL OR factor_step < $2)";
    Ok(sql(SQL).arg(person).arg(step).run(tx).await? == 1)
}

pub async fn replace_recovery_codes(tx: &mut Tx, person: PersonId, hashes: Vec<Vec<u8>>) -> Result<()> {
    sql("DELETE FROM account_recovery_code WHERE person_id = $1").arg(person).later(tx).await?;
    for hash in hashes {
        const SQL: &str = "INSERT INTO account_recovery_code (person_id, code_hash) VALUES ($1, $2)";
        sql(SQL).arg(person).arg(hash).later(tx).await?;
    }
    Ok(())
}

/// Uses up a recovery code; false when it is unknown or used.
pub async fn take_recovery_code(
    tx: &mut Tx,
    person: PersonId,
    hash: Vec<u8>,
    at: DateTime<Utc>,
) -> Result<bool> {
    const SQL: &str = "UPDATE account_recovery_code SET used_at = $3
        WHERE person_id = $1 AND code_hash = $2 AND used_at IS NULL";
    Ok(sql(SQL).arg(person).arg(hash).arg(at).run(tx).await? == 1)
}

#[derive(FromRow)]
struct CountRow {
    n: i64,
}

pub async fn recovery_codes_left(conn: &mut Conn, person: PersonId) -> Result<i64> {
    const SQL: &str = "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM account_recovery_code
        WHERE person_id = $1 AND used_at IS NULL";
    Ok(sql(SQL).arg(person).one::<CountRow>(conn).await?.n)
}

pub async fn set_disabled(tx: &mut Tx, person: PersonId, at: Option<DateTime<Utc>>) -> Result<()> {
    sql("UPDATE account SET disabled_at = $2 WHERE person_id = $1").arg(person).arg(at).later(tx).await
}

/// Takes away everything by which the person could sign in; the name stays.
pub async fn clear_secrets(tx: &mut Tx, person: PersonId) -> Result<()> {
    const SQL: &str = "UPDATE account SET password_hash = NULL, password_set_at = NULL, second_factor = NULL,
            factor_pending = NULL WHERE person_id = $1";
    sql(SQL).arg(person).later(tx).await?;
    sql("DELETE FROM account_identity WHERE person_id = $1").arg(person).later(tx).await?;
    sql("DELETE FROM account_recovery_code WHERE person_id = $1").arg(person).later(tx).await
}

pub async fn signed_in_on(tx: &mut Tx, person: PersonId, day: NaiveDate) -> Result<()> {
    sql("UPDATE account SET last_sign_in_on = $2 WHERE person_id = $1").arg(person).arg(day).later(tx).await
}

#[derive(FromRow)]
struct PersonIdRow {
    person_id: Uuid,
}

/// Who of a district holds a link, not yet used, that sets up an account.
pub async fn invited_in(conn: &mut Conn, district: DistrictId, now: DateTime<Utc>) -> Result<Vec<PersonId>> {
    const SQL: &str = "SELECT DISTINCT person_id FROM sign_in_link
        WHERE acting_district_id = $1 AND purpose <> 'sign_in' AND used_at IS NULL AND expires_at > $2";
    let rows: Vec<PersonIdRow> = sql(SQL).arg(district).arg(now).all(conn).await?;
    Ok(rows.into_iter().map(|row| PersonId::new(row.person_id)).collect())
}

#[derive(FromRow)]
struct LockedRow {
    guarded_hash: Vec<u8>,
}

/// Everything that nobody may try now.
pub async fn locked_now(conn: &mut Conn, now: DateTime<Utc>) -> Result<Vec<Vec<u8>>> {
    const SQL: &str = "SELECT guarded_hash FROM sign_in_guard WHERE locked_until > $1";
    let rows: Vec<LockedRow> = sql(SQL).arg(now).all(conn).await?;
    Ok(rows.into_iter().map(|row| row.guarded_hash).collect())
}

#[derive(FromRow)]
struct FailuresRow {
    failures: i64,
    locked_until: Option<DateTime<Utc>>,
}

/// Counts one more failure, and says how many there are and until when it was locked before; the count begins anew when the last one lies before
/// `forgotten`. The row stays locked until the transaction ends, so two tries at once count as two.
pub async fn count_failure(
    tx: &mut Tx,
    guarded: &[u8],
    now: DateTime<Utc>,
    forgotten: DateTime<Utc>,
) -> Result<(i64, Option<DateTime<Utc>>)> {
    const SQL: &str = "INSERT INTO sign_in_guard (guarded_hash, failures, failed_at) VALUES ($1, 1, $2)
        ON CONFLICT (guarded_hash) DO UPDATE SET failed_at = excluded.failed_at, failures =
            CASE WHEN sign_in_guard.failed_at < $3 THEN 1 ELSE sign_in_guard.failures + 1 END
        RETURNING failures, locked_until";
    let row: FailuresRow = sql(SQL).arg(guarded.to_vec()).arg(now).arg(forgotten).one(tx).await?;
    Ok((row.failures, row.locked_until))
}

pub async fn lock(tx: &mut Tx, guarded: &[u8], until: Option<DateTime<Utc>>) -> Result<()> {
    const SQL: &str = "UPDATE sign_in_guard SET locked_until = $2 WHERE guarded_hash = $1";
    sql(SQL).arg(guarded.to_vec()).arg(until).later(tx).await
}

/// What was counted before it was known to be no failure.
pub async fn uncount_failure(tx: &mut Tx, guarded: &[u8]) -> Result<()> {
    const SQL: &str = "UPDATE sign_in_guard SET failures = failures - 1, locked_until = NULL
        WHERE guarded_hash = $1 AND failures > 0";
    sql(SQL).arg(guarded.to_vec()).later(tx).await
}

/// Nothing is held against this name or address any more.
pub async fn forgive(tx: &mut Tx, guarded: &[u8]) -> Result<u64> {
    sql("DELETE FROM sign_in_guard WHERE guarded_hash = $1").arg(guarded.to_vec()).run(tx).await
}
