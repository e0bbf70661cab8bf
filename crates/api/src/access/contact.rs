//! `POST /people/{id}/contacts/show`, `PATCH /people/{id}/contacts`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::access::{ContactKind, Operation};
use domain::id::PersonId;
use serde::{Deserialize, Serialize};
use service::access::{EditContacts, HolderContacts, MaskedContact, OpenContact, ShowContacts};
use utoipa::ToSchema;

use crate::caller::{Body, Id, Signed};
use crate::problem::Problem;
use crate::router::App;
use crate::wire::{Answer, ContactKindWord, OperationWord, permissions, removable, word};

/// A contact with its middle left out, such as 138****5678.
#[derive(Serialize, ToSchema)]
pub struct MaskedContactBody {
    pub kind: ContactKindWord,
    pub masked: String,
}

impl From<MaskedContact> for MaskedContactBody {
    fn from(contact: MaskedContact) -> Self {
        Self { kind: word(contact.kind), masked: contact.masked }
    }
}

/// What a reader may do with a holder's contacts.
pub fn allowed(contacts: &HolderContacts) -> Vec<OperationWord> {
    let both = [(contacts.may_show, Operation::ContactView), (contacts.may_edit, Operation::ContactEdit)];
    permissions(both.into_iter().filter(|(may, _)| *may).map(|(_, operation)| operation).collect())
}

#[derive(Serialize, ToSchema)]
pub struct ContactBody {
    pub kind: ContactKindWord,
    pub value: String,
}

impl From<&OpenContact> for ContactBody {
    fn from(contact: &OpenContact) -> Self {
        Self { kind: word(contact.kind), value: contact.value.to_string() }
    }
}

#[derive(Serialize, ToSchema)]
pub struct ContactsBody {
    pub items: Vec<ContactBody>,
}

/// Opens the contacts of a person; the journal keeps who did.
#[utoipa::path(post, path = "/people/{id}/contacts/show", operation_id = "show_contacts", tag = "access", params(("id" = Uuid, Path)), responses((status = 200, body = ContactsBody)))]
pub async fn show(State(app): State<App>, Signed(caller): Signed, Id(id): Id) -> Answer<ContactsBody> {
    let opened = app.lianhe.write(&caller, ShowContacts { person: PersonId::new(id) }).await?;
    Ok(Json(ContactsBody { items: opened.iter().map(ContactBody::from).collect() }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContactEdit {
    /// Absent stays as it is, null is removed.
    #[serde(default, deserialize_with = "removable")]
    #[schema(value_type = Option<String>)]
    pub phone: Option<Option<String>>,
    #[serde(default, deserialize_with = "removable")]
    #[schema(value_type = Option<String>)]
    pub email: Option<Option<String>>,
}

/// Replaces a person's contacts. There is no version: nobody edits a value that was shown masked.
#[utoipa::path(patch, path = "/people/{id}/contacts", operation_id = "edit_contacts", tag = "access", params(("id" = Uuid, Path)), request_body = ContactEdit, responses((status = 204)))]
pub async fn edit(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<ContactEdit>,
) -> Result<StatusCode, Problem> {
    let given = [(ContactKind::Phone, request.phone), (ContactKind::Email, request.email)];
    let changes = given.into_iter().filter_map(|(kind, change)| Some((kind, change?))).collect();
    app.lianhe.write(&caller, EditContacts { person: PersonId::new(id), changes }).await?;
    Ok(StatusCode::NO_CONTENT)
}
