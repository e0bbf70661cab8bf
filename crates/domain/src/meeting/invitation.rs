//! How a unit answers the notice of a meeting, and what the attendance sheet makes of it.

use super::Presence;
use crate::rule::{Refusal, Rule};

crate::words! {
    pub enum InvitationAnswer {
        Attend = "attend", "参加";
        Leave = "leave", "请假";
        Proxy = "proxy", "委托";
    }
}

impl InvitationAnswer {
    /// # Errors
    /// Refuses a leave without its reason, and a proxy without a name or a unit.
    pub fn check(self, note: Option<&str>, by_unit: bool, unit: &str) -> Result<(), Refusal> {
        let said = note.is_some_and(|note| !note.trim().is_empty());
        let enough = match self {
            Self::Attend => true,
            Self::Leave => said,
            Self::Proxy => said || by_unit,
        };
        if enough { Ok(()) } else { Err(Refusal::new(Rule::AttendanceReason, "note").with(unit)) }
    }
}

/// What the sheet says before anybody has come: who has not answered is not there yet.
pub const fn expected(answer: Option<InvitationAnswer>) -> Presence {
    match answer {
        Some(InvitationAnswer::Attend) => Presence::Attended,
        Some(InvitationAnswer::Leave) => Presence::Leave,
        Some(InvitationAnswer::Proxy) => Presence::Proxy,
        None => Presence::Absent,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leave_says_why_and_a_proxy_is_a_person_or_a_unit() {
        use InvitationAnswer as A;
        assert!(
            A::Attend.check(None, false, "某").is_ok() && A::Leave.check(Some("出差"), false, "某").is_ok()
        );
        assert!(
            A::Leave.check(Some(" "), false, "某").is_err() && A::Proxy.check(None, false, "某").is_err()
        );
        assert!(A::Proxy.check(None, true, "某").is_ok());
        assert_eq!((expected(None), expected(Some(A::Leave))), (Presence::Absent, Presence::Leave));
    }
}
