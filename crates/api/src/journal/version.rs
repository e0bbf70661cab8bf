//! Former versions: `GET …/{id}/version` says what one would change, `POST …/{id}/restore` gives it back from a day on.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use domain::id::{DivisionId, PartyOrganisationId, UnitId};
use serde::{Deserialize, Serialize};
use service::access::Caller;
use service::journal::{History, RestoreVersion, show_version};
use utoipa::{IntoParams, ToSchema};

use crate::caller::{Body, Id, Params, Signed};
use crate::export::Speech;
use crate::problem::{Problem, ProblemBody};
use crate::router::App;
use crate::wire::Answer;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct VersionParams {
    /// The number of the entry after which the object said so.
    pub sequence: i64,
}

/// What restoring would change: only what differs.
#[derive(Serialize, ToSchema)]
pub struct VersionBody {
    pub sequence: i64,
    #[schema(value_type = serde_json::Map<String, serde_json::Value>)]
    pub now: serde_json::Value,
    #[schema(value_type = serde_json::Map<String, serde_json::Value>)]
    pub then: serde_json::Value,
    /// The first day from which it can hold again.
    pub earliest: NaiveDate,
    /// Why it cannot be restored; null when it can.
    #[schema(value_type = Option<ProblemBody>)]
    pub obstacle: Option<ProblemBody>,
}

/// Gives the object the values it had right after an entry. The past is not rewritten.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Restore {
    /// The version of the object that was read.
    pub version: i64,
    /// The number of the entry.
    pub sequence: i64,
    /// The day from which the values hold again; today when absent.
    pub effective_on: Option<NaiveDate>,
    pub reason: String,
}

async fn show(app: &App, caller: &Caller, of: History, sequence: i64, speech: Speech) -> Answer<VersionBody> {
    let mut view = app.lianhe.view(caller, None).await?;
    let found = show_version(&mut view, of, sequence).await?;
    Ok(Json(VersionBody {
        sequence,
        now: found.now.into(),
        then: found.then.into(),
        earliest: found.earliest,
        obstacle: found.obstacle.map(|refusal| Problem::Refused(refusal).body(speech.0)),
    }))
}

async fn restore(app: &App, caller: &Caller, of: History, request: Restore) -> Result<StatusCode, Problem> {
    let Restore { version, sequence, effective_on, reason } = request;
    app.lianhe.write(caller, RestoreVersion { of, version, sequence, effective_on, reason }).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[utoipa::path(get, path = "/units/{id}/version", operation_id = "show_unit_version", tag = "journal", params(("id" = Uuid, Path), VersionParams), responses((status = 200, body = VersionBody)))]
pub async fn unit(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    speech: Speech,
    Params(params): Params<VersionParams>,
) -> Answer<VersionBody> {
    show(&app, &caller, History::Unit(UnitId::new(id)), params.sequence, speech).await
}

#[utoipa::path(post, path = "/units/{id}/restore", operation_id = "restore_unit", tag = "journal", params(("id" = Uuid, Path)), request_body = Restore, responses((status = 204)))]
pub async fn restore_unit(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<Restore>,
) -> Result<StatusCode, Problem> {
    restore(&app, &caller, History::Unit(UnitId::new(id)), request).await
}

#[utoipa::path(get, path = "/party-organisations/{id}/version", operation_id = "show_party_organisation_version", tag = "journal", params(("id" = Uuid, Path), VersionParams), responses((status = 200, body = VersionBody)))]
pub async fn party_organisation(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    speech: Speech,
    Params(params): Params<VersionParams>,
) -> Answer<VersionBody> {
    let of = History::PartyOrganisation(PartyOrganisationId::new(id));
    show(&app, &caller, of, params.sequence, speech).await
}

#[utoipa::path(post, path = "/party-organisations/{id}/restore", operation_id = "restore_party_organisation", tag = "journal", params(("id" = Uuid, Path)), request_body = Restore, responses((status = 204)))]
pub async fn restore_party_organisation(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<Restore>,
) -> Result<StatusCode, Problem> {
    restore(&app, &caller, History::PartyOrganisation(PartyOrganisationId::new(id)), request).await
}

#[utoipa::path(get, path = "/divisions/{id}/version", operation_id = "show_division_version", tag = "journal", params(("id" = Uuid, Path), VersionParams), responses((status = 200, body = VersionBody)))]
pub async fn division(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    speech: Speech,
    Params(params): Params<VersionParams>,
) -> Answer<VersionBody> {
    show(&app, &caller, History::Division(DivisionId::new(id)), params.sequence, speech).await
}

#[utoipa::path(post, path = "/divisions/{id}/restore", operation_id = "restore_division", tag = "journal", params(("id" = Uuid, Path)), request_body = Restore, responses((status = 204)))]
pub async fn restore_division(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<Restore>,
) -> Result<StatusCode, Problem> {
    restore(&app, &caller, History::Division(DivisionId::new(id)), request).await
}
