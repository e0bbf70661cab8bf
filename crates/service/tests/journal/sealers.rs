//! Several processes write and seal at once: the chain is whole, and each entry is sealed once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use service::access::operator_in;
use service::export::RecordExport;
use service::journal::{seal, verify};
use service::{Lianhe, SystemClock};
use storage::{Db, Synchronous};
use testing::{TestApp, on_both_engines};

const WRITERS: usize = 4;
const WRITES: usize = 40;

/// Another process on the same database.
async fn process(app: &TestApp) -> Lianhe {
    let db = Db::open(&app.database.url, Synchronous::Normal).await.expect("a second process");
    Lianhe::new(db, Arc::new(SystemClock), testing::keys())
}

on_both_engines! {
    async fn sealers_and_writers_of_several_processes_leave_one_whole_chain(app) {
        let mut conn = app.lianhe.db.read().await.expect("a connection");
        let district = storage::grid::districts(&mut conn).await.expect("districts")[0];
        drop(conn);
        let before = verify(&app.lianhe.db, &[]).await.expect("verified").entries;
        operator_in(&app.lianhe, district).await.expect("an operator");
        let done = Arc::new(AtomicBool::new(false));
        let mut sealers = Vec::new();
        for _ in 0..3 {
            let (process, done) = (process(&app).await, done.clone());
            sealers.push(tokio::spawn(async move {
                let mut rounds = 0;
                while !done.load(Ordering::SeqCst) {
                    seal(&process.db).await.expect("sealed");
                    rounds += 1;
                    tokio::task::yield_now().await;
                }
                rounds
            }));
        }
        let mut writers = Vec::new();
        for _ in 0..WRITERS {
            let process = process(&app).await;
            writers.push(tokio::spawn(async move {
                let caller = operator_in(&process, district).await.expect("an operator");
                for row in 0..WRITES {
                    let taken = RecordExport { kind: "units", file: format!("{row}.csv"), rows: row };
                    process.write(&caller, taken).await.expect("written");
                }
            }));
        }
        for writer in writers {
            writer.await.expect("a writer");
        }
        done.store(true, Ordering::SeqCst);
        for sealer in sealers {
            assert!(sealer.await.expect("a sealer") > 0);
        }
        seal(&app.lianhe.db).await.expect("sealed");
        let found = verify(&app.lianhe.db, &[]).await.expect("verified");
        assert_eq!(found.first_bad, None);
        assert_eq!(found.sealed, found.entries);
        assert!(found.entries >= before + (WRITERS * WRITES) as i64);
    }
}
