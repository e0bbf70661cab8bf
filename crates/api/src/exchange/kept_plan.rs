//! `GET /match-plans`, `POST /match-plans`, `GET /match-plans/{id}`, `POST /match-plans/{id}/replan`, `…/state`, `…/pairs`,
//! `POST /match-pairs/{id}/decision`: plans that are kept, and what people decide about them.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, NaiveDate, Utc};
use domain::exchange::matching::PairState;
use domain::id::{DivisionId, EntryId, MatchPairId, MatchPlanId};
use domain::rule::{Refusal, Rule};
use serde::{Deserialize, Serialize};
use service::access::Caller;
use service::exchange::plan::{
    DecidePair, Decision, HandPair, KeptPlan, PlanRow, SetPlanState, kept_plan, kept_plans, make_plan,
    remake_plan, set_pair,
};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::list::EntryRow;
use super::match_rules::RuleBody;
use super::plan::{
    AheadBody, AppliedBody, HelpBody, PairDifferenceBody, ReasonBody, WeightBody, help, reasons, rules,
    weighed,
};
use crate::caller::{Body, Id, Params, Signed};
use crate::problem::Problem;
use crate::router::App;
use crate::wire::{
    Answer, BarWord, ClaimStateWord, DeclineReasonWord, LeftWordWord, Named, PairOriginWord, PairStateWord,
    PlanStateWord, word,
};

#[derive(Serialize, ToSchema)]
pub struct KeptPlanRow {
    pub id: Uuid,
    pub version: i64,
    /// Its demands lie in this division.
    pub scope: Named,
    pub state: PlanStateWord,
    /// Raised by each re-plan.
    pub round: i64,
    /// The day of the lists from which it was made, and the last entry of the journal that they hold.
    pub made_on: NaiveDate,
    pub made_at: DateTime<Utc>,
    pub lists_of_entry: i64,
    /// Of all that the solver was given: the same lists, weights and rules have the same digest and the same plan.
    pub digest: String,
    pub offers: i64,
    pub demands: i64,
    pub asked: i64,
    /// What the solver found to be served when the round was made.
    pub served: i64,
    pub made_by: String,
}

impl From<&PlanRow> for KeptPlanRow {
    fn from(row: &PlanRow) -> Self {
        let (plan, made) = (&row.plan, &row.plan.made);
        Self {
            id: plan.id.uuid(),
            version: plan.version,
            scope: Named::new(row.scope.id.uuid(), row.scope.name.clone()),
            state: word(plan.state),
            round: plan.round,
            made_on: made.on,
            made_at: made.at,
            lists_of_entry: made.journal,
            digest: made.digest.clone(),
            offers: made.offers,
            demands: made.demands,
            asked: made.asked,
            served: made.served,
            made_by: plan.person_name.clone(),
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct KeptPairBody {
    pub id: Uuid,
    pub demand_id: Uuid,
    pub offer_id: Uuid,
    pub quantity: i64,
    pub score: i64,
    pub state: PairStateWord,
    pub origin: PairOriginWord,
    /// The claim that it has become.
    pub claim_state: Option<ClaimStateWord>,
    pub decline_reason: Option<DeclineReasonWord>,
    pub declined_on: Option<NaiveDate>,
    pub note: Option<String>,
    pub deducted: i64,
    pub reasons: Vec<ReasonBody>,
    pub rules: Vec<AppliedBody>,
    pub runner_up_id: Option<Uuid>,
    pub ahead: AheadBody,
}

#[derive(Serialize, ToSchema)]
pub struct KeptLeftBody {
    pub demand_id: Uuid,
    pub quantity: i64,
    pub why: LeftWordWord,
    pub bar: Option<BarWord>,
    pub nearest_id: Option<Uuid>,
}

#[derive(Serialize, ToSchema)]
pub struct KeptPlanBody {
    #[serde(flatten)]
    pub row: KeptPlanRow,
    pub weights: Vec<WeightBody>,
    pub least: i64,
    pub rules: Vec<RuleBody>,
    /// The best scores first.
    pub pairs: Vec<KeptPairBody>,
    pub left: Vec<KeptLeftBody>,
    pub help: Vec<HelpBody>,
    /// What differs from the round before.
    pub differences: Vec<PairDifferenceBody>,
    /// Every entry that the plan names.
    pub entries: Vec<EntryRow>,
    pub may_decide: bool,
}

impl From<KeptPlan> for KeptPlanBody {
    fn from(kept: KeptPlan) -> Self {
        let made = &kept.row.plan.made;
        let pairs = kept.pairs.iter().map(|pair| {
            let declined = pair.declined.as_ref();
            KeptPairBody {
                id: pair.id.uuid(),
                demand_id: pair.demand.uuid(),
                offer_id: pair.offer.uuid(),
                quantity: pair.quantity,
                score: pair.score,
                state: word(pair.state),
                origin: word(pair.origin),
                claim_state: pair.claim.map(|claim| word(claim.state)),
                decline_reason: declined.map(|declined| word(declined.reason)),
                declined_on: declined.map(|declined| declined.on),
                note: declined.and_then(|declined| declined.note.clone()),
                deducted: pair.facts.fit.deducted,
                reasons: reasons(&pair.facts.fit, &made.weights),
                rules: rules(&pair.facts.applied),
                runner_up_id: pair.runner_up.map(|id| id.uuid()),
                ahead: pair.facts.ahead.into(),
            }
        });
        let left = kept.left.iter().map(|left| KeptLeftBody {
            demand_id: left.demand.uuid(),
            quantity: left.quantity,
            why: word(left.why),
            bar: left.bar.map(word),
            nearest_id: left.nearest.map(|id| id.uuid()),
        });
        Self {
            row: KeptPlanRow::from(&kept.row),
            weights: weighed(&made.weights),
            least: made.weights.least(),
            rules: made.rules.iter().map(|rule| RuleBody::new(rule, &kept.categories)).collect(),
            pairs: pairs.collect(),
            left: left.collect(),
            help: kept.help.iter().map(|one| help((&kept.categories, &kept.divisions), one)).collect(),
            differences: kept.differences.iter().map(PairDifferenceBody::from).collect(),
            entries: kept.entries.iter().map(EntryRow::from).collect(),
            may_decide: kept.may_decide,
        }
    }
}

async fn body(app: &App, caller: &Caller, id: MatchPlanId) -> Answer<KeptPlanBody> {
    let mut view = app.lianhe.view(caller, None).await?;
    Ok(Json(kept_plan(&mut view, id).await?.into()))
}

#[derive(Serialize, ToSchema)]
pub struct KeptPlansBody {
    /// The newest first, at most 50.
    pub items: Vec<KeptPlanRow>,
    /// Whether the caller makes plans for the scope that was asked for, else for its own place.
    pub may_make: bool,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct KeptPlansParams {
    /// Only plans of this scope.
    pub within: Option<Uuid>,
}

#[utoipa::path(get, path = "/match-plans", operation_id = "list_match_plans", tag = "exchange", params(KeptPlansParams), responses((status = 200, body = KeptPlansBody)))]
pub async fn list(
    State(app): State<App>,
    Signed(caller): Signed,
    Params(params): Params<KeptPlansParams>,
) -> Answer<KeptPlansBody> {
    let mut view = app.lianhe.view(&caller, None).await?;
    let found = kept_plans(&mut view, params.within.map(DivisionId::new)).await?;
    let items = found.items.iter().map(KeptPlanRow::from).collect();
    Ok(Json(KeptPlansBody { items, may_make: found.may_make }))
}

#[derive(Deserialize, ToSchema)]
pub struct MatchPlanRequest {
    /// Whose demands are planned for.
    pub division_id: Uuid,
}

#[utoipa::path(post, path = "/match-plans", operation_id = "make_match_plan", tag = "exchange", request_body = MatchPlanRequest, responses((status = 201, body = KeptPlanBody)))]
pub async fn make(
    State(app): State<App>,
    Signed(caller): Signed,
    Body(asked): Body<MatchPlanRequest>,
) -> Result<(StatusCode, Json<KeptPlanBody>), Problem> {
    let id = make_plan(&app.lianhe, &caller, DivisionId::new(asked.division_id)).await?;
    Ok((StatusCode::CREATED, body(&app, &caller, id).await?))
}

#[utoipa::path(get, path = "/match-plans/{id}", operation_id = "show_kept_match_plan", tag = "exchange", params(("id" = Uuid, Path)), responses((status = 200, body = KeptPlanBody)))]
pub async fn show(State(app): State<App>, Signed(caller): Signed, Id(id): Id) -> Answer<KeptPlanBody> {
    body(&app, &caller, MatchPlanId::new(id)).await
}

#[derive(Deserialize, ToSchema)]
pub struct ReplanRequest {
    /// The version that was read.
    pub version: i64,
}

/// What is locked or accepted stays, what was declined stays away, the rest is the optimum's.
#[utoipa::path(post, path = "/match-plans/{id}/replan", operation_id = "remake_match_plan", tag = "exchange", params(("id" = Uuid, Path)), request_body = ReplanRequest, responses((status = 200, body = KeptPlanBody)))]
pub async fn replan(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(asked): Body<ReplanRequest>,
) -> Answer<KeptPlanBody> {
    let id = remake_plan(&app.lianhe, &caller, MatchPlanId::new(id), asked.version).await?;
    body(&app, &caller, id).await
}

#[derive(Deserialize, ToSchema)]
pub struct PlanStateRequest {
    /// The version that was read.
    pub version: i64,
    pub state: PlanStateWord,
}

#[utoipa::path(post, path = "/match-plans/{id}/state", operation_id = "set_match_plan_state", tag = "exchange", params(("id" = Uuid, Path)), request_body = PlanStateRequest, responses((status = 200, body = KeptPlanBody)))]
pub async fn state(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(asked): Body<PlanStateRequest>,
) -> Answer<KeptPlanBody> {
    let id = MatchPlanId::new(id);
    let command = SetPlanState { id, version: asked.version, state: asked.state.0 };
    app.lianhe.write(&caller, command).await?;
    body(&app, &caller, id).await
}

#[derive(Deserialize, ToSchema)]
pub struct HandPairRequest {
    /// Of the plan.
    pub version: i64,
    pub demand_id: Uuid,
    pub offer_id: Uuid,
    pub quantity: i64,
    /// The pair in whose place it comes.
    pub replaces: Option<Uuid>,
}

/// Sets a pair by hand and locks it; what was only proposed gives way.
#[utoipa::path(post, path = "/match-plans/{id}/pairs", operation_id = "set_match_pair", tag = "exchange", params(("id" = Uuid, Path)), request_body = HandPairRequest, responses((status = 200, body = KeptPlanBody)))]
pub async fn set(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(asked): Body<HandPairRequest>,
) -> Answer<KeptPlanBody> {
    let wanted = HandPair {
        demand: EntryId::new(asked.demand_id),
        offer: EntryId::new(asked.offer_id),
        quantity: asked.quantity,
        replaces: asked.replaces.map(MatchPairId::new),
    };
    let id = set_pair(&app.lianhe, &caller, (MatchPlanId::new(id), asked.version), wanted).await?;
    body(&app, &caller, id).await
}

#[derive(Deserialize, ToSchema)]
pub struct PairDecisionRequest {
    /// Of the plan.
    pub version: i64,
    /// `accepted` proposes the claim, `locked` and `proposed` keep it in a re-plan or not, `declined` bars it.
    pub state: PairStateWord,
    /// Of a decline.
    pub reason: Option<DeclineReasonWord>,
    pub note: Option<String>,
}

#[utoipa::path(post, path = "/match-pairs/{id}/decision", operation_id = "decide_match_pair", tag = "exchange", params(("id" = Uuid, Path)), request_body = PairDecisionRequest, responses((status = 200, body = KeptPlanBody)))]
pub async fn decide(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(asked): Body<PairDecisionRequest>,
) -> Answer<KeptPlanBody> {
    let unsaid = || service::Error::from(Refusal::new(Rule::ReasonEmpty, "reason"));
    let decision = match asked.state.0 {
        PairState::Accepted => Decision::Accept,
        PairState::Locked => Decision::Lock,
        PairState::Proposed => Decision::Unlock,
        PairState::Declined => Decision::Decline(asked.reason.map(|word| word.0).ok_or_else(unsaid)?),
    };
    let command = DecidePair { id: MatchPairId::new(id), version: asked.version, decision, note: asked.note };
    let plan = app.lianhe.write(&caller, command).await?;
    body(&app, &caller, plan).await
}
