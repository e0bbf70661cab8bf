//! The application: the database, the clock, and what is remembered between requests.

use std::sync::Arc;

use chrono::NaiveDate;
use domain::access::{Decision, Operation, Place, Scope};
use domain::attachment::Limits;
use domain::grid::{Timeline, Tree};
use domain::id::{DistrictId, DivisionId};
use storage::{Conn, Db};

use crate::access::{Caller, Policy, Provider};
use crate::cache::Cache;
use crate::exchange::plan::Listed;
use crate::organisation::{UnitPageKey, UnitShown};
use crate::sealing::Keyring;
use crate::work::{Work, Write};
use crate::{Clock, Error, Paged, Result, office_day};

/// Trees of some districts on some days, their timelines, and pages of units that people open between two changes.
const TREES: usize = 64;
const TIMELINES: usize = 8;
const UNIT_PAGES: usize = 512;
/// The lists of some districts on some days, read for matching.
const MARKETS: usize = 4;

type TreeKey = (DistrictId, NaiveDate);
type UnitPage = Arc<Paged<UnitShown>>;

#[derive(Clone)]
pub struct Lianhe {
    pub db: Db,
    pub clock: Arc<dyn Clock>,
    /// What seals personal values at rest.
    pub keys: Keyring,
    pub policy: Arc<Policy>,
    /// The organisation's own identity provider, where there is one.
    pub provider: Option<Arc<Provider>>,
    /// The fonts of official papers, and the site's folder of them.
    pub papers: Arc<crate::paper::Press>,
    /// What attached files may weigh, and how many one thing may have.
    pub attaching: Limits,
    trees: Arc<Cache<TreeKey, Arc<Tree>>>,
    timelines: Arc<Cache<DistrictId, Arc<Timeline>>>,
    unit_pages: Arc<Cache<UnitPageKey, UnitPage>>,
    markets: Arc<Cache<TreeKey, Arc<Listed>>>,
}

impl Lianhe {
    pub fn new(db: Db, clock: Arc<dyn Clock>, keys: Keyring) -> Self {
        Self {
            db,
            clock,
            keys,
            policy: Arc::new(Policy::default()),
            provider: None,
            papers: Arc::default(),
            attaching: Limits::default(),
            trees: Arc::new(Cache::new(TREES)),
            timelines: Arc::new(Cache::new(TIMELINES)),
            unit_pages: Arc::new(Cache::new(UNIT_PAGES)),
            markets: Arc::new(Cache::new(MARKETS)),
        }
    }

    /// The same, under other rules of signing in than the usual ones.
    #[must_use]
    pub fn under(self, policy: Policy) -> Self {
        Self { policy: Arc::new(policy), ..self }
    }

    /// The same, with the site's own fonts for papers.
    #[must_use]
    pub fn printing_with(self, fonts: Option<std::path::PathBuf>) -> Self {
        Self { papers: Arc::new(crate::paper::Press::new(fonts)), ..self }
    }

    /// The same, with other limits of attached files than the usual ones.
    #[must_use]
    pub fn attaching_within(self, limits: Limits) -> Self {
        Self { attaching: limits, ..self }
    }

    /// The same, with the organisation's own identity provider.
    #[must_use]
    pub fn provided_by(self, provider: Provider) -> Self {
        Self { provider: Some(Arc::new(provider)), ..self }
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
        let behalf = caller.behalf.clone();
        let (actor, now, keys) = (caller.actor.clone(), self.clock.now(), self.keys.clone());
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let mut work = Work::new(tx, actor, now, keys);
                    work.behalf = behalf;
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
        self.tree_on(self.as_of).await
    }

    pub(crate) async fn tree_on(&mut self, day: NaiveDate) -> Result<Arc<Tree>> {
        let key = (self.district(), day);
        if let Some(tree) = self.lianhe.trees.get(&key, self.caller.revision.grid) {
            return Ok(tree);
        }
        let tree = Arc::new(storage::grid::tree(&mut self.conn, key.0, key.1).await?);
        self.lianhe.trees.put(key, self.caller.revision.grid, tree.clone());
        Ok(tree)
    }

    /// The district's divisions through all time, remembered until the grid changes.
    pub async fn timeline(&mut self) -> Result<Arc<Timeline>> {
        let (key, revision) = (self.district(), self.caller.revision.grid);
        if let Some(timeline) = self.lianhe.timelines.get(&key, revision) {
            return Ok(timeline);
        }
        let timeline = Arc::new(storage::grid::timeline(&mut self.conn, key).await?);
        self.lianhe.timelines.put(key, revision, timeline.clone());
        Ok(timeline)
    }

    pub(crate) fn market(&self) -> Option<Arc<Listed>> {
        self.lianhe.markets.get(&(self.district(), self.as_of), self.caller.revision.journal)
    }

    pub(crate) fn keep_market(&self, listed: Arc<Listed>) {
        self.lianhe.markets.put((self.district(), self.as_of), self.caller.revision.journal, listed);
    }

    pub(crate) fn unit_page(&self, key: &UnitPageKey) -> Option<UnitPage> {
        self.lianhe.unit_pages.get(key, self.caller.revision.journal)
    }

    pub(crate) fn keep_unit_page(&self, key: UnitPageKey, page: UnitPage) {
        self.lianhe.unit_pages.put(key, self.caller.revision.journal, page);
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
