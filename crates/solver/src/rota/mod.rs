//! Who visits whom when: persons with limits and absences, units that are due in some periods.
//!
//! Aims, each strictly before the next: break no rule; visit every unit that is due; keep an earlier plan's
//! visits; spread the visits evenly over the persons; let everybody meet everybody before pairs repeat; then
//! preferences and short ways. Periods are planned one after another, each of them optimally, with what was
//! planned before counted in loads and meetings. Over several periods together that is a very good plan, not
//! a proven optimum: repeated pairs couple the periods in a way no flow can express.
//!
//! `period` builds the flow of one period, `even` mends what later absences made uneven, `rules` checks a finished plan with no knowledge of the search.

mod even;
mod period;
mod rules;

use std::ops::ControlFlow;

use crate::flow::FlowError;

pub use rules::broken_rules;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    /// At most this many visits in one period.
    pub limit: u32,
    /// At most this many visits in all, if there is a bound.
    pub total: Option<u32>,
    pub absent: Vec<u32>,
    pub at: Option<(i64, i64)>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unit {
    /// The periods in which it is to be visited once.
    pub due: Vec<u32>,
    pub at: Option<(i64, i64)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Visit {
    pub period: u32,
    pub person: u32,
    pub unit: u32,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rota {
    pub periods: u32,
    pub persons: Vec<Person>,
    pub units: Vec<Unit>,
    /// Pairs (person, unit) that must never meet.
    pub forbidden: Vec<(u32, u32)>,
    /// Pairs with a liking: positive wanted, negative unwanted; several for one pair add up.
    pub likings: Vec<(u32, u32, i32)>,
    /// Pairs that met before the first period, once for each time.
    pub history: Vec<(u32, u32)>,
    /// An earlier plan. Visits before `from` have happened and stay; later ones stay where they can.
    pub earlier: Vec<Visit>,
    pub from: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyNot {
    /// Everybody who is there is forbidden to go.
    NobodyMay,
    /// All who may go have reached a limit.
    AllBusy,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    pub visits: Vec<Visit>,
    /// Period, unit, reason.
    pub unassigned: Vec<(u32, u32, WhyNot)>,
    /// Visits of each person, over all periods of the plan.
    pub load: Vec<u32>,
    /// Visits of the earlier plan from `from` on that are still due but have another person or none.
    pub changed: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RotaError {
    #[error("a visit, pair or period names something that does not exist")]
    NoSuchIndex,
    #[error(transparent)]
    Flow(#[from] FlowError),
}

/// What is known while periods are planned one by one.
struct Book<'a> {
    rota: &'a Rota,
    forbidden: Vec<bool>,
    liking: Vec<i32>,
    met: Vec<u16>,
    load: Vec<u32>,
}

impl Book<'_> {
    fn pair(&self, person: usize, unit: usize) -> usize {
        unit * self.rota.persons.len() + person
    }

    fn may(&self, person: usize, unit: usize, period: u32) -> bool {
        !self.forbidden[self.pair(person, unit)] && !self.rota.persons[person].absent.contains(&period)
    }

    fn count(&mut self, visit: Visit, add: bool) {
        let pair = self.pair(visit.person as usize, visit.unit as usize);
        let load = &mut self.load[visit.person as usize];
        if add {
            self.met[pair] = self.met[pair].saturating_add(1);
            *load += 1;
        } else {
            self.met[pair] = self.met[pair].saturating_sub(1);
            *load -= 1;
        }
    }
}

/// `watch` is told the period that comes next and may stop the planning.
pub fn plan(rota: &Rota, watch: &mut dyn FnMut(u32) -> ControlFlow<()>) -> Result<Plan, RotaError> {
    check(rota)?;
    let pairs = rota.persons.len() * rota.units.len();
    let mut book = Book {
        rota,
        forbidden: vec![false; pairs],
        liking: vec![0; pairs],
        met: vec![0; pairs],
        load: vec![0; rota.persons.len()],
    };
    for &(person, unit) in &rota.forbidden {
        let pair = book.pair(person as usize, unit as usize);
        book.forbidden[pair] = true;
    }
    for &(person, unit, liking) in &rota.likings {
        let pair = book.pair(person as usize, unit as usize);
        book.liking[pair] = book.liking[pair].saturating_add(liking);
    }
    for &(person, unit) in &rota.history {
        let pair = book.pair(person as usize, unit as usize);
        book.met[pair] = book.met[pair].saturating_add(1);
    }

    let mut due = vec![Vec::new(); rota.periods as usize];
    for (unit, of_unit) in rota.units.iter().enumerate() {
        of_unit.due.iter().for_each(|&period| due[period as usize].push(unit as u32));
    }
    // Who was to go, per period and unit: what has happened, and what should stay.
    let mut earlier = rota.earlier.clone();
    earlier.sort_unstable();
    earlier.dedup_by_key(|visit| (visit.period, visit.unit));
    let mut plan = Plan::default();
    let mut wanted = vec![Vec::new(); rota.periods as usize];
    for &visit in &earlier {
        if visit.period < rota.from {
            plan.visits.push(visit);
            book.count(visit, true);
        } else if due[visit.period as usize].contains(&visit.unit) {
            if book.may(visit.person as usize, visit.unit as usize, visit.period) {
                wanted[visit.period as usize].push(visit);
                book.count(visit, true);
            } else {
                plan.changed += 1;
            }
        }
    }
    for period in rota.from..rota.periods {
        if watch(period).is_break() {
            return Err(RotaError::Flow(FlowError::Stopped));
        }
        let at = period as usize;
        let visits_before = plan.visits.len();
        wanted[at].iter().for_each(|&visit| book.count(visit, false));
        period::assign(&mut book, period, &due[at], &wanted[at], &mut plan)?;
        let kept = wanted[at].iter().filter(|visit| plan.visits[visits_before..].contains(visit)).count();
        plan.changed += (wanted[at].len() - kept) as u32;
    }
    let keep: std::collections::BTreeSet<Visit> = wanted.into_iter().flatten().collect();
    even::out(&mut book, &keep, &mut plan.visits);
    plan.visits.sort_unstable();
    plan.load = book.load;
    Ok(plan)
}

fn check(rota: &Rota) -> Result<(), RotaError> {
    let (persons, units) = (rota.persons.len() as u32, rota.units.len() as u32);
    let pair = |person: u32, unit: u32| person < persons && unit < units;
    let fine = rota.forbidden.iter().chain(&rota.history).all(|&(p, u)| pair(p, u))
        && rota.likings.iter().all(|&(p, u, _)| pair(p, u))
        && rota.earlier.iter().all(|v| pair(v.person, v.unit) && v.period < rota.periods)
        && rota.units.iter().all(|unit| unit.due.iter().all(|&period| period < rota.periods));
    if fine { Ok(()) } else { Err(RotaError::NoSuchIndex) }
}
