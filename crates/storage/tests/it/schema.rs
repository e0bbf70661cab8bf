//! The live schemas: both engines alike, and fit to be distributed by district.

use std::collections::{BTreeMap, BTreeSet};

use storage::{Db, sql};
use testing::TestDb;

/// Tables that stand above the districts, or belong to a person.
const NOT_OF_A_DISTRICT: [&str; 13] = [
    "upper_division",
    "holiday",
    "industry",
    "person",
    "session",
    "sign_in_link",
    "sealing_key",
    "person_contact",
    "account",
    "account_password",
    "account_recovery_code",
    "account_identity",
    "sign_in_guard",
];

type Columns = BTreeMap<String, BTreeMap<String, (String, bool)>>;

/// What a column's type is called on either engine.
fn common(kind: &str) -> &'static str {
    match kind {
        "uuid" | "bytea" | "BLOB" => "bytes",
        "bigint" | "INTEGER" => "whole number",
        "double precision" | "REAL" => "number",
        "text" | "date" | "timestamp with time zone" | "TEXT" => "text",
        other => panic!("a type that no table should have: {other}"),
    }
}

async fn sqlite_columns(db: &Db) -> Columns {
    const SQL: &str = "SELECT m.name, c.name, c.type, CAST(c.\"notnull\" AS INTEGER)
        FROM sqlite_master m JOIN pragma_table_info(m.name) c
        WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE '_sqlx%'";
    read(db, SQL).await
}

async fn postgres_columns(db: &Db) -> Columns {
    const SQL: &str = "SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT), CAST(data_type AS TEXT),
            CAST(CASE WHEN is_nullable = 'NO' THEN 1 ELSE 0 END AS BIGINT)
        FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE '\\_sqlx%'";
    read(db, SQL).await
}

async fn read(db: &Db, text: &'static str) -> Columns {
    let mut conn = db.read().await.expect("a connection");
    let rows: Vec<(String, String, String, i64)> = sql(text).all(&mut conn).await.expect("rows");
    let mut columns = Columns::new();
    for (table, column, kind, not_null) in rows {
        columns.entry(table).or_default().insert(column, (common(&kind).to_owned(), not_null == 1));
    }
    columns
}

#[tokio::test]
async fn both_engines_have_the_same_tables_and_columns() {
    let Some(postgres) = TestDb::postgres().await else { return };
    let sqlite = TestDb::sqlite().await;
    assert_eq!(sqlite_columns(&sqlite.db).await, postgres_columns(&postgres.db).await);
}

#[tokio::test]
async fn every_table_of_a_district_is_keyed_by_it() {
    let test = TestDb::sqlite().await;
    let mut conn = test.db.read().await.expect("a connection");
    const SQL: &str = "SELECT m.name, c.name, CAST(c.pk AS INTEGER) FROM sqlite_master m
        JOIN pragma_table_info(m.name) c
        WHERE m.type = 'table' AND c.pk > 0 AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE '_sqlx%'";
    let keys: Vec<(String, String, i64)> = sql(SQL).all(&mut conn).await.expect("rows");
    for (table, column, place) in keys {
        if !NOT_OF_A_DISTRICT.contains(&table.as_str()) && place == 1 {
            assert_eq!(column, "district_id", "the primary key of {table} begins with another column");
        }
    }
}

/// Citus can distribute a table only when every key and foreign key of it contains the district.
#[tokio::test]
async fn every_key_on_postgresql_contains_the_district() {
    let Some(test) = TestDb::postgres().await else { return };
    let mut conn = test.db.read().await.expect("a connection");
    const SQL: &str = "SELECT CAST(t.relname AS TEXT), CAST(k.conname AS TEXT),
            CAST((SELECT string_agg(a.attname, ',' ORDER BY x.n) FROM unnest(k.conkey) WITH ORDINALITY x(c, n)
                JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = x.c) AS TEXT)
        FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid
        JOIN pg_namespace s ON s.oid = t.relnamespace
        WHERE s.nspname = 'public' AND k.contype IN ('p', 'u', 'f') AND t.relname NOT LIKE '\\_sqlx%'";
    let keys: Vec<(String, String, String)> = sql(SQL).all(&mut conn).await.expect("rows");
    assert!(keys.len() > 30, "only {} keys were found", keys.len());
    for (table, key, columns) in keys {
        let above = NOT_OF_A_DISTRICT.contains(&table.as_str()) || key == "district_upper_id_fkey";
        assert!(
            above || columns.split(',').any(|c| c == "district_id"),
            "{key} of {table} has only {columns}"
        );
    }
}

/// Without an index, deleting or moving what is referred to reads the whole table.
#[tokio::test]
async fn every_foreign_key_is_indexed() {
    let test = TestDb::sqlite().await;
    let mut conn = test.db.read().await.expect("a connection");
    const FOREIGN: &str = "SELECT m.name, CAST(f.id AS INTEGER), f.\"from\" FROM sqlite_master m
        JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table' ORDER BY m.name, f.id, f.seq";
    const INDEXED: &str = "SELECT m.name, i.name, c.name FROM sqlite_master m
        JOIN pragma_index_list(m.name) i JOIN pragma_index_info(i.name) c
        WHERE m.type = 'table' ORDER BY m.name, i.name, c.seqno";
    let foreign: Vec<(String, i64, String)> = sql(FOREIGN).all(&mut conn).await.expect("rows");
    let indexed: Vec<(String, String, String)> = sql(INDEXED).all(&mut conn).await.expect("rows");
    let mut indexes: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for (table, index, column) in indexed {
        indexes.entry((table, index)).or_default().push(column);
    }
    let mut keys: BTreeMap<(String, i64), BTreeSet<String>> = BTreeMap::new();
    for (table, id, column) in foreign {
        keys.entry((table, id)).or_default().insert(column);
    }
    for ((table, _), columns) in keys {
        let covers = |index: &Vec<String>| {
            index.len() >= columns.len()
                && index[..columns.len()].iter().cloned().collect::<BTreeSet<_>>() == columns
        };
        let found = indexes.iter().any(|((of, _), index)| *of == table && covers(index));
        assert!(found, "{table} has no index that begins with {columns:?}");
    }
}
