//! What one person alone cannot do: security-relevant changes wait until somebody else has looked at them.

use chrono::{DateTime, TimeDelta, Utc};

use super::AppointmentKind;
use crate::id::PersonId;
use crate::rule::{Refusal, Rule};

/// How long a change waits for its second person.
pub const WAITS: TimeDelta = TimeDelta::days(7);

/// Whether granting or ending an appointment of this kind needs a second person: those that decide about others' powers,
/// and those with a whole district or street in hand. Ordinary appointments take effect at once.
pub const fn needs_second_person(kind: AppointmentKind) -> bool {
    use AppointmentKind as K;
    match kind {
        K::Auditor | K::SystemAdministrator | K::SecurityAdministrator => true,
        K::DistrictAdministrator | K::StreetSecretary => true,
        K::CommunitySecretary | K::Liaison => false,
    }
}

crate::words! {
    /// What became of a change that waits, or waited.
    pub enum ChangeState {
        Waiting = "waiting", "待核准";
        Approved = "approved", "已核准";
        Declined = "declined", "不同意";
        Withdrawn = "withdrawn", "已撤回";
        Expired = "expired", "已过期";
    }
}

impl ChangeState {
    /// What is stored as waiting has expired once its time is over: nobody has to come by and say so.
    pub fn at(self, now: DateTime<Utc>, expires_at: DateTime<Utc>) -> Self {
        if self == Self::Waiting && now >= expires_at { Self::Expired } else { self }
    }

    /// # Errors
    /// Refuses to do anything more with a change that waits no longer.
    pub fn check_waiting(self) -> Result<(), Refusal> {
        match self {
            Self::Waiting => Ok(()),
            done => Err(Refusal::new(Rule::ChangeDone, "id").with(done.term())),
        }
    }
}

/// # Errors
/// Refuses the one who asked for the change, and the one whom it is about.
pub fn check_decider(decider: PersonId, requester: PersonId, about: Option<PersonId>) -> Result<(), Refusal> {
    if decider == requester {
        Err(Refusal::new(Rule::ChangeOwnRequest, "id"))
    } else if about == Some(decider) {
        Err(Refusal::new(Rule::ChangeAboutOneself, "id"))
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    proptest! {
        #[test]
        fn whoever_decides_neither_asked_nor_is_concerned(a in 0u128..4, b in 0u128..4, c in prop::option::of(0u128..4)) {
            let person = |n| PersonId::new(Uuid::from_u128(n));
            let decided = check_decider(person(a), person(b), c.map(person));
            prop_assert_eq!(decided.is_ok(), a != b && Some(a) != c);
        }
    }

    #[test]
    fn a_change_expires_by_itself_and_only_while_it_waits() {
        let now = DateTime::<Utc>::UNIX_EPOCH;
        assert_eq!(ChangeState::Waiting.at(now, now + WAITS), ChangeState::Waiting);
        assert_eq!(ChangeState::Waiting.at(now + WAITS, now + WAITS), ChangeState::Expired);
        assert_eq!(ChangeState::Approved.at(now + WAITS, now + WAITS), ChangeState::Approved);
        assert!(ChangeState::Expired.check_waiting().is_err());
    }
}
