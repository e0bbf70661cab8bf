//! `POST /entries/{id}/contact/show`: opens the contact of an entry; the journal keeps who did.

use axum::Json;
use axum::extract::State;
use domain::id::EntryId;
use serde::Serialize;
use service::exchange::ShowEntryContact;
use utoipa::ToSchema;

use crate::caller::{Id, Signed};
use crate::problem::{NOT_FOUND, Problem};
use crate::router::App;
use crate::wire::Answer;

#[derive(Serialize, ToSchema)]
pub struct EntryContactBody {
    pub phone: String,
}

#[utoipa::path(post, path = "/entries/{id}/contact/show", operation_id = "show_entry_contact", tag = "exchange", params(("id" = Uuid, Path)), responses((status = 200, body = EntryContactBody)))]
pub async fn show(State(app): State<App>, Signed(caller): Signed, Id(id): Id) -> Answer<EntryContactBody> {
    let opened = app.lianhe.write(&caller, ShowEntryContact { id: EntryId::new(id) }).await?;
    let phone = opened.ok_or(Problem::Plain(&NOT_FOUND))?;
    Ok(Json(EntryContactBody { phone: phone.to_string() }))
}
