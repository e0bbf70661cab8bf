//! `PUT /session/appointment`: act as another of one's own appointments.

use axum::Json;
use axum::extract::State;
use domain::id::AppointmentId;
use serde::Deserialize;
use service::access::{SwitchAppointment, authenticate_session};
use utoipa::ToSchema;
use uuid::Uuid;

use super::session::{SessionBody, body};
use crate::caller::{Body, Signed};
use crate::router::App;
use crate::wire::Answer;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ActAs {
    pub appointment_id: Uuid,
}

#[utoipa::path(put, path = "/session/appointment", operation_id = "act_as", tag = "access", request_body = ActAs, responses((status = 200, body = SessionBody)))]
pub async fn switch(
    State(app): State<App>,
    Signed(caller): Signed,
    Body(request): Body<ActAs>,
) -> Answer<SessionBody> {
    let appointment = AppointmentId::new(request.appointment_id);
    app.lianhe.write(&caller, SwitchAppointment { session: caller.session, appointment }).await?;
    let caller = authenticate_session(&app.lianhe, &caller, appointment).await?;
    Ok(Json(body(&app, &caller).await?))
}
