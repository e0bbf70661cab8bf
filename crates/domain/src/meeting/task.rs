//! A decision becomes tasks: each is owed by one unit by a day, and is not closed before somebody accepts it as done or
//! withdraws it with a reason (事不完不销单). Where a task stands follows from its steps alone.

use chrono::NaiveDate;

use crate::rule::{Refusal, Rule};

crate::words! {
    pub enum TaskStepKind {
        Assigned = "assigned", "交办";
        Progress = "progress", "进展";
        Done = "done", "报办结";
        Returned = "returned", "退回";
        Accepted = "accepted", "销号";
        Extended = "extended", "延期";
        Withdrawn = "withdrawn", "撤销";
    }
}

impl TaskStepKind {
    /// The owner unit's own steps; the others are the secretariat's.
    pub const fn is_owners(self) -> bool {
        matches!(self, Self::Progress | Self::Done)
    }

    /// A step that says nothing without its words: what was done, or why.
    pub const fn needs_note(self) -> bool {
        !matches!(self, Self::Assigned | Self::Accepted)
    }
}

crate::words! {
    pub enum TaskState {
        Open = "open", "办理中";
        Done = "done", "待验收";
        Returned = "returned", "已退回";
        Accepted = "accepted", "已销号";
        Withdrawn = "withdrawn", "已撤销";
    }
}

impl TaskState {
    /// It comes back to every agenda until somebody has accepted or withdrawn it.
    pub const fn is_unfinished(self) -> bool {
        !matches!(self, Self::Accepted | Self::Withdrawn)
    }

    /// Whether the owner unit still has to do something: what it has reported waits for the secretariat.
    pub const fn is_owed(self) -> bool {
        matches!(self, Self::Open | Self::Returned)
    }

    fn then(self, kind: TaskStepKind) -> Option<Self> {
        use TaskStepKind as K;
        match (self, kind) {
            (Self::Open | Self::Returned, K::Progress) => Some(self),
            (Self::Open | Self::Returned, K::Done) => Some(Self::Done),
            (Self::Done, K::Returned) => Some(Self::Returned),
            (Self::Done, K::Accepted) => Some(Self::Accepted),
            (Self::Open | Self::Returned | Self::Done, K::Extended) => Some(self),
            (Self::Open | Self::Returned | Self::Done, K::Withdrawn) => Some(Self::Withdrawn),
            _ => None,
        }
    }

    /// The steps that can follow.
    pub fn next(self) -> impl Iterator<Item = TaskStepKind> {
        TaskStepKind::ALL.iter().copied().filter(move |kind| self.then(*kind).is_some())
    }
}

/// One thing that happened to a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TaskStep {
    pub kind: TaskStepKind,
    pub on: NaiveDate,
    /// How much is done, in the eyes of the owner unit.
    pub percent: Option<i64>,
    /// The day by which it is owed from now on: said when it is assigned or extended.
    pub due: Option<NaiveDate>,
}

/// Where a task stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    pub state: TaskState,
    pub due: NaiveDate,
    pub percent: i64,
    /// The day on which it was accepted or withdrawn.
    pub closed_on: Option<NaiveDate>,
    last: NaiveDate,
}

impl Standing {
    /// A task begins when it is assigned.
    ///
    /// # Errors
    /// Refuses any other first step, and a day before it was given out.
    pub fn begin(step: TaskStep) -> Result<Self, Refusal> {
        match (step.kind, step.due) {
            (TaskStepKind::Assigned, Some(due)) if due >= step.on => {
                Ok(Self { state: TaskState::Open, due, percent: 0, closed_on: None, last: step.on })
            }
            (TaskStepKind::Assigned, Some(_)) => Err(Refusal::new(Rule::TaskDue, "due_on").with(step.on)),
            (kind, _) => Err(Refusal::new(Rule::TaskStep, "kind").with(kind.term())),
        }
    }

    /// # Errors
    /// Refuses a step that cannot follow, lies before the last one, or says less than it must.
    pub fn then(self, step: TaskStep) -> Result<Self, Refusal> {
        use TaskStepKind as K;
        let Some(state) = self.state.then(step.kind) else {
            return Err(Refusal::new(Rule::TaskStep, "kind").with(self.state.term()));
        };
        if step.on < self.last {
            return Err(Refusal::new(Rule::StepBefore, "on").with(self.last));
        }
        let percent = match (step.kind, step.percent) {
            (K::Progress, Some(percent)) if (0..=100).contains(&percent) => percent,
            (K::Progress, said) => {
                return Err(Refusal::new(Rule::TaskPercent, "percent").with(said.unwrap_or_default()));
            }
            (K::Done, _) => 100,
            _ => self.percent,
        };
        let due = match (step.kind, step.due) {
            (K::Extended, Some(due)) if due > self.due => due,
            (K::Extended, _) => return Err(Refusal::new(Rule::TaskExtension, "due_on").with(self.due)),
            _ => self.due,
        };
        let closed_on = (!state.is_unfinished()).then_some(step.on);
        Ok(Self { state, due, percent, closed_on, last: step.on })
    }

    /// Whether the owner unit owes it on a day that is past the one agreed.
    pub fn is_overdue(&self, day: NaiveDate) -> bool {
        self.state.is_owed() && self.due < day
    }
}

/// # Errors
/// Refuses steps that do not follow each other.
pub fn standing(steps: &[TaskStep]) -> Result<Standing, Refusal> {
    let Some((first, rest)) = steps.split_first() else {
        return Err(Refusal::new(Rule::TaskStep, "kind").with(""));
    };
    rest.iter().try_fold(Standing::begin(*first)?, |standing, step| standing.then(*step))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use TaskStepKind as K;

    fn day(n: u64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 1, 5).expect("a day") + chrono::Days::new(n)
    }

    fn step(kind: K, on: u64) -> TaskStep {
        let due = match kind {
            K::Assigned => Some(day(on + 30)),
            K::Extended => Some(day(on + 400)),
            _ => None,
        };
        TaskStep { kind, on: day(on), percent: (kind == K::Progress).then_some(50), due }
    }

    fn of(kinds: &[K]) -> Result<Standing, Refusal> {
        let steps: Vec<_> = kinds.iter().zip(0..).map(|(kind, on)| step(*kind, on)).collect();
        standing(&steps)
    }

    #[test]
    fn a_task_is_closed_by_acceptance_after_a_report() {
        let closed = of(&[K::Assigned, K::Progress, K::Done, K::Returned, K::Done, K::Accepted]);
        let closed = closed.expect("it is done");
        assert_eq!((closed.state, closed.closed_on), (TaskState::Accepted, Some(day(5))));
        assert_eq!(of(&[K::Assigned, K::Accepted]).expect_err("nothing was reported").rule, Rule::TaskStep);
        assert_eq!(of(&[K::Assigned, K::Withdrawn, K::Done]).expect_err("withdrawn").rule, Rule::TaskStep);
    }

    #[test]
    fn what_is_reported_in_time_is_not_overdue_while_it_waits_for_acceptance() {
        let reported = of(&[K::Assigned, K::Done]).expect("reported");
        assert!(!reported.is_overdue(day(90)) && reported.state.is_unfinished());
        let open = of(&[K::Assigned, K::Progress]).expect("open");
        assert!(open.is_overdue(day(31)) && !open.is_overdue(day(30)));
        let extended = of(&[K::Assigned, K::Extended]).expect("extended");
        assert!(!extended.is_overdue(day(31)));
    }

    #[test]
    fn an_extension_gives_a_later_day() {
        let mut earlier = step(K::Extended, 1);
        earlier.due = Some(day(30));
        let refused = standing(&[step(K::Assigned, 0), earlier]).expect_err("not later");
        assert_eq!(refused.rule, Rule::TaskExtension);
    }

    proptest! {
        /// Whatever steps anybody tries in whatever order: a refused step changes nothing, and a task is closed exactly
        /// when a report was accepted or the secretariat withdrew it, for good.
        #[test]
        fn a_task_is_never_lost_nor_closed_without_acceptance_or_withdrawal(
            tried in proptest::collection::vec((0usize..7, 0u64..3), 0..40)
        ) {
            let mut steps = vec![step(K::Assigned, 0)];
            let mut now = standing(&steps).expect("it begins");
            let mut at = 0;
            for (kind, later) in tried {
                at += later;
                let next = step(K::ALL[kind], at);
                let Ok(after) = now.then(next) else { continue };
                prop_assert!(now.state.is_unfinished(), "a closed task moved on");
                prop_assert_eq!(
                    after.state.is_unfinished(),
                    !matches!(next.kind, K::Accepted | K::Withdrawn)
                );
                prop_assert!(next.kind != K::Accepted || now.state == TaskState::Done);
                steps.push(next);
                now = after;
            }
            prop_assert_eq!(standing(&steps), Ok(now));
            prop_assert_eq!(now.closed_on.is_some(), !now.state.is_unfinished());
            prop_assert_eq!(now.state.next().count() == 0, now.closed_on.is_some());
        }
    }
}
