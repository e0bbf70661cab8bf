//! Calendar addresses (日历订阅), and what calendar programs fetch from them.

pub mod feed;
pub mod own;
pub mod revoke;
pub mod shared;

use axum::http::HeaderMap;
use axum::http::header::HOST;
use chrono::{DateTime, Utc};
use domain::id::CalendarFeedId;
use serde::{Deserialize, Serialize};
use service::calendar::{Address, Feed};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::router::App;

/// An address that works; its secret was shown once.
#[derive(Serialize, ToSchema)]
pub struct CalendarFeed {
    pub id: Uuid,
    pub name: String,
    pub created_at: DateTime<Utc>,
}

impl From<Feed> for CalendarFeed {
    fn from(feed: Feed) -> Self {
        Self { id: feed.id.uuid(), name: feed.name, created_at: feed.created_at }
    }
}

#[derive(Serialize, ToSchema)]
pub struct CalendarFeeds {
    /// Oldest first.
    pub items: Vec<CalendarFeed>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CalendarRequest {
    /// What the address is for: a telephone, a computer.
    pub name: String,
}

/// An address; shown this once.
#[derive(Serialize, ToSchema)]
pub struct CalendarAddress {
    pub id: Uuid,
    pub address: String,
}

impl CalendarAddress {
    fn new(app: &App, headers: &HeaderMap, (address, id): (Address, CalendarFeedId)) -> Self {
        let site = site(app, headers);
        Self { id: id.uuid(), address: format!("{site}/api/v1/feeds/{}.ics", address.reveal()) }
    }
}

/// Where people reach the pages: as configured, else as this request reached them.
fn site(app: &App, headers: &HeaderMap) -> String {
    if let Some(url) = &app.options.public_url {
        return url.trim_end_matches('/').to_owned();
    }
    let scheme = if app.options.secure_cookie { "https" } else { "http" };
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    format!("{scheme}://{host}")
}
