//! New divisions out of one (拆分, 析置). The caller says what goes where; when the old one ends, all of it must.

use std::collections::HashMap;
use std::fmt::Display;
use std::hash::Hash;

use chrono::NaiveDate;
use domain::access::Operation;
use domain::grid::{DivisionFacts, EventKind, Part};
use domain::id::{DivisionId, PartyOrganisationId, UnitId};
use domain::rule::{Refusal, Rule};
use serde_json::json;

use super::book::{Because, Book, note, object};
use super::follow::{Destinations, Follow, Goes, Standing};
use crate::work::check_bumped;
use crate::{Error, Result, Work, Write};

/// A division that begins, and what it takes over.
pub struct NewPart {
    /// Its parent is set by the command.
    pub facts: DivisionFacts,
    pub divisions: Vec<DivisionId>,
    pub units: Vec<UnitId>,
    pub party_organisations: Vec<PartyOrganisationId>,
}

pub struct SplitDivision {
    pub id: DivisionId,
    pub version: i64,
    pub on: NaiveDate,
    pub parts: Vec<NewPart>,
    /// Whether the old division ends with it.
    pub ends: bool,
    pub because: Because,
}

impl Write for SplitDivision {
    /// The new divisions, in the order in which they were given.
    type Output = Vec<DivisionId>;

    async fn run(self, work: &mut Work<'_>) -> Result<Vec<DivisionId>> {
        let Self { id, on, ends, .. } = self;
        let district = work.district();
        let mut book = Book::open(work).await?;
        book.authorise(work, Operation::DivisionSplit, id, on)?;
        if let Some(parent) = book.timeline.near(id, on).and_then(|state| state.facts.parent) {
            book.authorise_below(work, parent, on)?;
        }
        let because = self.because.with_reason()?;
        let parts: Vec<(DivisionId, NewPart)> =
            self.parts.into_iter().map(|part| (DivisionId::new(work.ids.uuid()), part)).collect();
        let asked: Vec<Part> = parts
            .iter()
            .map(|(id, part)| Part { id: *id, facts: part.facts.clone(), takes: part.divisions.clone() })
            .collect();
        let next = book.timeline.split(id, &asked, ends, on)?;
        let standing = Standing::hold(work, id, on).await?;
        let each = destinations(&standing, &parts, ends)?;
        check_bumped(storage::grid::bump(work.tx, district, id, self.version).await?)?;
        book.store(work, &next).await?;

        let mut follow = Follow::new(&book.timeline, &next.timeline, on, &because);
        let followed = follow.take(work, standing, &Goes::Each(each)).await?;
        for (part_id, part) in &parts {
            note(work, *part_id, on, EventKind::Split, Some(id), &because).await?;
            let facts = &next.timeline.on(*part_id, on).ok_or(Error::NotFound)?.facts;
            let mut after = book.values(facts, on);
            after["split_from"] = json!(book.timeline.name(id, on));
            after["valid_from"] = json!(on);
            let object = object(&next.timeline, *part_id, on);
            follow.say(Operation::DivisionSplit, object, (None, Some(after)));
            follow.children(work, &part.divisions).await?;
        }
        if ends {
            follow.end_appointments(work, id).await?;
        }
        let names: Vec<_> = parts.iter().map(|(id, _)| next.timeline.name(*id, on)).collect();
        let after = json!({ "into": names, "effective_on": on, "valid_to": ends.then_some(on),
            "document": because.document, "units": followed.units,
            "party_organisations": followed.party_organisations });
        follow.say(Operation::DivisionSplit, book.object(id, on), (None, Some(after)));
        follow.close(work).await?;
        Ok(parts.into_iter().map(|(id, _)| id).collect())
    }
}

/// Where each unit and Party organisation goes. A Party organisation goes with its host unit unless something else is
/// said of it.
fn destinations(
    standing: &Standing,
    parts: &[(DivisionId, NewPart)],
    ends: bool,
) -> std::result::Result<Destinations, Refusal> {
    let names = standing.units.iter().map(|unit| (unit.id, unit.now.facts.name.as_str())).collect();
    let chosen = parts.iter().flat_map(|(to, part)| part.units.iter().map(|id| (*id, *to)));
    let units = assigned(chosen, &names, "units")?;

    let parties = &standing.parties;
    let party_names = parties.iter().map(|party| (party.id, party.now.facts.name.as_str())).collect();
    let chosen = parts.iter().flat_map(|(to, part)| part.party_organisations.iter().map(|id| (*id, *to)));
    let mut with_hosts = assigned(chosen, &party_names, "party_organisations")?;
    for party in parties {
        if let Some(to) = party.now.facts.unit.and_then(|host| units.get(&host)) {
            with_hosts.entry(party.id).or_insert(*to);
        }
    }
    if ends {
        all_assigned(&units, &names, "units")?;
        all_assigned(&with_hosts, &party_names, "party_organisations")?;
    }
    Ok(Destinations { units, parties: with_hosts })
}

fn assigned<I: Copy + Eq + Hash + Display>(
    chosen: impl Iterator<Item = (I, DivisionId)>,
    names: &HashMap<I, &str>,
    field: &'static str,
) -> std::result::Result<HashMap<I, DivisionId>, Refusal> {
    let mut found = HashMap::new();
    for (id, to) in chosen {
        let Some(name) = names.get(&id) else {
            return Err(Refusal::new(Rule::DivisionNotInside, field).with(id));
        };
        if found.insert(id, to).is_some() {
            return Err(Refusal::new(Rule::DivisionTakenTwice, field).with(name));
        }
    }
    Ok(found)
}

fn all_assigned<I: Eq + Hash>(
    assigned: &HashMap<I, DivisionId>,
    names: &HashMap<I, &str>,
    field: &'static str,
) -> std::result::Result<(), Refusal> {
    let mut left: Vec<_> =
        names.iter().filter(|(id, _)| !assigned.contains_key(id)).map(|(_, n)| *n).collect();
    if left.is_empty() {
        return Ok(());
    }
    left.sort_unstable();
    Err(Refusal::new(Rule::DivisionUnassigned, field).with(left.join("、")))
}
