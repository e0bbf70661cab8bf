//! `GET /consortia/{id}`.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use domain::id::ConsortiumId;
use domain::journal::ObjectType;
use serde::Serialize;
use service::View;
use service::access::Caller;
use service::consortium::{Bound, MemberShown, SeatShown, Voice, show_consortium};
use utoipa::ToSchema;
use uuid::Uuid;

use super::charter::CharterLineBody;
use super::list::ConsortiumRow;
use crate::caller::{Id, Params, Signed};
use crate::problem::Problem;
use crate::router::App;
use crate::wire::{
    Answer, MemberStatusWord, MemberStepKindWord, Named, OnDay, OperationWord, Reference, SeatKindWord,
    SeatStatusWord, SeatStepKindWord, UnitTypeWord, permissions, word,
};

#[derive(Serialize, ToSchema)]
pub struct ConsortiumNameBody {
    pub name: String,
    pub valid_from: NaiveDate,
    pub valid_to: Option<NaiveDate>,
    pub document: Option<String>,
    pub reason: Option<String>,
}

/// A post that speaks for a unit, and who holds it.
#[derive(Serialize, ToSchema)]
pub struct VoiceBody {
    pub post_id: Uuid,
    pub version: i64,
    pub title: String,
    pub name: Option<String>,
    pub since: Option<NaiveDate>,
}

impl From<Voice> for VoiceBody {
    fn from(voice: Voice) -> Self {
        let (name, since) = voice.holder.map(|(_, name, since)| (name, since)).unzip();
        Self { post_id: voice.post.uuid(), version: voice.version, title: voice.title, name, since }
    }
}

#[derive(Serialize, ToSchema)]
pub struct SeatStepBody {
    pub kind: SeatStepKindWord,
    pub on: NaiveDate,
    pub note: Option<String>,
    pub by: String,
}

#[derive(Serialize, ToSchema)]
pub struct SeatBody {
    pub id: Uuid,
    pub version: i64,
    pub kind: SeatKindWord,
    pub status: SeatStatusWord,
    /// The post whose holder holds the seat; absent for a part-time member.
    pub post: Option<Reference>,
    /// The unit or Party organisation of the post.
    pub organisation: Option<String>,
    /// The unit whose head the part-time member is.
    pub unit: Option<Named>,
    pub holder: Option<String>,
    pub since: Option<NaiveDate>,
    pub term_from: Option<NaiveDate>,
    pub term_to: Option<NaiveDate>,
    pub steps: Vec<SeatStepBody>,
}

impl From<SeatShown> for SeatBody {
    fn from(shown: SeatShown) -> Self {
        let (post, organisation) = match &shown.seat.bound {
            Bound::Post { post, title, body_name, .. } => {
                let kind = word(ObjectType::Post);
                (
                    Some(Reference { r#type: kind, id: post.uuid(), name: title.clone() }),
                    Some(body_name.clone()),
                )
            }
            Bound::Person { .. } => (None, None),
        };
        let (holder, since) = shown.holder.map_or((None, None), |(name, since)| (Some(name), since));
        let steps = shown.seat.steps.into_iter().map(|step| SeatStepBody {
            kind: word(step.kind),
            on: step.on,
            note: step.note,
            by: step.person_name,
        });
        Self {
            id: shown.seat.id.uuid(),
            version: shown.seat.version,
            kind: word(shown.seat.kind),
            status: word(shown.status),
            post,
            organisation,
            unit: shown.unit.map(|(id, name)| Named::new(id.uuid(), name)),
            holder,
            since,
            term_from: shown.term.map(|term| term.from()),
            term_to: shown.term.and_then(|term| term.to()),
            steps: steps.collect(),
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct MemberStepBody {
    pub kind: MemberStepKindWord,
    pub on: NaiveDate,
    pub effective_on: NaiveDate,
    pub note: Option<String>,
    pub by: String,
}

#[derive(Serialize, ToSchema)]
pub struct MemberBody {
    pub id: Uuid,
    pub version: i64,
    pub unit: Named,
    pub unit_type: UnitTypeWord,
    pub status: MemberStatusWord,
    pub since: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
    /// Why a unit from outside the territory is a member.
    pub outside_reason: Option<String>,
    /// The head of the unit.
    pub representative: Option<VoiceBody>,
    pub liaison: Option<VoiceBody>,
    /// How often it was there …
    pub present: usize,
    /// … of the meetings held in its time.
    pub called: usize,
    /// Meetings in a row that it missed without leave.
    pub missed: usize,
    /// Whether that is as often as the charter bears.
    pub to_warn: bool,
    /// How many files are attached.
    pub attachments: i64,
    pub steps: Vec<MemberStepBody>,
}

impl From<MemberShown> for MemberBody {
    fn from(shown: MemberShown) -> Self {
        let steps = shown.membership.steps.into_iter().map(|step| MemberStepBody {
            kind: word(step.kind),
            on: step.on,
            effective_on: step.effective,
            note: step.note,
            by: step.person_name,
        });
        Self {
            id: shown.membership.id.uuid(),
            version: shown.membership.version,
            unit: Named::new(shown.unit.id.uuid(), shown.unit.name),
            unit_type: word(shown.unit.kind),
            status: word(shown.status),
            since: shown.membership.tenure.map(|tenure| tenure.from()),
            until: shown.membership.tenure.and_then(|tenure| tenure.to()),
            outside_reason: shown.membership.outside_reason,
            representative: shown.representative.map(VoiceBody::from),
            liaison: shown.liaison.map(VoiceBody::from),
            present: shown.tally.present,
            called: shown.tally.of,
            missed: shown.missed,
            to_warn: shown.to_warn,
            attachments: shown.attachments,
            steps: steps.collect(),
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct ConsortiumBody {
    #[serde(flatten)]
    pub row: ConsortiumRow,
    /// Oldest first.
    pub names: Vec<ConsortiumNameBody>,
    pub dissolved_document: Option<String>,
    pub dissolved_reason: Option<String>,
    pub seats: Vec<SeatBody>,
    pub member_units: Vec<MemberBody>,
    pub charter: Vec<CharterLineBody>,
    pub permissions: Vec<OperationWord>,
}

pub async fn body(view: &mut View<'_>, id: ConsortiumId) -> Result<ConsortiumBody, Problem> {
    let detail = show_consortium(view, id).await?;
    let names = detail.shown.consortium.names.iter().map(|named| ConsortiumNameBody {
        name: named.name.as_str().to_owned(),
        valid_from: named.period.from(),
        valid_to: named.period.to(),
        document: named.document.clone(),
        reason: named.reason.clone(),
    });
    Ok(ConsortiumBody {
        row: ConsortiumRow::from(&detail.shown),
        names: names.collect(),
        dissolved_document: detail.shown.consortium.dissolved_document.clone(),
        dissolved_reason: detail.shown.consortium.dissolved_reason.clone(),
        seats: detail.seats.into_iter().map(SeatBody::from).collect(),
        member_units: detail.members.into_iter().map(MemberBody::from).collect(),
        charter: detail.charter.into_iter().map(CharterLineBody::from).collect(),
        permissions: permissions(detail.permissions),
    })
}

/// The consortium as it is after a write.
pub async fn after(app: &App, caller: &Caller, id: ConsortiumId) -> Answer<ConsortiumBody> {
    let caller = app.lianhe.refreshed(caller).await?;
    let mut view = app.lianhe.view(&caller, None).await?;
    Ok(Json(body(&mut view, id).await?))
}

#[utoipa::path(get, path = "/consortia/{id}", operation_id = "show_consortium", tag = "consortium", params(("id" = Uuid, Path), OnDay), responses((status = 200, body = ConsortiumBody)))]
pub async fn show(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Params(day): Params<OnDay>,
) -> Answer<ConsortiumBody> {
    let mut view = app.lianhe.view(&caller, day.as_of).await?;
    Ok(Json(body(&mut view, ConsortiumId::new(id)).await?))
}
