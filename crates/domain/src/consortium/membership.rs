//! How a unit becomes a member and how it ceases to be one: application → consultation → decision; exit by written
//! notice; removal for long absence, never without a warning.

use chrono::NaiveDate;

use crate::period::Period;
use crate::rule::{Refusal, Rule};

crate::words! {
    pub enum MemberStepKind {
        Applied = "applied", "申请";
        Consulted = "consulted", "协商";
        Accepted = "accepted", "批准入会";
        Declined = "declined", "不予批准";
        Notice = "notice", "书面通知退出";
        Warned = "warned", "缺席提醒";
        Removed = "removed", "除名";
    }
}

/// One thing that happened. `effective` is the day from which the unit is a member, or no longer one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MemberStep {
    pub kind: MemberStepKind,
    pub on: NaiveDate,
    pub effective: NaiveDate,
}

/// Where a membership stands after its steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Applied,
    Consulted,
    Declined,
    Member { since: NaiveDate, warned: Option<NaiveDate> },
    Ended { tenure: Period, removed: bool },
}

impl Standing {
    /// Since when, and until when, it is a member.
    pub fn tenure(self) -> Option<Period> {
        match self {
            Self::Member { since, .. } => Some(Period::open(since)),
            Self::Ended { tenure, .. } => Some(tenure),
            Self::Applied | Self::Consulted | Self::Declined => None,
        }
    }

    /// # Errors
    /// Refuses a step that does not come next.
    pub fn then(self, step: MemberStep) -> Result<Self, Refusal> {
        use MemberStepKind as K;
        match (self, step.kind) {
            (Self::Applied, K::Consulted) => Ok(Self::Consulted),
            (Self::Applied | Self::Consulted, K::Declined) => Ok(Self::Declined),
            (Self::Consulted, K::Accepted) => Ok(Self::Member { since: step.effective, warned: None }),
            (Self::Member { since, .. }, K::Warned) => Ok(Self::Member { since, warned: Some(step.on) }),
            (Self::Member { since, .. }, K::Notice) => Self::end(since, step.effective, false),
            (Self::Member { since, warned: Some(_) }, K::Removed) => Self::end(since, step.effective, true),
            _ => Err(Refusal::new(Rule::MembershipStep, "kind").with(step.kind.term())),
        }
    }

    fn end(since: NaiveDate, on: NaiveDate, removed: bool) -> Result<Self, Refusal> {
        let tenure = Period::new(since, Some(on));
        let tenure = tenure.map_err(|_| Refusal::new(Rule::LeavesBefore, "effective_on").with(since))?;
        Ok(Self::Ended { tenure, removed })
    }
}

crate::words! {
    /// What is to be said of a membership on a day.
    pub enum MemberStatus {
        Applied = "applied", "已申请";
        Consulted = "consulted", "已协商";
        Declined = "declined", "未获批准";
        Joining = "joining", "待生效";
        Member = "member", "成员";
        Warned = "warned", "已提醒";
        Leaving = "leaving", "将退出";
        Left = "left", "已退出";
        Removed = "removed", "已除名";
    }
}

impl MemberStatus {
    pub const fn is_member(self) -> bool {
        matches!(self, Self::Member | Self::Warned | Self::Leaving)
    }

    /// Whether the unit's way in is still under way.
    pub const fn is_pending(self) -> bool {
        matches!(self, Self::Applied | Self::Consulted)
    }

    pub fn of(standing: Standing, day: NaiveDate) -> Self {
        match standing {
            Standing::Applied => Self::Applied,
            Standing::Consulted => Self::Consulted,
            Standing::Declined => Self::Declined,
            Standing::Member { since, .. } if day < since => Self::Joining,
            Standing::Member { warned: Some(_), .. } => Self::Warned,
            Standing::Member { .. } => Self::Member,
            Standing::Ended { tenure, .. } if tenure.contains(day) => Self::Leaving,
            Standing::Ended { tenure, .. } if day < tenure.from() => Self::Joining,
            Standing::Ended { removed: true, .. } => Self::Removed,
            Standing::Ended { .. } => Self::Left,
        }
    }
}

/// Whether the step is nothing without a reason.
pub const fn needs_reason(kind: MemberStepKind) -> bool {
    matches!(kind, MemberStepKind::Declined | MemberStepKind::Warned | MemberStepKind::Removed)
}

/// # Errors
/// Refuses steps that do not follow each other, in kind or in time.
pub fn standing(steps: &[MemberStep]) -> Result<Standing, Refusal> {
    let Some((first, rest)) = steps.split_first() else {
        return Err(Refusal::new(Rule::MembershipStep, "kind").with(""));
    };
    if first.kind != MemberStepKind::Applied {
        return Err(Refusal::new(Rule::MembershipStep, "kind").with(first.kind.term()));
    }
    let (mut standing, mut last) = (Standing::Applied, first.on);
    for step in rest {
        if step.on < last {
            return Err(Refusal::new(Rule::StepBefore, "on").with(last));
        }
        standing = standing.then(*step)?;
        last = step.on;
    }
    Ok(standing)
}

#[cfg(test)]
mod tests {
    use super::*;
    use MemberStepKind as K;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn steps(steps: &[(K, &str)]) -> Result<Standing, Refusal> {
        let steps: Vec<_> = steps
            .iter()
            .map(|(kind, on)| MemberStep { kind: *kind, on: day(on), effective: day(on) })
            .collect();
        standing(&steps)
    }

    const JOINED: [(K, &str); 3] =
        [(K::Applied, "2018-01-02"), (K::Consulted, "2018-01-10"), (K::Accepted, "2018-02-01")];

    #[test]
    fn a_unit_joins_by_application_consultation_and_decision() {
        assert_eq!(steps(&JOINED), Ok(Standing::Member { since: day("2018-02-01"), warned: None }));
        let hasty = steps(&[(K::Applied, "2018-01-02"), (K::Accepted, "2018-02-01")]);
        assert_eq!(hasty.expect_err("no consultation").rule, Rule::MembershipStep);
        let back = steps(&[(K::Applied, "2018-01-02"), (K::Consulted, "2018-01-01")]);
        assert_eq!(back.expect_err("backwards").rule, Rule::StepBefore);
    }

    #[test]
    fn nobody_is_removed_without_a_warning() {
        let removed = [&JOINED[..], &[(K::Removed, "2020-01-01")]].concat();
        assert_eq!(steps(&removed).expect_err("no warning").rule, Rule::MembershipStep);
        let warned = [&JOINED[..], &[(K::Warned, "2019-11-01"), (K::Removed, "2020-01-01")]].concat();
        let ended = steps(&warned).expect("removed");
        assert_eq!(ended.tenure().and_then(|tenure| tenure.to()), Some(day("2020-01-01")));
    }

    #[test]
    fn a_unit_leaves_after_it_joined_and_then_nothing_more_happens() {
        let left = [&JOINED[..], &[(K::Notice, "2018-02-01")]].concat();
        assert_eq!(steps(&left).expect_err("on the very day").rule, Rule::LeavesBefore);
        let again = [&JOINED[..], &[(K::Notice, "2019-02-01"), (K::Warned, "2019-03-01")]].concat();
        assert_eq!(steps(&again).expect_err("it has left").rule, Rule::MembershipStep);
    }
}
