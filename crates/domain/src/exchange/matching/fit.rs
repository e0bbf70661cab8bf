//! The facts of a pair, what rules it out, and its score.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Part, WHOLE, Weights};
use crate::exchange::{Audience, CategoryPath, Owner, Reach, Spot, Times, Urgency};
use crate::id::{DivisionId, EntryId};

/// What a resource or a service project brings into a match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    pub entry: EntryId,
    pub owner: Owner,
    pub category: CategoryPath,
    pub spot: Spot,
    /// Longitude and latitude in millionths of a degree, where the division's place is known.
    pub at: Option<(i64, i64)>,
    pub reach: Reach,
    pub times: Times,
    pub audience: Vec<Audience>,
    pub valid: (NaiveDate, Option<NaiveDate>),
    pub amount: i64,
    pub free: i64,
    pub measure: String,
    /// Of a military or police unit.
    pub sensitive: bool,
    /// The mean of past evaluations of its owner, 100 to 500, if there are any.
    pub evaluated: Option<i64>,
}

/// What a demand asks of a match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Needed {
    pub entry: EntryId,
    pub owner: Owner,
    pub category: CategoryPath,
    pub spot: Spot,
    pub at: Option<(i64, i64)>,
    pub reach: Reach,
    pub times: Times,
    pub audience: Vec<Audience>,
    pub valid: (NaiveDate, Option<NaiveDate>),
    pub open: i64,
    pub measure: String,
    pub urgency: Urgency,
    /// Where it is needed.
    pub division: DivisionId,
    /// Asked by an enterprise for itself.
    pub enterprise: bool,
}

crate::words! {
    /// Why a pair is out of the question.
    pub enum Bar {
        Own = "own", "供需为同一主体";
        Sensitivity = "sensitivity", "军警单位资源不对接企业自身需求";
        Validity = "validity", "有效期不重合";
        Reach = "reach", "不在服务范围内";
        Audience = "audience", "服务对象不符";
        Times = "times", "时间不重合";
        Capacity = "capacity", "已无余量";
        Measure = "measure", "计量单位不同";
        Unlike = "unlike", "内容相差太远";
        Score = "score", "得分低于最低分";
        Declined = "declined", "此前已谢绝";
        Claimed = "claimed", "双方已在办理";
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Near {
    SameCommunity,
    SameStreet,
    Metres(i64),
    Unknown,
}

/// The facts of a pair that is possible. All that is shown of it follows from these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fit {
    /// 0 for the same category, 3 for different groups.
    pub distance: u8,
    /// Likeness of the wording, of 1000.
    pub text: i64,
    pub near: Near,
    /// Minutes of a usual week that both have; none where one says any time.
    pub shared_minutes: Option<u32>,
    pub wanted_minutes: u32,
    pub free: i64,
    pub open: i64,
    pub evaluated: Option<i64>,
    /// How much of the offer is promised already, of 1000.
    pub promised: i64,
    /// Points lost by rules.
    pub deducted: i64,
    /// How many percent of its weight each part counts by rules, in the order of [`Part::ALL`].
    pub percent: [i16; 7],
}

/// Different groups of categories need at least this likeness of wording to be thought of.
pub const UNLIKE: i64 = 120;

/// # Errors
/// The first condition that the pair does not meet.
pub fn weigh(offer: &Offered, need: &Needed, text: i64, today: NaiveDate) -> Result<Fit, Bar> {
    let check = |met: bool, bar: Bar| if met { Ok(()) } else { Err(bar) };
    check(offer.owner != need.owner, Bar::Own)?;
    check(!(offer.sensitive && need.enterprise), Bar::Sensitivity)?;
    check(valid_together(offer.valid, need.valid, today), Bar::Validity)?;
    let within = offer.reach.covers(offer.spot, need.spot) && need.reach.covers(need.spot, offer.spot);
    check(within, Bar::Reach)?;
    let everybody = offer.audience.is_empty() || need.audience.is_empty();
    check(everybody || need.audience.iter().any(|one| offer.audience.contains(one)), Bar::Audience)?;
    let shared_minutes = offer.times.shared_minutes(&need.times);
    check(shared_minutes != Some(0), Bar::Times)?;
    check(offer.free > 0 && need.open > 0, Bar::Capacity)?;
    check(offer.measure == need.measure, Bar::Measure)?;
    let distance = offer.category.distance(need.category);
    check(distance < 3 || text >= UNLIKE, Bar::Unlike)?;
    Ok(Fit {
        distance,
        text,
        near: near(offer, need),
        shared_minutes,
        wanted_minutes: need.times.week_minutes(),
        free: offer.free,
        open: need.open,
        evaluated: offer.evaluated,
        promised: WHOLE * (offer.amount - offer.free) / offer.amount.max(1),
        deducted: 0,
        percent: [100; 7],
    })
}

type Valid = (NaiveDate, Option<NaiveDate>);

/// Whether there is a day from today on that lies in both periods.
fn valid_together(a: Valid, b: Valid, today: NaiveDate) -> bool {
    let from = a.0.max(b.0).max(today);
    [a.1, b.1].into_iter().flatten().all(|until| from <= until)
}

fn near(offer: &Offered, need: &Needed) -> Near {
    let same = |a: Option<_>, b: Option<_>| a.is_some() && a == b;
    if same(offer.spot.community, need.spot.community) {
        return Near::SameCommunity;
    }
    if same(offer.spot.street, need.spot.street) {
        return Near::SameStreet;
    }
    match (offer.at, need.at) {
        (Some(here), Some(there)) => Near::Metres(metres(here, there)),
        _ => Near::Unknown,
    }
}

/// Good enough within a city: a flat earth, degrees of longitude shortened for the latitude in whole numbers.
fn metres(a: (i64, i64), b: (i64, i64)) -> i64 {
    // The cosine of 0°, 5° … 90° in thousandths.
    const COSINE: [i64; 19] =
        [1000, 996, 985, 966, 940, 906, 866, 819, 766, 707, 643, 574, 500, 423, 342, 259, 174, 87, 0];
    let band = usize::try_from((a.1.abs() + 2_500_000) / 5_000_000).unwrap_or(0).min(18);
    let (x, y) = ((a.0 - b.0) * COSINE[band] / 1000 * 111 / 1000, (a.1 - b.1) * 111 / 1000);
    (x * x + y * y).isqrt()
}

impl Fit {
    /// The points of each part, 0 to 1000.
    pub fn points(&self, part: Part) -> i64 {
        match part {
            Part::Category => [WHOLE, 700, 350, 0][usize::from(self.distance.min(3))],
            // Half the wording in common is all that two authors ever have.
            Part::Text => (self.text * 2).min(WHOLE),
            Part::Nearness => match self.near {
                Near::SameCommunity => WHOLE,
                Near::SameStreet => 750,
                Near::Metres(metres) => (600 - metres / 25).max(0),
                Near::Unknown => 300,
            },
            Part::Times => match self.shared_minutes {
                None => 700,
                Some(shared) => WHOLE * i64::from(shared) / i64::from(self.wanted_minutes.max(1)),
            },
            Part::Capacity => WHOLE * self.free.min(self.open) / self.open.max(1),
            Part::Evaluations => self.evaluated.map_or(600, |mean| (mean - 100) * WHOLE / 400),
            Part::Balance => WHOLE - self.promised,
        }
        .clamp(0, WHOLE)
    }

    /// What a part counts in this pair.
    pub fn weight(&self, part: Part, weights: &Weights) -> i64 {
        weights.of(part) * i64::from(self.percent[part as usize]) / 100
    }

    /// The weighted mean of all points, less what rules deduct.
    pub fn score(&self, weights: &Weights) -> i64 {
        let (mut sum, mut total) = (0, 0);
        for &part in Part::ALL {
            let weight = self.weight(part, weights);
            (sum, total) = (sum + weight * self.points(part), total + weight);
        }
        (sum / total.max(1) - self.deducted).max(0)
    }
}
