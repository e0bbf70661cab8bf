//! `GET /posts`.

use std::collections::HashMap;

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use domain::grid::DivisionRef;
use domain::id::PersonId;
use domain::journal::ObjectType;
use serde::{Deserialize, Serialize};
use service::access::HolderContacts;
use service::organisation::{Body as PostOwner, Held, Post, PostFilter, PostShown, list_posts};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::access::contact::{self, MaskedContactBody};
use crate::caller::{Params, Signed};
use crate::router::App;
use crate::wire::{Answer, ListParams, Named, OperationWord, PageBody, PostKindWord, Reference, word};

#[derive(Serialize, ToSchema)]
pub struct HolderBody {
    pub person_id: Uuid,
    pub name: String,
    pub since: NaiveDate,
    pub contacts: Vec<MaskedContactBody>,
    /// What the caller may do with the contacts: `contact.view`, `contact.edit`.
    pub permissions: Vec<OperationWord>,
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
    /// The posts of one organisation.
    pub fn all(
        posts: Vec<Post>,
        division: &DivisionRef,
        contacts: &HashMap<PersonId, HolderContacts>,
    ) -> Vec<Self> {
        let one = |post: Post| {
            let contacts = post.holder.as_ref().and_then(|holder| contacts.get(&holder.person)).cloned();
            Self::new(post, division.clone(), contacts)
        };
        posts.into_iter().map(one).collect()
    }

    pub fn new(post: Post, division: DivisionRef, contacts: Option<HolderContacts>) -> Self {
        let contacts = contacts.unwrap_or_default();
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
                permissions: contact::allowed(&contacts),
                contacts: contacts.contacts.into_iter().map(MaskedContactBody::from).collect(),
            }),
        }
    }
}

impl From<PostShown> for PostBody {
    fn from(shown: PostShown) -> Self {
        Self::new(shown.post, shown.division, shown.contacts)
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
    Ok(Json(PageBody::new(&paged, |shown| PostBody::from(shown.clone()))))
}
