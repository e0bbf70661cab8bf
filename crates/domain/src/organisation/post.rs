//! Posts (岗位) exist whether or not they are filled; holders come and go with dates.

use chrono::NaiveDate;

use super::UnitType;
use crate::period::Period;
use crate::rule::{Refusal, Rule};

crate::words! {
    /// The kind of a post. Source: system.md S3.
    pub enum PostKind {
        Secretary = "secretary", "书记";
        DeputySecretary = "deputy_secretary", "副书记";
        Member = "member", "委员";
        Head = "head", "负责人";
        Liaison = "liaison", "联络员";
    }
}

/// Secrecy rule (涉密不上网): of a military or police unit only the channel to it is kept.
///
/// # Errors
/// Refuses any post but the liaison's there.
pub fn check_post(host: Option<UnitType>, kind: PostKind) -> Result<(), Refusal> {
    match host {
        Some(UnitType::MilitaryPolice) if kind != PostKind::Liaison => {
            Err(Refusal::new(Rule::PostMilitary, "post_kind"))
        }
        _ => Ok(()),
    }
}

/// # Errors
/// Refuses a new holder from a day on or before the day the present one began.
pub fn check_handover(present: Option<Period>, from: NaiveDate) -> Result<(), Refusal> {
    match present {
        Some(period) if from <= period.from() => {
            Err(Refusal::new(Rule::HolderOverlap, "from").with(period.from()))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_military_unit_has_a_liaison_and_no_other_post() {
        for kind in PostKind::ALL {
            let allowed = check_post(Some(UnitType::MilitaryPolice), *kind).is_ok();
            assert_eq!(allowed, *kind == PostKind::Liaison, "{kind:?}");
            assert!(check_post(Some(UnitType::School), *kind).is_ok() && check_post(None, *kind).is_ok());
        }
    }

    #[test]
    fn a_successor_starts_after_the_predecessor_did() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a date");
        let present = Some(Period::open(day("2018-01-01")));
        assert!(check_handover(present, day("2018-01-02")).is_ok());
        assert!(check_handover(present, day("2018-01-01")).is_err());
        assert!(check_handover(None, day("2018-01-01")).is_ok());
    }
}
