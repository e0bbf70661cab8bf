//! `POST /divisions/{id}/merge`.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use domain::id::DivisionId;
use domain::rule::{Refusal, Rule};
use serde::Deserialize;
use service::grid::{Because, MergeDivisions, MergeInto};
use utoipa::ToSchema;
use uuid::Uuid;

use super::DivisionValues;
use super::show::{DivisionBody, body};
use crate::caller::{Body, Id, Signed};
use crate::router::App;
use crate::wire::Answer;

/// Another division that ends with it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AlsoMerged {
    pub id: Uuid,
    /// The version that was read.
    pub version: i64,
}

/// The division ends and everything in it goes to another of its level: one that exists, or a new one.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DivisionMerge {
    /// The version that was read.
    pub version: i64,
    /// The first day on which it no longer exists.
    pub on: NaiveDate,
    pub into_id: Option<Uuid>,
    pub into: Option<DivisionValues>,
    #[serde(default)]
    pub others: Vec<AlsoMerged>,
    pub reason: String,
    /// Document number.
    pub document: Option<String>,
}

#[utoipa::path(post, path = "/divisions/{id}/merge", operation_id = "merge_division", tag = "grid", params(("id" = Uuid, Path)), request_body = DivisionMerge, responses((status = 200, description = "the division into which it merged", body = DivisionBody)))]
pub async fn merge(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<DivisionMerge>,
) -> Answer<DivisionBody> {
    let DivisionMerge { version, on, into_id, into, others, reason, document } = request;
    let into = match (into_id, into) {
        (Some(id), None) => MergeInto::Existing(DivisionId::new(id)),
        (None, Some(values)) => MergeInto::New(values.facts()?),
        _ => return Err(Refusal::new(Rule::DivisionMergedInto, "into_id").into()),
    };
    let mut ended = vec![(DivisionId::new(id), version)];
    ended.extend(others.into_iter().map(|other| (DivisionId::new(other.id), other.version)));
    let because = Because { reason: Some(reason), document };
    let target = app.lianhe.write(&caller, MergeDivisions { ended, into, on, because }).await?;
    let caller = app.lianhe.refreshed(&caller).await?;
    let mut view = app.lianhe.view(&caller, Some(on.max(app.lianhe.today()))).await?;
    Ok(Json(body(&mut view, target).await?))
}
