//! The charter as data: what a body has agreed to, from which day on. The district sets a standard (标准化建设); a body
//! may deviate from it with a reason.

use chrono::NaiveDate;

use crate::rule::{Refusal, Rule};

crate::words! {
    /// A clause of the charter that the product reads. Cadences are in months: 3 is once a quarter, 0 never.
    pub enum CharterItem {
        JointConferenceMonths = "joint_conference_months", "联席会议周期（月）";
        LiaisonMeetingMonths = "liaison_meeting_months", "联络员工作会议周期（月）";
        NoticeDays = "notice_days", "会议通知提前（工作日）";
        TopicCallDays = "topic_call_days", "议题征集提前（天）";
        QuorumPercent = "quorum_percent", "法定到会比例（%）";
        TermMonths = "term_months", "兼职委员任期（月）";
        WarningAbsences = "warning_absences", "连续缺席提醒（次）";
        EntryConfirmDays = "entry_confirm_days", "清单条目确认周期（天）";
        ResponseDays = "response_days", "接单时限（工作日）";
        UrgentDays = "urgent_days", "紧急需求办理时限（工作日）";
        OrdinaryDays = "ordinary_days", "一般需求办理时限（工作日）";
        LowEvaluation = "low_evaluation", "低于或等于此评价重新办理（1–5）";
        BulletinMonths = "bulletin_months", "定期通报周期（月）";
        ListsMonths = "lists_months", "清单更新周期（月）";
        OpinionDays = "opinion_days", "意见建议答复期限（工作日）";
    }
}

impl CharterItem {
    pub const fn is_cadence(self) -> bool {
        matches!(
            self,
            Self::JointConferenceMonths
                | Self::LiaisonMeetingMonths
                | Self::BulletinMonths
                | Self::ListsMonths
        )
    }

    /// What is usual where a district has not said otherwise: an exchange cannot wait for a charter. The cadences have no
    /// such value, because nothing is owed that nobody has agreed on.
    pub const fn customary(self) -> Option<i64> {
        match self {
            Self::EntryConfirmDays => Some(183),
            Self::ResponseDays => Some(2),
            Self::UrgentDays => Some(1),
            Self::OrdinaryDays => Some(7),
            Self::LowEvaluation => Some(2),
            _ => None,
        }
    }

    /// # Errors
    /// Refuses a cadence that does not divide the year, and a value out of range.
    pub fn check(self, value: i64) -> Result<(), Refusal> {
        if self.is_cadence() {
            return if value == 0 || (value > 0 && 12 % value == 0) {
                Ok(())
            } else {
                Err(Refusal::new(Rule::CharterCadence, "value").with(value))
            };
        }
        let range = match self {
            Self::QuorumPercent => 1..=100,
            Self::TermMonths => 1..=120,
            Self::WarningAbsences => 1..=24,
            Self::EntryConfirmDays => 7..=366,
            Self::ResponseDays | Self::UrgentDays | Self::OrdinaryDays => 1..=60,
            Self::LowEvaluation => 0..=4,
            Self::OpinionDays => 1..=60,
            _ => 0..=60,
        };
        let fits = range.contains(&value);
        if fits { Ok(()) } else { Err(Refusal::new(Rule::CharterRange, "value").with(value)) }
    }
}

/// What is agreed from a day on. Without a value the body goes back to the standard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    pub item: CharterItem,
    pub from: NaiveDate,
    pub value: Option<i64>,
    pub reason: Option<String>,
}

/// The district's standard and a body's own clauses.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Charter {
    pub standard: Vec<Clause>,
    pub local: Vec<Clause>,
}

/// What holds on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InForce {
    pub value: i64,
    pub from: NaiveDate,
    pub standard: Option<i64>,
    /// Why the body deviates; `None` where it follows the standard.
    pub deviation: Option<String>,
}

fn latest(clauses: &[Clause], item: CharterItem, day: NaiveDate) -> Option<&Clause> {
    clauses.iter().filter(|clause| clause.item == item && clause.from <= day).max_by_key(|clause| clause.from)
}

impl Charter {
    /// What a clause says on a day; `None` where nobody has agreed on anything.
    pub fn on(&self, item: CharterItem, day: NaiveDate) -> Option<InForce> {
        let standard = latest(&self.standard, item, day).and_then(|clause| Some((clause, clause.value?)));
        let own = latest(&self.local, item, day).and_then(|clause| Some((clause, clause.value?)));
        let known = standard.map(|(_, value)| value);
        match (own, standard) {
            (Some((clause, value)), _) => Some(InForce {
                value,
                from: clause.from,
                standard: known,
                deviation: (known != Some(value)).then(|| clause.reason.clone().unwrap_or_default()),
            }),
            (None, Some((clause, value))) => {
                // Back to the standard since the day on which the own clause ended.
                let back = latest(&self.local, item, day).map(|own| own.from);
                let from = back.map_or(clause.from, |back| back.max(clause.from));
                Some(InForce { value, from, standard: known, deviation: None })
            }
            (None, None) => None,
        }
    }

    pub fn value(&self, item: CharterItem, day: NaiveDate) -> Option<i64> {
        self.on(item, day).map(|held| held.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn clause(from: &str, value: Option<i64>) -> Clause {
        Clause { item: CharterItem::QuorumPercent, from: day(from), value, reason: Some("单位多".into()) }
    }

    #[test]
    fn a_deviation_holds_from_its_day_and_ends_with_its_end() {
        let charter = Charter {
            standard: vec![clause("2017-01-01", Some(67))],
            local: vec![clause("2019-05-01", Some(50)), clause("2020-01-01", None)],
        };
        let on = |text| charter.on(CharterItem::QuorumPercent, day(text));
        assert_eq!(on("2016-12-31"), None);
        assert_eq!(on("2019-04-30").map(|held| (held.value, held.deviation)), Some((67, None)));
        assert_eq!(
            on("2019-05-01").map(|held| (held.value, held.deviation)),
            Some((50, Some("单位多".into())))
        );
        let back = on("2020-01-01").expect("the standard");
        assert_eq!((back.value, back.from, back.deviation), (67, day("2020-01-01"), None));
    }

    #[test]
    fn the_standard_is_no_deviation_from_itself() {
        let charter = Charter {
            standard: vec![clause("2017-01-01", Some(67))],
            local: vec![clause("2018-01-01", Some(67))],
        };
        let held = charter.on(CharterItem::QuorumPercent, day("2018-06-01")).expect("a value");
        assert_eq!(held.deviation, None);
    }

    #[test]
    fn a_cadence_divides_the_year() {
        for months in [0, 1, 2, 3, 4, 6, 12] {
            assert_eq!(CharterItem::LiaisonMeetingMonths.check(months), Ok(()));
        }
        for months in [-1, 5, 7, 24] {
            let refusal = CharterItem::JointConferenceMonths.check(months).expect_err("refused");
            assert_eq!(refusal.rule, Rule::CharterCadence);
        }
        assert!(CharterItem::QuorumPercent.check(101).is_err() && CharterItem::NoticeDays.check(2).is_ok());
    }
}
