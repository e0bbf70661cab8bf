//! What a transaction keeps and what it undoes.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use storage::{Db, Error, Tx, WriteFuture, sql};
use testing::TestDb;
use uuid::Uuid;

type Outcome = Result<(), Error>;

fn insert(
    name: &'static str,
    then: fn() -> Outcome,
) -> impl for<'t> FnOnce(&'t mut Tx) -> WriteFuture<'t, Outcome> + Send {
    move |tx| {
        Box::pin(async move {
            let id = Uuid::from_u128(name.bytes().fold(0, |n, b| n * 256 + u128::from(b)));
            sql("INSERT INTO person (id, version, name) VALUES ($1, 1, $2)")
                .arg(id)
                .arg(name)
                .run(tx)
                .await?;
            then()
        })
    }
}

async fn names(db: &Db) -> Vec<String> {
    let mut conn = db.read().await.expect("a connection");
    let rows: Vec<(String,)> =
        sql("SELECT name FROM person ORDER BY name").all(&mut conn).await.expect("rows");
    rows.into_iter().map(|(name,)| name).collect()
}

async fn keeps_what_succeeds_and_undoes_what_fails(test: TestDb) {
    let db = &test.db;
    db.write(insert("a", || Ok(()))).await.expect("kept");
    let refused = db.write(insert("b", || Err(Error::Closed))).await;
    assert!(matches!(refused, Err(Error::Closed)));
    let panicked = db.write(insert("c", || panic!("on purpose"))).await;
    assert!(matches!(panicked, Err(Error::Panicked)));
    let twice = db.write(insert("a", || Ok(()))).await;
    assert!(twice.expect_err("the key is taken").is_unique_violation());
    db.write(insert("d", || Ok(()))).await.expect("the writer goes on");
    assert_eq!(names(db).await, ["a", "d"]);
}

/// A hundred writers at once, every third one refused: whoever was told 'kept' is there, nobody else is.
async fn many_at_once_disturb_nobody(test: TestDb) {
    let kept = Arc::new(AtomicU64::new(0));
    let tasks: Vec<_> = (0..100u128)
        .map(|n| {
            let (db, kept) = (test.db.clone(), kept.clone());
            tokio::spawn(async move {
                let written: Outcome = db
                    .write(move |tx| {
                        Box::pin(async move {
                            let insert = sql("INSERT INTO person (id, version, name) VALUES ($1, 1, 'x')");
                            insert.arg(Uuid::from_u128(n)).run(tx).await?;
                            if n % 3 == 0 { Err(Error::Closed) } else { Ok(()) }
                        })
                    })
                    .await;
                kept.fetch_add(u64::from(written.is_ok()), Ordering::SeqCst);
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("a writer");
    }
    assert_eq!(kept.load(Ordering::SeqCst), 66);
    assert_eq!(names(&test.db).await.len(), 66);
}

macro_rules! on_both {
    ($($name:ident),+) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                super::$name(testing::TestDb::sqlite().await).await;
            })+
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                if let Some(db) = testing::TestDb::postgres().await {
                    super::$name(db).await;
                }
            })+
        }
    };
}

on_both!(keeps_what_succeeds_and_undoes_what_fails, many_at_once_disturb_nobody);
