//! `GET /posts`.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use domain::grid::DivisionRef;
use domain::journal::ObjectType;
use serde::{Deserialize, Serialize};
use service::organisation::{Body as PostOwner, Held, Post, PostFilter, list_posts};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::caller::{Params, Signed};
use crate::router::App;
use crate::wire::{Answer, ListParams, Named, PageBody, PostKindWord, Reference, word};

#[derive(Serialize, ToSchema)]
pub struct HolderBody {
    pub person_id: Uuid,
    pub name: String,
    pub since: NaiveDate,
}

#[derive(Serialize, ToSchema)]
pub struct PostBody {
    pub id: Uuid,
    pub version: i64,
    pub kind: PostKindWord,
    pub title: String,
    /// The unit or Party organisation that it belongs to.
    pub organisation: Reference,
    pub division: Named,
    pub holder: Option<HolderBody>,
}

/// Somebody who holds or held a post.
#[derive(Serialize, ToSchema)]
pub struct HeldBody {
    pub post_id: Uuid,
    pub kind: PostKindWord,
    pub title: String,
    pub name: String,
    pub from: NaiveDate,
    pub to: Option<NaiveDate>,
}

impl From<Held> for HeldBody {
    fn from(held: Held) -> Self {
        Self {
            post_id: held.post.uuid(),
            kind: word(held.kind),
            title: held.title,
            name: held.holder.name,
            from: held.holder.period.from(),
            to: held.holder.period.to(),
        }
    }
}

impl PostBody {
    pub fn new(post: Post, division: DivisionRef) -> Self {
        let kind = match post.body {
            PostOwner::Unit(_) => ObjectType::Unit,
            PostOwner::PartyOrganisation(_) => ObjectType::PartyOrganisation,
        };
        Self {
            id: post.id.uuid(),
            version: post.version,
            kind: word(post.kind),
            title: post.title,
            organisation: Reference { r#type: word(kind), id: post.body.uuid(), name: post.body_name },
            division: division.into(),
            holder: post.holder.map(|holder| HolderBody {
                person_id: holder.person.uuid(),
                name: holder.name,
                since: holder.period.from(),
            }),
        }
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PostParams {
    /// Only posts without a holder.
    pub vacant: Option<bool>,
    /// Any part of the organisation's name.
    pub name: Option<String>,
}

impl From<PostParams> for PostFilter {
    fn from(params: PostParams) -> Self {
        Self { vacant: params.vacant.unwrap_or_default(), name: params.name.unwrap_or_default(), body: None }
    }
}

#[utoipa::path(get, path = "/posts", operation_id = "list_posts", tag = "organisation", params(ListParams, PostParams), responses((status = 200, body = PageBody<PostBody>)))]
pub async fn list(
    State(app): State<App>,
    Signed(caller): Signed,
    Params(list): Params<ListParams>,
    Params(filter): Params<PostParams>,
) -> Answer<PageBody<PostBody>> {
    let mut view = app.lianhe.view(&caller, list.as_of).await?;
    let paged = list_posts(&mut view, &list.listing()?, &filter.into()).await?;
    Ok(Json(PageBody::new(&paged, |shown| PostBody::new(shown.post.clone(), shown.division.clone()))))
}
