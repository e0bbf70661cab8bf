//! `GET /people/former` and `POST /people/{id}/erase`: what the journal still says of those who hold no office any more.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use domain::id::PersonId;
use serde::{Deserialize, Serialize};
use service::access::{ErasePerson, former_holders};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::caller::{Body, Id, Signed};
use crate::router::App;
use crate::wire::Answer;

#[derive(Serialize, ToSchema)]
pub struct FormerHolderBody {
    pub id: Uuid,
    pub name: String,
    /// The day on which the last office ended.
    pub ended: NaiveDate,
    /// Before that day only when it is rightfully asked for.
    pub erasable_from: NaiveDate,
}

#[derive(Serialize, ToSchema)]
pub struct FormerHoldersBody {
    pub items: Vec<FormerHolderBody>,
}

#[utoipa::path(get, path = "/people/former", operation_id = "list_former_holders", tag = "access", responses((status = 200, body = FormerHoldersBody)))]
pub async fn former(State(app): State<App>, Signed(caller): Signed) -> Answer<FormerHoldersBody> {
    let mut view = app.lianhe.view(&caller, None).await?;
    let found = former_holders(&mut view).await?;
    let items = found.into_iter().map(|holder| FormerHolderBody {
        id: holder.former.person.uuid(),
        name: holder.former.name,
        ended: holder.former.ended,
        erasable_from: holder.erasable_from,
    });
    Ok(Json(FormerHoldersBody { items: items.collect() }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Erasure {
    pub reason: String,
    /// Whether the person or an authority rightfully asks for it, so that the time need not have passed.
    #[serde(default)]
    #[schema(required = false)]
    pub on_request: bool,
}

#[derive(Serialize, ToSchema)]
pub struct ErasedBody {
    /// How many values of entries went.
    pub erased: u64,
}

#[utoipa::path(post, path = "/people/{id}/erase", operation_id = "erase_person", tag = "access", params(("id" = Uuid, Path)), request_body = Erasure, responses((status = 200, body = ErasedBody)))]
pub async fn erase(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<Erasure>,
) -> Answer<ErasedBody> {
    let Erasure { reason, on_request } = request;
    let command = ErasePerson { person: PersonId::new(id), on_request, reason };
    Ok(Json(ErasedBody { erased: app.lianhe.write(&caller, command).await? }))
}
