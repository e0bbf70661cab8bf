//! A page of posts with their holders.

use domain::access::Operation;
use domain::grid::DivisionRef;
use storage::Scan;
use storage::organisation::post::{self, Post, PostFilter};

use crate::{Listing, Paged, Result, View};

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
    let page = page.map(|post| PostShown {
        division: tree.get(post.division).map_or_else(
            || DivisionRef {
                id: post.division,
                name: String::new(),
                kind: domain::grid::DivisionKind::Community,
            },
            domain::grid::Node::as_ref,
        ),
        post,
    });
    Ok(Paged { page, total })
}
