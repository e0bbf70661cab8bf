//! One Party organisation with its past, counts and posts.

use std::collections::HashMap;

use domain::access::{Operation, Scope};
use domain::grid::DivisionRef;
use domain::id::{PartyOrganisationId, PersonId, UnitId};
use storage::organisation::party_organisation::{self, DatedCount, PartyOrganisation};
use storage::organisation::post::{self, Body, Held, Post, PostFilter};
use storage::organisation::unit;
use storage::{After, Scan};

use super::{PartyOrganisationShown, party_place};
use crate::access::{HolderContacts, holder_contacts};
use crate::{Error, Result, View};

/// A Party organisation has a handful of posts.
const MOST: i64 = 200;

pub struct PartyOrganisationDetail {
    pub shown: PartyOrganisationShown,
    /// Oldest first, each with what its superior, host unit and division were called.
    pub periods: Vec<PartyPeriod>,
    pub counts: Vec<DatedCount>,
    pub posts: Vec<Post>,
    pub contacts: HashMap<PersonId, HolderContacts>,
    /// Everybody who holds or held a post, by post, newest first.
    pub held: Vec<Held>,
    pub permissions: Vec<Operation>,
}

/// A Party organisation as it was in one of its periods.
pub struct PartyPeriod {
    pub party: PartyOrganisation,
    pub superior: Option<(PartyOrganisationId, String)>,
    pub unit: Option<(UnitId, String)>,
    pub division: DivisionRef,
}

async fn past(view: &mut View<'_>, periods: Vec<PartyOrganisation>) -> Result<Vec<PartyPeriod>> {
    let district = view.district();
    let tree = view.tree().await?;
    let mut shown = Vec::with_capacity(periods.len());
    for party in periods {
        let (facts, from) = (&party.now.facts, party.now.period.from());
        let superior = match facts.superior {
            Some(id) => {
                let periods = party_organisation::periods(&mut view.conn, district, id).await?;
                let then = periods.iter().rev().find(|p| p.now.period.from() <= from).or(periods.first());
                then.map(|p| (id, p.now.facts.name.as_str().to_owned()))
            }
            None => None,
        };
        let unit = match facts.unit {
            Some(id) => {
                let periods = unit::periods(&mut view.conn, district, id).await?;
                let then = periods.iter().rev().find(|p| p.now.period.from() <= from).or(periods.first());
                then.map(|u| (id, u.now.facts.name.as_str().to_owned()))
            }
            None => None,
        };
        let division = tree.reference(facts.division);
        shown.push(PartyPeriod { party, superior, unit, division });
    }
    Ok(shown)
}

/// # Errors
/// `NotFound` when it does not exist, or not for this caller.
pub async fn show_party_organisation(
    view: &mut View<'_>,
    id: PartyOrganisationId,
) -> Result<PartyOrganisationDetail> {
    let (district, as_of) = (view.district(), view.as_of);
    let periods = party_organisation::periods(&mut view.conn, district, id).await?;
    let found = periods.iter().rev().find(|p| p.now.period.from() <= as_of).or(periods.first());
    let found = found.ok_or(Error::NotFound)?.clone();
    let place = party_place(district, &found.now);
    view.authorise(Operation::PartyOrganisationView, &place)?;
    let scan = Scan { scope: Scope::District, as_of, after: After::default(), limit: MOST };
    let own_posts = PostFilter { body: Some(id.uuid()), ..PostFilter::default() };
    let posts = post::list(&mut view.conn, district, &scan, &own_posts).await?.items;
    let contacts = holder_contacts(view, posts.iter()).await?;
    let held = post::held_at(&mut view.conn, district, Body::PartyOrganisation(id)).await?;
    let periods = past(view, periods).await?;
    let counts = party_organisation::counts(&mut view.conn, district, id, as_of).await?;
    let shown = PartyOrganisationShown::new(view, found).await?;
    let actor = &view.caller.actor;
    Ok(PartyOrganisationDetail {
        shown,
        periods,
        counts,
        posts,
        contacts,
        held,
        permissions: Operation::ALL
            .iter()
            .copied()
            .filter(|op| !op.is_session() && actor.may(*op, &place))
            .collect(),
    })
}
