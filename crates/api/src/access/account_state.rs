//! `POST /accounts/{id}/invitation`, `/reset`, `/disable`, `/enable`, `/unlock`; the id is the person's.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use chrono::{DateTime, Utc};
use domain::id::PersonId;
use serde::Serialize;
use service::Write;
use service::access::{
    Caller, DisableAccount, Invitation, Invite, ResetAccount, UnlockAccount, show_account,
};
use utoipa::ToSchema;

use super::account_list::AccountRow;
use crate::caller::{Id, Signed};
use crate::problem::Problem;
use crate::router::App;
use crate::wire::Answer;

/// The token of a one-time link, to be handed to its person: `/sign-in#token=…`; shown this once.
#[derive(Serialize, ToSchema)]
pub struct InvitationBody {
    pub token: String,
    pub expires_at: DateTime<Utc>,
}

impl InvitationBody {
    fn new(invitation: &Invitation) -> Self {
        Self { token: invitation.secret.reveal().to_owned(), expires_at: invitation.expires_at }
    }
}

#[utoipa::path(post, path = "/accounts/{id}/invitation", operation_id = "invite_account", tag = "access", params(("id" = Uuid, Path)), responses((status = 201, body = InvitationBody)))]
pub async fn invite(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
) -> Result<impl IntoResponse, Problem> {
    let invitation = app.lianhe.write(&caller, Invite { person: PersonId::new(id) }).await?;
    Ok((StatusCode::CREATED, Json(InvitationBody::new(&invitation))))
}

#[utoipa::path(post, path = "/accounts/{id}/reset", operation_id = "reset_account", tag = "access", params(("id" = Uuid, Path)), responses((status = 201, body = InvitationBody)))]
pub async fn reset(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
) -> Result<impl IntoResponse, Problem> {
    let invitation = app.lianhe.write(&caller, ResetAccount { person: PersonId::new(id) }).await?;
    Ok((StatusCode::CREATED, Json(InvitationBody::new(&invitation))))
}

#[utoipa::path(post, path = "/accounts/{id}/disable", operation_id = "disable_account", tag = "access", params(("id" = Uuid, Path)), responses((status = 200, body = AccountRow)))]
pub async fn disable(State(app): State<App>, Signed(caller): Signed, Id(id): Id) -> Answer<AccountRow> {
    let person = PersonId::new(id);
    done(&app, &caller, person, DisableAccount { person, disabled: true }).await
}

#[utoipa::path(post, path = "/accounts/{id}/enable", operation_id = "enable_account", tag = "access", params(("id" = Uuid, Path)), responses((status = 200, body = AccountRow)))]
pub async fn enable(State(app): State<App>, Signed(caller): Signed, Id(id): Id) -> Answer<AccountRow> {
    let person = PersonId::new(id);
    done(&app, &caller, person, DisableAccount { person, disabled: false }).await
}

#[utoipa::path(post, path = "/accounts/{id}/unlock", operation_id = "unlock_account", tag = "access", params(("id" = Uuid, Path)), responses((status = 200, body = AccountRow)))]
pub async fn unlock(State(app): State<App>, Signed(caller): Signed, Id(id): Id) -> Answer<AccountRow> {
    let person = PersonId::new(id);
    done(&app, &caller, person, UnlockAccount { person }).await
}

async fn done<W: Write<Output = ()>>(
    app: &App,
    caller: &Caller,
    person: PersonId,
    command: W,
) -> Answer<AccountRow> {
    app.lianhe.write(caller, command).await?;
    let caller = app.lianhe.refreshed(caller).await?;
    let mut view = app.lianhe.view(&caller, None).await?;
    Ok(Json(AccountRow::new(&show_account(&mut view, person).await?)))
}
