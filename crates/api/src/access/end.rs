//! `POST /appointments/{id}/end`: end an appointment, or ask for it where a second person is needed.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use domain::id::AppointmentId;
use serde::Deserialize;
use service::access::EndAppointment;
use utoipa::ToSchema;

use super::grant::AskedBody;
use crate::caller::{Body, Id, Signed};
use crate::router::App;
use crate::wire::Answer;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndRequest {
    /// The first day on which it no longer holds.
    pub on: NaiveDate,
    pub reason: String,
}

#[utoipa::path(post, path = "/appointments/{id}/end", operation_id = "end_appointment", tag = "access", params(("id" = Uuid, Path)), request_body = EndRequest, responses((status = 200, body = AskedBody)))]
pub async fn end(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<EndRequest>,
) -> Answer<AskedBody> {
    let command = EndAppointment { id: AppointmentId::new(id), on: request.on, reason: request.reason };
    Ok(Json(app.lianhe.write(&caller, command).await?.into()))
}
