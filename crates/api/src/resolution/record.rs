//! `POST /meetings/{id}/resolutions`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::id::{AgendaItemId, MeetingId};
use serde::Deserialize;
use service::resolution::{NewResolution, RecordResolution};
use utoipa::ToSchema;
use uuid::Uuid;

use super::show::{OutcomesBody, after};
use crate::caller::{Body, Id, Signed};
use crate::problem::Problem;
use crate::router::App;
use crate::wire::ResolutionKindWord;

#[derive(Deserialize, ToSchema)]
pub struct ResolutionRequest {
    pub kind: ResolutionKindWord,
    pub body: String,
    /// The item of the agenda that it settles.
    pub agenda_item_id: Option<Uuid>,
}

impl From<ResolutionRequest> for NewResolution {
    fn from(request: ResolutionRequest) -> Self {
        let item = request.agenda_item_id.map(AgendaItemId::new);
        Self { kind: request.kind.0, body: request.body, item }
    }
}

#[utoipa::path(post, path = "/meetings/{id}/resolutions", operation_id = "record_resolution", tag = "resolution", params(("id" = Uuid, Path)), request_body = ResolutionRequest, responses((status = 201, body = OutcomesBody)))]
pub async fn record(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<ResolutionRequest>,
) -> Result<(StatusCode, Json<OutcomesBody>), Problem> {
    let meeting = MeetingId::new(id);
    let command = RecordResolution { meeting, resolution: request.into(), from_papers: None };
    app.lianhe.write(&caller, command).await?;
    Ok((StatusCode::CREATED, after(&app, &caller, meeting).await?))
}
