//! What holds on every day: each division but the district has a parent that exists and is one level above it, no two
//! divisions share a code unless one lies in the other, and a division's periods neither overlap nor leave a gap. A level
//! above at every step is also why no division can lie in itself.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{DivisionState, Timeline};
use crate::grid::history::lies_within;
use crate::grid::{DivisionRef, check_placed};
use crate::id::DivisionId;
use crate::rule::{Refusal, Rule};

/// A broken invariant. Equal ones before and after an event were there before it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Violation {
    rule: Rule,
    division: DivisionId,
    value: String,
}

impl Violation {
    pub(super) fn refusal(self) -> Refusal {
        let field = match self.rule {
            Rule::DivisionCodeTaken => "code",
            Rule::DivisionPeriodsClash => "on",
            _ => "parent_id",
        };
        Refusal::new(self.rule, field).with(self.value)
    }
}

pub(super) fn violations(timeline: &Timeline) -> Vec<Violation> {
    let mut found = Vec::new();
    for (id, states) in timeline.divisions() {
        let mut say =
            |rule, value: &str| found.push(Violation { rule, division: id, value: value.to_owned() });
        for pair in states.windows(2) {
            if pair[0].period.stored_to() != pair[1].period.from() {
                say(Rule::DivisionPeriodsClash, pair[1].facts.name.as_str());
            }
        }
        for state in states.iter().filter(|_| id != timeline.district()) {
            if let Err(refusal) = check_parent(timeline, state) {
                say(refusal.rule, &refusal.value);
            }
        }
    }
    found.extend(codes_held_twice(timeline));
    found
}

fn check_parent(timeline: &Timeline, state: &DivisionState) -> Result<(), Refusal> {
    let absent = |name: &str| Refusal::new(Rule::DivisionParentAbsent, "parent_id").with(name);
    let Some(parent) = state.facts.parent else { return Err(absent("")) };
    let mut covered = state.period.from();
    for above in timeline.states(parent) {
        let Some(both) = above.period.overlap(&state.period) else { continue };
        if both.from() > covered {
            break;
        }
        let (name, kind) = (above.facts.name.as_str().to_owned(), above.facts.kind);
        check_placed(state.facts.kind, &DivisionRef { id: parent, name, kind })?;
        covered = both.stored_to();
    }
    if covered < state.period.stored_to() {
        return Err(absent(timeline.name(parent, covered)));
    }
    Ok(())
}

fn codes_held_twice(timeline: &Timeline) -> impl Iterator<Item = Violation> {
    let mut by_code: BTreeMap<&str, Vec<(DivisionId, &DivisionState)>> = BTreeMap::new();
    for (id, states) in timeline.divisions() {
        for state in states {
            if let Some(code) = &state.facts.code {
                by_code.entry(code.as_str()).or_default().push((id, state));
            }
        }
    }
    by_code.into_iter().flat_map(move |(code, mut held)| {
        held.sort_by_key(|(_, state)| state.period.from());
        let mut found = Vec::new();
        for (n, (id, state)) in held.iter().enumerate() {
            let clashes = |(other, earlier): &&(DivisionId, &DivisionState)| {
                let both = earlier.period.overlap(&state.period).filter(|_| other != id);
                both.is_some_and(|both| !repeats_own(timeline, (*id, *other), both.from()))
            };
            if let Some((other, _)) = held[..n].iter().find(clashes) {
                // Named by both, so that the order in which they were made does not matter.
                let division = (*id).max(*other);
                found.push(Violation { rule: Rule::DivisionCodeTaken, division, value: code.to_owned() });
            }
        }
        found
    })
}

/// The register pads codes with zeros, so a division without streets repeats its own code below itself.
fn repeats_own(timeline: &Timeline, (one, other): (DivisionId, DivisionId), day: NaiveDate) -> bool {
    lies_within(timeline, one, other, day) || lies_within(timeline, other, one, day)
}
