//! What happened to a district's divisions, read back out of their timeline: so a table that was imported has a history
//! like what was clicked. Notes add what a timeline cannot show: reason, document number, and who came from whom.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{DivisionCode, DivisionFacts, DivisionState, Timeline};
use crate::id::DivisionId;

crate::words! {
    /// The kind of an event. One that changes several values at once is named by the first of them in this order.
    pub enum EventKind {
        Create = "create", "设立";
        Split = "split", "拆分";
        Merge = "merge", "合并";
        Dissolve = "dissolve", "撤销";
        Convert = "convert", "村转社区";
        Move = "move", "划转";
        Rename = "rename", "更名";
        Recode = "recode", "代码变更";
        Reclassify = "reclassify", "城乡分类变更";
    }
}

/// What was noted when an event was entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventNote {
    /// Whom it happened to: of a split the new division, of a merge the one that ended.
    pub division: DivisionId,
    pub on: NaiveDate,
    pub kind: EventKind,
    /// Of a split the division that it came from, of a merge the one that it went into.
    pub other: Option<DivisionId>,
    pub reason: Option<String>,
    /// Document number (文号).
    pub document: Option<String>,
}

/// A division as it was on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Described {
    pub id: DivisionId,
    pub facts: DivisionFacts,
    pub parent_name: Option<String>,
}

impl Described {
    /// By code, then name.
    fn order(&self) -> (Option<&str>, &str) {
        (self.facts.code.as_ref().map(DivisionCode::as_str), self.facts.name.as_str())
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    pub on: NaiveDate,
    pub kind: EventKind,
    /// What else changed with it.
    pub also: Vec<EventKind>,
    pub division: DivisionId,
    /// `None` when it begins.
    pub before: Option<Described>,
    /// `None` when it ends.
    pub after: Option<Described>,
    /// Of a split what came from it, of a merge what it went into.
    pub others: Vec<Described>,
    /// Whether what it merged into began with the merge.
    pub founded: bool,
    pub reason: Option<String>,
    pub document: Option<String>,
}

impl Event {
    /// The name that it has from then on, or had to the end.
    pub fn name(&self) -> &str {
        self.described().map_or("", |described| described.facts.name.as_str())
    }

    fn described(&self) -> Option<&Described> {
        self.after.as_ref().or(self.before.as_ref())
    }

    fn sides(&self) -> impl Iterator<Item = &Described> {
        self.before.iter().chain(&self.after).chain(&self.others)
    }

    /// Whether it happened to a division, or to one directly in it.
    pub fn concerns(&self, id: DivisionId) -> bool {
        self.sides().any(|side| side.id == id || side.facts.parent == Some(id))
    }

    fn involves(&self, id: DivisionId) -> bool {
        self.division == id || self.others.iter().any(|other| other.id == id)
    }

    /// By day, then code and name.
    fn order(&self) -> (NaiveDate, Option<(Option<&str>, &str)>) {
        (self.on, self.described().map(Described::order))
    }
}

/// Every event of a district, by day, then code and name. What was there when the record begins has no beginning.
pub fn events(timeline: &Timeline, notes: &[EventNote]) -> Vec<Event> {
    let book = Book { timeline, notes };
    let mut found = book.splits();
    for (id, states) in timeline.divisions() {
        for pair in states.windows(2) {
            if pair[0].period.stored_to() == pair[1].period.from() {
                found.extend(book.change(id, &pair[0], &pair[1]));
            } else {
                found.extend(book.end(id, &pair[0]));
                found.extend(book.begin(id, &pair[1]));
            }
        }
        found.extend(states.first().and_then(|first| book.begin(id, first)));
        found.extend(states.last().and_then(|last| book.end(id, last)));
    }
    found.sort_by(|a, b| a.order().cmp(&b.order()));
    found
}

struct Book<'a> {
    timeline: &'a Timeline,
    notes: &'a [EventNote],
}

impl Book<'_> {
    fn noted(&self, on: NaiveDate, fits: impl Fn(&EventNote) -> bool) -> Vec<&EventNote> {
        self.notes.iter().filter(|note| note.on == on && fits(note)).collect()
    }

    fn describe(&self, id: DivisionId, facts: &DivisionFacts, day: NaiveDate) -> Described {
        let name = facts.parent.map(|parent| self.timeline.name(parent, day).to_owned());
        Described { id, facts: facts.clone(), parent_name: name.filter(|name| !name.is_empty()) }
    }

    fn on(&self, id: DivisionId, day: NaiveDate) -> Option<Described> {
        self.timeline.on(id, day).map(|state| self.describe(id, &state.facts, day))
    }

    /// What notes of the same event say, the last one first.
    fn event(&self, on: NaiveDate, kind: EventKind, division: DivisionId, notes: &[&EventNote]) -> Event {
        let said =
            |of: fn(&EventNote) -> &Option<String>| notes.iter().rev().find_map(|note| of(note).clone());
        Event {
            on,
            kind,
            also: Vec::new(),
            division,
            before: on.pred_opt().and_then(|day| self.on(division, day)),
            after: self.on(division, on),
            others: Vec::new(),
            founded: false,
            reason: said(|note| &note.reason),
            document: said(|note| &note.document),
        }
    }

    fn begin(&self, id: DivisionId, first: &DivisionState) -> Option<Event> {
        let on = first.period.from();
        let came = |note: &EventNote| match note.kind {
            EventKind::Split => note.division == id,
            EventKind::Merge => note.other == Some(id),
            _ => false,
        };
        let created = self.noted(on, |note| note.division == id && note.kind == EventKind::Create);
        let told_elsewhere = !self.noted(on, came).is_empty();
        let always_there = created.is_empty() && self.timeline.beginning() == Some(on);
        (!told_elsewhere && !always_there).then(|| self.event(on, EventKind::Create, id, &created))
    }

    fn end(&self, id: DivisionId, last: &DivisionState) -> Option<Event> {
        let on = last.period.to()?;
        if !self.noted(on, |note| note.kind == EventKind::Split && note.other == Some(id)).is_empty() {
            return None;
        }
        let merged = self.noted(on, |note| note.kind == EventKind::Merge && note.division == id);
        let Some(into) = merged.iter().find_map(|note| note.other) else {
            let noted = self.noted(on, |note| note.division == id && note.kind == EventKind::Dissolve);
            return Some(self.event(on, EventKind::Dissolve, id, &noted));
        };
        Some(Event {
            others: self.on(into, on).into_iter().collect(),
            founded: self.timeline.states(into).first().is_some_and(|first| first.period.from() == on),
            ..self.event(on, EventKind::Merge, id, &merged)
        })
    }

    fn change(&self, id: DivisionId, old: &DivisionState, new: &DivisionState) -> Option<Event> {
        let mut kinds = changed(&old.facts, &new.facts).into_iter();
        let kind = kinds.next()?;
        let on = new.period.from();
        let notes = self.noted(on, |note| {
            note.division == id && !matches!(note.kind, EventKind::Create | EventKind::Split)
        });
        Some(Event { also: kinds.collect(), ..self.event(on, kind, id, &notes) })
    }

    fn splits(&self) -> Vec<Event> {
        let mut groups: BTreeMap<(NaiveDate, DivisionId), Vec<&EventNote>> = BTreeMap::new();
        for note in self.notes.iter().filter(|note| note.kind == EventKind::Split) {
            if let Some(old) = note.other {
                groups.entry((note.on, old)).or_default().push(note);
            }
        }
        let event = |((on, old), notes): ((NaiveDate, DivisionId), Vec<&EventNote>)| {
            let mut others: Vec<_> = notes.iter().filter_map(|note| self.on(note.division, on)).collect();
            others.sort_by(|a, b| a.order().cmp(&b.order()));
            Event { others, ..self.event(on, EventKind::Split, old, &notes) }
        };
        groups.into_iter().map(event).collect()
    }
}

/// In which ways two states differ, the weightiest first.
pub fn changed(old: &DivisionFacts, new: &DivisionFacts) -> Vec<EventKind> {
    let differs = [
        (EventKind::Convert, old.kind != new.kind),
        (EventKind::Move, old.parent != new.parent),
        (EventKind::Rename, old.name != new.name),
        (EventKind::Recode, old.code != new.code),
        (EventKind::Reclassify, old.class_code != new.class_code),
    ];
    differs.into_iter().filter(|(_, differs)| *differs).map(|(kind, _)| kind).collect()
}

/// How a division differs between two days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    pub kind: EventKind,
    pub also: Vec<EventKind>,
    pub division: DivisionId,
    pub before: Option<Described>,
    pub after: Option<Described>,
    /// What happened to it in between.
    pub events: Vec<Event>,
}

impl Difference {
    fn order(&self) -> Option<(Option<&str>, &str)> {
        self.after.as_ref().or(self.before.as_ref()).map(Described::order)
    }
}

/// The divisions within `within` that are not the same on both days, by code, then name. What was split, merged or
/// renamed back and forth in between is told by its outcome.
pub fn compare(
    timeline: &Timeline,
    events: &[Event],
    (from, to): (NaiveDate, NaiveDate),
    within: DivisionId,
) -> Vec<Difference> {
    let book = Book { timeline, notes: &[] };
    let mut found: Vec<Difference> = timeline
        .divisions()
        .filter(|(id, _)| lies_within(timeline, *id, within, from) || lies_within(timeline, *id, within, to))
        .filter_map(|(id, _)| {
            let (before, after) = (book.on(id, from), book.on(id, to));
            let between = |event: &&Event| from < event.on && event.on <= to && event.involves(id);
            let events: Vec<Event> = events.iter().filter(between).cloned().collect();
            let mut kinds = match (&before, &after) {
                (None, None) => return None,
                (Some(old), Some(new)) => changed(&old.facts, &new.facts),
                (None, Some(_)) => {
                    let began = |event: &&Event| match event.kind {
                        EventKind::Create => event.division == id,
                        EventKind::Split => event.division != id,
                        EventKind::Merge => event.division != id && event.founded,
                        _ => false,
                    };
                    vec![events.iter().find(began).map_or(EventKind::Create, |event| event.kind)]
                }
                (Some(_), None) => {
                    let told =
                        events.iter().rev().find(|event| event.division == id && event.after.is_none());
                    vec![told.map_or(EventKind::Dissolve, |event| event.kind)]
                }
            }
            .into_iter();
            Some(Difference {
                kind: kinds.next()?,
                also: kinds.collect(),
                division: id,
                before,
                after,
                events,
            })
        })
        .collect();
    found.sort_by(|a, b| a.order().cmp(&b.order()));
    found
}

/// Whether `id` is `ancestor` or lies below it on a day.
pub fn lies_within(timeline: &Timeline, id: DivisionId, ancestor: DivisionId, day: NaiveDate) -> bool {
    // Five levels; a damaged tree must not hang its readers.
    let mut at = Some(id);
    for _ in 0..5 {
        let Some(here) = at.and_then(|id| timeline.on(id, day).map(|state| (id, state))) else {
            return false;
        };
        if here.0 == ancestor {
            return true;
        }
        at = here.1.facts.parent;
    }
    false
}
