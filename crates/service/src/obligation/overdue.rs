//! What is overdue in a whole district: from the kept rows, and computed for the bodies that are not kept just now.

use domain::id::ConsortiumId;
use domain::obligation::{State, obligations};
use storage::consortium::body;
use storage::consortium::charter::charters;
use storage::obligation::Open;

use super::kept::open;
use super::{facts, working_days};
use crate::{Result, View};

/// A district has fewer bodies than this.
const ALL: i64 = i64::MAX;
/// Bodies that are computed at a time.
const STEP: usize = 256;

/// How much is overdue on the view's day, and the first of it by deadline.
///
/// # Errors
/// When the database cannot be read.
pub(crate) async fn overdue(view: &mut View<'_>, most: usize) -> Result<(i64, Vec<Open>)> {
    let (district, day) = (view.district(), view.as_of);
    // The past was otherwise: what is settled by now was open then. Nothing is kept of that.
    let past = day < view.lianhe.today();
    let limit = i64::try_from(most).unwrap_or(ALL);
    let (mut total, mut first, rest) = if past {
        let all = storage::obligation::not_kept(&mut view.conn, district, domain::period::FAR, ALL).await?;
        (0, Vec::new(), all)
    } else {
        let (total, first) = storage::obligation::overdue(&mut view.conn, district, day, limit).await?;
        let rest = storage::obligation::not_kept(&mut view.conn, district, day, ALL).await?;
        (total, first, rest)
    };
    for part in rest.chunks(STEP) {
        let computed = computed(view, part).await?;
        total += i64::try_from(computed.len()).unwrap_or(0);
        first.extend(computed);
        first.sort_by_key(|open| (open.due, open.consortium, open.kind));
        first.truncate(most);
    }
    Ok((total, first))
}

async fn computed(view: &mut View<'_>, ids: &[ConsortiumId]) -> Result<Vec<Open>> {
    let (district, day) = (view.district(), view.as_of);
    let bodies = body::some(&mut view.conn, district, ids).await?;
    let charters = charters(&mut view.conn, district, ids).await?;
    let facts = facts(&mut view.conn, district, &bodies, &charters).await?;
    let days = working_days(&mut view.conn).await?;
    let living = bodies.iter().filter(|body| body.life().contains(day));
    let owed = living.filter_map(|body| Some((body.id, facts.get(&body.id)?))).flat_map(|(id, facts)| {
        let owed = obligations(facts, &days, day);
        owed.into_iter().filter(|owed| owed.state == State::Overdue).map(move |owed| open(id, &owed))
    });
    Ok(owed.collect())
}
