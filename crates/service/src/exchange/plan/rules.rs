//! Weights and rules: everybody reads them, the district sets them.

use domain::access::{Operation, Place};
use domain::exchange::Category;
use domain::exchange::matching::{Effect, MatchRule, Part, Weights};
use domain::id::{CategoryId, MatchRuleId};
use domain::journal::{ObjectRef, ObjectType};
use domain::rule::{Refusal, Rule};
use serde_json::{Value, json};
use storage::exchange::weights::SetWeights;
use storage::exchange::{category, weights};

use crate::work::{check_bumped, check_reason};
use crate::{Error, Result, View, Work, Write};

pub struct MatchRules {
    pub weights: SetWeights,
    pub rules: Vec<MatchRule>,
    pub categories: Vec<Category>,
    pub may_edit: bool,
}

/// # Errors
/// `NotFound` for those who see no lists.
pub async fn match_rules(view: &mut View<'_>) -> Result<MatchRules> {
    let (district, own) = (view.district(), view.caller.actor.place);
    view.authorise(Operation::EntryView, &own)?;
    Ok(MatchRules {
        weights: weights::weights(&mut view.conn, district).await?,
        rules: weights::rules(&mut view.conn, district).await?,
        categories: category::all(&mut view.conn, district).await?,
        may_edit: view.caller.actor.may(Operation::MatchRules, &Place::district(district)),
    })
}

pub struct SetMatchWeights {
    /// The version that was read; 0 of the shipped ones.
    pub version: i64,
    pub weights: Weights,
    pub reason: String,
}

impl Write for SetMatchWeights {
    type Output = ();

    async fn run(self, work: &mut Work<'_>) -> Result<()> {
        let (district, today) = (work.district(), work.today());
        work.authorise(Operation::MatchRules, &Place::district(district))?;
        let reason = check_reason(&self.reason)?;
        let old = weights::weights(work.tx, district).await?;
        if old.weights == self.weights {
            return Err(Refusal::new(Rule::NothingChanged, "weights").into());
        }
        let set = weights::set(work.tx, district, (&self.weights, self.version), (today, &reason)).await?;
        check_bumped(set)?;
        let values = (Some(said(&old.weights)), Some(said(&self.weights)));
        let name = ObjectType::MatchWeights.term().to_owned();
        let object = ObjectRef { kind: ObjectType::MatchWeights, id: district.uuid(), name };
        work.journal(Operation::MatchRules, object, values, Some(reason)).await
    }
}

fn said(weights: &Weights) -> Value {
    let parts = Part::ALL.iter().map(|part| (part.word().to_owned(), Value::from(weights.of(*part))));
    let mut values: serde_json::Map<String, Value> = parts.collect();
    values.insert("least".to_owned(), weights.least().into());
    Value::Object(values)
}

/// Makes a rule, changes one, or switches it on or off.
pub struct SetMatchRule {
    /// Which one, and the version that was read; none makes a new one.
    pub known: Option<(MatchRuleId, i64)>,
    pub active: bool,
    pub effect: Effect,
    pub reason: String,
}

impl Write for SetMatchRule {
    type Output = ();

    async fn run(self, work: &mut Work<'_>) -> Result<()> {
        let district = work.district();
        work.authorise(Operation::MatchRules, &Place::district(district))?;
        let reason = check_reason(&self.reason)?;
        self.effect.check()?;
        let categories = category::settled(work.tx, district).await?;
        if let Effect::Categories { offer, demand, .. } = self.effect {
            for (field, id) in [("offer_category_id", offer), ("demand_category_id", demand)] {
                if !categories.iter().any(|known| known.id == id) {
                    return Err(Refusal::new(Rule::CategoryUnknown, field).with(id).into());
                }
            }
        }
        let all = weights::settled(work.tx, district).await?;
        let old = match self.known {
            None => None,
            Some((id, _)) => Some(all.iter().find(|known| known.id == id).ok_or(Error::NotFound)?),
        };
        let made = MatchRule {
            id: old.map_or_else(|| MatchRuleId::new(work.ids.uuid()), |old| old.id),
            // What was only shipped is version 0 on the page and is kept as 1.
            version: self.known.map_or(1, |(_, version)| version.max(1)),
            active: self.active,
            effect: self.effect,
        };
        if old.is_some_and(|old| (old.active, old.effect) == (made.active, made.effect)) {
            return Err(Refusal::new(Rule::NothingChanged, "effect").into());
        }
        match old {
            Some(_) => check_bumped(weights::update(work.tx, district, &made).await?)?,
            None => weights::insert(work.tx, district, &made, all.len()).await?,
        }
        let values = (old.map(|old| of_rule(old, &categories)), Some(of_rule(&made, &categories)));
        let name = made.effect.kind().term().to_owned();
        let object = ObjectRef { kind: ObjectType::MatchRule, id: made.id.uuid(), name };
        work.journal(Operation::MatchRules, object, values, Some(reason)).await
    }
}

fn of_rule(rule: &MatchRule, categories: &[Category]) -> Value {
    let name =
        |id: CategoryId| categories.iter().find(|known| known.id == id).map(|known| known.name.clone());
    match rule.effect {
        Effect::Pair { reason, deduct, days } => {
            json!({ "active": rule.active, "effect": rule.effect.kind().word(),
            "reason": reason.word(), "deduct": deduct, "days": days })
        }
        Effect::Taker { reason, part, percent, days } => json!({ "active": rule.active,
            "effect": rule.effect.kind().word(), "reason": reason.word(), "part": part.word(), "percent": percent,
            "days": days }),
        Effect::Categories { offer, demand, deduct } => json!({ "active": rule.active,
            "effect": rule.effect.kind().word(), "offer_category": name(offer), "demand_category": name(demand),
            "deduct": deduct }),
    }
}
