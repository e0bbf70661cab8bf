//! `POST /consortia/{id}/seats`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use domain::id::{ConsortiumId, PostId, UnitId};
use domain::rule::{Refusal, Rule};
use serde::Deserialize;
use service::consortium::{Nominee, SetSeat};
use utoipa::ToSchema;
use uuid::Uuid;

use super::show::{ConsortiumBody, after};
use crate::caller::{Body, Id, Signed};
use crate::problem::Problem;
use crate::router::App;
use crate::wire::SeatKindWord;

#[derive(Deserialize, ToSchema)]
pub struct SeatRequest {
    pub kind: SeatKindWord,
    /// The post whose holder holds the seat: for all but part-time members.
    pub post_id: Option<Uuid>,
    /// The member unit whose head is suggested: for part-time members.
    pub unit_id: Option<Uuid>,
    pub on: NaiveDate,
    pub note: Option<String>,
}

#[utoipa::path(post, path = "/consortia/{id}/seats", operation_id = "set_seat", tag = "consortium", params(("id" = Uuid, Path)), request_body = SeatRequest, responses((status = 201, body = ConsortiumBody)))]
pub async fn set(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<SeatRequest>,
) -> Result<(StatusCode, Json<ConsortiumBody>), Problem> {
    let id = ConsortiumId::new(id);
    let nominee = match (request.post_id, request.unit_id) {
        (Some(post), None) => Nominee::Post(PostId::new(post)),
        (None, Some(unit)) => Nominee::HeadOf(UnitId::new(unit)),
        _ => {
            let refusal = Refusal::new(Rule::PostUnknown, "post_id").with("");
            return Err(service::Error::from(refusal).into());
        }
    };
    let SeatRequest { kind, on, note, .. } = request;
    app.lianhe.write(&caller, SetSeat { consortium: id, kind: kind.0, nominee, on, note }).await?;
    Ok((StatusCode::CREATED, after(&app, &caller, id).await?))
}
