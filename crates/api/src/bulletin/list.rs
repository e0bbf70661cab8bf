//! `GET /consortia/{id}/bulletins`.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use domain::id::ConsortiumId;
use serde::Serialize;
use service::bulletin::{BulletinShown, list_bulletins};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::caller::{Id, Params, Signed};
use crate::router::App;
use crate::wire::{Answer, BulletinStateWord, OnDay, word};

#[derive(Serialize, ToSchema)]
pub struct BulletinRow {
    pub id: Uuid,
    pub version: i64,
    pub title: String,
    pub period_from: NaiveDate,
    /// Exclusive.
    pub period_to: NaiveDate,
    pub state: BulletinStateWord,
    pub approved_on: Option<NaiveDate>,
    pub published_on: Option<NaiveDate>,
    pub withdrawn_on: Option<NaiveDate>,
    pub withdrawn_reason: Option<String>,
    /// Units to which it was sent.
    pub recipients: usize,
    /// Of these, how many have received it.
    pub received: usize,
    /// Opinions and suggestions without an answer; for a unit its own.
    pub open_opinions: usize,
    /// Whether the caller's own unit has still to confirm receipt.
    pub to_receive: bool,
    /// The day on which the caller's own unit received it.
    pub own_received_on: Option<NaiveDate>,
}

impl From<&BulletinShown> for BulletinRow {
    fn from(shown: &BulletinShown) -> Self {
        let BulletinShown { bulletin, own, .. } = shown;
        let (withdrawn_on, withdrawn_reason) = bulletin.withdrawn.clone().unzip();
        let published = bulletin.state == domain::bulletin::BulletinState::Published;
        Self {
            id: bulletin.id.uuid(),
            version: bulletin.version,
            title: bulletin.title.clone(),
            period_from: bulletin.from,
            period_to: bulletin.to,
            state: word(bulletin.state),
            approved_on: bulletin.approved_on,
            published_on: bulletin.published_on,
            withdrawn_on,
            withdrawn_reason,
            recipients: shown.recipients,
            received: shown.received,
            open_opinions: shown.open_opinions,
            to_receive: published && own.is_some_and(|own| own.received_on.is_none()),
            own_received_on: own.and_then(|own| own.received_on),
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct BulletinsBody {
    /// Of the newest period first.
    pub items: Vec<BulletinRow>,
}

#[utoipa::path(get, path = "/consortia/{id}/bulletins", operation_id = "list_bulletins", tag = "bulletin", params(("id" = Uuid, Path), OnDay), responses((status = 200, body = BulletinsBody)))]
pub async fn list(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Params(day): Params<OnDay>,
) -> Answer<BulletinsBody> {
    let mut view = app.lianhe.view(&caller, day.as_of).await?;
    let shown = list_bulletins(&mut view, ConsortiumId::new(id)).await?;
    Ok(Json(BulletinsBody { items: shown.iter().map(BulletinRow::from).collect() }))
}
