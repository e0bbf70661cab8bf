//! Evens out loads over the whole plan: an absence in the last periods can leave somebody behind whom no
//! single period could favour enough. Visits wander from person to person along the shortest chain that ends
//! at somebody with at least two fewer; loads on the way stay as they are.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::{Book, Visit};

pub fn out(book: &mut Book<'_>, keep: &BTreeSet<Visit>, visits: &mut [Visit]) {
    let mut busy: BTreeMap<(u32, u32), u32> = BTreeMap::new();
    visits.iter().for_each(|visit| *busy.entry((visit.period, visit.person)).or_default() += 1);
    let mut of_person = vec![BTreeSet::new(); book.rota.persons.len()];
    for (index, visit) in visits.iter().enumerate() {
        if visit.period >= book.rota.from && !keep.contains(visit) {
            of_person[visit.person as usize].insert(index);
        }
    }
    loop {
        let mut heavy: Vec<usize> = (0..book.load.len()).collect();
        heavy.sort_by_key(|&person| (std::cmp::Reverse(book.load[person]), person));
        let Some(chain) = heavy.into_iter().find_map(|person| chain(book, visits, &of_person, &busy, person))
        else {
            return;
        };
        for (index, to) in chain {
            let visit = &mut visits[index];
            book.count(*visit, false);
            *busy.entry((visit.period, visit.person)).or_default() -= 1;
            of_person[visit.person as usize].remove(&index);
            visit.person = to as u32;
            of_person[to].insert(index);
            *busy.entry((visit.period, visit.person)).or_default() += 1;
            book.count(*visit, true);
        }
    }
}

/// The visits to hand on, and to whom, so that one visit moves from `heavy` to somebody with two fewer.
fn chain(
    book: &Book<'_>,
    visits: &[Visit],
    of_person: &[BTreeSet<usize>],
    busy: &BTreeMap<(u32, u32), u32>,
    heavy: usize,
) -> Option<Vec<(usize, usize)>> {
    let persons = book.load.len();
    let mut came: Vec<Option<usize>> = vec![None; persons];
    let mut queue = VecDeque::from([heavy]);
    let lightest = book.load.iter().copied().min()?;
    if book.load[heavy] < lightest + 2 {
        return None;
    }
    while let Some(from) = queue.pop_front() {
        for &index in &of_person[from] {
            let visit = visits[index];
            let unit = visit.unit as usize;
            // No pair may repeat sooner for the sake of evenness.
            let met = book.met[book.pair(from, unit)];
            for to in 0..persons {
                if to == heavy || came[to].is_some() {
                    continue;
                }
                let of = &book.rota.persons[to];
                let room = busy.get(&(visit.period, to as u32)).copied().unwrap_or(0) < of.limit
                    && of.total.is_none_or(|total| book.load[to] < total);
                if to == from || !room || !book.may(to, unit, visit.period) {
                    continue;
                }
                if book.met[book.pair(to, unit)] >= met {
                    continue;
                }
                came[to] = Some(index);
                if book.load[to] + 2 <= book.load[heavy] {
                    return Some(trace(visits, &came, heavy, to));
                }
                queue.push_back(to);
            }
        }
    }
    None
}

fn trace(visits: &[Visit], came: &[Option<usize>], heavy: usize, last: usize) -> Vec<(usize, usize)> {
    let mut chain = Vec::new();
    let mut to = last;
    while to != heavy {
        let Some(index) = came[to] else { break };
        chain.push((index, to));
        to = visits[index].person as usize;
    }
    chain
}
