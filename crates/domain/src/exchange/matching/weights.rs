//! How much each part counts. Data of a district that anybody may read.

use serde::{Deserialize, Serialize};

use crate::rule::{Refusal, Rule};

/// The points of a part, and of a whole score, at most.
pub const WHOLE: i64 = 1000;

crate::words! {
    /// What speaks for a pair.
    pub enum Part {
        Category = "category", "类别相近";
        Text = "text", "文字相近";
        Nearness = "nearness", "距离";
        Times = "times", "时间重合";
        Capacity = "capacity", "数量匹配";
        Evaluations = "evaluations", "以往评价";
        Balance = "balance", "均衡承担";
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weights {
    /// In the order of [`Part::ALL`].
    parts: [i64; 7],
    /// A pair with a lower score is not proposed.
    least: i64,
}

impl Default for Weights {
    fn default() -> Self {
        Self { parts: [30, 30, 12, 10, 8, 5, 5], least: 450 }
    }
}

impl Weights {
    const MOST: i64 = 100;

    /// # Errors
    /// Refuses a weight outside 0–100, all of them 0, and a threshold outside 0–1000.
    pub fn new(parts: [i64; 7], least: i64) -> Result<Self, Refusal> {
        for (part, weight) in Part::ALL.iter().zip(parts) {
            if !(0..=Self::MOST).contains(&weight) {
                return Err(Refusal::new(Rule::MatchWeight, part.word()).with(weight));
            }
        }
        if parts.iter().all(|weight| *weight == 0) {
            return Err(Refusal::new(Rule::MatchWeight, Part::Category.word()).with(0));
        }
        if !(0..=WHOLE).contains(&least) {
            return Err(Refusal::new(Rule::MatchLeast, "least").with(least));
        }
        Ok(Self { parts, least })
    }

    pub const fn of(&self, part: Part) -> i64 {
        self.parts[part as usize]
    }

    pub const fn parts(&self) -> [i64; 7] {
        self.parts
    }

    pub const fn least(&self) -> i64 {
        self.least
    }

    pub fn total(&self) -> i64 {
        self.parts.iter().sum()
    }
}
