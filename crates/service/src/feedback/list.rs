//! What was written: by oneself, or to one's office.

use domain::access::{Operation, Place};
use domain::feedback::FeedbackState;
use storage::feedback::{self, Feedback};

use crate::{Listing, Paged, Result, View};

/// As many of one's own messages as a page shows.
const OWN: i64 = 50;

/// What the caller wrote, newest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn mine(view: &mut View<'_>) -> Result<Vec<Feedback>> {
    let (district, person) = (view.district(), view.caller.actor.person);
    Ok(feedback::of_person(&mut view.conn, district, person, OWN).await?)
}

/// What was written to the district's office, oldest first.
///
/// # Errors
/// `NotFound` for everybody but that office.
pub async fn list_feedback(
    view: &mut View<'_>,
    listing: &Listing,
    state: Option<FeedbackState>,
) -> Result<Paged<Feedback>> {
    let district = view.district();
    view.authorise(Operation::FeedbackView, &Place::district(district))?;
    let page = feedback::list(&mut view.conn, district, state, &listing.after, listing.limit).await?;
    let total = feedback::count(&mut view.conn, district, state).await?;
    Ok(Paged { page, total })
}

/// What waits for an answer, for the desk.
///
/// # Errors
/// As [`list_feedback`].
pub async fn open_feedback(view: &mut View<'_>, most: i64) -> Result<Paged<Feedback>> {
    let listing = Listing { limit: most, ..Listing::default() };
    list_feedback(view, &listing, Some(FeedbackState::Received)).await
}
