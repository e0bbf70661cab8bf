//! `GET /office`: how one signs in here, and whom to call for those who cannot.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::router::App;

#[derive(Serialize, ToSchema)]
pub struct OfficeBody {
    /// As the installation's configuration says it (`office.contact`).
    pub contact: Option<String>,
    /// What the organisation's own identity provider is called, where one can sign in by it.
    pub provider: Option<String>,
}

#[utoipa::path(get, path = "/office", operation_id = "show_office", tag = "access", responses((status = 200, body = OfficeBody)))]
pub async fn show(State(app): State<App>) -> Json<OfficeBody> {
    let provider = app.lianhe.provider.as_ref().map(|provider| provider.title().to_owned());
    Json(OfficeBody { contact: app.options.office_contact, provider })
}
