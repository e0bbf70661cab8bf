//! `GET /imports/templates/{kind}`: an empty table to fill in.

use axum::extract::Path;
use service::export::Format;
use service::import::{Kind, may_import};

use crate::caller::{Params, Signed};
use crate::export::{ExportParams, FileAnswer};
use crate::problem::{NOT_FOUND, Problem};

#[utoipa::path(get, path = "/imports/templates/{kind}", operation_id = "import_template", tag = "imports", params(("kind" = String, Path), ExportParams), responses((status = 200, body = FileAnswer, content_type = "application/octet-stream")))]
pub async fn template(
    Signed(caller): Signed,
    Path(kind): Path<String>,
    Params(params): Params<ExportParams>,
) -> Result<FileAnswer, Problem> {
    let kind = Kind::parse(&kind, "kind").map_err(|_| Problem::Plain(&NOT_FOUND))?;
    may_import(&caller.actor, kind)?;
    let format = params.format.map_or(Format::Xlsx, |word| word.0);
    Ok(FileAnswer(service::import::template(kind, format)?))
}
