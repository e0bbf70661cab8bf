//! Whatever is changed, removed, inserted or swapped in journal, seals or the end of a chain is found, and named.

use chrono::{DateTime, TimeDelta, Utc};
use domain::access::{AppointmentKind, Operation};
use domain::id::{AppointmentId, DistrictId, PersonId};
use domain::journal::{Author, Behalf, BehalfHow, Entry, ObjectRef, ObjectType};
use domain::name::Name;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, TestRunner};
use service::journal::{Bad, seal, verify};
use storage::{Arg, Conn, sql};
use testing::TestDb;
use uuid::Uuid;

fn district(n: usize) -> DistrictId {
    DistrictId::new(Uuid::from_u128(0xd0 + n as u128))
}

/// What somebody with the database in hand does to one district's book. Numbers are taken modulo what is there.
#[derive(Debug, Clone)]
enum Damage {
    Change {
        row: usize,
        column: usize,
        salt: u32,
    },
    Remove {
        row: usize,
    },
    RemoveLast,
    /// A copy behind the end, before the beginning, or between two others, which move up.
    Append {
        row: usize,
    },
    Prepend {
        row: usize,
    },
    Squeeze {
        row: usize,
    },
    Swap {
        row: usize,
        with: usize,
    },
    SealChange {
        row: usize,
        salt: u32,
    },
    SealRemove {
        row: usize,
    },
    SealSwap {
        row: usize,
        with: usize,
    },
    SealAppend {
        salt: u32,
    },
    SwapWithSeals {
        row: usize,
        with: usize,
    },
    Written {
        by: i64,
    },
    SealedTo {
        by: i64,
    },
    EndHash {
        salt: u32,
    },
    Horizon {
        row: usize,
    },
}

fn damage() -> impl Strategy<Value = Damage> {
    let n = 0..64_usize;
    let by = prop_oneof![-3..=-1_i64, 1..=3_i64];
    prop_oneof![
        6 => (n.clone(), 0..COLUMNS.len(), any::<u32>()).prop_map(|(row, column, salt)| Damage::Change { row, column, salt }),
        2 => n.clone().prop_map(|row| Damage::Remove { row }),
        1 => Just(Damage::RemoveLast),
        1 => n.clone().prop_map(|row| Damage::Append { row }),
        1 => n.clone().prop_map(|row| Damage::Prepend { row }),
        1 => n.clone().prop_map(|row| Damage::Squeeze { row }),
        2 => (n.clone(), n.clone()).prop_map(|(row, with)| Damage::Swap { row, with }),
        1 => (n.clone(), any::<u32>()).prop_map(|(row, salt)| Damage::SealChange { row, salt }),
        1 => n.clone().prop_map(|row| Damage::SealRemove { row }),
        1 => (n.clone(), n.clone()).prop_map(|(row, with)| Damage::SealSwap { row, with }),
        1 => any::<u32>().prop_map(|salt| Damage::SealAppend { salt }),
        1 => (n.clone(), n.clone()).prop_map(|(row, with)| Damage::SwapWithSeals { row, with }),
        1 => by.clone().prop_map(|by| Damage::Written { by }),
        1 => by.prop_map(|by| Damage::SealedTo { by }),
        1 => any::<u32>().prop_map(|salt| Damage::EndHash { salt }),
        1 => n.prop_map(|row| Damage::Horizon { row }),
    ]
}

/// Every column of an entry, with a statement that changes it.
const COLUMNS: [(&str, &str); 19] = [
    ("district", "UPDATE journal SET district_id = $3 WHERE district_id = $1 AND sequence = $2"),
    ("sequence", "UPDATE journal SET sequence = 1000 + sequence WHERE district_id = $1 AND sequence = $2"),
    ("at", "UPDATE journal SET at = $3 WHERE district_id = $1 AND sequence = $2"),
    ("person", "UPDATE journal SET person_id = $3 WHERE district_id = $1 AND sequence = $2"),
    ("appointment", "UPDATE journal SET appointment_id = $3 WHERE district_id = $1 AND sequence = $2"),
    ("kind", "UPDATE journal SET appointment_kind = $3 WHERE district_id = $1 AND sequence = $2"),
    ("place", "UPDATE journal SET place = $3 WHERE district_id = $1 AND sequence = $2"),
    ("batch", "UPDATE journal SET batch_id = $3 WHERE district_id = $1 AND sequence = $2"),
    ("operation", "UPDATE journal SET operation = $3 WHERE district_id = $1 AND sequence = $2"),
    ("object_type", "UPDATE journal SET object_type = $3 WHERE district_id = $1 AND sequence = $2"),
    ("object", "UPDATE journal SET object_id = $3 WHERE district_id = $1 AND sequence = $2"),
    ("object_name", "UPDATE journal SET object_name = $3 WHERE district_id = $1 AND sequence = $2"),
    ("before", "UPDATE journal SET before_values = $3 WHERE district_id = $1 AND sequence = $2"),
    ("after", "UPDATE journal SET after_values = $3 WHERE district_id = $1 AND sequence = $2"),
    ("reason", "UPDATE journal SET reason = $3 WHERE district_id = $1 AND sequence = $2"),
    ("behalf_how", "UPDATE journal SET behalf_how = $3 WHERE district_id = $1 AND sequence = $2"),
    ("behalf_name", "UPDATE journal SET behalf_name = $3 WHERE district_id = $1 AND sequence = $2"),
    ("no behalf", "UPDATE journal SET behalf_how = NULL WHERE district_id = $1 AND sequence = $2"),
    ("no reason", "UPDATE journal SET reason = NULL WHERE district_id = $1 AND sequence = $2"),
];

/// A value that the column can hold.
fn value(column: &str, salt: u32) -> Option<Arg> {
    let id = Uuid::from_u128(0xf000_0000_0000 + u128::from(salt));
    let text = ["", " ", "{}", "甲", "unit.edit", "unit"][salt as usize % 6];
    Some(match column {
        "sequence" | "no reason" | "no behalf" => return None,
        "at" => (start() + TimeDelta::microseconds(1 + i64::from(salt))).into(),
        "kind" => AppointmentKind::ALL[salt as usize % AppointmentKind::ALL.len()].word().into(),
        "operation" if salt.is_multiple_of(2) => {
            Operation::ALL[salt as usize % Operation::ALL.len()].word().into()
        }
        "object_type" if salt.is_multiple_of(2) => {
            ObjectType::ALL[salt as usize % ObjectType::ALL.len()].word().into()
        }
        // None and a batch of zeros must not read alike.
        "batch" => [None, Some(Uuid::nil()), Some(id)][salt as usize % 3].into(),
        "before" | "after" | "reason" => {
            [None, Some(text.to_owned())][usize::from(!salt.is_multiple_of(7))].clone().into()
        }
        "district" | "person" | "appointment" | "object" => id.into(),
        _ => text.into(),
    })
}

fn start() -> DateTime<Utc> {
    "2026-03-18T04:00:00Z".parse().expect("an instant")
}

fn entry() -> impl Strategy<Value = (Entry, Option<Uuid>)> {
    let text = || proptest::option::of("[a-z甲乙\"\\]\n]{0,6}");
    let pick = any::<prop::sample::Index>();
    (pick.clone(), pick, text(), text(), text(), "[a-c丙]{0,3}", proptest::option::of(1..3_u128)).prop_map(
        |(operation, kind, before, after, reason, name, batch)| {
            let operation = *operation.get(Operation::ALL);
            let object = ObjectRef { kind: *kind.get(ObjectType::ALL), id: Uuid::from_u128(5), name };
            (Entry { operation, object, before, after, reason }, batch.map(Uuid::from_u128))
        },
    )
}

async fn write(test: &TestDb, books: Vec<Vec<(Entry, Option<Uuid>)>>) {
    let done: Result<(), storage::Error> = test
        .db
        .write(move |tx| {
            Box::pin(async move {
                for (n, book) in books.into_iter().enumerate() {
                    storage::grid::insert_district(tx, district(n), None).await?;
                    for (i, (entry, batch)) in book.into_iter().enumerate() {
                        let author = Author {
                            person: PersonId::new(Uuid::from_u128(1)),
                            appointment: AppointmentId::new(Uuid::from_u128(2)),
                            appointment_kind: AppointmentKind::Liaison,
                            place: "甲单位".to_owned(),
                            behalf: (i % 3 == 0).then(|| Behalf {
                                how: BehalfHow::Phone,
                                name: Name::parse("甲", "name").expect("a name"),
                            }),
                        };
                        let at = start() + TimeDelta::seconds(i as i64);
                        storage::journal::append(tx, district(n), at, &author, batch, entry).await?;
                    }
                }
                Ok(())
            })
        })
        .await;
    done.expect("written");
    seal(&test.db).await.expect("sealed");
}

/// A connection that goes past everything which guards the tables.
async fn unguarded(test: &TestDb) -> Conn {
    let mut conn = test.db.read().await.expect("a connection");
    let unguard: &[&'static str] = match test.db.engine() {
        "sqlite" => &["PRAGMA query_only = OFF", "PRAGMA foreign_keys = OFF"],
        _ => &["SET session_replication_role = replica"],
    };
    for text in unguard {
        sql(text).run(&mut conn).await.expect("no guard");
    }
    conn
}

async fn run(conn: &mut Conn, text: &'static str, args: Vec<Arg>) {
    args.into_iter().fold(sql(text), storage::Sql::arg).run(conn).await.expect(text);
}

async fn swap(conn: &mut Conn, texts: [&'static str; 3], of: DistrictId, a: i64, b: i64) {
    run(conn, texts[0], vec![of.into(), a.into()]).await;
    run(conn, texts[1], vec![of.into(), b.into(), a.into()]).await;
    run(conn, texts[2], vec![of.into(), b.into()]).await;
}

const SWAP: [&str; 3] = [
    "UPDATE journal SET sequence = -7 WHERE district_id = $1 AND sequence = $2",
    "UPDATE journal SET sequence = $3 WHERE district_id = $1 AND sequence = $2",
    "UPDATE journal SET sequence = $2 WHERE district_id = $1 AND sequence = -7",
];
const SWAP_SEALS: [&str; 3] = [
    "UPDATE journal_seal SET sequence = -7 WHERE district_id = $1 AND sequence = $2",
    "UPDATE journal_seal SET sequence = $3 WHERE district_id = $1 AND sequence = $2",
    "UPDATE journal_seal SET sequence = $2 WHERE district_id = $1 AND sequence = -7",
];
macro_rules! copy {
    ($to:literal) => {
        concat!(
            "INSERT INTO journal (district_id, sequence, at, person_id, appointment_id, appointment_kind, place,
                batch_id, operation, object_type, object_id, object_name, before_values, after_values, reason)
            SELECT district_id, ", $to, ", at, person_id, appointment_id, appointment_kind, place, batch_id, operation,
                object_type, object_id, object_name, before_values, after_values, reason
            FROM journal WHERE district_id = $1 AND sequence = $2"
        )
    };
}

async fn harm(conn: &mut Conn, of: DistrictId, damage: &Damage, written: i64) {
    let n = |row: usize| 1 + (row as i64) % written;
    let hash = |salt: u32| Arg::from(salt.to_be_bytes().to_vec());
    let d = Arg::from(of);
    match *damage {
        Damage::Change { row, column, salt } => {
            let (column, text) = COLUMNS[column];
            let args = [d, n(row).into()].into_iter().chain(value(column, salt)).collect();
            run(conn, text, args).await;
        }
        Damage::Remove { row } => {
            run(conn, "DELETE FROM journal WHERE district_id = $1 AND sequence = $2", vec![d, n(row).into()])
                .await;
        }
        Damage::RemoveLast => {
            run(
                conn,
                "DELETE FROM journal WHERE district_id = $1 AND sequence = $2",
                vec![d.clone(), written.into()],
            )
            .await;
            run(
                conn,
                "DELETE FROM journal_seal WHERE district_id = $1 AND sequence = $2",
                vec![d, written.into()],
            )
            .await;
        }
        Damage::Append { row } => {
            run(conn, copy!("1 + (SELECT MAX(sequence) FROM journal)"), vec![d, n(row).into()]).await
        }
        Damage::Prepend { row } => {
            run(conn, copy!("(SELECT MIN(sequence) FROM journal) - 1"), vec![d, n(row).into()]).await
        }
        Damage::Squeeze { row } => {
            for text in [
                "UPDATE journal SET sequence = -1000000 - sequence WHERE district_id = $1 AND sequence >= $2",
                "UPDATE journal SET sequence = -sequence - 999999 WHERE district_id = $1 AND sequence <= -1000000 - $2",
            ] {
                run(conn, text, vec![d.clone(), n(row).into()]).await;
            }
            run(conn, copy!("sequence - 1"), vec![d, (n(row) + 1).into()]).await;
        }
        Damage::Swap { row, with } => swap(conn, SWAP, of, n(row), n(with)).await,
        Damage::SealSwap { row, with } => swap(conn, SWAP_SEALS, of, n(row), n(with)).await,
        Damage::SwapWithSeals { row, with } => {
            swap(conn, SWAP, of, n(row), n(with)).await;
            swap(conn, SWAP_SEALS, of, n(row), n(with)).await;
        }
        Damage::SealChange { row, salt } => {
            const SQL: &str = "UPDATE journal_seal SET hash = $3 WHERE district_id = $1 AND sequence = $2";
            run(conn, SQL, vec![d, n(row).into(), hash(salt)]).await;
        }
        Damage::SealRemove { row } => {
            run(
                conn,
                "DELETE FROM journal_seal WHERE district_id = $1 AND sequence = $2",
                vec![d, n(row).into()],
            )
            .await;
        }
        Damage::SealAppend { salt } => {
            const SQL: &str = "INSERT INTO journal_seal (district_id, sequence, hash)
                SELECT $1, 1 + COALESCE(MAX(sequence), 0), $2 FROM journal_seal";
            run(conn, SQL, vec![d, hash(salt)]).await;
        }
        Damage::Written { by } => {
            run(
                conn,
                "UPDATE district SET journal_sequence = journal_sequence + $2 WHERE district_id = $1",
                vec![d, by.into()],
            )
            .await;
        }
        Damage::SealedTo { by } => {
            run(
                conn,
                "UPDATE district SET sealed_sequence = sealed_sequence + $2 WHERE district_id = $1",
                vec![d, by.into()],
            )
            .await;
        }
        Damage::EndHash { salt } => {
            run(conn, "UPDATE district SET sealed_hash = $2 WHERE district_id = $1", vec![d, hash(salt)])
                .await;
        }
        // Even with the right seal: no entry tells of a pruning.
        Damage::Horizon { row } => {
            const SQL: &str = "INSERT INTO journal_horizon (district_id, sequence, hash)
                SELECT district_id, sequence, hash FROM journal_seal WHERE district_id = $1 AND sequence = $2
                ON CONFLICT (district_id) DO NOTHING";
            run(conn, SQL, vec![d, n(row).into()]).await;
        }
    }
}

type Rows = Vec<(i64, String)>;

/// Everything that is there: rows of each book by number, and all else.
async fn picture(conn: &mut Conn) -> (Vec<Rows>, String) {
    let mut books = Vec::new();
    for n in 0..2 {
        let stored = storage::journal::stored(conn, district(n), i64::MIN, 10_000).await.expect("rows");
        books.push(stored.into_iter().map(|row| (row.sequence, format!("{row:?}"))).collect());
    }
    let chains = storage::journal::chains(conn).await.expect("chains");
    let orphans = storage::journal::orphans(conn).await.expect("orphans");
    let horizons = storage::journal::horizons(conn).await.expect("horizons");
    (books, format!("{chains:?} {orphans:?} {horizons:?}"))
}

/// The first number at which two books differ.
fn first_difference(a: &Rows, b: &Rows) -> Option<i64> {
    let differ = |x: &Rows, y: &Rows| x.iter().filter(|row| !y.contains(row)).map(|row| row.0).min();
    differ(a, b).into_iter().chain(differ(b, a)).min()
}

const KEEP: [&str; 4] = [
    "CREATE TABLE kept_journal AS SELECT * FROM journal",
    "CREATE TABLE kept_seal AS SELECT * FROM journal_seal",
    "CREATE TABLE kept_district AS SELECT * FROM district",
    "DELETE FROM journal_horizon",
];
const PUT_BACK: [&str; 7] = [
    "DELETE FROM journal_horizon",
    "DELETE FROM journal_seal",
    "DELETE FROM journal",
    "DELETE FROM district",
    "INSERT INTO district SELECT * FROM kept_district",
    "INSERT INTO journal SELECT * FROM kept_journal",
    "INSERT INTO journal_seal SELECT * FROM kept_seal",
];

/// `cases` times up to three damages on a random journal of two districts.
async fn find_everything(test: TestDb, runner: &mut TestRunner, cases: usize) {
    let book = || proptest::collection::vec(entry(), 4..16);
    let books = (book(), book()).prop_map(|(a, b)| vec![a, b]).new_tree(runner).expect("books").current();
    let written: Vec<i64> = books.iter().map(|book| book.len() as i64).collect();
    write(&test, books).await;
    let mut conn = unguarded(&test).await;
    for text in KEEP {
        run(&mut conn, text, vec![]).await;
    }
    let clean = picture(&mut conn).await;
    let found = verify(&test.db, &[]).await.expect("verified");
    assert_eq!((found.first_bad, found.sealed), (None, written.iter().sum()));
    let harms = proptest::collection::vec((0..2_usize, damage()), 1..=3)
        .prop_filter("a write", |harms| !is_a_write(harms));
    for _ in 0..cases {
        let harms = harms.new_tree(runner).expect("damages").current();
        for (n, harm_) in &harms {
            harm(&mut conn, district(*n), harm_, written[*n]).await;
        }
        let there = picture(&mut conn).await;
        let found = verify(&test.db, &[]).await.expect("verified").first_bad;
        if there == clean {
            assert_eq!(found, None, "{harms:?} left everything as it was");
        } else {
            let bad = found.unwrap_or_else(|| panic!("{harms:?} was not found"));
            named(&harms, &bad, &clean.0, &there);
        }
        for text in PUT_BACK {
            run(&mut conn, text, vec![]).await;
        }
        assert_eq!(picture(&mut conn).await, clean);
    }
}

/// An entry behind the end that nothing has sealed, with the district's number moved on, is just what the product writes.
/// A copy squeezed in at the end is such an entry.
fn is_a_write(harms: &[(usize, Damage)]) -> bool {
    let of = |n: usize, what: fn(&Damage) -> bool| harms.iter().any(|(of, harm)| *of == n && what(harm));
    (0..2).any(|n| {
        of(n, |harm| matches!(harm, Damage::Append { .. } | Damage::Squeeze { .. }))
            && of(n, |harm| matches!(harm, Damage::Written { by } if *by > 0))
    })
}

/// Rows that were harmed are named exactly; where the end of a chain was harmed too, that may come first.
fn named(harms: &[(usize, Damage)], bad: &Bad, clean: &[Rows], there: &(Vec<Rows>, String)) {
    use Damage::{EndHash, Horizon, SealAppend, SealedTo, Written};
    let rows_only = !harms.iter().any(|(_, harm)| {
        matches!(harm, EndHash { .. } | Horizon { .. } | SealAppend { .. } | SealedTo { .. } | Written { .. })
    });
    let first =
        (0..2).find_map(|n| first_difference(&clean[n], &there.0[n]).map(|sequence| (district(n), sequence)));
    if let Some((of, sequence)) = first.filter(|_| rows_only) {
        assert_eq!((bad.district, bad.sequence), (of, sequence), "{harms:?}: {}", bad.why);
    }
    assert!(harms.iter().any(|(n, _)| district(*n) == bad.district), "{harms:?}: {bad:?}");
}

fn runner() -> TestRunner {
    TestRunner::new(Config { failure_persistence: None, ..Config::default() })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn any_damage_is_found_and_named_on_sqlite() {
    let mut runner = runner();
    for _ in 0..10 {
        find_everything(TestDb::sqlite().await, &mut runner, 100).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn any_damage_is_found_and_named_on_postgres() {
    if let Some(test) = TestDb::postgres().await {
        find_everything(test, &mut runner(), 80).await;
    }
}
