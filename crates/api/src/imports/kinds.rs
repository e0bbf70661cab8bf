//! `GET /imports/kinds`: what can be imported, and what its tables look like.

use axum::Json;
use axum::http::HeaderMap;
use domain::rule::Language;
use serde::Serialize;
use service::import::{Kind, may_import};
use utoipa::ToSchema;

use crate::caller::Signed;
use crate::problem::language_of;
use crate::wire::Answer;

#[derive(Serialize, ToSchema)]
pub struct ImportKindBody {
    pub kind: &'static str,
    /// Its Chinese term.
    pub term: &'static str,
    pub columns: Vec<ImportColumnBody>,
}

#[derive(Serialize, ToSchema)]
pub struct ImportColumnBody {
    pub name: &'static str,
    /// Its header in templates.
    pub title: &'static str,
    /// Whether no row can do without it.
    pub needed: bool,
    /// What to write into it.
    pub help: &'static str,
    /// The allowed words, where only some are: as identifiers, and as templates offer them.
    pub words: Vec<ImportWordBody>,
}

#[derive(Serialize, ToSchema)]
pub struct ImportWordBody {
    pub word: &'static str,
    pub term: &'static str,
}

#[utoipa::path(get, path = "/imports/kinds", operation_id = "list_import_kinds", tag = "imports", responses((status = 200, body = Vec<ImportKindBody>)))]
pub async fn list(Signed(caller): Signed, headers: HeaderMap) -> Answer<Vec<ImportKindBody>> {
    let language = language_of(&headers);
    let mine = Kind::ALL.iter().copied().filter(|kind| may_import(&caller.actor, *kind).is_ok());
    Ok(Json(mine.map(|kind| body(kind, language)).collect()))
}

fn body(kind: Kind, language: Language) -> ImportKindBody {
    let columns = kind.columns().iter().map(|column| ImportColumnBody {
        name: column.name,
        title: column.title,
        needed: column.needed,
        help: match language {
            Language::Chinese => column.help.0,
            Language::English => column.help.1,
        },
        words: kind
            .words(column.name)
            .into_iter()
            .map(|(word, term)| ImportWordBody { word, term })
            .collect(),
    });
    ImportKindBody { kind: kind.word(), term: kind.term(), columns: columns.collect() }
}
