//! The rules of a rota, checked on a finished plan.

use std::collections::BTreeMap;

use super::{Plan, Rota};

/// One sentence per broken rule among the visits from `from` on; none for a correct plan.
pub fn broken_rules(rota: &Rota, plan: &Plan) -> Vec<String> {
    let mut broken = Vec::new();
    let mut per_period: BTreeMap<(u32, u32), u32> = BTreeMap::new();
    let mut per_unit: BTreeMap<(u32, u32), u32> = BTreeMap::new();
    let mut total = vec![0u32; rota.persons.len()];
    for visit in &plan.visits {
        total[visit.person as usize] += 1;
        if visit.period < rota.from {
            continue;
        }
        *per_period.entry((visit.period, visit.person)).or_default() += 1;
        *per_unit.entry((visit.period, visit.unit)).or_default() += 1;
        if rota.forbidden.contains(&(visit.person, visit.unit)) {
            broken.push(format!("person {} must not visit unit {}", visit.person, visit.unit));
        }
        if rota.persons[visit.person as usize].absent.contains(&visit.period) {
            broken.push(format!("person {} is absent in period {}", visit.person, visit.period));
        }
        if !rota.units[visit.unit as usize].due.contains(&visit.period) {
            broken.push(format!("unit {} is not due in period {}", visit.unit, visit.period));
        }
    }
    for ((period, person), count) in per_period {
        if count > rota.persons[person as usize].limit {
            broken.push(format!("person {person} has {count} visits in period {period}"));
        }
    }
    for (&(period, unit), &count) in per_unit.iter().filter(|(_, count)| **count > 1) {
        broken.push(format!("unit {unit} has {count} visits in period {period}"));
    }
    for (unit, of_unit) in rota.units.iter().enumerate() {
        for &period in of_unit.due.iter().filter(|&&period| period >= rota.from) {
            let known = per_unit.contains_key(&(period, unit as u32))
                || plan.unassigned.iter().any(|&(p, u, _)| (p, u) == (period, unit as u32));
            if !known {
                broken.push(format!("unit {unit} is forgotten in period {period}"));
            }
        }
    }
    for (person, (&total, of_person)) in total.iter().zip(&rota.persons).enumerate() {
        if of_person.total.is_some_and(|most| total > most) {
            broken.push(format!("person {person} has {total} visits in all"));
        }
    }
    broken
}
