//! `POST /entries/{id}/claims` (the demand's), `POST /claims/{id}/steps`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use domain::exchange::{Clock, Owner};
use domain::id::{ClaimId, DivisionId, EntryId, UnitId};
use serde::{Deserialize, Serialize};
use service::exchange::{ClaimShown, ProposeClaim, StepShown, TakeClaimStep};
use utoipa::ToSchema;
use uuid::Uuid;

use super::list::owner;
use super::show::{EntryBody, after};
use crate::caller::{Body, Id, Signed};
use crate::problem::Problem;
use crate::router::App;
use crate::wire::{
    Answer, ClaimStateWord, ClaimStepKindWord, ClockStateWord, DeclineReasonWord, Named, Reference, SideWord,
    word,
};

#[derive(Serialize, ToSchema)]
pub struct ClockBody {
    pub due: Option<NaiveDate>,
    pub state: ClockStateWord,
}

impl From<Clock> for ClockBody {
    fn from(clock: Clock) -> Self {
        Self { due: clock.due, state: word(clock.state) }
    }
}

#[derive(Serialize, ToSchema)]
pub struct ClaimStepBody {
    pub kind: ClaimStepKindWord,
    pub side: SideWord,
    pub on: NaiveDate,
    pub quantity: Option<i64>,
    pub score: Option<u8>,
    pub plan: Option<NaiveDate>,
    pub note: Option<String>,
    /// Of what kind the reason of a decline is.
    pub reason: Option<DeclineReasonWord>,
    /// Who took it.
    pub by: String,
}

impl From<&StepShown> for ClaimStepBody {
    fn from(step: &StepShown) -> Self {
        Self {
            kind: word(step.kind),
            side: word(step.side),
            on: step.on,
            quantity: step.quantity,
            score: step.score,
            plan: step.plan,
            note: step.note.clone(),
            reason: step.reason.map(word),
            by: step.by.clone(),
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct NextStep {
    pub kind: ClaimStepKindWord,
    pub side: SideWord,
}

#[derive(Serialize, ToSchema)]
pub struct ClaimBody {
    pub id: Uuid,
    pub version: i64,
    pub demand: Named,
    pub offer: Option<Named>,
    pub taker: Reference,
    pub state: ClaimStateWord,
    pub proposer: SideWord,
    /// What was proposed; committed, delivered and remaining follow from the steps.
    pub quantity: i64,
    pub committed: i64,
    pub delivered: i64,
    pub remaining: i64,
    pub plan: Option<NaiveDate>,
    pub reopened: usize,
    /// The demand's side has it done again by giving no more than this.
    pub low_evaluation: u8,
    /// To answer the proposal by.
    pub response: ClockBody,
    /// To be done by.
    pub finish: ClockBody,
    pub steps: Vec<ClaimStepBody>,
    /// What the caller can do next.
    pub next: Vec<NextStep>,
}

impl From<ClaimShown> for ClaimBody {
    fn from(shown: ClaimShown) -> Self {
        let claim = &shown.claim;
        Self {
            id: shown.id.uuid(),
            version: shown.version,
            demand: Named::new(shown.demand.0.uuid(), shown.demand.1),
            offer: shown.offer.map(|(id, name)| Named::new(id.uuid(), name)),
            taker: owner(shown.taker, shown.taker_name),
            state: word(claim.state),
            proposer: word(claim.proposer),
            quantity: claim.quantity,
            committed: claim.committed,
            delivered: claim.delivered,
            remaining: claim.remaining(),
            plan: claim.plan,
            reopened: claim.reopened,
            low_evaluation: shown.low,
            response: shown.response.into(),
            finish: shown.finish.into(),
            steps: shown.steps.iter().map(ClaimStepBody::from).collect(),
            next: shown
                .next
                .into_iter()
                .map(|(kind, side)| NextStep { kind: word(kind), side: word(side) })
                .collect(),
        }
    }
}

#[derive(Deserialize, ToSchema)]
pub struct ClaimRequest {
    /// With which resource or project; absent where somebody helps without having it on a list.
    pub offer_id: Option<Uuid>,
    /// Who takes it on; the offer's owner when both are absent.
    pub unit_id: Option<Uuid>,
    pub division_id: Option<Uuid>,
    pub quantity: i64,
    pub note: Option<String>,
    /// For which side the caller speaks, where it may act for both.
    pub side: Option<SideWord>,
}

#[utoipa::path(post, path = "/entries/{id}/claims", operation_id = "propose_claim", tag = "exchange", params(("id" = Uuid, Path)), request_body = ClaimRequest, responses((status = 201, body = EntryBody)))]
pub async fn propose(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<ClaimRequest>,
) -> Result<(StatusCode, Json<EntryBody>), Problem> {
    let demand = EntryId::new(id);
    let unit = request.unit_id.map(|id| Owner::Unit(UnitId::new(id)));
    let taker = unit.or(request.division_id.map(|id| Owner::Division(DivisionId::new(id))));
    let command = ProposeClaim {
        demand,
        offer: request.offer_id.map(EntryId::new),
        taker,
        quantity: request.quantity,
        note: request.note,
        side: request.side.map(|word| word.0),
        on: None,
    };
    app.lianhe.write(&caller, command).await?;
    Ok((StatusCode::CREATED, after(&app, &caller, demand).await?))
}

#[derive(Deserialize, ToSchema)]
pub struct ClaimStepRequest {
    /// The version that was read.
    pub version: i64,
    pub kind: ClaimStepKindWord,
    /// For which side the caller speaks, where it may act for both.
    pub side: Option<SideWord>,
    /// How much is accepted, delivered, given back, or to be delivered again.
    pub quantity: Option<i64>,
    /// 1 to 5, of an evaluation.
    pub score: Option<i64>,
    /// The planned day of a key matter.
    pub plan: Option<NaiveDate>,
    /// A reason, or what an evaluation says.
    pub note: Option<String>,
    /// Of what kind the reason of a decline is; `other` when absent.
    pub reason: Option<DeclineReasonWord>,
}

/// Answers with the demand as it is then.
#[utoipa::path(post, path = "/claims/{id}/steps", operation_id = "take_claim_step", tag = "exchange", params(("id" = Uuid, Path)), request_body = ClaimStepRequest, responses((status = 200, body = EntryBody)))]
pub async fn step(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<ClaimStepRequest>,
) -> Answer<EntryBody> {
    let command = TakeClaimStep {
        id: ClaimId::new(id),
        version: request.version,
        kind: request.kind.0,
        side: request.side.map(|word| word.0),
        quantity: request.quantity,
        score: request.score,
        plan: request.plan,
        note: request.note,
        reason: request.reason.map(|word| word.0),
        on: None,
    };
    let demand = app.lianhe.write(&caller, command).await?;
    after(&app, &caller, demand).await
}
