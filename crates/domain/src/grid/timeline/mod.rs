//! The divisions of one district through all time, and what every event does to them.
//!
//! An event is decided on a copy: the copy is changed, checked against the invariants of `check.rs`, and compared with
//! what was there before. So no event can leave a tree that is no tree on some day, whichever later changes are
//! recorded already, and storage learns exactly which periods to insert and which to rewrite.

mod check;
mod events;
mod survey;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashSet};

use chrono::NaiveDate;

pub use self::events::{Into, Part};
pub use self::survey::{Fate, Listed, Survey};
use super::DivisionFacts;
use crate::access::Place;
use crate::id::{DistrictId, DivisionId};
use crate::period::Period;
use crate::rule::{Refusal, Rule};

/// What is true of a division during a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DivisionState {
    pub period: Period,
    pub facts: DivisionFacts,
}

/// What storage has to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PeriodChange {
    /// A period that was not there.
    Begin(DivisionId, DivisionState),
    /// The recorded period that begins on the same day says this now, or ends on this day.
    Rewrite(DivisionId, DivisionState),
}

/// What an event makes of a timeline.
#[derive(Debug, Clone)]
pub struct Next {
    pub timeline: Timeline,
    pub changes: Vec<PeriodChange>,
}

/// Where something stands during a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ground {
    pub period: Period,
    pub division: DivisionId,
    pub street: Option<DivisionId>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeline {
    district: DistrictId,
    /// Each division's states, oldest first.
    divisions: BTreeMap<DivisionId, Vec<DivisionState>>,
}

impl Timeline {
    pub fn new(district: DistrictId, states: impl IntoIterator<Item = (DivisionId, DivisionState)>) -> Self {
        let mut divisions: BTreeMap<DivisionId, Vec<DivisionState>> = BTreeMap::new();
        for (id, state) in states {
            divisions.entry(id).or_default().push(state);
        }
        for states in divisions.values_mut() {
            states.sort_by_key(|state| state.period.from());
        }
        Self { district, divisions }
    }

    pub const fn district(&self) -> DistrictId {
        self.district
    }

    pub fn divisions(&self) -> impl Iterator<Item = (DivisionId, &[DivisionState])> {
        self.divisions.iter().map(|(id, states)| (*id, states.as_slice()))
    }

    /// Every state of a division, oldest first; none when there is no such division.
    pub fn states(&self, id: DivisionId) -> &[DivisionState] {
        self.divisions.get(&id).map_or(&[], Vec::as_slice)
    }

    pub fn on(&self, id: DivisionId, day: NaiveDate) -> Option<&DivisionState> {
        self.states(id).iter().find(|state| state.period.contains(day))
    }

    /// The state on a day, else the one nearest before it, else the first: something older than the record, or younger
    /// than its division, is still somewhere.
    pub fn near(&self, id: DivisionId, day: NaiveDate) -> Option<&DivisionState> {
        let states = self.states(id);
        states.iter().rev().find(|state| state.period.from() <= day).or_else(|| states.first())
    }

    /// What a division was called on a day, or nearest to it.
    pub fn name(&self, id: DivisionId, day: NaiveDate) -> &str {
        self.near(id, day).map_or("", |state| state.facts.name.as_str())
    }

    /// Where a division lies on a day, or nearest to it.
    pub fn place(&self, id: DivisionId, day: NaiveDate) -> Option<Place> {
        let facts = &self.near(id, day)?.facts;
        Some(Place::division(self.district, facts.kind.level(), id, facts.street(id)))
    }

    /// The divisions that lie directly in `id` on a day or at any time after it.
    pub fn inside(&self, id: DivisionId, from: NaiveDate) -> Vec<DivisionId> {
        let lies = |state: &DivisionState| state.facts.parent == Some(id) && state.period.stored_to() > from;
        self.divisions().filter(|(_, states)| states.iter().any(lies)).map(|(id, _)| id).collect()
    }

    /// The streets in which something that stands in `division` during `period` lies, one after the other.
    pub fn streets(&self, division: DivisionId, period: Period) -> Vec<(Period, Option<DivisionId>)> {
        let mut cuts = vec![period];
        for state in self.states(division) {
            if let Some((before, after)) = cuts.last().and_then(|last| last.cut(state.period.from())) {
                cuts.pop();
                cuts.extend([before, after]);
            }
        }
        let street = |day| self.near(division, day).and_then(|state| state.facts.street(division));
        let mut found: Vec<(Period, Option<DivisionId>)> = Vec::new();
        for part in cuts {
            let street = street(part.from());
            match found.last_mut() {
                Some((last, same)) if *same == street => *last = last.joined(part),
                _ => found.push((part, street)),
            }
        }
        found
    }

    /// Where something lies, one piece after the other, that stands in `division` during `period` and may go to another
    /// division on a day.
    pub fn ground(
        &self,
        period: Period,
        division: DivisionId,
        goes: Option<(NaiveDate, DivisionId)>,
    ) -> Vec<Ground> {
        let stays = match goes {
            Some((on, to)) if on <= period.from() => vec![(period, to)],
            Some((on, to)) => match period.cut(on) {
                Some((before, after)) => vec![(before, division), (after, to)],
                None => vec![(period, division)],
            },
            None => vec![(period, division)],
        };
        let lies = |(period, division)| {
            let streets = self.streets(division, period).into_iter();
            streets.map(move |(period, street)| Ground { period, division, street })
        };
        stays.into_iter().flat_map(lies).collect()
    }

    /// The day on which the district's record begins: what was there then was not set up on that day.
    pub fn beginning(&self) -> Option<NaiveDate> {
        self.divisions.values().filter_map(|states| states.first()).map(|first| first.period.from()).min()
    }

    /// What does not hold on every day, as a table or a hand in the database may have left it.
    pub fn broken(&self) -> Vec<Refusal> {
        check::violations(self).into_iter().map(check::Violation::refusal).collect()
    }

    /// The first thing that is not as it must be on every day, for a timeline that was put together row by row.
    ///
    /// # Errors
    /// Refuses a division without a parent on some day, a code held twice, periods that overlap.
    pub fn check(&self) -> Result<(), Refusal> {
        self.broken().into_iter().next().map_or(Ok(()), Err)
    }

    /// Accepts a changed copy if it breaks nothing that was whole before.
    fn accept(&self, timeline: Self) -> Result<Next, Refusal> {
        let known: HashSet<_> = check::violations(self).into_iter().collect();
        if let Some(broken) = check::violations(&timeline).into_iter().find(|found| !known.contains(found)) {
            return Err(broken.refusal());
        }
        let changes = self.changes_to(&timeline);
        if changes.is_empty() {
            return Err(Refusal::new(Rule::NothingChanged, "on"));
        }
        Ok(Next { timeline, changes })
    }

    fn changes_to(&self, next: &Self) -> Vec<PeriodChange> {
        let mut changes = Vec::new();
        for (id, states) in next.divisions() {
            for state in states {
                let same_day = |old: &&DivisionState| old.period.from() == state.period.from();
                match self.states(id).iter().find(same_day) {
                    None => changes.push(PeriodChange::Begin(id, state.clone())),
                    Some(old) if old != state => changes.push(PeriodChange::Rewrite(id, state.clone())),
                    Some(_) => {}
                }
            }
        }
        changes
    }
}
