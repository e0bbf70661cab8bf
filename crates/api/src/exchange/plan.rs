//! `GET /match-plan`: who should meet whom now, why, what is left over and what would help; other weights, a unit less or an
//! offer more show the difference.
//! `GET /entries/{id}/suggestions`: the best partners of one entry.

use axum::Json;
use axum::extract::State;
use domain::exchange::matching::{Ahead, Applied, Bar, Difference, Fit, Part, Weights};
use domain::exchange::{Category, Quantity, Times};
use domain::grid::DivisionRef;
use domain::id::{CategoryId, DivisionId, EntryId, UnitId};
use serde::{Deserialize, Serialize};
use service::exchange::plan::{
    AddedOffer, Help, LeftWhy, PlanShown, Suggestion, WhatIf, match_rules, show_plan, suggestions,
};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::list::EntryRow;
use super::match_rules::RuleBody;
use crate::caller::{Id, Params, Signed};
use crate::router::App;
use crate::wire::{Answer, BarWord, ChangeWord, Named, OnDay, PartWord, word};

/// One part of what speaks for a pair.
#[derive(Serialize, ToSchema)]
pub struct ReasonBody {
    pub part: PartWord,
    /// 0 to 1000.
    pub points: i64,
    pub weight: i64,
    pub zh: String,
    pub en: String,
}

pub(super) fn reasons(fit: &Fit, weights: &Weights) -> Vec<ReasonBody> {
    let reasons = fit.reasons(weights).into_iter();
    reasons
        .map(|reason| ReasonBody {
            part: word(reason.part),
            points: reason.points,
            weight: reason.weight,
            zh: reason.zh,
            en: reason.en,
        })
        .collect()
}

/// A rule of the district that counts for a pair.
#[derive(Serialize, ToSchema)]
pub struct AppliedBody {
    pub rule_id: Uuid,
    pub zh: String,
    pub en: String,
}

pub(super) fn rules(applied: &[Applied]) -> Vec<AppliedBody> {
    let body = |one: &Applied| {
        let (zh, en) = one.sentence();
        AppliedBody { rule_id: one.rule.uuid(), zh, en }
    };
    applied.iter().map(body).collect()
}

/// How the chosen offer stands beside the runner-up: `points` better, or the runner-up is `needed` by somebody who would be left
/// over otherwise; `chosen` where nothing was compared.
#[derive(Serialize, ToSchema)]
pub struct AheadBody {
    pub kind: &'static str,
    pub points: Option<i64>,
}

impl From<Ahead> for AheadBody {
    fn from(ahead: Ahead) -> Self {
        match ahead {
            Ahead::Points(points) => Self { kind: "points", points: Some(points) },
            Ahead::Needed => Self { kind: "needed", points: None },
            Ahead::Chosen => Self { kind: "chosen", points: None },
        }
    }
}

/// A pair that is new, gone or of another quantity.
#[derive(Serialize, ToSchema)]
pub struct PairDifferenceBody {
    pub change: ChangeWord,
    pub demand_id: Uuid,
    pub offer_id: Uuid,
    pub before: i64,
    pub after: i64,
}

impl From<&Difference> for PairDifferenceBody {
    fn from(one: &Difference) -> Self {
        Self {
            change: word(one.change),
            demand_id: one.demand.uuid(),
            offer_id: one.offer.uuid(),
            before: one.before,
            after: one.after,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct PlanPairBody {
    pub demand_id: Uuid,
    pub offer_id: Uuid,
    pub quantity: i64,
    /// The weighted mean of the points, less what was deducted.
    pub score: i64,
    /// What rules cost it.
    pub deducted: i64,
    /// It was asked for already and waits for an answer.
    pub waits: bool,
    /// The weightiest first.
    pub reasons: Vec<ReasonBody>,
    pub rules: Vec<AppliedBody>,
    /// The next best offer for this demand.
    pub runner_up_id: Option<Uuid>,
    pub ahead: AheadBody,
}

/// Why a demand is left over: `barred` by the condition that the nearest offer fails, `full`, or agreed up to its `bounds`.
#[derive(Serialize, ToSchema)]
pub struct LeftBody {
    pub demand_id: Uuid,
    pub quantity: i64,
    pub why: &'static str,
    pub bar: Option<BarWord>,
    pub nearest_id: Option<Uuid>,
}

/// What would help most: `more` of an offer, or a `new` one of a category, in a place, at its hours.
#[derive(Serialize, ToSchema)]
pub struct HelpBody {
    pub kind: &'static str,
    pub offer_id: Option<Uuid>,
    pub category: Option<Named>,
    pub division: Option<Named>,
    /// Empty for any time.
    pub times_text: Option<String>,
    /// How many demands more would be met in full.
    pub demands: Option<i64>,
    /// How much more would be met.
    pub served: i64,
}

#[derive(Serialize, ToSchema)]
pub struct WeightBody {
    pub part: PartWord,
    pub weight: i64,
}

#[derive(Serialize, ToSchema)]
pub struct PlanSumBody {
    pub served: i64,
    pub score: i64,
    pub left: i64,
    pub weights: Vec<WeightBody>,
    pub least: i64,
    /// What differs from it in the plan that was asked for.
    pub differences: Vec<PairDifferenceBody>,
}

#[derive(Serialize, ToSchema)]
pub struct PlanBody {
    pub as_of: chrono::NaiveDate,
    pub offers: i64,
    pub demands: i64,
    pub asked: i64,
    pub served: i64,
    pub score: i64,
    pub weights: Vec<WeightBody>,
    /// A pair of a lower score is not proposed.
    pub least: i64,
    pub rules: Vec<RuleBody>,
    /// What stands for the added offer among the pairs, where one was asked for.
    pub added_id: Option<Uuid>,
    /// The plan under the usual weights with all units, where something else was asked for.
    pub usual: Option<PlanSumBody>,
    pub pairs: Vec<PlanPairBody>,
    pub left: Vec<LeftBody>,
    pub help: Vec<HelpBody>,
    /// Every entry that the plan names.
    pub entries: Vec<EntryRow>,
}

pub(super) fn weighed(weights: &Weights) -> Vec<WeightBody> {
    Part::ALL.iter().map(|&part| WeightBody { part: word(part), weight: weights.of(part) }).collect()
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

impl PlanBody {
    fn new(plan: &PlanShown, as_of: chrono::NaiveDate) -> Self {
        let (proposal, weights) = (&plan.proposal, &plan.weights);
        let pair = |pair: &service::exchange::plan::Proposed| PlanPairBody {
            demand_id: pair.demand.uuid(),
            offer_id: pair.offer.uuid(),
            quantity: pair.quantity,
            score: pair.score,
            deducted: pair.fit.deducted,
            waits: pair.locked,
            reasons: reasons(&pair.fit, weights),
            rules: rules(&pair.applied),
            runner_up_id: pair.runner_up.map(|id| id.uuid()),
            ahead: pair.ahead.into(),
        };
        let left = |left: &service::exchange::plan::Left| {
            let (why, bar): (_, Option<Bar>) = match left.why {
                LeftWhy::Barred(bar) => ("barred", Some(bar)),
                LeftWhy::Full => ("full", None),
                LeftWhy::Bounds => ("bounds", None),
            };
            LeftBody {
                demand_id: left.demand.uuid(),
                quantity: left.quantity,
                why,
                bar: bar.map(word),
                nearest_id: left.nearest.map(|id| id.uuid()),
            }
        };
        Self {
            as_of,
            offers: count(plan.offers),
            demands: count(plan.demands),
            asked: plan.asked,
            served: proposal.served,
            score: proposal.score,
            weights: weighed(weights),
            least: weights.least(),
            rules: plan.rules.iter().map(|rule| RuleBody::new(rule, &plan.categories)).collect(),
            added_id: plan.usual.as_ref().map(|_| AddedOffer::entry().uuid()),
            usual: plan.usual.as_ref().map(|usual| PlanSumBody {
                served: usual.proposal.served,
                score: usual.proposal.score,
                left: count(usual.proposal.left.len()),
                weights: weighed(&usual.weights),
                least: usual.weights.least(),
                differences: usual.differences.iter().map(PairDifferenceBody::from).collect(),
            }),
            pairs: proposal.pairs.iter().map(pair).collect(),
            left: proposal.left.iter().map(left).collect(),
            help: proposal.help.iter().map(|one| help((&plan.categories, &plan.divisions), one)).collect(),
            entries: plan.entries.iter().map(EntryRow::from).collect(),
        }
    }
}

pub(super) fn help((categories, divisions): (&[Category], &[DivisionRef]), help: &Help) -> HelpBody {
    match help {
        Help::More { offer, served } => HelpBody {
            kind: "more",
            offer_id: Some(offer.uuid()),
            category: None,
            division: None,
            times_text: None,
            demands: None,
            served: *served,
        },
        Help::New { category, division, times, demands, served } => {
            let name = categories.iter().find(|known| known.id == *category);
            let place = divisions.iter().find(|known| known.id == *division);
            HelpBody {
                kind: "new",
                offer_id: None,
                category: name.map(|known| Named::new(known.id.uuid(), known.name.as_str())),
                division: place.map(|known| Named::new(known.id.uuid(), known.name.clone())),
                times_text: Some(times.clone()),
                demands: Some(*demands),
                served: *served,
            }
        }
    }
}

/// Other weights than the usual ones; absent ones stay.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PlanParams {
    /// The demands that lie in this division or below it.
    pub within: Option<Uuid>,
    /// What if this unit offered nothing.
    pub without_unit_id: Option<Uuid>,
    pub category: Option<i64>,
    pub text: Option<i64>,
    pub nearness: Option<i64>,
    pub times: Option<i64>,
    pub capacity: Option<i64>,
    pub evaluations: Option<i64>,
    pub balance: Option<i64>,
    pub least: Option<i64>,
    /// What if there were one offer more: of this category, there, so much of it; at any time when none is said.
    pub added_category_id: Option<Uuid>,
    pub added_division_id: Option<Uuid>,
    pub added_quantity: Option<i64>,
    pub added_measure: Option<String>,
    /// As `times_text` of an entry.
    pub added_times: Option<String>,
    pub added_title: Option<String>,
}

impl PlanParams {
    fn added(&self) -> Result<Option<AddedOffer>, service::Error> {
        let (Some(category), Some(division)) = (self.added_category_id, self.added_division_id) else {
            return Ok(None);
        };
        let measure = self.added_measure.as_deref().unwrap_or_default();
        Ok(Some(AddedOffer {
            category: CategoryId::new(category),
            division: DivisionId::new(division),
            quantity: Quantity::new(self.added_quantity.unwrap_or(1), measure)?,
            times: Times::parse(self.added_times.as_deref().unwrap_or_default())?,
            title: self.added_title.clone().unwrap_or_default(),
        }))
    }

    /// Weights that are not given are the district's.
    fn what_if(&self, usual: Weights) -> Result<WhatIf, service::Error> {
        let given = [
            self.category,
            self.text,
            self.nearness,
            self.times,
            self.capacity,
            self.evaluations,
            self.balance,
        ];
        let mut parts = usual.parts();
        for (weight, given) in parts.iter_mut().zip(given) {
            *weight = given.unwrap_or(*weight);
        }
        let weights = Weights::new(parts, self.least.unwrap_or(usual.least()))?;
        Ok(WhatIf {
            weights: (weights != usual).then_some(weights),
            without: self.without_unit_id.map(UnitId::new),
            added: self.added()?,
        })
    }
}

#[utoipa::path(get, path = "/match-plan", operation_id = "show_match_plan", tag = "exchange", params(PlanParams, OnDay), responses((status = 200, body = PlanBody)))]
pub async fn show(
    State(app): State<App>,
    Signed(caller): Signed,
    Params(params): Params<PlanParams>,
    Params(day): Params<OnDay>,
) -> Answer<PlanBody> {
    let mut view = app.lianhe.view(&caller, day.as_of).await?;
    let usual = match_rules(&mut view).await?.weights.weights;
    let what_if = params.what_if(usual)?;
    let plan = show_plan(&mut view, params.within.map(DivisionId::new), what_if).await?;
    Ok(Json(PlanBody::new(&plan, view.as_of)))
}

#[derive(Serialize, ToSchema)]
pub struct SuggestionBody {
    pub entry: EntryRow,
    pub score: i64,
    pub reasons: Vec<ReasonBody>,
    pub rules: Vec<AppliedBody>,
}

impl From<Suggestion> for SuggestionBody {
    fn from(suggestion: Suggestion) -> Self {
        Self {
            entry: EntryRow::from(&suggestion.partner),
            score: suggestion.pair.score,
            reasons: reasons(&suggestion.pair.fit, &suggestion.weights),
            rules: rules(&suggestion.applied),
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct SuggestionsBody {
    pub items: Vec<SuggestionBody>,
}

#[utoipa::path(get, path = "/entries/{id}/suggestions", operation_id = "suggest_partners", tag = "exchange", params(("id" = Uuid, Path), OnDay), responses((status = 200, body = SuggestionsBody)))]
pub async fn suggest(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Params(day): Params<OnDay>,
) -> Answer<SuggestionsBody> {
    let mut view = app.lianhe.view(&caller, day.as_of).await?;
    let items = suggestions(&mut view, EntryId::new(id)).await?;
    Ok(Json(SuggestionsBody { items: items.into_iter().map(SuggestionBody::from).collect() }))
}
