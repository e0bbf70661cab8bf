//! What earlier declines, and what a district knows of its categories, do to scores: rules that a district edits and anybody
//! reads, never hidden ones.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Fit, Needed, Offered, Part, WHOLE};
use crate::exchange::{CategoryPath, Owner};
use crate::id::{CategoryId, EntryId, MatchRuleId};
use crate::rule::{Refusal, Rule};

crate::words! {
    /// Why somebody did not want a pair.
    pub enum DeclineReason {
        Unsuitable = "unsuitable", "内容不合适";
        Time = "time", "时间不合适";
        Capacity = "capacity", "能力不足";
        Distance = "distance", "路程太远";
        Other = "other", "其他";
    }
}

crate::words! {
    pub enum EffectKind {
        Pair = "pair", "谢绝后该组合扣分";
        Taker = "taker", "谢绝后该单位一项权重加减";
        Categories = "categories", "类别之间扣分";
    }
}

/// What a rule does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Effect {
    /// For so many days after a decline of that reason the same pair loses so many points; all of them rule it out.
    Pair { reason: DeclineReason, deduct: i64, days: i64 },
    /// For so many days after its owner declined anything for that reason, a part counts so many percent for its offers.
    Taker { reason: DeclineReason, part: Part, percent: i64, days: i64 },
    /// Offers of one category (or group) lose points for demands of another.
    Categories { offer: CategoryId, demand: CategoryId, deduct: i64 },
}

impl Effect {
    const LONGEST: i64 = 3650;
    const HEAVIEST: i64 = 1000;

    pub const fn kind(&self) -> EffectKind {
        match self {
            Self::Pair { .. } => EffectKind::Pair,
            Self::Taker { .. } => EffectKind::Taker,
            Self::Categories { .. } => EffectKind::Categories,
        }
    }

    /// # Errors
    /// Refuses points outside 0–1000, percents outside 0–1000 and days outside ten years.
    pub fn check(&self) -> Result<(), Refusal> {
        let days_of = |days: i64| {
            let fits = (0..=Self::LONGEST).contains(&days);
            if fits { Ok(()) } else { Err(Refusal::new(Rule::MatchDays, "days").with(days)) }
        };
        let points = |deduct: i64| {
            let fits = (0..=WHOLE).contains(&deduct);
            if fits { Ok(()) } else { Err(Refusal::new(Rule::MatchLeast, "deduct").with(deduct)) }
        };
        match *self {
            Self::Pair { deduct, days, .. } => points(deduct).and_then(|()| days_of(days)),
            Self::Taker { percent, days, .. } => {
                if !(0..=Self::HEAVIEST).contains(&percent) {
                    return Err(Refusal::new(Rule::MatchPercent, "percent").with(percent));
                }
                days_of(days)
            }
            Self::Categories { deduct, .. } => points(deduct),
        }
    }
}

/// A rule of a district. One that is switched off stands on the page and does nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatchRule {
    pub id: MatchRuleId,
    pub version: i64,
    pub active: bool,
    pub effect: Effect,
}

impl MatchRule {
    /// The rules with which every district begins: a declined pair does not come again while its reason holds, and for whoever
    /// found a way too long or a time unfit, nearness or time counts more.
    pub fn shipped() -> Vec<Self> {
        use DeclineReason as R;
        let pair = |reason, days| Effect::Pair { reason, deduct: WHOLE, days };
        let taker = |reason, part| Effect::Taker { reason, part, percent: 200, days: 365 };
        let effects = [
            pair(R::Unsuitable, 365),
            pair(R::Time, 30),
            pair(R::Capacity, 30),
            pair(R::Distance, 365),
            pair(R::Other, 90),
            taker(R::Distance, Part::Nearness),
            taker(R::Time, Part::Times),
        ];
        let number =
            |n: u128| MatchRuleId::new(Uuid::from_u128(0x6d61_7463_685f_8000_8000_0000_0000_0000 | n));
        let rule = |(n, effect)| Self { id: number(n), version: 0, active: true, effect };
        (1u128..).zip(effects).map(rule).collect()
    }
}

/// That somebody did not want a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decline {
    pub offer: EntryId,
    pub demand: EntryId,
    /// Whose offer it was.
    pub taker: Owner,
    pub reason: DeclineReason,
    pub on: NaiveDate,
}

type Reasons = Vec<(DeclineReason, NaiveDate)>;

/// Earlier declines, found by pair and by owner.
#[derive(Debug, Clone, Default)]
pub struct Declines {
    pairs: HashMap<(EntryId, EntryId), Reasons>,
    takers: HashMap<Owner, Reasons>,
}

impl Declines {
    pub fn push(&mut self, decline: Decline) {
        let said = (decline.reason, decline.on);
        self.pairs.entry((decline.offer, decline.demand)).or_default().push(said);
        self.takers.entry(decline.taker).or_default().push(said);
    }
}

impl FromIterator<Decline> for Declines {
    fn from_iter<I: IntoIterator<Item = Decline>>(all: I) -> Self {
        let mut declines = Self::default();
        all.into_iter().for_each(|decline| declines.push(decline));
        declines
    }
}

/// A rule that counts for a pair on a day, and the decline that it follows from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Applied {
    pub rule: MatchRuleId,
    pub effect: Effect,
    pub declined_on: Option<NaiveDate>,
}

impl Applied {
    /// What it does, in Chinese and in English.
    pub fn sentence(&self) -> (String, String) {
        let on = self.declined_on.map(|on| on.to_string()).unwrap_or_default();
        match self.effect {
            Effect::Pair { reason, deduct, .. } => (
                format!("双方曾于{on}谢绝（{}），扣 {deduct} 分", reason.term()),
                format!("Declined on {on} ({}), {deduct} points less", reason.word()),
            ),
            Effect::Taker { reason, part, percent, .. } => (
                format!("承接方曾于{on}谢绝（{}），“{}”的权重按 {percent}% 计", reason.term(), part.term()),
                format!(
                    "Its owner declined on {on} ({}): '{}' counts {percent}%",
                    reason.word(),
                    part.word()
                ),
            ),
            Effect::Categories { deduct, .. } => {
                (format!("按类别规则扣 {deduct} 分"), format!("{deduct} points less by a rule on categories"))
            }
        }
    }
}

/// The rules that count for a pair on a day: of those after declines the latest decline of each reason.
pub fn applied(
    (rules, declines): (&[MatchRule], &Declines),
    (offer, need): (&Offered, &Needed),
    day: NaiveDate,
) -> Vec<Applied> {
    let of_pair = declines.pairs.get(&(offer.entry, need.entry));
    let of_taker = declines.takers.get(&offer.owner);
    let last = |reasons: Option<&Reasons>, reason, days: i64| {
        let held = |on: &NaiveDate| {
            let until = on.checked_add_days(Days::new(days.unsigned_abs()));
            *on <= day && until.is_some_and(|until| day < until)
        };
        let of = reasons.into_iter().flatten().filter(|(other, _)| *other == reason).map(|(_, on)| *on);
        of.filter(held).max()
    };
    let is = |path: CategoryPath, id| path.group == id || path.kind == Some(id);
    let applies = |rule: &MatchRule| {
        let declined_on = match rule.effect {
            Effect::Pair { reason, deduct, days } if deduct > 0 => Some(last(of_pair, reason, days)?),
            Effect::Taker { reason, days, percent, .. } if percent != 100 => {
                Some(last(of_taker, reason, days)?)
            }
            Effect::Categories { offer: here, demand: there, deduct } if deduct > 0 => {
                (is(offer.category, here) && is(need.category, there)).then_some(None)?
            }
            _ => return None,
        };
        Some(Applied { rule: rule.id, effect: rule.effect, declined_on })
    };
    rules.iter().filter(|rule| rule.active).filter_map(applies).collect()
}

impl Fit {
    /// The pair as the rules have it: the hardest decline counts, category rules come on top, and of several percentages of one
    /// part the farthest from 100.
    #[must_use]
    pub fn under(mut self, rules: &[Applied]) -> Self {
        let (mut declined, mut categories) = (0, 0);
        for one in rules {
            match one.effect {
                Effect::Pair { deduct, .. } => declined = deduct.max(declined),
                Effect::Categories { deduct, .. } => categories += deduct,
                Effect::Taker { part, percent, .. } => {
                    let known = &mut self.percent[part as usize];
                    if (percent - 100).abs() > (i64::from(*known) - 100).abs() {
                        *known = i16::try_from(percent).unwrap_or(100);
                    }
                }
            }
        }
        self.deducted = (declined + categories).min(WHOLE);
        self
    }
}
