//! `GET /match-rules`: the weights and rules of the district, for everybody. `PUT /match-weights`, `POST /match-rules`,
//! `PUT /match-rules/{id}`: the district sets them.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use domain::exchange::Category;
use domain::exchange::matching::{Effect, EffectKind, MatchRule, Weights};
use domain::id::{CategoryId, MatchRuleId};
use domain::rule::{Refusal, Rule};
use serde::{Deserialize, Serialize};
use service::access::Caller;
use service::exchange::plan::{MatchRules, SetMatchRule, SetMatchWeights, match_rules};
use utoipa::ToSchema;
use uuid::Uuid;

use super::plan::{WeightBody, weighed};
use crate::caller::{Body, Id, Signed};
use crate::problem::Problem;
use crate::router::App;
use crate::wire::{Answer, DeclineReasonWord, EffectKindWord, Named, PartWord, word};

/// `pair`: for `days` after a decline for `reason` the pair loses `deduct` points, 1000 rule it out. `taker`: for `days` after its
/// owner declined anything for `reason`, `part` counts `percent` %. `categories`: offers of one category lose `deduct` points for
/// demands of another.
#[derive(Serialize, ToSchema)]
pub struct RuleBody {
    pub id: Uuid,
    pub version: i64,
    pub active: bool,
    pub effect: EffectKindWord,
    pub reason: Option<DeclineReasonWord>,
    pub part: Option<PartWord>,
    pub percent: Option<i64>,
    pub deduct: Option<i64>,
    pub days: Option<i64>,
    pub offer_category: Option<Named>,
    pub demand_category: Option<Named>,
}

impl RuleBody {
    pub(super) fn new(rule: &MatchRule, categories: &[Category]) -> Self {
        let named = |id: CategoryId| {
            let found = categories.iter().find(|known| known.id == id);
            Named::new(id.uuid(), found.map(|known| known.name.as_str().to_owned()).unwrap_or_default())
        };
        let bare = Self {
            id: rule.id.uuid(),
            version: rule.version,
            active: rule.active,
            effect: word(rule.effect.kind()),
            reason: None,
            part: None,
            percent: None,
            deduct: None,
            days: None,
            offer_category: None,
            demand_category: None,
        };
        match rule.effect {
            Effect::Pair { reason, deduct, days } => {
                Self { reason: Some(word(reason)), deduct: Some(deduct), days: Some(days), ..bare }
            }
            Effect::Taker { reason, part, percent, days } => Self {
                reason: Some(word(reason)),
                part: Some(word(part)),
                percent: Some(percent),
                days: Some(days),
                ..bare
            },
            Effect::Categories { offer, demand, deduct } => Self {
                offer_category: Some(named(offer)),
                demand_category: Some(named(demand)),
                deduct: Some(deduct),
                ..bare
            },
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct MatchRulesBody {
    /// Of the weights; 0 until the district has set its own.
    pub version: i64,
    pub weights: Vec<WeightBody>,
    /// A pair of a lower score is not proposed.
    pub least: i64,
    pub changed_on: Option<NaiveDate>,
    /// Why the district set them so.
    pub reason: Option<String>,
    /// What comes with the product.
    pub shipped: Vec<WeightBody>,
    pub shipped_least: i64,
    pub rules: Vec<RuleBody>,
    pub may_edit: bool,
}

impl From<MatchRules> for MatchRulesBody {
    fn from(found: MatchRules) -> Self {
        let shipped = Weights::default();
        let (changed_on, reason) = found.weights.changed.unzip();
        Self {
            version: found.weights.version,
            weights: weighed(&found.weights.weights),
            least: found.weights.weights.least(),
            changed_on,
            reason,
            shipped: weighed(&shipped),
            shipped_least: shipped.least(),
            rules: found.rules.iter().map(|rule| RuleBody::new(rule, &found.categories)).collect(),
            may_edit: found.may_edit,
        }
    }
}

async fn all(app: &App, caller: &Caller) -> Answer<MatchRulesBody> {
    let mut view = app.lianhe.view(caller, None).await?;
    Ok(Json(match_rules(&mut view).await?.into()))
}

#[utoipa::path(get, path = "/match-rules", operation_id = "show_match_rules", tag = "exchange", responses((status = 200, body = MatchRulesBody)))]
pub async fn show(State(app): State<App>, Signed(caller): Signed) -> Answer<MatchRulesBody> {
    all(&app, &caller).await
}

#[derive(Deserialize, ToSchema)]
pub struct MatchWeightsRequest {
    /// The version that was read.
    pub version: i64,
    pub category: i64,
    pub text: i64,
    pub nearness: i64,
    pub times: i64,
    pub capacity: i64,
    pub evaluations: i64,
    pub balance: i64,
    pub least: i64,
    pub reason: String,
}

#[utoipa::path(put, path = "/match-weights", operation_id = "set_match_weights", tag = "exchange", request_body = MatchWeightsRequest, responses((status = 200, body = MatchRulesBody)))]
pub async fn weigh(
    State(app): State<App>,
    Signed(caller): Signed,
    Body(asked): Body<MatchWeightsRequest>,
) -> Answer<MatchRulesBody> {
    let parts = [
        asked.category,
        asked.text,
        asked.nearness,
        asked.times,
        asked.capacity,
        asked.evaluations,
        asked.balance,
    ];
    let weights = Weights::new(parts, asked.least).map_err(service::Error::from)?;
    let command = SetMatchWeights { version: asked.version, weights, reason: asked.reason };
    app.lianhe.write(&caller, command).await?;
    all(&app, &caller).await
}

#[derive(Deserialize, ToSchema)]
pub struct MatchRuleRequest {
    /// The version that was read, of a rule that is there.
    pub version: Option<i64>,
    pub active: bool,
    pub effect: EffectKindWord,
    /// After declines for which reason: of `pair` and `taker`.
    pub decline_reason: Option<DeclineReasonWord>,
    pub part: Option<PartWord>,
    pub percent: Option<i64>,
    pub deduct: Option<i64>,
    pub days: Option<i64>,
    pub offer_category_id: Option<Uuid>,
    pub demand_category_id: Option<Uuid>,
    /// Why the rule is made or changed.
    pub reason: String,
}

impl MatchRuleRequest {
    fn effect(&self) -> Result<Effect, service::Error> {
        let missing = |rule, field| service::Error::from(Refusal::new(rule, field).with(""));
        let reason = || {
            self.decline_reason.map(|word| word.0).ok_or_else(|| missing(Rule::WordUnknown, "decline_reason"))
        };
        let days = || self.days.ok_or_else(|| missing(Rule::MatchDays, "days"));
        let deduct = || self.deduct.ok_or_else(|| missing(Rule::MatchLeast, "deduct"));
        let category = |id: Option<Uuid>, field| {
            id.map(CategoryId::new).ok_or_else(|| missing(Rule::CategoryUnknown, field))
        };
        Ok(match self.effect.0 {
            EffectKind::Pair => Effect::Pair { reason: reason()?, deduct: deduct()?, days: days()? },
            EffectKind::Taker => Effect::Taker {
                reason: reason()?,
                part: self.part.map(|word| word.0).ok_or_else(|| missing(Rule::WordUnknown, "part"))?,
                percent: self.percent.ok_or_else(|| missing(Rule::MatchPercent, "percent"))?,
                days: days()?,
            },
            EffectKind::Categories => Effect::Categories {
                offer: category(self.offer_category_id, "offer_category_id")?,
                demand: category(self.demand_category_id, "demand_category_id")?,
                deduct: deduct()?,
            },
        })
    }

    fn command(self, id: Option<MatchRuleId>) -> Result<SetMatchRule, Problem> {
        let known = id.map(|id| (id, self.version.unwrap_or_default()));
        Ok(SetMatchRule { known, active: self.active, effect: self.effect()?, reason: self.reason })
    }
}

#[utoipa::path(post, path = "/match-rules", operation_id = "create_match_rule", tag = "exchange", request_body = MatchRuleRequest, responses((status = 201, body = MatchRulesBody)))]
pub async fn create(
    State(app): State<App>,
    Signed(caller): Signed,
    Body(asked): Body<MatchRuleRequest>,
) -> Result<(StatusCode, Json<MatchRulesBody>), Problem> {
    app.lianhe.write(&caller, asked.command(None)?).await?;
    Ok((StatusCode::CREATED, all(&app, &caller).await?))
}

#[utoipa::path(put, path = "/match-rules/{id}", operation_id = "edit_match_rule", tag = "exchange", params(("id" = Uuid, Path)), request_body = MatchRuleRequest, responses((status = 200, body = MatchRulesBody)))]
pub async fn edit(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(asked): Body<MatchRuleRequest>,
) -> Answer<MatchRulesBody> {
    app.lianhe.write(&caller, asked.command(Some(MatchRuleId::new(id)))?).await?;
    all(&app, &caller).await
}
