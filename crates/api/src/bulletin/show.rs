//! `GET /bulletins/{id}`.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use domain::id::BulletinId;
use serde::{Deserialize, Serialize};
use service::View;
use service::access::Caller;
use service::bulletin::{OpinionShown, ReceiptShown, show_bulletin};
use utoipa::ToSchema;
use uuid::Uuid;

use super::draft::SectionBody;
use super::list::BulletinRow;
use crate::caller::{Id, Params, Signed};
use crate::problem::Problem;
use crate::router::App;
use crate::wire::{
    Answer, Named, OnDay, OperationWord, OpinionKindWord, OpinionStateWord, permissions, word,
};

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BulletinVersion {
    /// The version that was read.
    pub version: i64,
}

#[derive(Serialize, ToSchema)]
pub struct ReceiptBody {
    pub unit: Named,
    pub division: Named,
    pub received_on: Option<NaiveDate>,
}

impl From<ReceiptShown> for ReceiptBody {
    fn from(shown: ReceiptShown) -> Self {
        Self {
            unit: Named::new(shown.unit.uuid(), shown.name),
            division: shown.division.into(),
            received_on: shown.received_on,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct OpinionBody {
    pub id: Uuid,
    pub version: i64,
    pub unit: Named,
    pub kind: OpinionKindWord,
    pub state: OpinionStateWord,
    pub body: String,
    pub made_on: NaiveDate,
    /// By when it is to be answered.
    pub due_on: NaiveDate,
    pub answer: Option<String>,
    pub answered_on: Option<NaiveDate>,
    pub closed_on: Option<NaiveDate>,
}

impl From<OpinionShown> for OpinionBody {
    fn from(shown: OpinionShown) -> Self {
        let OpinionShown { opinion, unit_name } = shown;
        Self {
            id: opinion.id.uuid(),
            version: opinion.version,
            unit: Named::new(opinion.unit.uuid(), unit_name),
            kind: word(opinion.kind),
            state: word(opinion.state()),
            body: opinion.body,
            made_on: opinion.made_on,
            due_on: opinion.due_on,
            answer: opinion.answer,
            answered_on: opinion.answered_on,
            closed_on: opinion.closed_on,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct BulletinBody {
    #[serde(flatten)]
    pub row: BulletinRow,
    pub consortium: Named,
    pub sections: Vec<SectionBody>,
    /// In the order of the grid; for a unit its own alone.
    pub receipts: Vec<ReceiptBody>,
    /// Oldest first; for a unit its own alone.
    pub opinions: Vec<OpinionBody>,
    pub permissions: Vec<OperationWord>,
}

async fn body(view: &mut View<'_>, id: BulletinId) -> Result<BulletinBody, Problem> {
    let detail = show_bulletin(view, id).await?;
    let consortium = detail.shown.bulletin.consortium;
    Ok(BulletinBody {
        row: BulletinRow::from(&detail.shown),
        consortium: Named::new(consortium.uuid(), detail.consortium),
        sections: detail.sections.into_iter().map(SectionBody::from).collect(),
        receipts: detail.receipts.into_iter().map(ReceiptBody::from).collect(),
        opinions: detail.opinions.into_iter().map(OpinionBody::from).collect(),
        permissions: permissions(detail.permissions),
    })
}

/// The bulletin as it is after a write.
pub async fn after(app: &App, caller: &Caller, id: BulletinId) -> Answer<BulletinBody> {
    let caller = app.lianhe.refreshed(caller).await?;
    let mut view = app.lianhe.view(&caller, None).await?;
    Ok(Json(body(&mut view, id).await?))
}

#[utoipa::path(get, path = "/bulletins/{id}", operation_id = "show_bulletin", tag = "bulletin", params(("id" = Uuid, Path), OnDay), responses((status = 200, body = BulletinBody)))]
pub async fn show(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Params(day): Params<OnDay>,
) -> Answer<BulletinBody> {
    let mut view = app.lianhe.view(&caller, day.as_of).await?;
    Ok(Json(body(&mut view, BulletinId::new(id)).await?))
}
