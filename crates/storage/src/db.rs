//! The two engines. Nothing outside this file and `sql.rs` knows which one is there.
//!
//! Reads come from a pool. Writes on SQLite go through one writer task that gathers everything waiting into one
//! transaction (each write in a savepoint of its own) and answers after the commit: a durable write costs a share of
//! one flush, not a whole one. On PostgreSQL each write is a transaction of its own, in a task of its own, so that a
//! caller who goes away cannot leave it half done.

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::str::FromStr;
use std::time::Duration;

use futures_util::FutureExt;
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, PgPool, Postgres, Sqlite, SqlitePool};
use tokio::sync::{mpsc, oneshot};

use crate::journal::Numbers;
use crate::sql::{Pending, sql};
use crate::{Error, Result};

/// How many waiting writes share one SQLite transaction at most.
const GROUP: usize = 64;
const READERS: u32 = 4;
const POSTGRES_CONNECTIONS: u32 = 16;

/// A connection to read from.
pub struct Conn {
    pub(crate) engine: Engine,
    /// Writes that nobody has waited for yet; whatever comes next runs them first.
    pub(crate) pending: Pending,
}

pub(crate) enum Engine {
    Sqlite(PoolConnection<Sqlite>),
    Postgres(PoolConnection<Postgres>),
}

impl Conn {
    const fn new(engine: Engine) -> Self {
        Self { engine, pending: Pending::none() }
    }
}

/// A connection inside a transaction: the only thing that writing functions accept.
pub struct Tx {
    conn: Conn,
    /// While thousands of rows are written: the numbers that the journal gives to their entries.
    pub(crate) bulk: Option<Numbers>,
}

impl Tx {
    const fn new(conn: Conn) -> Self {
        Self { conn, bulk: None }
    }

    /// Marks a point to which [`Tx::return_to`] undoes what comes after it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn mark(&mut self) -> Result<Mark> {
        sql("SAVEPOINT mark").run(self).await?;
        Ok(Mark { bulk: self.bulk.clone() })
    }

    /// # Errors
    /// When the database fails.
    pub async fn return_to(&mut self, mark: Mark) -> Result<()> {
        self.pending = Pending::none();
        self.bulk = mark.bulk;
        sql("ROLLBACK TO mark").run(self).await?;
        self.pass().await
    }

    /// Keeps what came after the mark.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn pass(&mut self) -> Result<()> {
        sql("RELEASE mark").later(self).await
    }
}

/// A point in a transaction.
pub struct Mark {
    bulk: Option<Numbers>,
}

impl std::ops::Deref for Tx {
    type Target = Conn;
    fn deref(&self) -> &Conn {
        &self.conn
    }
}

impl std::ops::DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Conn {
        &mut self.conn
    }
}

/// Whether an acknowledged SQLite write survives a power cut (`Full`) or only a crash of the process (`Normal`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Synchronous {
    #[default]
    Full,
    Normal,
}

#[derive(Clone)]
pub enum Db {
    Sqlite { readers: SqlitePool, writer: mpsc::Sender<Job>, writers: SqlitePool },
    Postgres { pool: PgPool },
}

pub type WriteFuture<'t, T> = Pin<Box<dyn Future<Output = T> + Send + 't>>;
type Reply = Box<dyn FnOnce(Result<()>) + Send>;
/// A write: says whether it is to be kept, and how to answer once that is certain.
pub type Job = Box<dyn for<'t> FnOnce(&'t mut Tx) -> WriteFuture<'t, (bool, Reply)> + Send>;

impl Db {
    /// Opens `sqlite:PATH` (created when absent) or `postgres://…`.
    ///
    /// # Errors
    /// When the address is malformed or the database cannot be opened.
    pub async fn open(url: &str, synchronous: Synchronous) -> Result<Self> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            return Self::open_sqlite(path.trim_start_matches("//"), synchronous).await;
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let options = PgConnectOptions::from_str(url)?.disable_statement_logging();
            let pool = PgPoolOptions::new()
                .max_connections(POSTGRES_CONNECTIONS)
                .test_before_acquire(false)
                .connect_with(options)
                .await?;
            return Ok(Self::Postgres { pool });
        }
        Err(Error::Url(url.to_owned()))
    }

    async fn open_sqlite(path: &str, synchronous: Synchronous) -> Result<Self> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(match synchronous {
                Synchronous::Full => SqliteSynchronous::Full,
                Synchronous::Normal => SqliteSynchronous::Normal,
            })
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(10))
            .pragma("temp_store", "MEMORY")
            // In KiB, for each connection: an import's pages are written once, and what a desk counts stays at hand.
            .pragma("cache_size", "-65536")
            .disable_statement_logging();
        let writers = SqlitePoolOptions::new()
            .max_connections(1)
            .test_before_acquire(false)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with(options.clone())
            .await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .test_before_acquire(false)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_lazy_with(options.pragma("query_only", "ON"));
        let (writer, jobs) = mpsc::channel(1024);
        tokio::spawn(sqlite_writer(writers.clone(), jobs));
        Ok(Self::Sqlite { readers, writer, writers })
    }

    /// Brings the schema up to date.
    ///
    /// # Errors
    /// When a migration fails; the database then stays as it was.
    pub async fn migrate(&self) -> Result<()> {
        match self {
            Self::Sqlite { writers, .. } => sqlx::migrate!("migrations/sqlite").run(writers).await?,
            Self::Postgres { pool } => sqlx::migrate!("migrations/postgres").run(pool).await?,
        }
        Ok(())
    }

    pub const fn engine(&self) -> &'static str {
        match self {
            Self::Sqlite { .. } => "sqlite",
            Self::Postgres { .. } => "postgres",
        }
    }

    /// # Errors
    /// When no connection can be had.
    pub async fn read(&self) -> Result<Conn> {
        Ok(match self {
            Self::Sqlite { readers, .. } => Conn::new(Engine::Sqlite(readers.acquire().await?)),
            Self::Postgres { pool } => Conn::new(Engine::Postgres(pool.acquire().await?)),
        })
    }

    /// A connection all of whose reads see the database as it is at the first of them, whatever is written meanwhile. It
    /// is closed when dropped.
    ///
    /// # Errors
    /// When no connection can be had.
    pub async fn snapshot(&self) -> Result<Conn> {
        let mut conn = self.read().await?;
        let begin = match &mut conn.engine {
            Engine::Sqlite(conn) => {
                conn.close_on_drop();
                "BEGIN"
            }
            Engine::Postgres(conn) => {
                conn.close_on_drop();
                "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
            }
        };
        sql(begin).run(&mut conn).await?;
        Ok(conn)
    }

    /// Runs `write` in a transaction: kept when it returns `Ok`, undone when it returns `Err` or panics.
    ///
    /// # Errors
    /// What `write` returns, or a storage error of the transaction itself.
    pub async fn write<T, E, F>(&self, write: F) -> std::result::Result<T, E>
    where
        F: for<'t> FnOnce(&'t mut Tx) -> WriteFuture<'t, std::result::Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (sender, receiver) = oneshot::channel();
        let job: Job = Box::new(move |tx| {
            Box::pin(async move {
                let result = AssertUnwindSafe(write(&mut *tx)).catch_unwind().await;
                let result = result.unwrap_or_else(|_| Err(Error::Panicked.into()));
                if result.is_err() {
                    tx.pending = Pending::none();
                }
                tx.bulk = None;
                let keep = result.is_ok();
                let reply: Reply = Box::new(move |kept| {
                    // Nobody waits any more when the caller has gone; the write stands all the same.
                    drop(sender.send(kept.map_err(E::from).and(result)));
                });
                (keep, reply)
            })
        });
        match self {
            Self::Sqlite { writer, .. } => writer.send(job).await.map_err(|_| Error::Closed)?,
            Self::Postgres { pool } => {
                let pool = pool.clone();
                tokio::spawn(async move { postgres_write(&pool, job).await });
            }
        }
        receiver.await.unwrap_or_else(|_| Err(Error::Closed.into()))
    }

    /// # Errors
    /// When the database does not answer.
    pub async fn ping(&self) -> Result<()> {
        let mut conn = self.read().await?;
        sql("SELECT 1").run(&mut conn).await.map(|_| ())
    }

    /// Waits until no write is under way, then closes every connection.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { readers, writers, .. } => {
                readers.close().await;
                writers.close().await;
            }
            Self::Postgres { pool } => pool.close().await,
        }
    }
}

async fn sqlite_writer(pool: SqlitePool, mut jobs: mpsc::Receiver<Job>) {
    while let Some(first) = jobs.recv().await {
        let Ok(conn) = pool.acquire().await else { return };
        let mut tx = Tx::new(Conn::new(Engine::Sqlite(conn)));
        let mut replies = Vec::new();
        let outcome = write_group(&mut tx, first, &mut jobs, &mut replies).await;
        if outcome.is_err() {
            // Without a transaction under way this fails, and says nothing new.
            drop(sql("ROLLBACK").run(&mut tx).await);
        }
        for reply in replies {
            reply(outcome.as_ref().map(|_| ()).map_err(|why| Error::corrupt("transaction", why)));
        }
    }
}

/// One transaction for everything that waits. Refused writes are undone alone and do not disturb the others. Each
/// statement costs a change of threads, so what can be said together is.
async fn write_group(
    tx: &mut Tx,
    first: Job,
    jobs: &mut mpsc::Receiver<Job>,
    replies: &mut Vec<Reply>,
) -> Result<()> {
    sql("BEGIN IMMEDIATE; SAVEPOINT job").run(tx).await?;
    let mut next = Some(first);
    while let Some(job) = next {
        let (keep, reply) = job(tx).await;
        let kept = if keep { sql("RELEASE job; SAVEPOINT job").run_after_pending(tx).await } else { Ok(()) };
        match kept {
            Ok(()) if keep => replies.push(reply),
            failed => {
                sql("ROLLBACK TO job").run(tx).await?;
                reply(failed);
            }
        }
        next = if replies.len() < GROUP { jobs.try_recv().ok() } else { None };
    }
    sql("RELEASE job; COMMIT").run(tx).await?;
    Ok(())
}

async fn postgres_write(pool: &PgPool, job: Job) {
    let Ok(conn) = pool.acquire().await else { return };
    let mut tx = Tx::new(Conn::new(Engine::Postgres(conn)));
    if sql("BEGIN").run(&mut tx).await.is_err() {
        return;
    }
    let (keep, reply) = job(&mut tx).await;
    let ended = sql(if keep { "COMMIT" } else { "ROLLBACK" }).run(&mut tx).await;
    reply(ended.map(|_| ()));
}
