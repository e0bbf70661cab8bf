//! `POST`, `PUT /account/second-factor`, `POST /account/recovery-codes`.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use service::access::{begin_factor, confirm_factor, renew_recovery_codes};
use utoipa::ToSchema;

use crate::caller::{Body, Present, Signed};
use crate::router::App;
use crate::wire::Answer;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BeginFactor {
    /// Asked for once the account is set up.
    pub password: Option<String>,
}

/// What an authenticator needs; shown this once.
#[derive(Serialize, ToSchema)]
pub struct EnrolmentBody {
    pub secret: String,
    pub uri: String,
    /// The address as an SVG picture to scan.
    pub picture: String,
}

#[utoipa::path(post, path = "/account/second-factor", operation_id = "begin_second_factor", tag = "access", request_body = BeginFactor, responses((status = 200, body = EnrolmentBody)))]
pub async fn begin(
    State(app): State<App>,
    Present(caller): Present,
    Body(request): Body<BeginFactor>,
) -> Answer<EnrolmentBody> {
    let made = begin_factor(&app.lianhe, &caller, request.password).await?;
    Ok(Json(EnrolmentBody { secret: made.secret, uri: made.uri, picture: made.picture }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Code {
    pub code: String,
}

/// Ten codes, each good for one sign-in without the authenticator; shown this once.
#[derive(Serialize, ToSchema)]
pub struct RecoveryCodes {
    pub recovery_codes: Vec<String>,
}

#[utoipa::path(put, path = "/account/second-factor", operation_id = "confirm_second_factor", tag = "access", request_body = Code, responses((status = 200, body = RecoveryCodes)))]
pub async fn confirm(
    State(app): State<App>,
    Present(caller): Present,
    Body(request): Body<Code>,
) -> Answer<RecoveryCodes> {
    let recovery_codes = confirm_factor(&app.lianhe, &caller, request.code).await?;
    Ok(Json(RecoveryCodes { recovery_codes }))
}

#[utoipa::path(post, path = "/account/recovery-codes", operation_id = "renew_recovery_codes", tag = "access", request_body = Code, responses((status = 200, body = RecoveryCodes)))]
pub async fn renew(
    State(app): State<App>,
    Signed(caller): Signed,
    Body(request): Body<Code>,
) -> Answer<RecoveryCodes> {
    let recovery_codes = renew_recovery_codes(&app.lianhe, &caller, request.code).await?;
    Ok(Json(RecoveryCodes { recovery_codes }))
}
