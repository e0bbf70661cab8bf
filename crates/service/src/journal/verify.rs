//! Recomputing the chain: what does not fit is found and named by district and number.
//!
//! A chain that was rewritten whole, with its end, fits itself. So its end can be kept elsewhere as an [`Anchor`], and
//! what was anchored must still be there.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::access::Operation;
use domain::id::DistrictId;
use serde::{Deserialize, Serialize};
use serde_json::json;
use storage::journal::{Chain, Horizon, Shown, Stored};
use storage::{Conn, Db};

use super::seal::{STEP, link};
use crate::{Lianhe, Result};

/// Where the chain is broken first, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bad {
    pub district: DistrictId,
    pub sequence: i64,
    pub why: &'static str,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verified {
    pub entries: i64,
    pub sealed: i64,
    pub first_bad: Option<Bad>,
    /// Districts whose older entries are in an archive: the kept chain begins after this number.
    pub horizons: Vec<Horizon>,
    /// Anchors that lie before that: only an archive can hold against them.
    pub anchors_archived: usize,
}

/// The end of a district's chain at a time, to be kept where whoever writes the database cannot write.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anchor {
    pub district: uuid::Uuid,
    pub sequence: i64,
    pub hash: String,
    pub at: DateTime<Utc>,
}

/// The ends of all chains that have one, once everything written so far is sealed.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn anchors(lianhe: &Lianhe) -> Result<Vec<Anchor>> {
    super::seal(&lianhe.db).await?;
    let mut conn = lianhe.db.read().await?;
    let chains = storage::journal::chains(&mut conn).await?;
    let at = lianhe.clock.now();
    let anchor = |chain: Chain| Anchor {
        district: chain.district.uuid(),
        sequence: chain.sealed,
        hash: hex::encode(&chain.hash),
        at,
    };
    Ok(chains.into_iter().filter(|chain| chain.sealed > 0).map(anchor).collect())
}

/// Recomputes every chain from where its kept part begins, all as of one moment, and holds it against the anchors.
///
/// # Errors
/// When the database cannot be read.
pub async fn verify(db: &Db, anchors: &[Anchor]) -> Result<Verified> {
    let mut conn = db.snapshot().await?;
    let horizons = storage::journal::horizons(&mut conn).await?;
    let chains = storage::journal::chains(&mut conn).await?;
    let mut verified = Verified::default();
    for chain in &chains {
        let horizon = horizons.iter().find(|horizon| horizon.district == chain.district);
        let mut walk = Walk::new(chain, horizon, anchors);
        let bad = walk.through(&mut conn).await?;
        verified.entries += walk.entries;
        verified.sealed += walk.seals;
        verified.anchors_archived += walk.anchors_archived;
        verified.first_bad =
            verified.first_bad.or_else(|| bad.map(|(sequence, why)| walk.bad(sequence, why)));
    }
    let orphans = storage::journal::orphans(&mut conn).await?;
    for (district, sequence) in orphans {
        let here = verified.first_bad.as_ref().is_some_and(|bad| bad.district == district);
        let first = verified.first_bad.as_ref().is_none_or(|bad| here && sequence < bad.sequence);
        if first {
            let why = "an entry or seal stands there that belongs to nothing";
            verified.first_bad = Some(Bad { district, sequence, why });
        }
    }
    let lost =
        anchors.iter().find(|anchor| chains.iter().all(|chain| chain.district.uuid() != anchor.district));
    if let Some(anchor) = lost.filter(|_| verified.first_bad.is_none()) {
        let (district, sequence) = (DistrictId::new(anchor.district), anchor.sequence);
        verified.first_bad = Some(Bad { district, sequence, why: "the district that was anchored is gone" });
    }
    verified.horizons = horizons;
    Ok(verified)
}

type Found = Option<(i64, &'static str)>;

/// One way along a chain.
struct Walk<'a> {
    chain: &'a Chain,
    horizon: Option<&'a Horizon>,
    anchors: BTreeMap<i64, &'a Anchor>,
    hash: Vec<u8>,
    at: i64,
    entries: i64,
    seals: i64,
    anchors_archived: usize,
    /// Whether an entry says that the older ones were taken away up to the horizon.
    horizon_told: bool,
}

impl<'a> Walk<'a> {
    fn new(chain: &'a Chain, horizon: Option<&'a Horizon>, anchors: &'a [Anchor]) -> Self {
        let own = anchors.iter().filter(|anchor| anchor.district == chain.district.uuid());
        Self {
            chain,
            horizon,
            anchors: own.map(|anchor| (anchor.sequence, anchor)).collect(),
            hash: horizon.map(|horizon| horizon.hash.clone()).unwrap_or_default(),
            at: horizon.map_or(0, |horizon| horizon.sequence),
            entries: 0,
            seals: 0,
            anchors_archived: 0,
            horizon_told: false,
        }
    }

    const fn bad(&self, sequence: i64, why: &'static str) -> Bad {
        Bad { district: self.chain.district, sequence, why }
    }

    async fn through(&mut self, conn: &mut Conn) -> Result<Found> {
        let from = self.at;
        self.anchors_archived = self.anchors.range(..from).count();
        if let Some(found) = self.anchored(from) {
            return Ok(Some(found));
        }
        // From the very beginning: what stands before the horizon should be gone.
        let mut after = i64::MIN;
        loop {
            let step = storage::journal::stored(conn, self.chain.district, after, STEP).await?;
            let Some(last) = step.last() else { return Ok(self.end()) };
            after = last.sequence;
            for stored in step {
                if let Some(found) = self.take(stored) {
                    return Ok(Some(found));
                }
            }
        }
    }

    fn take(&mut self, stored: Stored) -> Found {
        let Stored { sequence, entry, seal } = stored;
        let bad = |why| Some((sequence, why));
        self.entries += 1;
        self.seals += i64::from(seal.is_some());
        if sequence <= self.at {
            return bad("the entry stands before the beginning of the kept chain");
        }
        if sequence != self.at + 1 && self.at < self.chain.entries {
            return Some((self.at + 1, "an entry is missing"));
        }
        if sequence > self.chain.entries {
            return bad("the district has not written that many entries");
        }
        self.at = sequence;
        let Ok(shown) = entry else { return bad("the entry cannot be read") };
        if !plain(&shown) {
            return bad("the entry says something that no write leaves");
        }
        self.horizon_told |= self.horizon.is_some_and(|horizon| tells(&shown, horizon));
        if sequence > self.chain.sealed {
            return if seal.is_some() { bad("a seal stands behind the end of the chain") } else { None };
        }
        self.hash = link(&self.hash, &shown.recorded.canonical());
        match seal {
            None => bad("the seal is missing"),
            Some(seal) if seal != self.hash => bad("the entry does not fit its seal"),
            Some(_) => self.anchored(sequence),
        }
    }

    /// What was anchored at a number must be what is there.
    fn anchored(&self, sequence: i64) -> Found {
        let anchor = self.anchors.get(&sequence)?;
        (anchor.hash != hex::encode(&self.hash))
            .then_some((sequence, "the chain is not the one that was anchored"))
    }

    fn end(&self) -> Found {
        let (at, chain) = (self.at, self.chain);
        let beyond = self.anchors.range(chain.sealed + 1..).next();
        if at < chain.entries || at < chain.sealed {
            Some((at + 1, "entries are missing at the end"))
        } else if self.horizon.is_some_and(|horizon| chain.sealed < horizon.sequence)
            || self.hash != chain.hash
        {
            Some((chain.sealed, "the end of the chain was changed"))
        } else if self.horizon.is_some() && !self.horizon_told {
            Some((self.horizon.map_or(0, |h| h.sequence), "no entry tells of the pruning up to here"))
        } else if let Some((sequence, _)) = beyond {
            Some((*sequence, "an entry that was anchored is missing"))
        } else {
            None
        }
    }
}

/// Two things would read like others in the sealed bytes: a batch of zeros like none, and parts of a microsecond.
fn plain(shown: &Shown) -> bool {
    let recorded = &shown.recorded;
    recorded.batch.is_none_or(|batch| !batch.is_nil())
        && recorded.at.timestamp_subsec_nanos().is_multiple_of(1000)
}

fn tells(shown: &Shown, horizon: &Horizon) -> bool {
    let entry = &shown.recorded.entry;
    entry.operation == Operation::JournalPrune && entry.after.as_deref() == Some(&told(horizon).to_string())
}

/// What the entry of a pruning says of it.
pub(super) fn told(horizon: &Horizon) -> serde_json::Value {
    json!({ "hash": hex::encode(&horizon.hash), "sequence": horizon.sequence })
}
