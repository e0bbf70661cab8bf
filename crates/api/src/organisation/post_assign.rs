//! `PUT /posts/{id}/holder`.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use domain::access::ContactKind;
use domain::id::PostId;
use serde::Deserialize;
use service::organisation::{AssignPost, show_post};
use utoipa::ToSchema;

use super::post_list::PostBody;
use super::said;
use crate::caller::{Body, Id, Signed};
use crate::router::App;
use crate::wire::Answer;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Assignment {
    /// The version that was read.
    pub version: i64,
    /// The new holder; absent leaves the post vacant.
    pub person_name: Option<String>,
    /// Today when absent.
    pub from: Option<NaiveDate>,
    /// The new holder's.
    pub phone: Option<String>,
    pub email: Option<String>,
}

#[utoipa::path(put, path = "/posts/{id}/holder", operation_id = "assign_post", tag = "organisation", params(("id" = Uuid, Path)), request_body = Assignment, responses((status = 200, body = PostBody)))]
pub async fn assign(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<Assignment>,
) -> Answer<PostBody> {
    let id = PostId::new(id);
    let day = request.from.unwrap_or_else(|| app.lianhe.today()).max(app.lianhe.today());
    let person_name = said(request.person_name);
    let given = [(ContactKind::Phone, request.phone), (ContactKind::Email, request.email)];
    let contacts = given.into_iter().filter(|(_, text)| text.is_some()).collect();
    app.lianhe
        .write(
            &caller,
            AssignPost { id, version: request.version, person_name, from: request.from, contacts },
        )
        .await?;
    let caller = app.lianhe.refreshed(&caller).await?;
    let mut view = app.lianhe.view(&caller, Some(day)).await?;
    let shown = show_post(&mut view, id).await?;
    Ok(Json(shown.into()))
}
