//! The clocks of demands and claims, in working days, and how a demand climbs (逐级上升) when nobody takes it.

use chrono::NaiveDate;

use super::{Claim, ClaimState, Urgency};
use crate::consortium::{Charter, CharterItem};
use crate::grid::Level;
use crate::obligation::WorkingDays;

/// What a body has agreed on, in working days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clocks {
    /// To answer a proposal.
    pub response: i64,
    pub urgent: i64,
    pub ordinary: i64,
}

impl Clocks {
    pub fn of(charter: &Charter, day: NaiveDate) -> Self {
        let value = |item: CharterItem| charter.value(item, day).or_else(|| item.customary()).unwrap_or(1);
        Self {
            response: value(CharterItem::ResponseDays),
            urgent: value(CharterItem::UrgentDays),
            ordinary: value(CharterItem::OrdinaryDays),
        }
    }

    /// How long a class may take; a key matter goes by its plan.
    const fn days(self, urgency: Urgency) -> Option<i64> {
        match urgency {
            Urgency::Urgent => Some(self.urgent),
            Urgency::Ordinary => Some(self.ordinary),
            Urgency::Key => None,
        }
    }
}

crate::words! {
    /// How a claim stands to its clock.
    pub enum ClockState {
        Running = "running", "计时中";
        Paused = "paused", "暂停";
        Overdue = "overdue", "超时";
        InTime = "in_time", "按时";
        Late = "late", "超时完成";
        None = "none", "不计时";
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    pub due: Option<NaiveDate>,
    pub state: ClockState,
}

impl Clock {
    fn new(due: Option<NaiveDate>, met: Option<NaiveDate>, paused: bool, today: NaiveDate) -> Self {
        let state = match (due, met) {
            (None, _) => ClockState::None,
            (Some(due), Some(met)) if met <= due => ClockState::InTime,
            (Some(_), Some(_)) => ClockState::Late,
            (Some(_), None) if paused => ClockState::Paused,
            (Some(due), None) if today > due => ClockState::Overdue,
            (Some(_), None) => ClockState::Running,
        };
        Self { due, state }
    }

    /// Whether it counts for a rate, and as kept: what still runs counts for nothing.
    pub const fn kept(&self) -> Option<bool> {
        match self.state {
            ClockState::InTime => Some(true),
            ClockState::Late | ClockState::Overdue => Some(false),
            ClockState::Running | ClockState::Paused | ClockState::None => None,
        }
    }
}

/// 及时签收: a proposal is answered within its days.
pub fn response_clock(claim: &Claim, clocks: Clocks, days: &WorkingDays, today: NaiveDate) -> Clock {
    let withdrawn = claim.state == ClaimState::Withdrawn;
    let due = (!withdrawn).then(|| days.after(claim.proposed_on, clocks.response));
    Clock::new(due, claim.answered_on, false, today)
}

/// 按时办结: what was accepted is done within the days of its class, or by its plan; pauses do not count.
pub fn finish_clock(
    claim: &Claim,
    urgency: Urgency,
    clocks: Clocks,
    days: &WorkingDays,
    today: NaiveDate,
) -> Clock {
    let accepted = claim.answered_on.filter(|_| claim.state.is_agreed());
    let due = accepted.and_then(|accepted| {
        let due = match (claim.plan, clocks.days(urgency)) {
            (Some(plan), _) => plan,
            (None, Some(n)) => days.after(accepted, n),
            (None, None) => return None,
        };
        let stood = claim.pauses.iter().map(|(from, until)| days.left(*from, until.unwrap_or(today)).max(0));
        Some(days.after(due, stood.sum()))
    });
    Clock::new(due, claim.done_on, claim.is_paused(), today)
}

crate::words! {
    /// Who looks for a taker.
    pub enum Rung {
        Community = "community", "社区（村）";
        Street = "street", "街道";
        District = "district", "区";
        Conference = "conference", "联席会议议程";
    }
}

impl Rung {
    const fn above(self) -> Option<Self> {
        match self {
            Self::Community => Some(Self::Street),
            Self::Street => Some(Self::District),
            Self::District => Some(Self::Conference),
            Self::Conference => None,
        }
    }

    pub const fn of(level: Level) -> Self {
        match level {
            Level::Community => Self::Community,
            Level::Street => Self::Street,
            Level::Province | Level::City | Level::District => Self::District,
        }
    }
}

/// A demand without a taker: since when, and until when if somebody took it or it left the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Untaken {
    pub from: NaiveDate,
    pub until: Option<NaiveDate>,
}

/// When nobody had taken it: from its publication to the first agreement, and again from each time there was none.
/// `agreed` are the spans of its claims from agreement on; one without an end still holds.
pub fn untaken(published: NaiveDate, agreed: &[(NaiveDate, Option<NaiveDate>)]) -> Vec<Untaken> {
    let mut spans = agreed.to_vec();
    spans.sort_unstable();
    let (mut gaps, mut from) = (Vec::new(), published);
    for (start, end) in spans {
        if start > from {
            gaps.push(Untaken { from, until: Some(start) });
        }
        match end {
            None => return gaps,
            Some(end) => from = from.max(end),
        }
    }
    gaps.push(Untaken { from, until: None });
    gaps
}

/// A step up, on the day after the clock of the rung below ran out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Climb {
    pub rung: Rung,
    pub on: NaiveDate,
}

/// How far a demand has climbed by a day, oldest first. Each time it lies untaken it begins on its own rung; every rung
/// has the days of its class, and a key matter as many as an ordinary one until somebody makes a plan.
pub fn climbs(
    own: Rung,
    urgency: Urgency,
    gaps: &[Untaken],
    clocks: Clocks,
    days: &WorkingDays,
    today: NaiveDate,
) -> Vec<Climb> {
    let n = clocks.days(urgency).unwrap_or(clocks.ordinary);
    let mut climbed = Vec::new();
    for gap in gaps {
        let last = gap.until.and_then(|until| until.pred_opt()).unwrap_or(today).min(today);
        let (mut rung, mut since) = (own, gap.from);
        while let Some(above) = rung.above() {
            let due = days.after(since, n);
            let Some(on) = due.succ_opt().filter(|on| *on <= last) else { break };
            climbed.push(Climb { rung: above, on });
            (rung, since) = (above, due);
        }
    }
    climbed
}

/// The rung on which it lies now: that of the last climb while nobody takes it, else its own.
pub fn rung_now(own: Rung, gaps: &[Untaken], climbed: &[Climb]) -> Rung {
    let open = gaps.last().filter(|gap| gap.until.is_none());
    let last = open.and_then(|gap| climbed.iter().rfind(|climb| climb.on > gap.from));
    last.map_or(own, |climb| climb.rung)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    const CLOCKS: Clocks = Clocks { response: 2, urgent: 1, ordinary: 7 };

    #[test]
    fn working_days_count_from_the_next_day() {
        let days = WorkingDays::new([(day("2026-10-01"), false), (day("2026-10-02"), false)]);
        assert_eq!(days.after(day("2026-09-30"), 1), day("2026-10-05"));
        assert_eq!(days.after(day("2026-09-30"), 0), day("2026-09-30"));
        assert_eq!(days.after(day("2026-03-02"), 7), day("2026-03-11"));
    }

    #[test]
    fn an_ordinary_demand_climbs_every_seven_working_days_up_to_the_conference() {
        let gaps = untaken(day("2026-03-02"), &[]);
        let on = |today| {
            let days = WorkingDays::default();
            climbs(Rung::Community, Urgency::Ordinary, &gaps, CLOCKS, &days, day(today))
        };
        assert!(on("2026-03-11").is_empty());
        assert_eq!(on("2026-03-12"), [Climb { rung: Rung::Street, on: day("2026-03-12") }]);
        let all = on("2026-12-31");
        let rungs: Vec<_> = all.iter().map(|climb| climb.rung).collect();
        assert_eq!(rungs, [Rung::Street, Rung::District, Rung::Conference]);
        assert_eq!(rung_now(Rung::Community, &gaps, &all), Rung::Conference);
    }

    #[test]
    fn somebody_who_takes_it_stops_the_climb_and_whoever_gives_up_starts_it_anew() {
        let gaps = untaken(day("2026-03-02"), &[(day("2026-03-20"), Some(day("2026-04-01")))]);
        assert_eq!(gaps.len(), 2);
        let climbed = climbs(
            Rung::Community,
            Urgency::Ordinary,
            &gaps,
            CLOCKS,
            &WorkingDays::default(),
            day("2026-04-08"),
        );
        assert_eq!(climbed.len(), 1);
        assert_eq!(rung_now(Rung::Community, &gaps, &climbed), Rung::Community);
        let taken = untaken(day("2026-03-02"), &[(day("2026-03-02"), None)]);
        assert!(taken.is_empty());
    }
}
