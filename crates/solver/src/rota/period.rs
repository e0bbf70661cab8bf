//! One period as a flow: each due unit sends one visit to a person or, at the highest cost, nowhere; a
//! person's visits go on to the sink one by one, each dearer than the one before.

use super::{Book, FlowError, Plan, RotaError, Visit, WhyNot};
use crate::flow::{Network, Outcome, solve};

/// Likings are cut to this range; the way counts up to as much.
const RANGE: i64 = 1000;
/// Everything a pair can cost apart from repetition: liking, way.
const TASTE: i64 = 3 * RANGE;

pub fn assign(
    book: &mut Book<'_>,
    period: u32,
    due: &[u32],
    wanted: &[Visit],
    plan: &mut Plan,
) -> Result<(), RotaError> {
    let rota = book.rota;
    let persons = rota.persons.len();
    let room: Vec<u32> = (0..persons)
        .map(|person| {
            let of = &rota.persons[person];
            let left = of.total.map_or(u32::MAX, |total| total.saturating_sub(book.load[person]));
            if of.absent.contains(&period) { 0 } else { of.limit.min(left).min(due.len() as u32) }
        })
        .collect();
    let farthest = farthest(book);

    // Each aim outweighs all later ones together along any exchange of visits.
    let repeats = due.iter().map(|&unit| spread(book, unit as usize, period)).max().unwrap_or(0);
    let exchange = 2 * due.len().min(persons) as i64 + 2;
    let heaviest = book.load.iter().copied().max().unwrap_or(0);
    let lightest = (0..persons).filter(|&p| room[p] > 0).map(|p| book.load[p]).min().unwrap_or(0);
    let slopes = i64::from(heaviest.saturating_sub(lightest)) + due.len() as i64 + 1;
    let weights = (|| {
        let repeat = TASTE * exchange;
        let load = repeat.checked_mul(repeats + 1)?.checked_mul(exchange)?;
        let change = load.checked_mul(slopes)?.checked_mul(2)?;
        let unserved = change.checked_mul(exchange)?;
        Some((repeat, load, change, unserved))
    })();
    let (repeat, load, change, unserved) = weights.ok_or(RotaError::Flow(FlowError::Overflow))?;

    let mut keeper = vec![None; rota.units.len()];
    wanted.iter().for_each(|visit| keeper[visit.unit as usize] = Some(visit.person as usize));
    let mut network = Network::new(due.len() + persons + 1);
    let sink = (due.len() + persons) as u32;
    let mut person_of = Vec::new();
    for (row, &unit) in due.iter().enumerate() {
        let unit = unit as usize;
        let least = least_met(book, unit, period);
        for person in (0..persons).filter(|&person| room[person] > 0 && book.may(person, unit, period)) {
            let pair = book.pair(person, unit);
            let again = i64::from(book.met[pair]) - least;
            let liking = i64::from(book.liking[pair]).clamp(-RANGE, RANGE);
            let moved = keeper[unit].is_some_and(|keeper| keeper != person);
            let cost = repeat * again + RANGE - liking + way(book, person, unit, farthest);
            network.arc(
                row as u32,
                due.len() as u32 + person as u32,
                1,
                cost + if moved { change } else { 0 },
            );
            person_of.push(person as u32);
        }
        network.arc(row as u32, sink, 1, unserved);
        person_of.push(u32::MAX);
    }
    for (person, &room) in room.iter().enumerate() {
        for more in 0..room {
            let height = i64::from(book.load[person].saturating_sub(lightest) + more);
            network.arc((due.len() + person) as u32, sink, 1, load * height);
        }
    }
    network.supply[..due.len()].fill(1);
    network.supply[sink as usize] = -(due.len() as i64);
    let Outcome::Optimal(solution) = solve(&network)? else {
        // Every unit may stay unvisited.
        return Err(RotaError::Flow(FlowError::Unbounded));
    };
    for (arc, &person) in person_of.iter().enumerate().filter(|(arc, _)| solution.flow[*arc] == 1) {
        let unit = due[network.tail[arc] as usize];
        if person == u32::MAX {
            let nobody = (0..persons).all(|person| !book.may(person, unit as usize, period));
            plan.unassigned.push((period, unit, if nobody { WhyNot::NobodyMay } else { WhyNot::AllBusy }));
        } else {
            let visit = Visit { period, person, unit };
            plan.visits.push(visit);
            book.count(visit, true);
        }
    }
    Ok(())
}

/// How often the unit has been met by whom it has met least, of those who may go.
fn least_met(book: &Book<'_>, unit: usize, period: u32) -> i64 {
    let persons = (0..book.rota.persons.len()).filter(|&person| book.may(person, unit, period));
    persons.map(|person| i64::from(book.met[book.pair(person, unit)])).min().unwrap_or(0)
}

/// By how much meetings with this unit differ.
fn spread(book: &Book<'_>, unit: usize, period: u32) -> i64 {
    let persons = (0..book.rota.persons.len()).filter(|&person| book.may(person, unit, period));
    let most = persons.map(|person| i64::from(book.met[book.pair(person, unit)])).max().unwrap_or(0);
    most - least_met(book, unit, period)
}

fn distance(a: Option<(i64, i64)>, b: Option<(i64, i64)>) -> i64 {
    let Some(((ax, ay), (bx, by))) = a.zip(b) else { return 0 };
    // Sums of squares of large numbers stay within 128 bits; the root is small again.
    let (dx, dy) = (i128::from(ax) - i128::from(bx), i128::from(ay) - i128::from(by));
    i64::try_from((dx * dx + dy * dy).isqrt()).unwrap_or(i64::MAX)
}

/// An upper bound of all distances, so that ways count in a fixed range.
fn farthest(book: &Book<'_>) -> i64 {
    let places = book.rota.persons.iter().map(|p| p.at).chain(book.rota.units.iter().map(|u| u.at)).flatten();
    let (mut low, mut high) = ((i64::MAX, i64::MAX), (i64::MIN, i64::MIN));
    for (x, y) in places {
        low = (low.0.min(x), low.1.min(y));
        high = (high.0.max(x), high.1.max(y));
    }
    if low.0 > high.0 { 1 } else { distance(Some(low), Some(high)).max(1) }
}

fn way(book: &Book<'_>, person: usize, unit: usize, farthest: i64) -> i64 {
    let distance = distance(book.rota.persons[person].at, book.rota.units[unit].at);
    (i128::from(distance) * i128::from(RANGE) / i128::from(farthest)) as i64
}
