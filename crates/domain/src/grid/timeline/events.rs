//! The events: each one a change of a copy, which is then checked as a whole.

use std::collections::HashSet;

use chrono::NaiveDate;

use super::{DivisionState, Next, Timeline};
use crate::grid::{DivisionChanges, DivisionFacts, Level};
use crate::id::DivisionId;
use crate::period::Period;
use crate::rule::{Refusal, Rule};

/// A division that begins with an event; its parent is set by the event.
#[derive(Debug, Clone)]
pub struct Part {
    pub id: DivisionId,
    pub facts: DivisionFacts,
    /// The divisions that it takes over.
    pub takes: Vec<DivisionId>,
}

/// Into what divisions merge.
#[derive(Debug, Clone)]
pub enum Into {
    Existing(DivisionId),
    /// It lies where the first of them lay.
    New(DivisionId, DivisionFacts),
}

impl Timeline {
    /// Sets up a division (设立).
    ///
    /// # Errors
    /// Refuses a parent that does not exist from that day on or is not one level above, and a code that is held.
    pub fn create(
        &self,
        id: DivisionId,
        parent: DivisionId,
        facts: DivisionFacts,
        from: NaiveDate,
    ) -> Result<Next, Refusal> {
        let unknown = || Refusal::new(Rule::DivisionUnknown, "parent_id").with(parent);
        self.on(parent, from).ok_or_else(unknown)?;
        let mut next = self.clone();
        next.begin(id, DivisionFacts { parent: Some(parent), ..facts }, from);
        self.accept(next)
    }

    /// Gives a division new values from a day on (更名, 代码变更, 村转社区). A value that a later period repeats is new there
    /// too; where it had changed by itself, that later change stands.
    ///
    /// # Errors
    /// Refuses a day on which it does not exist, a kind of another level, a code that is held, and no change at all.
    pub fn edit(&self, id: DivisionId, changes: &DivisionChanges, on: NaiveDate) -> Result<Next, Refusal> {
        let old = self.holding(id, on, "effective_on")?.facts.clone();
        if let Some(kind) = changes.kind
            && kind.level() != old.kind.level()
        {
            return Err(Refusal::new(Rule::DivisionKindLevel, "kind").with(kind.term()));
        }
        let mut next = self.clone();
        next.cut(id, on);
        if let Some(name) = &changes.name {
            next.carry(id, on, |facts| facts.name == old.name, |facts| facts.name = name.clone());
        }
        if let Some(kind) = changes.kind {
            next.carry(id, on, |facts| facts.kind == old.kind, |facts| facts.kind = kind);
        }
        if let Some(code) = &changes.code {
            next.carry(id, on, |facts| facts.code == old.code, |facts| facts.code = Some(code.clone()));
        }
        if let Some(class) = &changes.class_code {
            let same = |facts: &DivisionFacts| facts.class_code == old.class_code;
            next.carry(id, on, same, |facts| facts.class_code = Some(class.clone()));
        }
        if next.on(id, on).is_some_and(|state| state.facts == old) {
            return Err(Refusal::new(Rule::NothingChanged, "name"));
        }
        self.accept(next)
    }

    /// Puts a division below another parent from a day on (划转).
    ///
    /// # Errors
    /// Refuses the district, a day on which it does not exist, and a parent that does not fit throughout.
    pub fn relocate(&self, id: DivisionId, parent: DivisionId, on: NaiveDate) -> Result<Next, Refusal> {
        self.check_level(id)?;
        let old = self.holding(id, on, "on")?.facts.parent;
        if old == Some(parent) {
            return Err(Refusal::new(Rule::NothingChanged, "parent_id"));
        }
        let unknown = || Refusal::new(Rule::DivisionUnknown, "parent_id").with(parent);
        self.on(parent, on).ok_or_else(unknown)?;
        let mut next = self.clone();
        next.cut(id, on);
        next.carry(id, on, |facts| facts.parent == old, |facts| facts.parent = Some(parent));
        self.accept(next)
    }

    /// Makes new divisions out of one (拆分, or 析置 where the old one stays).
    ///
    /// # Errors
    /// Refuses no part at all, a part of another level, what does not lie in the old one, and, when the old one ends,
    /// whatever lies in it and goes nowhere.
    pub fn split(&self, id: DivisionId, parts: &[Part], ends: bool, on: NaiveDate) -> Result<Next, Refusal> {
        self.check_level(id)?;
        let old = if ends { self.ending(id, on)? } else { self.holding(id, on, "on")? };
        if parts.is_empty() {
            return Err(Refusal::new(Rule::DivisionPartsMissing, "into"));
        }
        let (inside, mut taken) = (self.inside(id, on), HashSet::new());
        let mut next = self.clone();
        for part in parts {
            if part.facts.kind.level() != old.facts.kind.level() {
                return Err(Refusal::new(Rule::DivisionKindLevel, "kind").with(part.facts.kind.term()));
            }
            next.begin(part.id, DivisionFacts { parent: old.facts.parent, ..part.facts.clone() }, on);
            for child in &part.takes {
                let about = |rule| Refusal::new(rule, "divisions").with(self.name(*child, on));
                if !inside.contains(child) {
                    return Err(about(Rule::DivisionNotInside));
                }
                if !taken.insert(*child) {
                    return Err(about(Rule::DivisionTakenTwice));
                }
                next.hand_over(*child, id, part.id, on);
            }
        }
        if ends {
            let left: Vec<_> = inside.iter().filter(|child| !taken.contains(child)).collect();
            if !left.is_empty() {
                let names: Vec<_> = left.into_iter().map(|child| self.name(*child, on)).collect();
                return Err(Refusal::new(Rule::DivisionUnassigned, "divisions").with(names.join("、")));
            }
            next.end(id, on);
        }
        self.accept(next)
    }

    /// Ends divisions on a day and gives what lies in them to another of their level (合并).
    ///
    /// # Errors
    /// Refuses a division that would merge into itself, another level, and a target that has an end.
    pub fn merge(&self, ended: &[DivisionId], into: &Into, on: NaiveDate) -> Result<Next, Refusal> {
        let (Into::Existing(target) | Into::New(target, _)) = into;
        let first = ended.first().ok_or_else(|| Refusal::new(Rule::DivisionMergedInto, "into_id"))?;
        let mut next = self.clone();
        let mut seen = HashSet::from([*target]);
        let mut level = None;
        for id in ended {
            self.check_level(id.to_owned())?;
            if !seen.insert(*id) {
                let rule = if id == target { Rule::DivisionMergesItself } else { Rule::DivisionTakenTwice };
                return Err(Refusal::new(rule, "into_id").with(self.name(*id, on)));
            }
            let old = &self.ending(*id, on)?.facts;
            if *level.get_or_insert(old.kind.level()) != old.kind.level() {
                return Err(Refusal::new(Rule::DivisionKindLevel, "others").with(old.name.as_str()));
            }
            next.end(*id, on);
        }
        let (name, kind) = match into {
            Into::Existing(id) => {
                let unknown = || Refusal::new(Rule::DivisionUnknown, "into_id").with(id);
                let facts = &self.on(*id, on).ok_or_else(unknown)?.facts;
                if let Some(end) = self.states(*id).last().and_then(|last| last.period.to()) {
                    return Err(Refusal::new(Rule::AlreadyClosed, "into_id").with(end));
                }
                (facts.name.as_str(), facts.kind)
            }
            Into::New(id, facts) => {
                let parent = self.holding(*first, on, "on")?.facts.parent;
                next.begin(*id, DivisionFacts { parent, ..facts.clone() }, on);
                (facts.name.as_str(), facts.kind)
            }
        };
        if level.is_some_and(|level| level != kind.level()) {
            return Err(Refusal::new(Rule::DivisionKindLevel, "into_id").with(name));
        }
        for id in ended {
            for child in self.inside(*id, on) {
                next.hand_over(child, *id, *target, on);
            }
        }
        self.accept(next)
    }

    /// Ends a division (撤销) in which nothing is open any more; `organisations` are the units and Party organisations
    /// that still are.
    ///
    /// # Errors
    /// Refuses the district, one that has ended, a day before its latest change, and one in which something is open.
    pub fn dissolve(&self, id: DivisionId, organisations: i64, on: NaiveDate) -> Result<Next, Refusal> {
        self.check_level(id)?;
        let open = i64::try_from(self.inside(id, on).len()).unwrap_or(i64::MAX).saturating_add(organisations);
        if open > 0 {
            return Err(Refusal::new(Rule::DivisionNotEmpty, "id").with(open));
        }
        self.ending(id, on)?;
        let mut next = self.clone();
        next.end(id, on);
        self.accept(next)
    }

    fn check_level(&self, id: DivisionId) -> Result<(), Refusal> {
        let above = |state: &DivisionState| state.facts.kind.level() <= Level::District;
        if id == self.district || self.states(id).iter().any(above) {
            return Err(Refusal::new(Rule::DivisionIsDistrict, "id"));
        }
        Ok(())
    }

    /// The state that holds on the day of an event.
    fn holding(&self, id: DivisionId, on: NaiveDate, field: &'static str) -> Result<&DivisionState, Refusal> {
        if let Some(state) = self.on(id, on) {
            return Ok(state);
        }
        let ended = self.states(id).iter().rev().find_map(|state| state.period.to().filter(|end| *end <= on));
        Err(match (ended, self.states(id).first()) {
            (Some(end), _) => Refusal::new(Rule::AlreadyClosed, field).with(end),
            (None, Some(first)) => Refusal::new(Rule::EffectiveBeforeStart, field).with(first.period.from()),
            (None, None) => Refusal::new(Rule::DivisionUnknown, field).with(id),
        })
    }

    /// The state that an event ends: the last one, and no part of the record may lie after the event.
    fn ending(&self, id: DivisionId, on: NaiveDate) -> Result<&DivisionState, Refusal> {
        let last = self.states(id).last();
        let last = last.ok_or_else(|| Refusal::new(Rule::DivisionUnknown, "id").with(id))?;
        if let Some(end) = last.period.to() {
            return Err(Refusal::new(Rule::AlreadyClosed, "on").with(end));
        }
        if on <= last.period.from() {
            return Err(Refusal::new(Rule::DivisionChangedLater, "on").with(last.period.from()));
        }
        Ok(last)
    }

    pub(super) fn begin(&mut self, id: DivisionId, facts: DivisionFacts, from: NaiveDate) {
        self.divisions.entry(id).or_default().push(DivisionState { period: Period::open(from), facts });
    }

    pub(super) fn end(&mut self, id: DivisionId, on: NaiveDate) {
        if let Some(last) = self.divisions.get_mut(&id).and_then(|states| states.last_mut())
            && let Some((before, _)) = last.period.cut(on)
        {
            last.period = before;
        }
    }

    /// Lets a period of the division begin on the day, if one runs across it.
    pub(super) fn cut(&mut self, id: DivisionId, day: NaiveDate) {
        let Some(states) = self.divisions.get_mut(&id) else { return };
        for n in 0..states.len() {
            if let Some((before, after)) = states[n].period.cut(day) {
                states[n].period = before;
                let facts = states[n].facts.clone();
                states.insert(n + 1, DivisionState { period: after, facts });
                return;
            }
        }
    }

    /// Changes a value from a day on, in every period that repeats it, up to the first that does not.
    pub(super) fn carry(
        &mut self,
        id: DivisionId,
        from: NaiveDate,
        repeats: impl Fn(&DivisionFacts) -> bool,
        set: impl Fn(&mut DivisionFacts),
    ) {
        let states = self.divisions.get_mut(&id).into_iter().flatten();
        let later = states.filter(|state| state.period.from() >= from);
        later.take_while(|state| repeats(&state.facts)).for_each(|state| set(&mut state.facts));
    }

    /// Gives a child of `old` to `new` from a day on, also where it comes to lie in `old` only later.
    fn hand_over(&mut self, child: DivisionId, old: DivisionId, new: DivisionId, on: NaiveDate) {
        if self.on(child, on).is_some_and(|state| state.facts.parent == Some(old)) {
            self.cut(child, on);
        }
        for state in self.divisions.get_mut(&child).into_iter().flatten() {
            if state.period.from() >= on && state.facts.parent == Some(old) {
                state.facts.parent = Some(new);
            }
        }
    }
}
