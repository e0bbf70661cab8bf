//! Taking old entries out of the database, once they are in an archive: the whole sealed beginning of a district's chain
//! up to a day. The kept part stays anchored to what went.

use chrono::{Days, NaiveDate};
use domain::access::{Operation, Place};
use domain::id::DistrictId;
use domain::journal::{ObjectRef, ObjectType};
use domain::rule::{Refusal, Rule};
use storage::Db;
use storage::journal::{Horizon, Stored};

use super::Line;
use super::seal::{STEP, link, readable};
use super::verify::told;
use crate::{Error, Result, Work, Write, office_day};

/// The law wants logs kept for six months at least (网络安全法 第二十一条).
pub const LEAST_DAYS: u32 = 183;

/// The first day whose entries must stay.
///
/// # Errors
/// Refuses a day from which on entries must still be kept.
pub fn check_day(before: NaiveDate, today: NaiveDate, keep_days: Option<u32>) -> Result<()> {
    let keep = keep_days.unwrap_or(LEAST_DAYS).max(LEAST_DAYS);
    let latest = today.checked_sub_days(Days::new(keep.into())).unwrap_or(today);
    if before > latest {
        return Err(Refusal::new(Rule::JournalKept, "before").with(latest).into());
    }
    Ok(())
}

/// What goes: read and checked link by link.
pub struct Cut {
    db: Db,
    district: DistrictId,
    before: NaiveDate,
    start: i64,
    at: i64,
    hash: Vec<u8>,
    ended: bool,
}

impl Cut {
    /// # Errors
    /// When the database cannot be read.
    pub async fn begin(db: &Db, district: DistrictId, before: NaiveDate) -> Result<Self> {
        let mut conn = db.read().await?;
        let horizon = storage::journal::horizon(&mut conn, district).await?;
        let (start, hash) = horizon.map_or((0, Vec::new()), |horizon| (horizon.sequence, horizon.hash));
        Ok(Self { db: db.clone(), district, before, start, at: start, hash, ended: false })
    }

    /// The next lines that go; nothing at the end.
    ///
    /// # Errors
    /// When an entry does not fit its seal: a damaged journal is not pruned.
    pub async fn next(&mut self) -> Result<Option<Vec<Line>>> {
        if self.ended {
            return Ok(None);
        }
        let mut conn = self.db.read().await?;
        let step = storage::journal::stored(&mut conn, self.district, self.at, STEP).await?;
        self.ended = step.is_empty();
        let mut lines = Vec::with_capacity(step.len());
        for Stored { sequence, entry, seal } in step {
            let recorded = readable(sequence, entry)?.recorded;
            let Some(seal) = seal.filter(|_| office_day(recorded.at) < self.before) else {
                self.ended = true;
                break;
            };
            if sequence != self.at + 1 || link(&self.hash, &recorded.canonical()) != seal {
                return Err(Refusal::new(Rule::JournalDamaged, "before").with(sequence).into());
            }
            lines.push(Line::new(&recorded, &self.hash, Some(&seal)));
            (self.at, self.hash) = (sequence, seal);
        }
        Ok(if lines.is_empty() { None } else { Some(lines) })
    }

    /// Whether nothing goes, as far as was read.
    pub const fn is_empty(&self) -> bool {
        self.at == self.start
    }

    /// The command that takes away what was read; nothing where there is nothing.
    pub fn prune(self, archive: String) -> Option<Prune> {
        let (start, district) = (self.start, self.district);
        let to = Horizon { district, sequence: self.at, hash: self.hash };
        (to.sequence > start).then_some(Prune { start, to, archive })
    }
}

/// Takes away what an archive holds, and says so in the journal.
pub struct Prune {
    start: i64,
    to: Horizon,
    archive: String,
}

impl Write for Prune {
    /// How many entries went.
    type Output = u64;

    async fn run(self, work: &mut Work<'_>) -> Result<u64> {
        let district = work.district();
        work.authorise(Operation::JournalPrune, &Place::district(district))?;
        let object = ObjectRef { kind: ObjectType::Journal, id: district.uuid(), name: self.archive };
        // Writing the entry holds the district: whoever else prunes comes after this.
        work.journal(Operation::JournalPrune, object, (None, Some(told(&self.to))), None).await?;
        let begins =
            storage::journal::horizon(work.tx, district).await?.map_or(0, |horizon| horizon.sequence);
        let seal = storage::journal::seal_at(work.tx, district, self.to.sequence).await?;
        if begins != self.start || seal.as_ref() != Some(&self.to.hash) {
            return Err(Error::Stale);
        }
        let removed = storage::journal::remove_to(work.tx, district, self.to.sequence).await?;
        storage::journal::move_horizon(work.tx, &self.to).await?;
        Ok(removed)
    }
}
