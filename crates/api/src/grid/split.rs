//! `POST /divisions/{id}/split`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use domain::id::{DivisionId, PartyOrganisationId, UnitId};
use serde::Deserialize;
use service::grid::{Because, NewPart, SplitDivision};
use utoipa::ToSchema;
use uuid::Uuid;

use super::DivisionValues;
use super::show::{DivisionBody, body};
use crate::caller::{Body, Id, Signed};
use crate::problem::Problem;
use crate::router::App;
use crate::wire::DivisionKindWord;

/// A division that begins, and what it takes over from the one that is split.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SplitPart {
    pub name: String,
    pub kind: DivisionKindWord,
    pub code: Option<String>,
    pub class_code: Option<String>,
    #[serde(default)]
    pub division_ids: Vec<Uuid>,
    #[serde(default)]
    pub unit_ids: Vec<Uuid>,
    /// A Party organisation that is not named goes with its host unit.
    #[serde(default)]
    pub party_organisation_ids: Vec<Uuid>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DivisionSplit {
    /// The version that was read.
    pub version: i64,
    /// The first day of the new divisions.
    pub on: NaiveDate,
    /// Whether the old division ends then; everything in it must go to a new one if so.
    pub ends: bool,
    pub into: Vec<SplitPart>,
    pub reason: String,
    /// Document number.
    pub document: Option<String>,
}

impl SplitPart {
    fn part(self) -> Result<NewPart, Problem> {
        let Self { name, kind, code, class_code, .. } = self;
        Ok(NewPart {
            facts: DivisionValues { name, kind, code, class_code }.facts()?,
            divisions: self.division_ids.into_iter().map(DivisionId::new).collect(),
            units: self.unit_ids.into_iter().map(UnitId::new).collect(),
            party_organisations: self
                .party_organisation_ids
                .into_iter()
                .map(PartyOrganisationId::new)
                .collect(),
        })
    }
}

#[utoipa::path(post, path = "/divisions/{id}/split", operation_id = "split_division", tag = "grid", params(("id" = Uuid, Path)), request_body = DivisionSplit, responses((status = 201, body = Vec<DivisionBody>)))]
pub async fn split(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<DivisionSplit>,
) -> Result<(StatusCode, Json<Vec<DivisionBody>>), Problem> {
    let DivisionSplit { version, on, ends, into, reason, document } = request;
    let parts = into.into_iter().map(SplitPart::part).collect::<Result<_, _>>()?;
    let because = Because { reason: Some(reason), document };
    let command = SplitDivision { id: DivisionId::new(id), version, on, parts, ends, because };
    let made = app.lianhe.write(&caller, command).await?;
    let caller = app.lianhe.refreshed(&caller).await?;
    let mut view = app.lianhe.view(&caller, Some(on.max(app.lianhe.today()))).await?;
    let mut bodies = Vec::with_capacity(made.len());
    for id in made {
        bodies.push(body(&mut view, id).await?);
    }
    Ok((StatusCode::CREATED, Json(bodies)))
}
