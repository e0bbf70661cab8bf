//! `POST /session/password`: signing in with name and password.

use axum::extract::State;
use axum::response::IntoResponse;
use serde::Deserialize;
use service::access::{Credentials, sign_in_with_password};
use utoipa::ToSchema;

use super::session::{SessionBody, begun};
use crate::caller::{Body, Visitor};
use crate::problem::Problem;
use crate::router::App;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignInRequest {
    pub name: String,
    pub password: String,
    /// Sent once the answer was `session.code_needed`: six digits of the authenticator, or a recovery code.
    pub code: Option<String>,
}

#[utoipa::path(post, path = "/session/password", operation_id = "sign_in", tag = "access", request_body = SignInRequest, responses((status = 200, body = SessionBody)))]
pub async fn sign_in(
    State(app): State<App>,
    visitor: Visitor,
    Body(request): Body<SignInRequest>,
) -> Result<impl IntoResponse, Problem> {
    let SignInRequest { name, password, code } = request;
    let Visitor { address, device } = visitor;
    let signed =
        sign_in_with_password(&app.lianhe, Credentials { name, password, code, address, device }).await?;
    begun(&app, &signed).await
}
