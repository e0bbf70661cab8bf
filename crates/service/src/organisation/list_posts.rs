//! A page of posts with their holders.

use domain::access::Operation;
use domain::grid::DivisionRef;
use domain::id::PostId;
use storage::Scan;
use storage::organisation::post::{self, Post, PostFilter};

use crate::{Error, Listing, Paged, Result, View};

pub struct PostShown {
    pub post: Post,
    pub division: DivisionRef,
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
    let page = post::list(&mut view.conn, district, &scan, filter).await?;
    let total = post::count(&mut view.conn, district, &scan, filter).await?;
    let tree = view.tree().await?;
    Ok(Paged { page: page.map(|post| PostShown { division: tree.reference(post.division), post }), total })
}

/// # Errors
/// `NotFound` when it does not exist, or not for this caller.
pub async fn show_post(view: &mut View<'_>, id: PostId) -> Result<PostShown> {
    let (tree, district, as_of) = (view.tree().await?, view.district(), view.as_of);
    let post = post::get(&mut view.conn, district, id, as_of).await?.ok_or(Error::NotFound)?;
    let place = tree.place(post.division).ok_or(Error::NotFound)?;
    view.authorise(Operation::PostView, &post.unit.map_or(place, |unit| place.with_unit(unit)))?;
    Ok(PostShown { division: tree.reference(post.division), post })
}
