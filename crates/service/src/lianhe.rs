//! The application: the database, the clock, and what is remembered between requests.

use std::sync::Arc;

use chrono::NaiveDate;
use domain::access::{Decision, Operation, Place, Scope};
use domain::grid::Tree;
use domain::id::{DistrictId, DivisionId};
use storage::{Conn, Db};

use crate::access::Caller;
use crate::cache::Cache;
use crate::work::{Work, Write};
use crate::{Clock, Error, Result, office_day};

/// Trees of some districts on some days, and totals of some lists.
const TREES: usize = 64;
const TOTALS: usize = 4096;

type TreeKey = (DistrictId, NaiveDate);
type TotalKey = (DistrictId, String);

#[derive(Clone)]
pub struct Lianhe {
    pub db: Db,
    pub clock: Arc<dyn Clock>,
    trees: Arc<Cache<TreeKey, Arc<Tree>>>,
    totals: Arc<Cache<TotalKey, i64>>,
}

impl Lianhe {
    pub fn new(db: Db, clock: Arc<dyn Clock>) -> Self {
        Self { db, clock, trees: Arc::new(Cache::new(TREES)), totals: Arc::new(Cache::new(TOTALS)) }
    }

    pub fn today(&self) -> NaiveDate {
        office_day(self.clock.now())
    }

    /// Begins to read as a caller, on a day (today when none is given).
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn view<'a>(&'a self, caller: &'a Caller, as_of: Option<NaiveDate>) -> Result<View<'a>> {
        let conn = self.db.read().await?;
        Ok(View { lianhe: self, caller, as_of: as_of.unwrap_or_else(|| self.today()), conn })
    }

    /// The caller as it is after a write of its own, so that it reads what it wrote.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn refreshed(&self, caller: &Caller) -> Result<Caller> {
        let mut conn = self.db.read().await?;
        let revision = storage::journal::revision(&mut conn, caller.actor.place.district).await?;
        Ok(Caller { revision, ..caller.clone() })
    }

    /// Runs a write in one transaction, with one journal entry at least.
    ///
    /// # Errors
    /// What the command refuses; nothing of it is kept then.
    pub async fn write<W: Write>(&self, caller: &Caller, command: W) -> Result<W::Output> {
        let (actor, now) = (caller.actor.clone(), self.clock.now());
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let mut work = Work::new(tx, actor, now);
                    let output = command.run(&mut work).await?;
                    if work.journalled() { Ok(output) } else { Err(Error::Unjournalled) }
                })
            })
            .await
    }
}

/// Reading as a caller, on a day.
pub struct View<'a> {
    pub lianhe: &'a Lianhe,
    pub caller: &'a Caller,
    pub as_of: NaiveDate,
    pub conn: Conn,
}

impl View<'_> {
    pub const fn district(&self) -> DistrictId {
        self.caller.actor.place.district
    }

    /// The district's divisions on the day, remembered until the grid changes.
    pub async fn tree(&mut self) -> Result<Arc<Tree>> {
        let key = (self.district(), self.as_of);
        if let Some(tree) = self.lianhe.trees.get(&key, self.caller.revision.grid) {
            return Ok(tree);
        }
        let tree = Arc::new(storage::grid::tree(&mut self.conn, key.0, key.1).await?);
        self.lianhe.trees.put(key, self.caller.revision.grid, tree.clone());
        Ok(tree)
    }

    pub(crate) fn total(&self, key: &str) -> Option<i64> {
        self.lianhe.totals.get(&(self.district(), key.to_owned()), self.caller.revision.journal)
    }

    pub(crate) fn keep_total(&self, key: String, total: i64) {
        self.lianhe.totals.put((self.district(), key), self.caller.revision.journal, total);
    }

    /// # Errors
    /// `NotFound` for what the caller may not see, `Forbidden` for what it sees but may not do.
    pub fn authorise(&self, operation: Operation, object: &Place) -> Result<()> {
        decided(self.caller.actor.decide(operation, object), operation)
    }

    /// The part of a list of `operation`'s objects that lies within a division, as far as the caller may see it.
    ///
    /// # Errors
    /// `NotFound` when nothing of that division is the caller's to see.
    pub async fn scope(&mut self, operation: Operation, within: Option<DivisionId>) -> Result<Scope> {
        let own = self.caller.actor.place;
        self.authorise(operation, &own)?;
        let Some(within) = within else { return Ok(Scope::below(&own)) };
        let place = self.tree().await?.place(within).ok_or(Error::NotFound)?;
        match own.relation_to(&place) {
            domain::access::Relation::Own | domain::access::Relation::Below => Ok(Scope::below(&place)),
            domain::access::Relation::Above => Ok(Scope::below(&own)),
            domain::access::Relation::Beside | domain::access::Relation::Foreign => Err(Error::NotFound),
        }
    }
}

pub(crate) fn decided(decision: Decision, operation: Operation) -> Result<()> {
    match decision {
        Decision::Allowed => Ok(()),
        Decision::Forbidden => Err(Error::Forbidden(operation)),
        Decision::Invisible => Err(Error::NotFound),
    }
}
