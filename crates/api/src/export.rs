//! What every `GET …/export` has in common: the list of a screen as a file.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use domain::id::DivisionId;
use domain::rule::Language;
use serde::Deserialize;
use service::View;
use service::export::{File, Format, Sheet, deliver};
use utoipa::openapi::schema::{KnownFormat, SchemaFormat, Type};
use utoipa::openapi::{ObjectBuilder, RefOr, Schema};
use utoipa::{IntoParams, PartialSchema, ToSchema};
use uuid::Uuid;

use crate::problem::{Problem, language_of};
use crate::router::App;
use crate::wire::FormatWord;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ExportParams {
    /// Excel when absent.
    pub format: Option<FormatWord>,
}

/// The part of the list that is exported: all of its rows, not a page of them.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WholeParams {
    /// Only what lies in this division or below it.
    pub within: Option<Uuid>,
    pub as_of: Option<NaiveDate>,
}

impl WholeParams {
    pub fn within(&self) -> Option<DivisionId> {
        self.within.map(DivisionId::new)
    }
}

impl ExportParams {
    /// Writes the file, and in the journal that it was taken.
    pub async fn deliver(&self, app: &App, view: View<'_>, sheet: Sheet) -> Result<FileAnswer, Problem> {
        let format = self.format.map_or(Format::Xlsx, |word| word.0);
        Ok(FileAnswer(deliver(&app.lianhe, view, sheet, format).await?))
    }
}

/// The language in which the reader wants the headers.
pub struct Speech(pub Language);

impl FromRequestParts<App> for Speech {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        Ok(Self(language_of(&parts.headers)))
    }
}

/// A spreadsheet, with the name under which it is to be saved.
pub struct FileAnswer(pub File);

impl PartialSchema for FileAnswer {
    fn schema() -> RefOr<Schema> {
        let binary = SchemaFormat::KnownFormat(KnownFormat::Binary);
        ObjectBuilder::new().schema_type(Type::String).format(Some(binary)).into()
    }
}

impl ToSchema for FileAnswer {}

impl IntoResponse for FileAnswer {
    fn into_response(self) -> Response {
        let File { name, format, bytes } = self.0;
        let kind = content_type(format);
        let plain = format!("export.{}", format.word());
        let disposition = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{}", encoded(&name));
        let mut response = bytes.into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        if let Ok(value) = HeaderValue::from_str(&disposition) {
            headers.insert(header::CONTENT_DISPOSITION, value);
        }
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }
}

pub const fn content_type(format: Format) -> &'static str {
    match format {
        Format::Csv => "text/csv; charset=utf-8",
        Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
}

/// RFC 8187: every byte but the unreserved characters as %XX.
pub fn encoded(name: &str) -> String {
    let one = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    name.bytes().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chinese_file_name_travels_in_a_header() {
        assert_eq!(encoded("单位_2018-12-31.csv"), "%E5%8D%95%E4%BD%8D_2018-12-31.csv");
    }
}
