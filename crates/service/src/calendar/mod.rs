//! Meetings in people's calendar programs (日历订阅). An address is a secret: whoever knows it sees when and where
//! meetings are, and nothing else; it is shown once and can be revoked.

mod feed;
mod list;
mod make;
mod revoke;

pub use feed::{CalendarText, feed};
pub use list::{own_feeds, shared_feeds};
pub use make::{Address, MakeOwnFeed, MakeSharedFeed};
pub use revoke::RevokeFeed;
pub use storage::calendar::Feed;

use domain::journal::{ObjectRef, ObjectType};

/// The journal names the place or the body, never the person.
fn object(feed: &Feed, of: &str) -> ObjectRef {
    ObjectRef { kind: ObjectType::Calendar, id: feed.id.uuid(), name: format!("{}（{of}）", feed.name) }
}
