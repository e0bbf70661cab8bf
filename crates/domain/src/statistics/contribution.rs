//! Which recorded row contributes what to which figure.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use super::Figure;
use crate::grid::{DivisionKind, Level, Series};
use crate::id::{DivisionId, ObservationId, PartyAggregateId, PartyOrganisationId};
use crate::organisation::{Count, PartySector, Rank, UnitType};

crate::words! {
    /// The two statistical bases: the same question has two right answers. Source: practice.md.
    pub enum Basis {
        Territory = "territory", "属地";
        Subordination = "subordination", "隶属";
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DivisionFact {
    pub id: DivisionId,
    pub parent: Option<DivisionId>,
    pub kind: DivisionKind,
}

/// The latest observation of a series on or before the day asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct ObservationFact {
    pub id: ObservationId,
    pub division: DivisionId,
    pub series: Series,
    pub observed_on: NaiveDate,
    pub value: f64,
}

/// How many units of a type stand in a division (not below it).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitFact {
    pub division: DivisionId,
    pub kind: UnitType,
    pub units: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartyFact {
    pub id: PartyOrganisationId,
    pub rank: Rank,
    pub superior: Option<PartyOrganisationId>,
    pub host: Option<UnitType>,
    pub division: DivisionId,
    pub count: Option<(NaiveDate, Count)>,
}

/// An office's aggregate of military, police and enterprise Party organisations: part of a territory, of no line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AggregateFact {
    pub id: PartyAggregateId,
    pub division: DivisionId,
    pub counted_on: NaiveDate,
    pub committees: i64,
    pub count: Count,
}

/// Everything recorded that the figures of one district on one day are made of.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Facts {
    pub divisions: Vec<DivisionFact>,
    pub observations: Vec<ObservationFact>,
    pub units: Vec<UnitFact>,
    pub parties: Vec<PartyFact>,
    pub aggregates: Vec<AggregateFact>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Source {
    Division(DivisionId),
    Observation(ObservationId),
    UnitsOf(DivisionId),
    PartyOrganisation(PartyOrganisationId),
    PartyAggregate(PartyAggregateId),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Contribution {
    pub figure: Figure,
    pub source: Source,
    pub division: DivisionId,
    pub value: f64,
    pub observed_on: Option<NaiveDate>,
}

/// Every contribution to the figures of `division`, in the order of the facts.
pub fn contributions(facts: &Facts, division: DivisionId, basis: Basis) -> Vec<Contribution> {
    let inside = subtree(facts, division);
    let mut out = Vec::new();
    divisions_below(facts, division, &inside, &mut out);
    for series in [Series::PopulationRegistered, Series::PopulationTemporary] {
        observed(facts, division, series, &mut out);
    }
    // The area of some of the streets is not the area of the district.
    if complete(facts, division, Series::Area) {
        observed(facts, division, Series::Area, &mut out);
    }
    // An economy is observed as a whole: those of the streets are no parts of the district's.
    for series in Series::ALL.iter().copied().filter(|series| series.is_economy()) {
        if let Some(fact) = observed_at(facts, division, series) {
            out.push(own(fact));
        }
    }
    for fact in facts.units.iter().filter(|fact| inside.contains(&fact.division)) {
        let source = Source::UnitsOf(fact.division);
        out.push(contribution(Figure::Units(fact.kind), source, fact.division, to_f64(fact.units), None));
    }
    party(facts, division, &inside, basis, &mut out);
    out
}

fn subtree(facts: &Facts, root: DivisionId) -> HashSet<DivisionId> {
    let mut below: HashMap<DivisionId, Vec<DivisionId>> = HashMap::new();
    for fact in &facts.divisions {
        if let Some(parent) = fact.parent {
            below.entry(parent).or_default().push(fact.id);
        }
    }
    let mut inside = HashSet::from([root]);
    let mut open = vec![root];
    while let Some(next) = open.pop() {
        for child in below.get(&next).into_iter().flatten() {
            if inside.insert(*child) {
                open.push(*child);
            }
        }
    }
    inside
}

fn divisions_below(
    facts: &Facts,
    root: DivisionId,
    inside: &HashSet<DivisionId>,
    out: &mut Vec<Contribution>,
) {
    for fact in facts.divisions.iter().filter(|fact| fact.id != root && inside.contains(&fact.id)) {
        let figure = match fact.kind {
            DivisionKind::Street | DivisionKind::Town | DivisionKind::Township | DivisionKind::Farm => {
                Figure::Streets
            }
            DivisionKind::Community => Figure::Communities,
            DivisionKind::Village => Figure::Villages,
            DivisionKind::Province | DivisionKind::City | DivisionKind::District => continue,
        };
        out.push(contribution(figure, Source::Division(fact.id), fact.id, 1.0, None));
    }
}

/// A division's own observation stands for everything below it; where there is none, those below are added.
fn observed(facts: &Facts, division: DivisionId, series: Series, out: &mut Vec<Contribution>) {
    if let Some(fact) = observed_at(facts, division, series) {
        out.push(own(fact));
        return;
    }
    for child in facts.divisions.iter().filter(|fact| fact.parent == Some(division)) {
        observed(facts, child.id, series, out);
    }
}

/// What is recorded of a series for a division itself.
pub(super) fn observed_at(facts: &Facts, division: DivisionId, series: Series) -> Option<&ObservationFact> {
    facts.observations.iter().find(|fact| fact.division == division && fact.series == series)
}

fn own(fact: &ObservationFact) -> Contribution {
    let (figure, source) = (Figure::Observed(fact.series), Source::Observation(fact.id));
    contribution(figure, source, fact.division, fact.value, Some(fact.observed_on))
}

/// Whether a series is recorded for the whole of a division: by itself, or by each one below.
fn complete(facts: &Facts, division: DivisionId, series: Series) -> bool {
    if observed_at(facts, division, series).is_some() {
        return true;
    }
    let mut below = facts.divisions.iter().filter(|fact| fact.parent == Some(division)).peekable();
    below.peek().is_some() && below.all(|fact| complete(facts, fact.id, series))
}

/// In how many of the communities and villages of a division a series is recorded, by themselves or above them.
pub fn recorded_in(facts: &Facts, division: DivisionId, series: Series) -> (i64, i64) {
    fn walk(facts: &Facts, at: &DivisionFact, series: Series, above: bool, found: &mut (i64, i64)) {
        let here = above || observed_at(facts, at.id, series).is_some();
        if at.kind.level() == Level::Community {
            found.0 += i64::from(here);
            found.1 += 1;
        }
        for below in facts.divisions.iter().filter(|fact| fact.parent == Some(at.id)) {
            walk(facts, below, series, here, found);
        }
    }
    let mut found = (0, 0);
    if let Some(at) = facts.divisions.iter().find(|fact| fact.id == division) {
        walk(facts, at, series, false, &mut found);
    }
    found
}

/// How many of the committees and general branches on a division's ground have a count.
pub fn counted_in(facts: &Facts, division: DivisionId) -> (i64, i64) {
    let inside = subtree(facts, division);
    let owe = facts.parties.iter().filter(|p| p.rank != Rank::Branch && inside.contains(&p.division));
    owe.fold((0, 0), |(counted, all), p| (counted + i64::from(p.count.is_some()), all + 1))
}

fn party(
    facts: &Facts,
    division: DivisionId,
    inside: &HashSet<DivisionId>,
    basis: Basis,
    out: &mut Vec<Contribution>,
) {
    let counted: HashSet<_> = facts.parties.iter().filter(|p| p.count.is_some()).map(|p| p.id).collect();
    let led = match basis {
        Basis::Territory => None,
        Basis::Subordination => Some(line(facts, division)),
    };
    for fact in &facts.parties {
        let belongs =
            led.as_ref().map_or_else(|| inside.contains(&fact.division), |led| led.contains(&fact.id));
        if belongs {
            one_party(fact, fact.superior.is_some_and(|id| counted.contains(&id)), out);
        }
    }
    if basis == Basis::Territory {
        for fact in facts.aggregates.iter().filter(|fact| inside.contains(&fact.division)) {
            let source = Source::PartyAggregate(fact.id);
            let sector = PartySector::Other;
            let on = Some(fact.counted_on);
            let values = [
                (Figure::Committees(sector), fact.committees),
                (Figure::Branches(sector), fact.count.branches),
                (Figure::Members(sector), fact.count.members),
            ];
            out.extend(values.map(|(figure, n)| contribution(figure, source, fact.division, to_f64(n), on)));
        }
    }
}

/// The Party organisations in line below those that lead the division itself: local, in it, led from outside it.
fn line(facts: &Facts, division: DivisionId) -> HashSet<PartyOrganisationId> {
    let of: HashMap<_, _> = facts.parties.iter().map(|fact| (fact.id, fact)).collect();
    let leads = |fact: &PartyFact| {
        fact.division == division
            && PartySector::of_host(fact.host) == PartySector::Local
            && fact.superior.and_then(|id| of.get(&id)).is_none_or(|superior| superior.division != division)
    };
    let mut led: HashSet<_> = facts.parties.iter().filter(|fact| leads(fact)).map(|fact| fact.id).collect();
    let mut below: HashMap<PartyOrganisationId, Vec<PartyOrganisationId>> = HashMap::new();
    for fact in &facts.parties {
        if let Some(superior) = fact.superior {
            below.entry(superior).or_default().push(fact.id);
        }
    }
    let mut open: Vec<_> = led.iter().copied().collect();
    while let Some(next) = open.pop() {
        for id in below.get(&next).into_iter().flatten() {
            if led.insert(*id) {
                open.push(*id);
            }
        }
    }
    led
}

/// A committee's own count covers the branches directly under it; a branch counts by itself only where nobody's count
/// covers it.
fn one_party(fact: &PartyFact, covered: bool, out: &mut Vec<Contribution>) {
    let sector = PartySector::of_host(fact.host);
    let source = Source::PartyOrganisation(fact.id);
    let on = fact.count.map(|(day, _)| day);
    let mut add = |figure, n| out.push(contribution(figure, source, fact.division, to_f64(n), on));
    match fact.rank {
        Rank::Branch if covered => {}
        Rank::Branch => {
            add(Figure::Branches(sector), 1);
            if let Some((_, count)) = fact.count {
                add(Figure::Members(sector), count.members);
            }
        }
        Rank::WorkingCommittee | Rank::Committee | Rank::GeneralBranch => {
            add(Figure::Committees(sector), 1);
            if let Some((_, count)) = fact.count {
                add(Figure::Branches(sector), count.branches);
                add(Figure::Members(sector), count.members);
            }
        }
    }
}

fn contribution(
    figure: Figure,
    source: Source,
    division: DivisionId,
    value: f64,
    observed_on: Option<NaiveDate>,
) -> Contribution {
    Contribution { figure, source, division, value, observed_on }
}

/// Counts stay far below 2^53, where every whole number is exact.
fn to_f64(n: i64) -> f64 {
    n as f64
}
