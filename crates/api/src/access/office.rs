//! `GET /office`: whom to call, for those who cannot sign in.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::router::App;

#[derive(Serialize, ToSchema)]
pub struct OfficeBody {
    /// As the installation's configuration says it (`office.contact`).
    pub contact: Option<String>,
}

#[utoipa::path(get, path = "/office", operation_id = "show_office", tag = "access", responses((status = 200, body = OfficeBody)))]
pub async fn show(State(app): State<App>) -> Json<OfficeBody> {
    Json(OfficeBody { contact: app.options.office_contact })
}
