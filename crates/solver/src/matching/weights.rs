//! One integer for all aims.
//!
//! Two plans differ by cycles of the flow network, and a simple cycle passes the sink once: it takes at most
//! one unit of demand out of service for each it brings in, changes at most two loads, and exchanges at most
//! as many scores as there are supplies or demands on it. So the weight of a priority class needs to exceed
//! the next one's only by what one such cycle can gain in score and balance, not by the sum over all
//! demands, and the weights stay small enough for 64 bits.

use super::{Aim, Instance, MatchError, reasons::Gain};
use crate::flow::FlowError;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weights {
    /// The priorities that occur, first class first.
    pub classes: Vec<i64>,
    /// The weight of one point of score.
    pub point: i64,
    /// By how much each class outweighs the next, and the last one outweighs any score; 0 when the score is
    /// the only aim.
    pub step: i64,
    pub highest_score: i64,
}

impl Weights {
    pub fn of(instance: &Instance) -> Result<Self, MatchError> {
        let overflow = MatchError::Flow(FlowError::Overflow);
        let mut classes: Vec<i64> = instance.demands.iter().map(|demand| demand.priority).collect();
        classes.sort_unstable();
        classes.dedup();
        let highest_score = instance.pairs.iter().map(|pair| pair.score).max().unwrap_or(0);
        let balance = 2 * i64::from(instance.balance_slices);
        let point = balance + 1;
        let most = instance.supplies.len().min(instance.demands.len()) as i64 + 1;
        let step = match instance.aim {
            Aim::Score => Some(0),
            Aim::ServedFirst => point
                .checked_mul(highest_score)
                .and_then(|top| top.checked_mul(most)?.checked_add(balance + 1)),
        };
        let step = step.ok_or_else(|| overflow.clone())?;
        let top = point.checked_mul(highest_score).zip(step.checked_mul(classes.len() as i64));
        top.and_then(|(score, class)| score.checked_add(class)).ok_or(overflow)?;
        Ok(Self { classes, point, step, highest_score })
    }

    pub fn class(&self, priority: i64) -> usize {
        self.classes.partition_point(|&other| other < priority)
    }

    /// What leaving one unit of this priority unserved costs, beyond the score it does not earn.
    pub fn unserved(&self, priority: i64) -> i64 {
        self.step * (self.classes.len() - self.class(priority)) as i64
    }

    /// Splits a price into the aims it is made of.
    pub fn gain(&self, price: i64) -> Gain {
        let classes = if self.step == 0 { 0 } else { (price + self.step / 2).div_euclid(self.step) };
        let rest = price - classes * self.step;
        Gain { classes, score: (rest + self.point / 2).div_euclid(self.point) }
    }
}
