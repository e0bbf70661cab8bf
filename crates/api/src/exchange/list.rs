//! `GET /entries`: a page of the three lists.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use domain::exchange::Owner;
use domain::id::{CategoryId, UnitId};
use serde::{Deserialize, Serialize};
use service::exchange::{EntryFilter, EntryShown, list_entries};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::caller::{Params, Signed};
use crate::router::App;
use crate::wire::{
    Answer, EntryKindWord, EntryStatusWord, ListParams, Named, PageBody, ReachWord, Reference, UrgencyWord,
    word,
};

#[derive(Serialize, ToSchema)]
pub struct CategoryRefBody {
    pub id: Uuid,
    pub name: String,
    /// The group it lies in.
    pub group: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct EntryRow {
    pub id: Uuid,
    pub version: i64,
    pub kind: EntryKindWord,
    pub status: EntryStatusWord,
    pub category: CategoryRefBody,
    pub title: String,
    /// Asked for, or to be had.
    pub quantity: i64,
    pub measure: String,
    /// What its claims have agreed on.
    pub committed: i64,
    pub delivered: i64,
    /// What nobody has taken on or asked for.
    pub open: i64,
    /// One line, as people write it.
    pub times_text: String,
    pub division: Named,
    pub street: Option<Named>,
    pub reach: ReachWord,
    pub urgency: UrgencyWord,
    /// The unit or division whose entry it is.
    pub owner: Reference,
    pub valid_from: NaiveDate,
    pub valid_until: Option<NaiveDate>,
    pub published_on: Option<NaiveDate>,
    /// Its owner confirms it by then, or it leaves the list.
    pub confirm_by: Option<NaiveDate>,
}

impl From<&EntryShown> for EntryRow {
    fn from(shown: &EntryShown) -> Self {
        use domain::exchange::EntryState;
        let (entry, facts) = (&shown.entry, &shown.entry.facts);
        let (published_on, confirm_by) = match entry.state {
            EntryState::Published { on, confirm_by } => (Some(on), Some(confirm_by)),
            EntryState::Draft | EntryState::Closed { .. } => (None, None),
        };
        Self {
            id: entry.id.uuid(),
            version: entry.version,
            kind: word(facts.kind),
            status: word(shown.status),
            category: CategoryRefBody {
                id: shown.category.id.uuid(),
                name: shown.category.name.clone(),
                group: shown.category.group.clone(),
            },
            title: facts.title.as_str().to_owned(),
            quantity: facts.quantity.amount(),
            measure: facts.quantity.measure().to_owned(),
            committed: entry.committed,
            delivered: entry.delivered,
            open: entry.open(),
            times_text: facts.times.to_string(),
            division: shown.division.clone().into(),
            street: shown.street.clone().map(Named::from),
            reach: word(facts.reach),
            urgency: word(facts.urgency),
            owner: owner(entry.owner, shown.owner.clone()),
            valid_from: facts.valid_from,
            valid_until: facts.valid_until,
            published_on,
            confirm_by,
        }
    }
}

pub fn owner(owner: Owner, name: String) -> Reference {
    use domain::journal::ObjectType;
    match owner {
        Owner::Unit(id) => Reference { r#type: word(ObjectType::Unit), id: id.uuid(), name },
        Owner::Division(id) => Reference { r#type: word(ObjectType::Division), id: id.uuid(), name },
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct EntryParams {
    pub kind: Option<EntryKindWord>,
    /// A category, or a group with all in it.
    pub category_id: Option<Uuid>,
    /// What is listed when absent; drafts and closed ones are shown to those who may change them.
    pub status: Option<EntryStatusWord>,
    pub urgency: Option<UrgencyWord>,
    pub unit_id: Option<Uuid>,
    /// Any part of title or text.
    pub text: Option<String>,
    /// Only those of which something is still to be had.
    pub open: Option<bool>,
}

impl From<EntryParams> for EntryFilter {
    fn from(params: EntryParams) -> Self {
        Self {
            kind: params.kind.map(|word| word.0),
            category: params.category_id.map(CategoryId::new),
            status: params.status.map(|word| word.0),
            urgency: params.urgency.map(|word| word.0),
            unit: params.unit_id.map(UnitId::new),
            text: params.text.unwrap_or_default(),
            open: params.open.unwrap_or_default(),
        }
    }
}

#[utoipa::path(get, path = "/entries", operation_id = "list_entries", tag = "exchange", params(ListParams, EntryParams), responses((status = 200, body = PageBody<EntryRow>)))]
pub async fn list(
    State(app): State<App>,
    Signed(caller): Signed,
    Params(list): Params<ListParams>,
    Params(filter): Params<EntryParams>,
) -> Answer<PageBody<EntryRow>> {
    let mut view = app.lianhe.view(&caller, list.as_of).await?;
    let paged = list_entries(&mut view, &list.listing()?, &filter.into()).await?;
    Ok(Json(PageBody::new(&paged, |shown| EntryRow::from(shown))))
}
