//! What a declined pair means for the next plan: a rule that a district edits, never a hidden one.

use chrono::{Days, NaiveDate};

use super::WHOLE;
use crate::id::EntryId;
use crate::rule::{Refusal, Rule};

crate::words! {
    /// Why somebody did not want a pair.
    pub enum DeclineReason {
        Unsuitable = "unsuitable", "内容不合适";
        Time = "time", "时间不合适";
        Capacity = "capacity", "能力不足";
        Distance = "distance", "路程太远";
        Other = "other", "其他";
    }
}

/// For so many days after a decline of that reason the same pair loses so many points; all of them rule it out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeclineRule {
    pub reason: DeclineReason,
    pub deduct: i64,
    pub days: i64,
}

impl DeclineRule {
    const LONGEST: i64 = 3650;

    pub fn shipped() -> Vec<Self> {
        let rule = |&reason| match reason {
            DeclineReason::Unsuitable => Self { reason, deduct: WHOLE, days: 365 },
            DeclineReason::Time | DeclineReason::Capacity => Self { reason, deduct: WHOLE, days: 30 },
            DeclineReason::Distance => Self { reason, deduct: 300, days: 365 },
            DeclineReason::Other => Self { reason, deduct: 200, days: 90 },
        };
        DeclineReason::ALL.iter().map(rule).collect()
    }

    /// # Errors
    /// Refuses points outside 0–1000 and days outside ten years.
    pub fn check(&self) -> Result<(), Refusal> {
        if !(0..=WHOLE).contains(&self.deduct) {
            return Err(Refusal::new(Rule::MatchLeast, "deduct").with(self.deduct));
        }
        if !(0..=Self::LONGEST).contains(&self.days) {
            return Err(Refusal::new(Rule::MatchDays, "days").with(self.days));
        }
        Ok(())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decline {
    pub offer: EntryId,
    pub demand: EntryId,
    pub reason: DeclineReason,
    pub on: NaiveDate,
}

/// What a pair loses on a day through earlier declines: the hardest of them counts.
pub fn deducted(
    declines: &[Decline],
    rules: &[DeclineRule],
    pair: (EntryId, EntryId),
    day: NaiveDate,
) -> Option<(DeclineReason, i64)> {
    let still = |decline: &&Decline| (decline.offer, decline.demand) == pair && decline.on <= day;
    let loss = |decline: &Decline| {
        let rule = rules.iter().find(|rule| rule.reason == decline.reason)?;
        let until = decline.on.checked_add_days(Days::new(rule.days.unsigned_abs()))?;
        (rule.deduct > 0 && day < until).then_some((decline.reason, rule.deduct))
    };
    declines.iter().filter(still).filter_map(loss).max_by_key(|(_, deduct)| *deduct)
}
