//! A paper as a file that is saved.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use service::paper::{PaperFile, PaperFormat};
use utoipa::IntoParams;

use crate::problem::Problem;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PaperParams {
    /// `pdf`, or `docx`; PDF when absent.
    pub format: Option<String>,
}

impl PaperParams {
    pub(super) fn format(&self) -> Result<PaperFormat, Problem> {
        let format =
            self.format.as_deref().map_or(Ok(PaperFormat::Pdf), |word| PaperFormat::parse(word, "format"));
        Ok(format.map_err(service::Error::from)?)
    }
}

pub(super) fn answer(file: PaperFile, format: PaperFormat) -> Result<Response, Problem> {
    let content = match format {
        PaperFormat::Pdf => "application/pdf",
        PaperFormat::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    };
    let name: String = file.name.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let disposition = format!("attachment; filename*=UTF-8''{name}");
    let disposition = HeaderValue::from_str(&disposition).map_err(|_| Problem::internal())?;
    let kind = HeaderValue::from_static(content);
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, disposition)], file.bytes)
        .into_response())
}
