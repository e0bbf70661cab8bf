use storage::{Db, Synchronous, sql};
use tempfile::TempDir;
use uuid::Uuid;

/// The variable in which `cargo xtask test` names a database of its PostgreSQL server from which others can be made.
const POSTGRES: &str = "LIANHE_TEST_POSTGRES";

/// A fresh, migrated database of its own; the SQLite file goes with it.
pub struct TestDb {
    pub db: Db,
    /// The address, for a second process.
    pub url: String,
    _folder: Option<TempDir>,
}

impl TestDb {
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = format!("sqlite:{}", folder.path().join("test.db").display());
        let db = open(&url).await;
        Self { db, url, _folder: Some(folder) }
    }

    /// `None`, with a line that says so, where no server is named.
    #[expect(clippy::disallowed_methods, reason = "a name that no other test has")]
    pub async fn postgres() -> Option<Self> {
        let named = std::env::var(POSTGRES).unwrap_or_default();
        let Some((server, _)) = named.rsplit_once('/') else {
            eprintln!("skipped on PostgreSQL: {POSTGRES} names no database");
            return None;
        };
        let name = format!("test_{}", Uuid::new_v4().simple());
        let root = Db::open(&named, Synchronous::Full).await.expect("the server answers");
        let create: &'static str = Box::leak(format!("CREATE DATABASE {name}").into_boxed_str());
        let mut conn = root.read().await.expect("a connection");
        sql(create).run(&mut conn).await.expect("a database");
        drop(conn);
        root.close().await;
        let url = format!("{server}/{name}");
        Some(Self { db: open(&url).await, url, _folder: None })
    }
}

async fn open(url: &str) -> Db {
    let db = Db::open(url, Synchronous::Normal).await.expect("the database opens");
    db.migrate().await.expect("the schema is up to date");
    db
}
