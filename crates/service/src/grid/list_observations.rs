//! Observations within a division, newest first.

use domain::access::Operation;
use domain::grid::{DivisionRef, Series};
use storage::After;
use storage::grid::Observation;

use crate::query::page_of;
use crate::{Error, Listing, Paged, Result, View};

pub struct ObservationShown {
    pub observation: Observation,
    pub division: DivisionRef,
}

/// # Errors
/// `NotFound` for a division whose statistics the caller may not see.
pub async fn list_observations(
    view: &mut View<'_>,
    listing: &Listing,
    series: Option<Series>,
) -> Result<Paged<ObservationShown>> {
    let (tree, district, as_of) = (view.tree().await?, view.district(), view.as_of);
    let within = listing.within.unwrap_or_else(|| view.caller.actor.place.division_id());
    let place = tree.place(within).ok_or(Error::NotFound)?;
    view.authorise(Operation::StatisticsView, &place)?;
    let actor = &view.caller.actor;
    let seen = storage::grid::observations(&mut view.conn, district, as_of).await?;
    let mut found: Vec<_> = seen
        .into_iter()
        .filter(|o| series.is_none_or(|series| o.series == series))
        .filter(|o| tree.is_within(o.division, within))
        // What lies above is seen, but not what lies beside below it.
        .filter(|o| tree.place(o.division).is_some_and(|place| actor.may(Operation::StatisticsView, &place)))
        .filter_map(|o| {
            tree.get(o.division).map(|node| ObservationShown { division: node.as_ref(), observation: o })
        })
        .collect();
    // Newest first: the key counts days backwards.
    let key = |shown: &ObservationShown| {
        let days = (domain::period::FAR - shown.observation.observed_on).num_days();
        After { key: format!("{days:08}"), id: shown.observation.id.uuid() }
    };
    found.sort_by_cached_key(|shown| {
        let key = key(shown);
        (key.key, key.id)
    });
    Ok(page_of(found, listing, key))
}
