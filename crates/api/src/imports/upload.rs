//! A file on its way in, and how it is to be read.

use axum::body::Bytes;
use axum::http::StatusCode;
use serde::Deserialize;
use service::import::{Kind, Mapping, Table, read_table};
use utoipa::IntoParams;

use crate::problem::Problem;

/// The largest file that a page may send; the command line takes larger ones.
pub const MOST_BYTES: usize = 64 << 20;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct UploadParams {
    /// The kind of record, as `GET /imports/kinds` names it.
    pub kind: String,
    /// The file's name.
    pub file: String,
    /// The sheet of a workbook; the first one with a header when absent.
    pub sheet: Option<String>,
    /// A JSON object: our column names, each with the header of the file that is read as it, or "" for none. Columns that
    /// it leaves out, and all when it is absent, are found by their headers or by an earlier import of such a file.
    pub mapping: Option<String>,
}

pub struct Upload {
    pub kind: Kind,
    pub file: String,
    pub mapping: Mapping,
    pub table: Table,
}

impl UploadParams {
    /// # Errors
    /// Refuses an unknown kind, a mapping that is none, and a file that is no table.
    pub async fn read(self, bytes: Bytes) -> Result<Upload, Problem> {
        let kind = Kind::parse(&self.kind, "kind")?;
        let mapping = match self.mapping.as_deref().filter(|text| !text.is_empty()) {
            None => Mapping::new(),
            Some(text) => serde_json::from_str(text).map_err(|why| {
                Problem::Request(StatusCode::UNPROCESSABLE_ENTITY, format!("mapping: {why}"))
            })?,
        };
        let table = read_table(bytes.to_vec(), self.file.clone(), self.sheet).await?;
        Ok(Upload { kind, file: self.file, mapping, table })
    }
}
