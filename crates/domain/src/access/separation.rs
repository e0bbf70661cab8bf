//! Separation of powers: the three administrators (三员) are different people, and none of them does the business.

use super::AppointmentKind;
use crate::id::DistrictId;
use crate::period::Period;
use crate::rule::{Refusal, Rule};

/// An appointment as far as another one can conflict with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Power {
    pub kind: AppointmentKind,
    pub district: DistrictId,
    pub period: Period,
}

impl Power {
    /// Whether one person must not have both. Two different ones of the three exclude each other everywhere; one of the
    /// three and a business appointment exclude each other in the same district. Business appointments never do: one
    /// person with several posts is the rule, not the exception.
    pub fn conflicts_with(&self, other: &Self) -> bool {
        let together = self.period.overlap(&other.period).is_some();
        let three = (self.kind.is_of_three(), other.kind.is_of_three());
        together
            && match three {
                (true, true) => self.kind != other.kind,
                (true, false) | (false, true) => self.district == other.district,
                (false, false) => false,
            }
    }
}

/// # Errors
/// Refuses a power that conflicts with one that the person has or will have.
pub fn check_separate(held: &[Power], new: &Power) -> Result<(), Refusal> {
    match held.iter().find(|power| power.conflicts_with(new)) {
        Some(power) => Err(Refusal::new(Rule::AppointmentConflict, "kind").with(power.kind.term())),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::id::DivisionId;

    fn day(n: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 1, 1 + n).unwrap_or_default()
    }

    fn power() -> impl Strategy<Value = Power> {
        (0..AppointmentKind::ALL.len(), 0u128..2, 0u32..20, 1u32..8).prop_map(
            |(kind, district, from, days)| Power {
                kind: AppointmentKind::ALL[kind],
                district: DivisionId::new(Uuid::from_u128(district)),
                period: Period::new(day(from), Some(day(from + days))).expect("a period"),
            },
        )
    }

    proptest! {
        #[test]
        fn a_conflict_is_one_from_either_side(a in power(), b in power()) {
            prop_assert_eq!(a.conflicts_with(&b), b.conflicts_with(&a));
        }

        /// Whatever is asked for in whatever order, on no day does anybody have powers that exclude each other.
        #[test]
        fn nobody_ever_holds_two_of_the_three_nor_one_with_business(asked in prop::collection::vec(power(), 0..24)) {
            let mut held: Vec<Power> = Vec::new();
            for power in asked {
                if check_separate(&held, &power).is_ok() {
                    held.push(power);
                }
            }
            for n in 0..28 {
                let on: Vec<_> = held.iter().filter(|power| power.period.contains(day(n))).collect();
                let mut three: Vec<_> = on.iter().filter(|power| power.kind.is_of_three()).collect();
                three.dedup_by_key(|power| power.kind);
                three.sort_by_key(|power| power.kind);
                three.dedup_by_key(|power| power.kind);
                prop_assert!(three.len() <= 1);
                let business = |district| on.iter().any(|p| !p.kind.is_of_three() && p.district == district);
                prop_assert!(on.iter().filter(|p| p.kind.is_of_three()).all(|p| !business(p.district)));
            }
        }
    }

    #[test]
    fn a_community_secretary_may_be_a_liaison_as_well() {
        let of = |kind| Power { kind, district: DivisionId::new(Uuid::nil()), period: Period::open(day(0)) };
        let secretary = of(AppointmentKind::CommunitySecretary);
        assert!(check_separate(&[secretary], &of(AppointmentKind::Liaison)).is_ok());
        let refused = check_separate(&[secretary], &of(AppointmentKind::Auditor)).expect_err("refused");
        assert_eq!(refused.rule, Rule::AppointmentConflict);
    }
}
