//! One unit with its past, its posts and its Party organisations.

use std::collections::HashMap;

use domain::access::{Operation, Scope};
use domain::id::{PartyOrganisationId, PersonId, UnitId};
use storage::organisation::merge::{self, Merged};
use storage::organisation::party_organisation::{self, PartyFilter};
use storage::organisation::post::{self, Body, Held, Post, PostFilter};
use storage::organisation::unit::{self, Unit};
use storage::reference::Industry;
use storage::{After, Scan};

use super::{UnitShown, unit_place};
use crate::access::{HolderContacts, holder_contacts};
use crate::{Error, Result, View};

/// A unit has a handful of posts and Party organisations.
const MOST: i64 = 200;

pub struct UnitDetail {
    pub shown: UnitShown,
    pub industry: Option<Industry>,
    pub periods: Vec<UnitShown>,
    pub posts: Vec<Post>,
    pub contacts: HashMap<PersonId, HolderContacts>,
    /// Everybody who holds or held a post, by post, newest first.
    pub held: Vec<Held>,
    pub merged_into: Option<Merged>,
    pub merged: Vec<Merged>,
    pub party_organisations: Vec<(PartyOrganisationId, String)>,
    pub permissions: Vec<Operation>,
}

/// The period that holds on the day, or the last one before it: a closed unit can still be looked at.
fn on_day(periods: &[Unit], day: chrono::NaiveDate) -> Option<&Unit> {
    periods.iter().rev().find(|p| p.now.period.from() <= day).or(periods.first())
}

/// # Errors
/// `NotFound` when it does not exist, or not for this caller.
pub async fn show_unit(view: &mut View<'_>, id: UnitId) -> Result<UnitDetail> {
    let (district, as_of) = (view.district(), view.as_of);
    let periods = unit::periods(&mut view.conn, district, id).await?;
    let found = on_day(&periods, as_of).ok_or(Error::NotFound)?.clone();
    let place = unit_place(district, id, &found.now);
    view.authorise(Operation::UnitView, &place)?;
    let scan = Scan { scope: Scope::Unit(id), as_of, after: After::default(), limit: MOST };
    let own_posts = PostFilter { body: Some(id.uuid()), ..PostFilter::default() };
    let posts = post::list(&mut view.conn, district, &scan, &own_posts).await?.items;
    let contacts = holder_contacts(view, posts.iter()).await?;
    let held = post::held_at(&mut view.conn, district, Body::Unit(id)).await?;
    let merged_into = merge::merged_into(&mut view.conn, district, id).await?;
    let merged = merge::merged_from(&mut view.conn, district, id).await?;
    let parties =
        party_organisation::list(&mut view.conn, district, &scan, &PartyFilter::default()).await?.items;
    let industry = match &found.now.facts.industry_code {
        Some(code) => storage::reference::industry(&mut view.conn, code).await?,
        None => None,
    };
    let tree = view.tree().await?;
    let actor = &view.caller.actor;
    Ok(UnitDetail {
        shown: UnitShown::new(found, &tree),
        industry,
        periods: periods.into_iter().map(|unit| UnitShown::new(unit, &tree)).collect(),
        posts,
        contacts,
        held,
        merged_into,
        merged,
        party_organisations: parties
            .into_iter()
            .map(|p| (p.id, p.now.facts.name.as_str().to_owned()))
            .collect(),
        permissions: Operation::ALL
            .iter()
            .copied()
            .filter(|op| !op.is_session() && actor.may(*op, &place))
            .collect(),
    })
}
