//! `GET /account`, `POST /account/set-up`, `PUT /account/password`: one's own account.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use service::access::{Caller, change_password as change, own_account, set_up as store};
use utoipa::ToSchema;

use crate::caller::{Body, Present, Signed};
use crate::problem::Problem;
use crate::router::App;
use crate::wire::{Answer, NeedWord, word};

#[derive(Serialize, ToSchema)]
pub struct AccountBody {
    pub sign_in_name: Option<String>,
    pub password_set_at: Option<DateTime<Utc>>,
    pub password_expires_at: Option<DateTime<Utc>>,
    pub second_factor: bool,
    /// Whether one of the person's appointments asks for it.
    pub second_factor_required: bool,
    pub recovery_codes_left: i64,
    /// What must be done before anything else, in this order.
    pub needs: Vec<NeedWord>,
    /// When an identity of the organisation's own provider was linked.
    pub linked_at: Option<DateTime<Utc>>,
}

pub async fn body(app: &App, caller: &Caller) -> Result<AccountBody, Problem> {
    let own = own_account(&app.lianhe, caller).await?;
    Ok(AccountBody {
        sign_in_name: own.sign_in_name,
        password_set_at: own.password_set_at,
        password_expires_at: own.password_expires_at,
        second_factor: own.second_factor,
        second_factor_required: own.second_factor_required,
        recovery_codes_left: own.recovery_codes_left,
        needs: own.needs.into_iter().map(word).collect(),
        linked_at: own.linked_at,
    })
}

#[utoipa::path(get, path = "/account", operation_id = "show_account", tag = "access", responses((status = 200, body = AccountBody)))]
pub async fn show(State(app): State<App>, Present(caller): Present) -> Answer<AccountBody> {
    Ok(Json(body(&app, &caller).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetUp {
    /// Not for an account that is recovered: its name stays.
    pub sign_in_name: Option<String>,
    pub password: String,
}

#[utoipa::path(post, path = "/account/set-up", operation_id = "set_up_account", tag = "access", request_body = SetUp, responses((status = 200, body = AccountBody)))]
pub async fn set_up(
    State(app): State<App>,
    Present(caller): Present,
    Body(request): Body<SetUp>,
) -> Answer<AccountBody> {
    store(&app.lianhe, &caller, request.sign_in_name, request.password).await?;
    Ok(Json(body(&app, &caller).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangePassword {
    pub current: String,
    pub password: String,
}

#[utoipa::path(put, path = "/account/password", operation_id = "change_password", tag = "access", request_body = ChangePassword, responses((status = 200, body = AccountBody)))]
pub async fn change_password(
    State(app): State<App>,
    Signed(caller): Signed,
    Body(request): Body<ChangePassword>,
) -> Answer<AccountBody> {
    change(&app.lianhe, &caller, request.current, request.password).await?;
    Ok(Json(body(&app, &caller).await?))
}
