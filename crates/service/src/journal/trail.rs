//! The audit trail of a district as lines, step by step: a journal larger than memory can leave the house.

use chrono::NaiveDate;
use domain::access::{Operation, Place};
use domain::id::DistrictId;
use storage::journal::Stored;
use storage::{Conn, Db};

use super::Line;
use super::seal::{STEP, link, readable};
use crate::access::Caller;
use crate::export::RecordExport;
use crate::{Lianhe, Result, office_day};

/// Reads a district's journal from where its kept part begins.
pub struct Trail {
    /// How many entries there are.
    pub entries: i64,
    conn: Conn,
    district: DistrictId,
    at: i64,
    hash: Vec<u8>,
    days: (Option<NaiveDate>, Option<NaiveDate>),
    finished: bool,
}

impl Trail {
    /// All as of this moment; `days` are the first and the last, both included.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn open(
        db: &Db,
        district: DistrictId,
        days: (Option<NaiveDate>, Option<NaiveDate>),
    ) -> Result<Self> {
        let mut conn = db.snapshot().await?;
        let horizon = storage::journal::horizon(&mut conn, district).await?;
        let (at, hash) = horizon.map_or((0, Vec::new()), |horizon| (horizon.sequence, horizon.hash));
        let written = storage::journal::chain(&mut conn, district).await?.map_or(0, |chain| chain.entries);
        Ok(Self { entries: written - at, conn, district, at, hash, days, finished: false })
    }

    /// Ends it here.
    pub const fn finish(&mut self) {
        self.finished = true;
    }

    /// The next lines; nothing at the end. A step of which no day is asked for is empty.
    ///
    /// # Errors
    /// When the database cannot be read, or an entry is damaged beyond reading.
    pub async fn next(&mut self) -> Result<Option<Vec<Line>>> {
        if self.finished {
            return Ok(None);
        }
        let step = storage::journal::stored(&mut self.conn, self.district, self.at, STEP).await?;
        if step.is_empty() {
            return Ok(None);
        }
        let mut lines = Vec::with_capacity(step.len());
        for Stored { sequence, entry, seal } in step {
            let recorded = readable(sequence, entry)?.recorded;
            let day = office_day(recorded.at);
            self.at = sequence;
            if self.days.0.is_none_or(|from| day >= from) && self.days.1.is_none_or(|to| day <= to) {
                lines.push(Line::new(&recorded, &self.hash, seal.as_deref()));
            }
            if let Some(seal) = seal {
                self.hash = seal;
            }
        }
        Ok(Some(lines))
    }
}

/// The caller's district's trail, for its auditor, with the name of the file; the journal says who took it.
///
/// # Errors
/// `NotFound` for everybody but the auditor.
pub async fn open_trail(
    lianhe: &Lianhe,
    caller: &Caller,
    days: (Option<NaiveDate>, Option<NaiveDate>),
) -> Result<(String, Trail)> {
    let view = lianhe.view(caller, None).await?;
    let district = view.district();
    view.authorise(Operation::JournalView, &Place::district(district))?;
    view.authorise(Operation::ExportRun, &Place::district(district))?;
    let name = format!("journal_{}.jsonl", view.as_of);
    drop(view);
    let trail = Trail::open(&lianhe.db, district, days).await?;
    let rows = trail.entries.try_into().unwrap_or_default();
    lianhe.write(caller, RecordExport { kind: "journal", file: name.clone(), rows }).await?;
    Ok((name, trail))
}

/// Why an archive is not what it should be, and at which entry.
pub type Torn = (DistrictId, i64, &'static str);

/// Holds the lines of an archive against each other: every entry fits its seal, every seal the one before it.
#[derive(Debug, Default)]
pub struct Archive {
    pub entries: i64,
    /// For each district: where its part begins (the number before it), and the last number with its seal.
    parts: std::collections::BTreeMap<DistrictId, (i64, i64, Vec<u8>)>,
}

impl Archive {
    /// # Errors
    /// Says where and why a line does not hold.
    pub fn take(&mut self, line: &str) -> std::result::Result<(), Torn> {
        let nowhere = DistrictId::new(uuid::Uuid::nil());
        let line: Line =
            serde_json::from_str(line).map_err(|_| (nowhere, self.entries + 1, "a line is not an entry"))?;
        let district = DistrictId::new(line.district);
        let torn = |why| (district, line.sequence, why);
        let recorded = line.recorded().map_err(|_| torn("an entry cannot be read"))?;
        let decoded = |text: &Option<String>| text.as_deref().and_then(|text| hex::decode(text).ok());
        let (previous, seal) =
            decoded(&line.previous).zip(decoded(&line.seal)).ok_or_else(|| torn("an entry has no seal"))?;
        let part = self
            .parts
            .entry(district)
            .or_insert_with(|| (line.sequence - 1, line.sequence - 1, previous.clone()));
        if line.sequence != part.1 + 1 {
            return Err(torn("an entry is missing or stands in the wrong place"));
        }
        if previous != part.2 || link(&previous, &recorded.canonical()) != seal {
            return Err(torn("an entry does not fit its seal"));
        }
        (part.1, part.2) = (line.sequence, seal);
        self.entries += 1;
        Ok(())
    }

    /// # Errors
    /// Says where the archive and the kept chain do not join.
    pub fn joins(&self, horizons: &[storage::journal::Horizon]) -> std::result::Result<(), Torn> {
        for (district, (from, to, hash)) in &self.parts {
            let horizon = horizons.iter().find(|horizon| horizon.district == *district);
            let joined = horizon.is_some_and(|horizon| horizon.sequence == *to && horizon.hash == *hash);
            if !joined {
                return Err((*district, *to, "the archive does not end where the kept chain begins"));
            }
            if *from > 0 {
                return Err((
                    *district,
                    *from,
                    "the entries up to here are in an earlier archive: give it too",
                ));
            }
        }
        let missing = horizons.iter().find(|horizon| !self.parts.contains_key(&horizon.district));
        missing
            .map_or(Ok(()), |h| Err((h.district, h.sequence, "the archive holds nothing of this district")))
    }
}
