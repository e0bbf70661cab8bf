//! A page of posts with their holders.

use domain::access::Operation;
use domain::grid::DivisionRef;
use domain::id::{PersonId, PostId};
use std::collections::HashMap;

use storage::Scan;
use storage::organisation::post::{self, Post, PostFilter};

use crate::access::{HolderContacts, holder_contacts};
use crate::{Error, Listing, Paged, Result, View};

#[derive(Clone)]
pub struct PostShown {
    pub post: Post,
    pub division: DivisionRef,
    /// The holder's, where there is one.
    pub contacts: Option<HolderContacts>,
}

impl PostShown {
    fn new(post: Post, division: DivisionRef, contacts: &HashMap<PersonId, HolderContacts>) -> Self {
        let contacts = post.holder.as_ref().and_then(|holder| contacts.get(&holder.person)).cloned();
        Self { post, division, contacts }
    }
}

/// # Errors
/// `NotFound` for a division of which the caller may see nothing.
pub async fn list_posts(
    view: &mut View<'_>,
    listing: &Listing,
    filter: &PostFilter,
) -> Result<Paged<PostShown>> {
    let scope = view.scope(Operation::PostView, listing.within).await?;
    let district = view.district();
    let scan = Scan { scope, as_of: view.as_of, after: listing.after.clone(), limit: listing.limit };
    let (page, total) = post::list_and_count(&mut view.conn, district, &scan, filter).await?;
    let contacts = holder_contacts(view, page.items.iter()).await?;
    let tree = view.tree().await?;
    let shown = |post: Post| PostShown::new(post.clone(), tree.reference(post.division), &contacts);
    Ok(Paged { page: page.map(shown), total })
}

/// # Errors
/// `NotFound` when it does not exist, or not for this caller.
pub async fn show_post(view: &mut View<'_>, id: PostId) -> Result<PostShown> {
    let (tree, district, as_of) = (view.tree().await?, view.district(), view.as_of);
    let post = post::get(&mut view.conn, district, id, as_of).await?.ok_or(Error::NotFound)?;
    let place = tree.place(post.division).ok_or(Error::NotFound)?;
    view.authorise(Operation::PostView, &post.unit.map_or(place, |unit| place.with_unit(unit)))?;
    let contacts = holder_contacts(view, std::iter::once(&post)).await?;
    let division = tree.reference(post.division);
    Ok(PostShown::new(post, division, &contacts))
}
