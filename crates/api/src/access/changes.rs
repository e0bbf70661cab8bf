//! `/changes`: security-relevant changes that wait for a second person.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use service::access::{Change, Decide, Withdraw, list_changes};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::caller::{Body, Id, Signed};
use crate::problem::Problem;
use crate::router::App;
use crate::wire::{Answer, AppointmentKindWord, ChangeStateWord, Named, OperationWord, word};

#[derive(Serialize, ToSchema)]
pub struct ChangeBody {
    pub id: Uuid,
    pub operation: OperationWord,
    pub person_name: String,
    pub kind: AppointmentKindWord,
    pub place_name: String,
    pub reason: String,
    pub state: ChangeStateWord,
    pub requested_by: Named,
    pub requested_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub decided_by: Option<Named>,
    pub decided_at: Option<DateTime<Utc>>,
    pub decision_reason: Option<String>,
    /// Whether the caller can be the second person.
    pub may_decide: bool,
    /// Whether the caller asked for it and can withdraw it.
    pub may_withdraw: bool,
}

impl ChangeBody {
    fn new(change: Change, caller: &service::access::Caller) -> Self {
        use domain::access::{ChangeState, Operation, Place, check_decider};
        let person = caller.actor.person;
        let waits = change.state == ChangeState::Waiting;
        let district = Place::district(caller.actor.place.district);
        let may = |operation| waits && caller.actor.may(operation, &district);
        let second = check_decider(person, change.requested_by, change.about).is_ok();
        let (decided_by, decided_at, decision_reason) = match change.decision {
            Some(made) => (Some(Named::new(made.by.uuid(), made.name)), Some(made.at), made.reason),
            None => (None, None, None),
        };
        Self {
            id: change.id,
            operation: word(change.operation),
            person_name: change.person_name,
            kind: word(change.kind),
            place_name: change.place_name,
            reason: change.reason,
            state: word(change.state),
            may_decide: second && may(Operation::ChangeDecide),
            may_withdraw: change.requested_by == person && may(Operation::ChangeWithdraw),
            requested_by: Named::new(change.requested_by.uuid(), change.requester_name),
            requested_at: change.requested_at,
            expires_at: change.expires_at,
            decided_by,
            decided_at,
            decision_reason,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct ChangesBody {
    /// Those that wait, the first to expire at the head; then the latest others.
    pub items: Vec<ChangeBody>,
}

#[utoipa::path(get, path = "/changes", operation_id = "list_changes", tag = "access", responses((status = 200, body = ChangesBody)))]
pub async fn list(State(app): State<App>, Signed(caller): Signed) -> Answer<ChangesBody> {
    let mut view = app.lianhe.view(&caller, None).await?;
    let changes = list_changes(&mut view).await?;
    Ok(Json(ChangesBody { items: changes.into_iter().map(|of| ChangeBody::new(of, &caller)).collect() }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    pub reason: Option<String>,
}

#[utoipa::path(post, path = "/changes/{id}/approve", operation_id = "approve_change", tag = "access", params(("id" = Uuid, Path)), request_body = Approval, responses((status = 200, body = ChangesBody)))]
pub async fn approve(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<Approval>,
) -> Answer<ChangesBody> {
    app.lianhe.write(&caller, Decide { id, approve: true, reason: request.reason }).await?;
    again(app, caller).await
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Declining {
    pub reason: String,
}

#[utoipa::path(post, path = "/changes/{id}/decline", operation_id = "decline_change", tag = "access", params(("id" = Uuid, Path)), request_body = Declining, responses((status = 200, body = ChangesBody)))]
pub async fn decline(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<Declining>,
) -> Answer<ChangesBody> {
    app.lianhe.write(&caller, Decide { id, approve: false, reason: Some(request.reason) }).await?;
    again(app, caller).await
}

#[utoipa::path(post, path = "/changes/{id}/withdraw", operation_id = "withdraw_change", tag = "access", params(("id" = Uuid, Path)), responses((status = 200, body = ChangesBody)))]
pub async fn withdraw(State(app): State<App>, Signed(caller): Signed, Id(id): Id) -> Answer<ChangesBody> {
    app.lianhe.write(&caller, Withdraw { id }).await?;
    again(app, caller).await
}

async fn again(app: App, caller: service::access::Caller) -> Result<Json<ChangesBody>, Problem> {
    list(State(app), Signed(caller)).await
}
