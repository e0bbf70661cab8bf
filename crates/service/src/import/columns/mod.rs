//! The columns of each kind: what a template offers, what a table may call them.

mod consortia;
mod exchange;
mod grid;
mod meetings;
mod organisations;

use super::Kind;

/// A column of a kind: its name, its title on screen and in templates, other headers that mean the same.
#[derive(Debug)]
pub struct Column {
    pub name: &'static str,
    pub title: &'static str,
    also: &'static [&'static str],
    /// Whether no row can do without it.
    pub needed: bool,
    /// What to write into it, in Chinese and English.
    pub help: (&'static str, &'static str),
}

type Help = (&'static str, &'static str);

const fn needed(
    name: &'static str,
    title: &'static str,
    also: &'static [&'static str],
    help: Help,
) -> Column {
    Column { name, title, also, needed: true, help }
}

const fn may(name: &'static str, title: &'static str, also: &'static [&'static str], help: Help) -> Column {
    Column { name, title, also, needed: false, help }
}

impl Column {
    /// Whether a header means this column.
    pub fn is_called(&self, header: &str) -> bool {
        let header = header.trim();
        header.eq_ignore_ascii_case(self.name) || header == self.title || self.also.contains(&header)
    }
}

const DAY: Help = ("日期，如2018-12-31", "a day like 2018-12-31");
const FROM: Column = may("valid_from", "起始日期", &["成立日期", "registered_on"], DAY);
const TO: Column =
    may("valid_to", "终止日期", &[], ("首个不再有效的日期", "the first day on which it no longer holds"));
const DIVISION: Help = ("12位区划代码或区划名称", "the division's 12-digit code, or its name");
const NUMBER: Help = ("数字", "a number");
const WHOLE: Help = ("非负整数", "a whole number, 0 or more");
const TIME: Help = ("时间，如09:30", "a time like 09:30");
const TEXT: Help = ("文字", "text");
const REFERENCE: Column = may(
    "reference",
    "编号",
    &[],
    (
        "表内编号，区分同名同码者；同一对象的各行编号相同",
        "the table's own number: tells apart what has the same name or code; the same in all rows of one record",
    ),
);
const CONSORTIUM: Column =
    needed("consortium", "联合体", &[], ("已录入的联合体名称", "the name of a recorded consortium"));
const UNIT: Help = ("已录入的单位名称", "the name of a recorded unit");

impl Kind {
    /// The header of a table of this kind.
    pub fn header(self) -> impl Iterator<Item = &'static str> {
        self.columns().iter().map(|column| column.name)
    }

    /// The columns of a table of this kind, in the order of its export.
    pub const fn columns(self) -> &'static [Column] {
        match self {
            Self::Divisions => grid::DIVISIONS,
            Self::Outlines => grid::OUTLINES,
            Self::Population | Self::Economy => grid::OBSERVATIONS,
            Self::Units => organisations::UNITS,
            Self::PartyOrganisations => organisations::PARTIES,
            Self::PartyAggregates => organisations::AGGREGATES,
            Self::People => organisations::PEOPLE,
            Self::Appointments => organisations::APPOINTMENTS,
            Self::Holidays => grid::HOLIDAYS,
            Self::Industries => grid::INDUSTRIES,
            Self::Consortia => consortia::CONSORTIA,
            Self::Charters => consortia::CHARTERS,
            Self::Members => consortia::MEMBERS,
            Self::Seats => consortia::SEATS,
            Self::Meetings => meetings::MEETINGS,
            Self::Resources | Self::Projects | Self::Demands => exchange::ENTRIES,
            Self::Claims => exchange::CLAIMS,
            Self::Resolutions => meetings::RESOLUTIONS,
            Self::Tasks => meetings::TASKS,
            Self::Topics => meetings::TOPICS,
            Self::AgendaItems => meetings::AGENDA_ITEMS,
            Self::Invitations => meetings::INVITATIONS,
            Self::Votes => meetings::VOTES,
            Self::MinutesRemarks => meetings::MINUTES_REMARKS,
            Self::Bulletins => consortia::BULLETINS,
            Self::Opinions => consortia::OPINIONS,
            Self::ListRefreshes => consortia::LIST_REFRESHES,
        }
    }

    /// The words that a column takes, where it takes only some: each by identifier and Chinese term.
    pub fn words(self, column: &str) -> Vec<(&'static str, &'static str)> {
        use domain::access::AppointmentKind;
        use domain::bulletin::OpinionKind;
        use domain::consortium::{CharterItem, SeatKind};
        use domain::exchange::{Audience, EntrySource, Reach, Urgency};
        use domain::grid::{DivisionKind, Series};
        use domain::meeting::MeetingKind;
        use domain::meeting::agenda::AgendaKind;
        use domain::meeting::course::MeetingStage;
        use domain::meeting::invitation::InvitationAnswer;
        use domain::meeting::minutes::{RemarkKind, RemarkState};
        use domain::meeting::resolution::ResolutionKind;
        use domain::meeting::topic::TopicState;
        use domain::meeting::vote::VoteWay;
        use domain::organisation::{PostKind, Rank, UnitType};
        macro_rules! of {
            ($words:ident) => {
                $words::ALL.iter().map(|value| (value.word(), value.term())).collect()
            };
        }
        match (self, column) {
            (Self::Divisions, "kind") => of!(DivisionKind),
            (Self::Units, "type") => of!(UnitType),
            (Self::PartyOrganisations, "rank") => of!(Rank),
            (Self::People, "post_kind") => of!(PostKind),
            (Self::Appointments, "kind") => of!(AppointmentKind),
            (Self::Population, "series") => {
                Series::ALL.iter().filter(|s| !s.is_economy()).map(|s| (s.word(), s.term())).collect()
            }
            (Self::Economy, "series") => {
                Series::ALL.iter().filter(|s| s.is_economy()).map(|s| (s.word(), s.term())).collect()
            }
            (Self::Charters, "item") => of!(CharterItem),
            (Self::Seats, "kind") => of!(SeatKind),
            (Self::Meetings, "kind") => of!(MeetingKind),
            (Self::Resources | Self::Projects | Self::Demands, "reach") => of!(Reach),
            (Self::Resources | Self::Projects | Self::Demands, "audience") => of!(Audience),
            (Self::Resources | Self::Projects | Self::Demands, "source") => of!(EntrySource),
            (Self::Resources | Self::Projects | Self::Demands, "urgency") => of!(Urgency),
            (Self::Meetings, "stage") => of!(MeetingStage),
            (
                Self::Resolutions
                | Self::Tasks
                | Self::Topics
                | Self::AgendaItems
                | Self::Invitations
                | Self::Votes
                | Self::MinutesRemarks,
                "meeting",
            ) => of!(MeetingKind),
            (Self::Topics, "state") => of!(TopicState),
            (Self::AgendaItems, "kind") => of!(AgendaKind),
            (Self::Invitations, "answer") => of!(InvitationAnswer),
            (Self::Votes, "way") => of!(VoteWay),
            (Self::MinutesRemarks, "kind") => of!(RemarkKind),
            (Self::MinutesRemarks, "state") => of!(RemarkState),
            (Self::Resolutions, "kind") => of!(ResolutionKind),
            (Self::Opinions, "kind") => of!(OpinionKind),
            (Self::Holidays, "kind") => vec![("off", "放假"), ("work", "上班")],
            _ => Vec::new(),
        }
    }
}
