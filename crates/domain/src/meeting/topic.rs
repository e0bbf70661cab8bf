//! Topics: what somebody wants to be discussed. Whatever becomes of one, its proposer can see it; none is ever lost.

use chrono::NaiveDate;

use crate::id::TopicId;
use crate::rule::{Refusal, Rule};

crate::words! {
    pub enum TopicState {
        Proposed = "proposed", "待处理";
        Taken = "taken", "已列入会议";
        Merged = "merged", "已合并";
        NotTaken = "not_taken", "未采纳";
        Withdrawn = "withdrawn", "已撤回";
        Forwarded = "forwarded", "已提请上级";
        Answered = "answered", "已答复";
    }
}

crate::words! {
    pub enum TopicStepKind {
        Take = "take", "列入会议";
        Merge = "merge", "合并";
        Decline = "decline", "不采纳";
        Withdraw = "withdraw", "撤回";
        Release = "release", "退回待处理";
    }
}

/// A topic as its board knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Card {
    pub id: TopicId,
    pub state: TopicState,
    pub into: Option<TopicId>,
}

/// The topics of one body.
#[derive(Debug, Clone, Default)]
pub struct Board(Vec<Card>);

impl Board {
    pub const fn new(cards: Vec<Card>) -> Self {
        Self(cards)
    }

    pub fn cards(&self) -> &[Card] {
        &self.0
    }

    fn state(&self, id: TopicId) -> Option<TopicState> {
        self.0.iter().find(|card| card.id == id).map(|card| card.state)
    }

    /// Takes a step and answers with every topic that it changes: the topic itself first, then those merged into it that
    /// stand alone again, because what they were merged into is not going to be discussed.
    ///
    /// # Errors
    /// Refuses a step that does not follow from the topic's state, and a merger with a topic that is itself out.
    pub fn step(
        &mut self,
        id: TopicId,
        kind: TopicStepKind,
        into: Option<TopicId>,
    ) -> Result<Vec<Card>, Refusal> {
        use TopicState as S;
        use TopicStepKind as K;
        let state = self.state(id).ok_or_else(|| Refusal::new(Rule::TopicElsewhere, "id"))?;
        let wrong = || Refusal::new(Rule::TopicStep, "kind").with(state.term());
        let after = match (state, kind) {
            (S::Proposed, K::Take) => S::Taken,
            (S::Proposed | S::Taken, K::Merge) => S::Merged,
            (S::Proposed | S::Taken, K::Decline) => S::NotTaken,
            (S::Proposed, K::Withdraw) => S::Withdrawn,
            (S::Taken | S::Merged | S::NotTaken, K::Release) => S::Proposed,
            _ => return Err(wrong()),
        };
        let into = if kind == K::Merge { Some(self.head(id, into)?) } else { None };
        let mut changed = vec![Card { id, state: after, into }];
        for card in &self.0 {
            let merged_here = card.state == S::Merged && card.into == Some(id);
            match kind {
                // What was merged here goes along.
                K::Merge if merged_here => changed.push(Card { into, ..*card }),
                K::Withdraw if merged_here => {
                    changed.push(Card { state: S::Proposed, into: None, ..*card });
                }
                _ => {}
            }
        }
        for card in &changed {
            if let Some(known) = self.0.iter_mut().find(|known| known.id == card.id) {
                *known = *card;
            }
        }
        Ok(changed)
    }

    /// The topic that another can be merged into.
    fn head(&self, id: TopicId, into: Option<TopicId>) -> Result<TopicId, Refusal> {
        let refused = || Refusal::new(Rule::TopicMerge, "into_id");
        let into = into.filter(|into| *into != id).ok_or_else(refused)?;
        match self.state(into) {
            Some(TopicState::Proposed | TopicState::Taken) => Ok(into),
            _ => Err(refused()),
        }
    }
}

/// What became of a topic, as an older record tells it.
#[derive(Debug, Clone, Copy)]
pub struct Told {
    pub state: TopicState,
    pub proposed_on: NaiveDate,
    pub meeting: bool,
    pub merged: bool,
    pub reason: bool,
    pub forwarded_on: Option<NaiveDate>,
    pub answer: bool,
    pub answered_on: Option<NaiveDate>,
}

impl Told {
    /// # Errors
    /// Refuses a state that the rest does not bear out, days in the wrong order, and days to come.
    pub fn check(&self, today: NaiveDate) -> Result<(), Refusal> {
        use TopicState as S;
        let (answered, forwarded) = (self.state == S::Answered, self.state == S::Forwarded);
        let fits = [
            ("held_on", self.meeting || self.state != S::Taken),
            ("merged_into", self.merged == (self.state == S::Merged) || (self.merged && answered)),
            ("reason", self.reason || !matches!(self.state, S::NotTaken | S::Forwarded)),
            ("forwarded_on", self.forwarded_on.is_some() == forwarded || answered),
            ("answer", self.answer == answered),
            ("answered_on", self.answered_on.is_some() == answered),
        ];
        if let Some((field, _)) = fits.into_iter().find(|(_, fits)| !fits) {
            return Err(Refusal::new(Rule::CourseLacks, field).with(self.state.term()));
        }
        let days = [
            ("proposed_on", Some(self.proposed_on)),
            ("forwarded_on", self.forwarded_on),
            ("answered_on", self.answered_on),
        ];
        let mut before = self.proposed_on;
        for (field, on) in days.into_iter().filter_map(|(field, on)| Some((field, on?))) {
            if on > today {
                return Err(Refusal::new(Rule::InFuture, field).with(on));
            }
            if on < before {
                return Err(Refusal::new(Rule::StepBefore, field).with(before));
            }
            before = on;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn id(n: u128) -> TopicId {
        TopicId::new(Uuid::from_u128(n))
    }

    fn board(n: u128) -> Board {
        Board::new((0..n).map(|n| Card { id: id(n), state: TopicState::Proposed, into: None }).collect())
    }

    proptest! {
        #[test]
        fn no_order_of_steps_loses_a_topic(steps in prop::collection::vec((0_u128..6, 0_usize..5, 0_u128..6), 0..60)) {
            let mut board = board(6);
            for (of, kind, into) in steps {
                // A refused step changes nothing.
                let before = board.cards().to_vec();
                if board.step(id(of), TopicStepKind::ALL[kind], Some(id(into))).is_err() {
                    prop_assert_eq!(board.cards(), &before[..]);
                }
                prop_assert_eq!(board.cards().len(), 6);
                for card in board.cards() {
                    prop_assert_eq!(card.state == TopicState::Merged, card.into.is_some());
                    // One look leads from a merged topic to the one that speaks for it, and that one says what became of it.
                    if let Some(into) = card.into {
                        let head = board.state(into).expect("on the board");
                        prop_assert!(!matches!(head, TopicState::Merged | TopicState::Withdrawn));
                    }
                }
            }
        }
    }

    #[test]
    fn an_older_record_bears_out_the_state_that_it_tells() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        let plain = Told {
            state: TopicState::Proposed,
            proposed_on: day("2026-03-05"),
            meeting: false,
            merged: false,
            reason: false,
            forwarded_on: None,
            answer: false,
            answered_on: None,
        };
        let check = |told: Told| told.check(day("2026-03-20")).map_err(|why| (why.rule, why.field));
        let forwarded = Told {
            state: TopicState::Forwarded,
            reason: true,
            forwarded_on: Some(day("2026-03-10")),
            ..plain
        };
        let answered = Told {
            state: TopicState::Answered,
            answer: true,
            answered_on: Some(day("2026-03-12")),
            ..forwarded
        };
        for told in [plain, Told { state: TopicState::Taken, meeting: true, ..plain }, forwarded, answered] {
            assert_eq!(check(told), Ok(()));
        }
        let lacks = |field| Err((Rule::CourseLacks, field));
        assert_eq!(check(Told { state: TopicState::Taken, ..plain }), lacks("held_on"));
        assert_eq!(check(Told { state: TopicState::NotTaken, ..plain }), lacks("reason"));
        assert_eq!(check(Told { state: TopicState::Merged, ..plain }), lacks("merged_into"));
        assert_eq!(check(Told { merged: true, ..plain }), lacks("merged_into"));
        assert_eq!(check(Told { answered_on: None, ..answered }), lacks("answered_on"));
        assert_eq!(check(Told { forwarded_on: None, ..forwarded }), lacks("forwarded_on"));
        let early = Told { answered_on: Some(day("2026-03-09")), ..answered };
        assert_eq!(check(early), Err((Rule::StepBefore, "answered_on")));
        let late = Told { proposed_on: day("2026-03-21"), ..plain };
        assert_eq!(check(late), Err((Rule::InFuture, "proposed_on")));
    }

    #[test]
    fn what_was_merged_stands_alone_again_when_its_head_is_withdrawn() {
        let mut board = board(3);
        assert_eq!(board.step(id(1), TopicStepKind::Merge, Some(id(0))).map(|changed| changed.len()), Ok(1));
        let changed = board.step(id(0), TopicStepKind::Withdraw, None).expect("withdrawn");
        assert_eq!(
            changed.iter().map(|card| card.state).collect::<Vec<_>>(),
            [TopicState::Withdrawn, TopicState::Proposed]
        );
        let refused = board.step(id(2), TopicStepKind::Merge, Some(id(0))).expect_err("the head is out");
        assert_eq!(refused.rule, Rule::TopicMerge);
        assert_eq!(
            board.step(id(0), TopicStepKind::Take, None).expect_err("withdrawn").rule,
            Rule::TopicStep
        );
    }
}
