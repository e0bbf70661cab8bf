//! `GET /entries/{id}`: an entry with its claims, and how far it has climbed.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use domain::id::EntryId;
use serde::Serialize;
use service::View;
use service::access::Caller;
use service::exchange::{EntryDetail, show_entry};
use utoipa::ToSchema;
use uuid::Uuid;

use super::claim::ClaimBody;
use super::list::EntryRow;
use super::times::TimesBody;
use crate::caller::{Id, Params, Signed};
use crate::problem::Problem;
use crate::router::App;
use crate::wire::{Answer, AudienceWord, EntrySourceWord, OnDay, OperationWord, RungWord, permissions, word};

#[derive(Serialize, ToSchema)]
pub struct ClimbBody {
    pub rung: RungWord,
    pub on: NaiveDate,
}

#[derive(Serialize, ToSchema)]
pub struct EntryBody {
    #[serde(flatten)]
    pub row: EntryRow,
    pub text: String,
    pub times: TimesBody,
    pub address: Option<String>,
    pub conditions: Option<String>,
    /// None named is everybody.
    pub audience: Vec<AudienceWord>,
    pub source: EntrySourceWord,
    pub beneficiaries: Option<i64>,
    /// Masked.
    pub contact: Option<String>,
    pub may_open_contact: bool,
    pub recorded_on: NaiveDate,
    pub closed_reason: Option<String>,
    pub repeats_id: Option<Uuid>,
    /// Where a demand looks for somebody now.
    pub rung: Option<RungWord>,
    /// How it came there, oldest first.
    pub climbed: Vec<ClimbBody>,
    pub claims: Vec<ClaimBody>,
    pub permissions: Vec<OperationWord>,
}

impl From<EntryDetail> for EntryBody {
    fn from(detail: EntryDetail) -> Self {
        use domain::exchange::EntryState;
        let (entry, facts) = (&detail.shown.entry, &detail.shown.entry.facts);
        let closed_reason = match &entry.state {
            EntryState::Closed { reason, .. } => Some(reason.clone()),
            EntryState::Draft | EntryState::Published { .. } => None,
        };
        Self {
            row: EntryRow::from(&detail.shown),
            text: facts.text.clone(),
            times: TimesBody::from(&facts.times),
            address: facts.address.clone(),
            conditions: facts.conditions.clone(),
            audience: facts.audience.iter().copied().map(word).collect(),
            source: word(facts.source),
            beneficiaries: facts.beneficiaries,
            contact: detail.contact,
            may_open_contact: detail.may_open_contact,
            recorded_on: entry.recorded_on,
            closed_reason,
            repeats_id: entry.repeats.map(|id| id.uuid()),
            rung: detail.rung.map(word),
            climbed: detail
                .climbed
                .iter()
                .map(|climb| ClimbBody { rung: word(climb.rung), on: climb.on })
                .collect(),
            claims: detail.claims.into_iter().map(ClaimBody::from).collect(),
            permissions: permissions(detail.permissions),
        }
    }
}

pub async fn body(view: &mut View<'_>, id: EntryId) -> Result<EntryBody, Problem> {
    Ok(show_entry(view, id).await?.into())
}

/// The entry as it is after a write.
pub async fn after(app: &App, caller: &Caller, id: EntryId) -> Answer<EntryBody> {
    let caller = app.lianhe.refreshed(caller).await?;
    let mut view = app.lianhe.view(&caller, None).await?;
    Ok(Json(body(&mut view, id).await?))
}

#[utoipa::path(get, path = "/entries/{id}", operation_id = "show_entry", tag = "exchange", params(("id" = Uuid, Path), OnDay), responses((status = 200, body = EntryBody)))]
pub async fn show(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Params(day): Params<OnDay>,
) -> Answer<EntryBody> {
    let mut view = app.lianhe.view(&caller, day.as_of).await?;
    Ok(Json(body(&mut view, EntryId::new(id)).await?))
}
