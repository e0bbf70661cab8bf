//! `PATCH /party-organisations/{id}`.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use domain::id::{DivisionId, PartyOrganisationId, UnitId};
use serde::Deserialize;
use service::organisation::{EditPartyOrganisation, PartyOrganisationChanges};
use utoipa::ToSchema;
use uuid::Uuid;

use super::party_show::{PartyOrganisationBody, body};
use crate::caller::{Body, Id, Signed};
use crate::router::App;
use crate::wire::{Answer, RankWord, removable};

/// What is absent stays as it is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PartyOrganisationEdit {
    /// The version that was read.
    pub version: i64,
    /// The day from which the new values hold; today when absent.
    pub effective_on: Option<NaiveDate>,
    pub name: Option<String>,
    pub rank: Option<RankWord>,
    pub division_id: Option<Uuid>,
    /// Null removes it.
    #[serde(default, deserialize_with = "removable")]
    #[schema(value_type = Option<Uuid>)]
    pub superior_id: Option<Option<Uuid>>,
    /// The host unit; null removes it.
    #[serde(default, deserialize_with = "removable")]
    #[schema(value_type = Option<Uuid>)]
    pub unit_id: Option<Option<Uuid>>,
}

#[utoipa::path(patch, path = "/party-organisations/{id}", operation_id = "edit_party_organisation", tag = "organisation", params(("id" = Uuid, Path)), request_body = PartyOrganisationEdit, responses((status = 200, body = PartyOrganisationBody)))]
pub async fn edit(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<PartyOrganisationEdit>,
) -> Answer<PartyOrganisationBody> {
    let changes = PartyOrganisationChanges {
        name: request.name,
        rank: request.rank.map(|word| word.0),
        division: request.division_id.map(DivisionId::new),
        superior: request.superior_id.map(|id| id.map(PartyOrganisationId::new)),
        unit: request.unit_id.map(|id| id.map(UnitId::new)),
    };
    let id = PartyOrganisationId::new(id);
    let command =
        EditPartyOrganisation { id, version: request.version, effective_on: request.effective_on, changes };
    app.lianhe.write(&caller, command).await?;
    let caller = app.lianhe.refreshed(&caller).await?;
    let day = request.effective_on.unwrap_or_else(|| app.lianhe.today()).max(app.lianhe.today());
    let mut view = app.lianhe.view(&caller, Some(day)).await?;
    Ok(Json(body(&mut view, id).await?))
}
