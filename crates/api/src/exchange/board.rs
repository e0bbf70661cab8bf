//! `GET /public/boards/{division_id}`: what a street or community publishes, for everybody, without signing in.

use axum::Json;
use axum::extract::State;
use domain::id::DivisionId;
use serde::{Deserialize, Serialize};
use service::exchange::{EntryFilter, EntryShown, public_board};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::caller::{Id, Params};
use crate::router::App;
use crate::wire::{Answer, EntryKindWord, ListParams, Named, PageBody, word};

/// What anybody may read of an entry: no contact, no address, nobody's name but its owner's.
#[derive(Serialize, ToSchema)]
pub struct BoardRow {
    pub id: Uuid,
    pub kind: EntryKindWord,
    pub category: String,
    pub title: String,
    pub text: String,
    pub quantity: i64,
    pub open: i64,
    pub measure: String,
    pub times_text: String,
    pub division: Named,
    pub owner: String,
}

impl From<&EntryShown> for BoardRow {
    fn from(shown: &EntryShown) -> Self {
        let facts = &shown.entry.facts;
        Self {
            id: shown.entry.id.uuid(),
            kind: word(facts.kind),
            category: shown.category.name.clone(),
            title: facts.title.as_str().to_owned(),
            text: facts.text.clone(),
            quantity: facts.quantity.amount(),
            open: shown.entry.open(),
            measure: facts.quantity.measure().to_owned(),
            times_text: facts.times.to_string(),
            division: shown.division.clone().into(),
            owner: shown.owner.clone(),
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct BoardBody {
    pub division: Named,
    #[serde(flatten)]
    pub page: PageBody<BoardRow>,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct BoardParams {
    pub kind: Option<EntryKindWord>,
    /// The cursor of the page before.
    pub after: Option<String>,
}

#[utoipa::path(get, path = "/public/boards/{division_id}", operation_id = "show_public_board", tag = "exchange", params(("division_id" = Uuid, Path), BoardParams), responses((status = 200, body = BoardBody)))]
pub async fn show(
    State(app): State<App>,
    Id(division): Id,
    Params(asked): Params<BoardParams>,
) -> Answer<BoardBody> {
    let listing = ListParams { within: None, as_of: None, after: asked.after, limit: None }.listing()?;
    let filter = EntryFilter { kind: asked.kind.map(|word| word.0), ..EntryFilter::default() };
    let found = public_board(&app.lianhe, DivisionId::new(division), &listing, &filter).await?;
    let page = PageBody::new(&found.1, |shown| BoardRow::from(shown));
    Ok(Json(BoardBody { division: found.0.into(), page }))
}
