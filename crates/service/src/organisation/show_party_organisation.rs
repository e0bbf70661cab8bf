//! One Party organisation with its past, counts and posts.

use domain::access::{Operation, Scope};
use domain::id::PartyOrganisationId;
use storage::organisation::party_organisation::{self, DatedCount, PartyOrganisation};
use storage::organisation::post::{self, Post, PostFilter};
use storage::{After, Scan};

use super::{PartyOrganisationShown, party_place};
use crate::{Error, Result, View};

/// A Party organisation has a handful of posts.
const MOST: i64 = 200;

pub struct PartyOrganisationDetail {
    pub shown: PartyOrganisationShown,
    pub periods: Vec<PartyOrganisation>,
    pub counts: Vec<DatedCount>,
    pub posts: Vec<Post>,
    pub permissions: Vec<Operation>,
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
    let counts = party_organisation::counts(&mut view.conn, district, id, as_of).await?;
    let shown = PartyOrganisationShown::new(view, found).await?;
    let actor = &view.caller.actor;
    Ok(PartyOrganisationDetail {
        shown,
        periods,
        counts,
        posts,
        permissions: Operation::ALL
            .iter()
            .copied()
            .filter(|op| !op.is_session() && actor.may(*op, &place))
            .collect(),
    })
}
