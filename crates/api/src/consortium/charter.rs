//! `PUT /consortia/{id}/charter`, `GET` and `PUT /charter`: a body's own clauses, and the district's standard.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use domain::id::ConsortiumId;
use serde::{Deserialize, Serialize};
use service::consortium::{CharterLine, SetClause, standard};
use utoipa::ToSchema;

use super::show::{ConsortiumBody, after};
use crate::caller::{Body, Id, Params, Signed};
use crate::router::App;
use crate::wire::{Answer, CharterItemWord, OnDay, word};

#[derive(Serialize, ToSchema)]
pub struct ClauseBody {
    pub from: NaiveDate,
    /// Absent where the body goes back to the standard.
    pub value: Option<i64>,
    pub reason: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct CharterLineBody {
    pub item: CharterItemWord,
    /// What holds on the day; absent where nobody has agreed on anything.
    pub value: Option<i64>,
    pub from: Option<NaiveDate>,
    pub standard: Option<i64>,
    /// Why the body deviates from the standard.
    pub deviation: Option<String>,
    /// The body's own clauses, or the standard's, newest first.
    pub past: Vec<ClauseBody>,
}

impl From<CharterLine> for CharterLineBody {
    fn from(line: CharterLine) -> Self {
        let past = line.past.into_iter().map(|clause| ClauseBody {
            from: clause.from,
            value: clause.value,
            reason: clause.reason,
        });
        Self {
            item: word(line.item),
            value: line.now.as_ref().map(|now| now.value),
            from: line.now.as_ref().map(|now| now.from),
            standard: line.now.as_ref().and_then(|now| now.standard),
            deviation: line.now.and_then(|now| now.deviation),
            past: past.collect(),
        }
    }
}

#[derive(Deserialize, ToSchema)]
pub struct ClauseChange {
    /// The version of the consortium that was read.
    pub version: i64,
    pub item: CharterItemWord,
    pub from: NaiveDate,
    /// Absent takes the body back to the standard.
    pub value: Option<i64>,
    pub reason: String,
}

#[utoipa::path(put, path = "/consortia/{id}/charter", operation_id = "set_charter_clause", tag = "consortium", params(("id" = Uuid, Path)), request_body = ClauseChange, responses((status = 200, body = ConsortiumBody)))]
pub async fn set(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<ClauseChange>,
) -> Answer<ConsortiumBody> {
    let id = ConsortiumId::new(id);
    let command = SetClause {
        consortium: Some((id, request.version)),
        item: request.item.0,
        from: request.from,
        value: request.value,
        reason: Some(request.reason),
    };
    app.lianhe.write(&caller, command).await?;
    after(&app, &caller, id).await
}

#[derive(Serialize, ToSchema)]
pub struct StandardBody {
    pub lines: Vec<CharterLineBody>,
    /// Whether the caller may change it.
    pub may_edit: bool,
}

#[utoipa::path(get, path = "/charter", operation_id = "show_charter_standard", tag = "consortium", params(OnDay), responses((status = 200, body = StandardBody)))]
pub async fn show_standard(
    State(app): State<App>,
    Signed(caller): Signed,
    Params(day): Params<OnDay>,
) -> Answer<StandardBody> {
    let mut view = app.lianhe.view(&caller, day.as_of).await?;
    let (lines, may_edit) = standard(&mut view).await?;
    Ok(Json(StandardBody { lines: lines.into_iter().map(CharterLineBody::from).collect(), may_edit }))
}

#[derive(Deserialize, ToSchema)]
pub struct StandardChange {
    pub item: CharterItemWord,
    pub from: NaiveDate,
    pub value: i64,
    pub reason: Option<String>,
}

#[utoipa::path(put, path = "/charter", operation_id = "set_charter_standard", tag = "consortium", request_body = StandardChange, responses((status = 200, body = StandardBody)))]
pub async fn set_standard(
    State(app): State<App>,
    Signed(caller): Signed,
    Body(request): Body<StandardChange>,
) -> Answer<StandardBody> {
    let StandardChange { item, from, value, reason } = request;
    let command = SetClause { consortium: None, item: item.0, from, value: Some(value), reason };
    app.lianhe.write(&caller, command).await?;
    let caller = app.lianhe.refreshed(&caller).await?;
    let mut view = app.lianhe.view(&caller, None).await?;
    let (lines, may_edit) = standard(&mut view).await?;
    Ok(Json(StandardBody { lines: lines.into_iter().map(CharterLineBody::from).collect(), may_edit }))
}
