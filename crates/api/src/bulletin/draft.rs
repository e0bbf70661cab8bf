//! `POST /consortia/{id}/bulletins`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use domain::bulletin::Section;
use domain::id::ConsortiumId;
use serde::{Deserialize, Serialize};
use service::bulletin::{DraftBulletin, NewBulletin};
use utoipa::ToSchema;

use super::show::{BulletinBody, after};
use crate::caller::{Body, Id, Signed};
use crate::problem::Problem;
use crate::router::App;

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SectionBody {
    pub title: String,
    pub body: String,
}

impl From<Section> for SectionBody {
    fn from(section: Section) -> Self {
        Self { title: section.title, body: section.body }
    }
}

#[derive(Deserialize, ToSchema)]
pub struct BulletinRequest {
    pub title: String,
    pub period_from: NaiveDate,
    /// Exclusive.
    pub period_to: NaiveDate,
    pub sections: Vec<SectionBody>,
}

impl From<BulletinRequest> for NewBulletin {
    fn from(request: BulletinRequest) -> Self {
        let sections = request.sections.into_iter();
        Self {
            title: request.title,
            from: request.period_from,
            to: request.period_to,
            sections: sections.map(|s| Section { title: s.title, body: s.body }).collect(),
        }
    }
}

#[utoipa::path(post, path = "/consortia/{id}/bulletins", operation_id = "draft_bulletin", tag = "bulletin", params(("id" = Uuid, Path)), request_body = BulletinRequest, responses((status = 201, body = BulletinBody)))]
pub async fn draft(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<BulletinRequest>,
) -> Result<(StatusCode, Json<BulletinBody>), Problem> {
    let command = DraftBulletin { consortium: ConsortiumId::new(id), bulletin: request.into() };
    let made = app.lianhe.write(&caller, command).await?;
    Ok((StatusCode::CREATED, after(&app, &caller, made).await?))
}
