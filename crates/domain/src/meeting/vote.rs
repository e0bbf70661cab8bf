//! Votes. Who can vote is settled when the vote is opened: the units that are there, by themselves or by proxy.

crate::words! {
    pub enum VoteWay {
        Open = "open", "举手表决";
        ByUnit = "by_unit", "各单位投票";
    }
}

crate::words! {
    pub enum Choice {
        For = "for", "赞成";
        Against = "against", "反对";
        Abstain = "abstain", "弃权";
    }
}

/// How the units voted. Those that said nothing are no abstention.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    pub entitled: usize,
    pub in_favour: usize,
    pub against: usize,
    pub abstained: usize,
    pub silent: usize,
}

impl Count {
    pub fn of(ballots: &[Option<Choice>]) -> Self {
        let count = |choice| ballots.iter().filter(|cast| **cast == choice).count();
        Self {
            entitled: ballots.len(),
            in_favour: count(Some(Choice::For)),
            against: count(Some(Choice::Against)),
            abstained: count(Some(Choice::Abstain)),
            silent: count(None),
        }
    }

    /// More than half of all who could vote, not of those who did.
    pub const fn is_carried(&self) -> bool {
        self.in_favour * 2 > self.entitled
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn votes_add_up_to_the_entitled(ballots in prop::collection::vec(prop::option::of(0_usize..3), 0..40)) {
            let ballots: Vec<_> = ballots.into_iter().map(|at| at.map(|at| Choice::ALL[at])).collect();
            let count = Count::of(&ballots);
            prop_assert_eq!(count.entitled, ballots.len());
            prop_assert_eq!(count.in_favour + count.against + count.abstained + count.silent, count.entitled);
        }
    }

    #[test]
    fn half_is_not_enough_and_silence_is_no_consent() {
        use Choice::{Against, For};
        assert!(!Count::of(&[Some(For), Some(Against)]).is_carried() && !Count::of(&[]).is_carried());
        assert!(
            Count::of(&[Some(For), Some(For), None]).is_carried()
                && !Count::of(&[Some(For), None]).is_carried()
        );
    }
}
