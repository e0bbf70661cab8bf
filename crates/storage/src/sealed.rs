//! Where sealed values stand, for whoever changes the keys; and which keys this database knows, by id alone.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{Conn, Result, Tx, sql};

/// A column of sealed values. `page` takes the last id and a number of rows, `replace` the id, the new and the old value.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    pub table: &'static str,
    pub column: &'static str,
    page: &'static str,
    replace: &'static str,
}

/// Every sealed column there is: one that is missing here would be lost when its key is forgotten.
pub static COLUMNS: &[Column] = &[
    Column {
        table: "person_contact",
        column: "value",
        page: "SELECT id, value FROM person_contact WHERE id > $1 ORDER BY id LIMIT $2",
        replace: "UPDATE person_contact SET value = $2 WHERE id = $1 AND value = $3",
    },
    Column {
        table: "journal_personal",
        column: "sealed",
        page: "SELECT id, sealed AS value FROM journal_personal WHERE id > $1 ORDER BY id LIMIT $2",
        replace: "UPDATE journal_personal SET sealed = $2 WHERE id = $1 AND sealed = $3",
    },
    Column {
        table: "account",
        column: "second_factor",
        page: "SELECT person_id AS id, second_factor AS value FROM account
            WHERE person_id > $1 AND second_factor IS NOT NULL ORDER BY person_id LIMIT $2",
        replace: "UPDATE account SET second_factor = $2 WHERE person_id = $1 AND second_factor = $3",
    },
    Column {
        table: "entry",
        column: "contact",
        page: "SELECT id, contact AS value FROM entry WHERE id > $1 AND contact IS NOT NULL ORDER BY id LIMIT $2",
        replace: "UPDATE entry SET contact = $2 WHERE id = $1 AND contact = $3",
    },
    Column {
        table: "account",
        column: "factor_pending",
        page: "SELECT person_id AS id, factor_pending AS value FROM account
            WHERE person_id > $1 AND factor_pending IS NOT NULL ORDER BY person_id LIMIT $2",
        replace: "UPDATE account SET factor_pending = $2 WHERE person_id = $1 AND factor_pending = $3",
    },
];

#[derive(FromRow)]
struct ValueRow {
    id: Uuid,
    value: Vec<u8>,
}

/// Sealed values in the order of their rows, from the one after `after`.
pub async fn values(conn: &mut Conn, of: Column, after: Uuid, most: i64) -> Result<Vec<(Uuid, Vec<u8>)>> {
    let rows: Vec<ValueRow> = sql(of.page).arg(after).arg(most).all(conn).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.value)).collect())
}

/// Puts a value in the place of an old one; not when somebody else wrote it meanwhile.
pub async fn replace(tx: &mut Tx, of: Column, id: Uuid, new: Vec<u8>, old: Vec<u8>) -> Result<bool> {
    Ok(sql(of.replace).arg(id).arg(new).arg(old).run(tx).await? == 1)
}

/// A key that has sealed, or may have sealed, values here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownKey {
    pub id: String,
    pub cipher: String,
    pub made_at: DateTime<Utc>,
    pub retired_at: Option<DateTime<Utc>>,
}

#[derive(FromRow)]
struct KeyRow {
    id: String,
    cipher: String,
    made_at: DateTime<Utc>,
    retired_at: Option<DateTime<Utc>>,
}

pub async fn keys(conn: &mut Conn) -> Result<Vec<KnownKey>> {
    const SQL: &str = "SELECT id, cipher, made_at, retired_at FROM sealing_key ORDER BY made_at, id";
    let rows: Vec<KeyRow> = sql(SQL).all(conn).await?;
    let known = |row: KeyRow| KnownKey {
        id: row.id,
        cipher: row.cipher,
        made_at: row.made_at,
        retired_at: row.retired_at,
    };
    Ok(rows.into_iter().map(known).collect())
}

/// Remembers a key's id; one that is known already stays as it is.
pub async fn remember(tx: &mut Tx, key: &KnownKey) -> Result<()> {
    const SQL: &str =
        "INSERT INTO sealing_key (id, cipher, made_at) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING";
    sql(SQL).arg(key.id.as_str()).arg(key.cipher.as_str()).arg(key.made_at).run(tx).await.map(|_| ())
}

/// Nothing is sealed with these keys any more: all but the one that seals now.
pub async fn retire_all_but(tx: &mut Tx, newest: &str, at: DateTime<Utc>) -> Result<()> {
    const SQL: &str = "UPDATE sealing_key SET retired_at = $2 WHERE id <> $1 AND retired_at IS NULL";
    sql(SQL).arg(newest).arg(at).run(tx).await.map(|_| ())
}
