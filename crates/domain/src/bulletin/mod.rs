//! S6: bulletins (定期通报): drafted from the facts of a period, approved by the body's secretary, published to every unit that is a
//! member on that day, which confirms receipt and may say something item by item.
//!
//! To let a draft tell of one more thing: add it to [`PeriodFacts`] and a section for it to [`compose`].

mod compose;

pub use compose::{FigureChange, Handled, Held, PeriodFacts, SeatChange, Section, compose, title_of};

use chrono::NaiveDate;

use crate::rule::{Refusal, Rule};

crate::words! {
    pub enum BulletinState {
        Draft = "draft", "草稿";
        Approved = "approved", "已审批";
        Published = "published", "已发布";
        Withdrawn = "withdrawn", "已撤回";
    }
}

crate::words! {
    /// What is done to a bulletin.
    pub enum BulletinStep {
        Edit = "edit", "修改";
        Approve = "approve", "审批";
        Publish = "publish", "发布";
        Withdraw = "withdraw", "撤回";
    }
}

impl BulletinState {
    /// Where a step leads. Approval is of a text: another text takes it back to a draft.
    ///
    /// # Errors
    /// Refuses a step that does not follow from the state.
    pub fn after(self, step: BulletinStep) -> Result<Self, Refusal> {
        use BulletinStep as S;
        match (self, step) {
            (Self::Draft | Self::Approved, S::Edit) => Ok(Self::Draft),
            (Self::Draft, S::Approve) => Ok(Self::Approved),
            (Self::Approved, S::Publish) => Ok(Self::Published),
            (Self::Draft | Self::Approved | Self::Published, S::Withdraw) => Ok(Self::Withdrawn),
            _ => Err(Refusal::new(Rule::BulletinStep, "id").with(self.term())),
        }
    }
}

crate::words! {
    pub enum OpinionKind {
        Opinion = "opinion", "意见";
        Suggestion = "suggestion", "建议";
    }
}

crate::words! {
    pub enum OpinionState {
        Open = "open", "待答复";
        Answered = "answered", "已答复";
        Closed = "closed", "已办结";
    }
}

impl OpinionState {
    pub const fn of(answered: Option<NaiveDate>, closed: Option<NaiveDate>) -> Self {
        match (answered, closed) {
            (_, Some(_)) => Self::Closed,
            (Some(_), None) => Self::Answered,
            (None, None) => Self::Open,
        }
    }

    /// # Errors
    /// Refuses what was answered already.
    pub fn check_answer(self, answered: Option<NaiveDate>) -> Result<(), Refusal> {
        match (self, answered) {
            (Self::Open, _) => Ok(()),
            (_, on) => {
                let on = on.map(|on| on.to_string()).unwrap_or_default();
                Err(Refusal::new(Rule::OpinionAnswered, "answer").with(on))
            }
        }
    }

    /// # Errors
    /// Refuses to close what has no answer, or is closed.
    pub fn check_close(self) -> Result<(), Refusal> {
        match self {
            Self::Answered => Ok(()),
            Self::Open | Self::Closed => Err(Refusal::new(Rule::OpinionClose, "id").with(self.term())),
        }
    }
}

/// By how many working days an opinion is to be answered where the charter says nothing.
pub const ANSWER_DAYS: i64 = 7;

/// # Errors
/// Refuses a period that is none, or that has not begun.
pub fn check_period(from: NaiveDate, to: NaiveDate, today: NaiveDate) -> Result<(), Refusal> {
    if to <= from {
        return Err(Refusal::new(Rule::PeriodReversed, "period_to").with(to));
    }
    if from > today {
        return Err(Refusal::new(Rule::InFuture, "period_from").with(from));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn step() -> impl Strategy<Value = BulletinStep> {
        prop::sample::select(BulletinStep::ALL.to_vec())
    }

    proptest! {
        /// Whatever is tried: nothing is published that was not approved after its last edit, and what was withdrawn stays so.
        #[test]
        fn only_an_approved_text_is_published(steps in prop::collection::vec(step(), 0..20)) {
            let (mut state, mut approved) = (BulletinState::Draft, false);
            for step in steps {
                let Ok(next) = state.after(step) else { continue };
                prop_assert_ne!(state, BulletinState::Withdrawn);
                match step {
                    BulletinStep::Edit => approved = false,
                    BulletinStep::Approve => approved = true,
                    BulletinStep::Publish => prop_assert!(approved),
                    BulletinStep::Withdraw => {}
                }
                state = next;
            }
        }
    }

    #[test]
    fn an_opinion_is_answered_once_and_closed_after_that() {
        let day = NaiveDate::from_ymd_opt(2026, 3, 2);
        assert!(OpinionState::of(None, None).check_answer(None).is_ok());
        assert!(OpinionState::of(day, None).check_answer(day).is_err());
        assert!(OpinionState::of(None, None).check_close().is_err());
        assert!(OpinionState::of(day, None).check_close().is_ok());
        assert!(OpinionState::of(day, day).check_close().is_err());
    }

    #[test]
    fn a_period_has_begun_and_ends_after_it_began() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        assert!(check_period(day("2026-01-01"), day("2026-04-01"), day("2026-03-18")).is_ok());
        assert!(check_period(day("2026-04-01"), day("2026-04-01"), day("2026-05-18")).is_err());
        assert!(check_period(day("2026-04-01"), day("2026-07-01"), day("2026-03-18")).is_err());
    }
}
