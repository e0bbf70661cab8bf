//! `POST /entries`, `PUT /entries/{id}`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use domain::exchange::{EntryFacts, Owner, Quantity};
use domain::id::{CategoryId, DivisionId, EntryId, UnitId};
use domain::name::Name;
use domain::rule::{Refusal, Rule};
use serde::Deserialize;
use service::exchange::{EditEntry, NewEntry, Publication, RecordEntry};
use utoipa::ToSchema;
use uuid::Uuid;

use super::show::{EntryBody, after};
use super::times::TimesBody;
use crate::caller::{Body, Id, Signed};
use crate::problem::Problem;
use crate::router::App;
use crate::wire::{Answer, AudienceWord, EntryKindWord, EntrySourceWord, ReachWord, UrgencyWord};

#[derive(Deserialize, ToSchema)]
pub struct EntryRequest {
    pub kind: EntryKindWord,
    /// The unit whose entry it is; absent for a division's own.
    pub unit_id: Option<Uuid>,
    /// The division whose own it is; absent for a unit's.
    pub owner_division_id: Option<Uuid>,
    pub category_id: Uuid,
    pub title: String,
    pub text: String,
    pub quantity: i64,
    pub measure: String,
    #[serde(default)]
    pub times: TimesBody,
    /// Where it takes place or is needed.
    pub division_id: Uuid,
    pub address: Option<String>,
    pub reach: ReachWord,
    pub conditions: Option<String>,
    #[serde(default)]
    pub audience: Vec<AudienceWord>,
    pub valid_from: NaiveDate,
    pub valid_until: Option<NaiveDate>,
    pub source: EntrySourceWord,
    pub urgency: UrgencyWord,
    pub beneficiaries: Option<i64>,
    /// A phone number. In an edit, absent leaves it as it is and an empty text removes it.
    pub contact: Option<String>,
}

impl TryFrom<EntryRequest> for NewEntry {
    type Error = Refusal;

    fn try_from(request: EntryRequest) -> Result<Self, Refusal> {
        let line =
            |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        let owner = match (request.unit_id, request.owner_division_id) {
            (Some(unit), None) => Owner::Unit(UnitId::new(unit)),
            (None, Some(division)) => Owner::Division(DivisionId::new(division)),
            _ => return Err(Refusal::new(Rule::OrganisationUnknown, "unit_id")),
        };
        let mut audience: Vec<_> = request.audience.into_iter().map(|word| word.0).collect();
        audience.sort_unstable();
        audience.dedup();
        let facts = EntryFacts {
            kind: request.kind.0,
            category: CategoryId::new(request.category_id),
            title: Name::parse(&request.title, "title")?,
            text: request.text.trim().to_owned(),
            quantity: Quantity::new(request.quantity, &request.measure)?,
            times: request.times.try_into()?,
            division: DivisionId::new(request.division_id),
            address: line(request.address),
            reach: request.reach.0,
            conditions: line(request.conditions),
            audience,
            valid_from: request.valid_from,
            valid_until: request.valid_until,
            source: request.source.0,
            urgency: request.urgency.0,
            beneficiaries: request.beneficiaries,
        };
        Ok(Self { owner, facts, contact: request.contact, reference: None })
    }
}

#[derive(Deserialize, ToSchema)]
pub struct EntryCreate {
    #[serde(flatten)]
    pub entry: EntryRequest,
    /// Onto its list at once; a draft otherwise.
    #[serde(default)]
    pub publish: bool,
}

#[utoipa::path(post, path = "/entries", operation_id = "record_entry", tag = "exchange", request_body = EntryCreate, responses((status = 201, body = EntryBody)))]
pub async fn record(
    State(app): State<App>,
    Signed(caller): Signed,
    Body(request): Body<EntryCreate>,
) -> Result<(StatusCode, Json<EntryBody>), Problem> {
    let publish = request.publish.then(Publication::default);
    let entry = request.entry.try_into()?;
    let command = RecordEntry { entry, publish, recorded_on: None, repeats: None };
    let made = app.lianhe.write(&caller, command).await?;
    Ok((StatusCode::CREATED, after(&app, &caller, made).await?))
}

#[derive(Deserialize, ToSchema)]
pub struct EntryEdit {
    /// The version that was read.
    pub version: i64,
    #[serde(flatten)]
    pub entry: EntryRequest,
}

#[utoipa::path(put, path = "/entries/{id}", operation_id = "edit_entry", tag = "exchange", params(("id" = Uuid, Path)), request_body = EntryEdit, responses((status = 200, body = EntryBody)))]
pub async fn edit(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<EntryEdit>,
) -> Answer<EntryBody> {
    let id = EntryId::new(id);
    let replace_contact = request.entry.contact.is_some();
    let entry = request.entry.try_into()?;
    app.lianhe.write(&caller, EditEntry { id, version: request.version, entry, replace_contact }).await?;
    after(&app, &caller, id).await
}
