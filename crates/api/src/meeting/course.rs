//! `GET /meetings/{id}/course`: topics, agenda, answers, the sheet and votes of a meeting.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use domain::id::MeetingId;
use serde::Serialize;
use service::access::Caller;
use service::meeting::{MeetingCourse, VoteShown, show_course};
use utoipa::ToSchema;
use uuid::Uuid;

use super::show::AttendanceBody;
use super::topics::TopicBody;
use crate::caller::{Id, Params, Signed};
use crate::router::App;
use crate::wire::{
    AgendaKindWord, Answer, ChoiceWord, InvitationAnswerWord, MeetingKindWord, MeetingStageWord, Named,
    OnDay, VoteWayWord, clock, word,
};

#[derive(Serialize, ToSchema)]
pub struct CourseBody {
    pub id: Uuid,
    /// The meeting's version.
    pub version: i64,
    pub stage: MeetingStageWord,
    pub topics: Vec<TopicBody>,
    /// Before the notice, what comes by itself is computed each time.
    pub agenda: Vec<AgendaItemBody>,
    pub invitations: Vec<AnswerBody>,
    /// As saved, or as the answers let expect.
    pub sheet: Vec<AttendanceBody>,
    pub sheet_saved: bool,
    pub quorum_percent: Option<usize>,
    pub votes: Vec<VoteBody>,
    /// Other meetings of some of the same units on the same day.
    pub clashes: Vec<ClashBody>,
    /// Whether nobody works on the day.
    pub day_off: bool,
    /// Working days from the notice (or today) to the meeting, and how many the charter wants.
    pub notice: Option<NoticeBody>,
    /// The unit for which the caller speaks.
    pub own_unit_id: Option<Uuid>,
}

#[derive(Serialize, ToSchema)]
pub struct NoticeBody {
    pub days_left: i64,
    pub wanted: i64,
    pub short: bool,
}

#[derive(Serialize, ToSchema)]
pub struct AgendaItemBody {
    pub id: Uuid,
    pub kind: AgendaKindWord,
    pub title: String,
    pub presenter: Option<String>,
    pub minutes: Option<i64>,
    /// When its turn comes, as far as the durations say.
    pub starts_at: Option<String>,
    pub topic_id: Option<Uuid>,
    pub task_id: Option<Uuid>,
}

#[derive(Serialize, ToSchema)]
pub struct AnswerBody {
    pub unit: Named,
    pub answer: Option<InvitationAnswerWord>,
    /// The reason of leave, or who comes as proxy.
    pub note: Option<String>,
    pub proxy_unit: Option<Named>,
    pub answered_on: Option<NaiveDate>,
}

#[derive(Serialize, ToSchema)]
pub struct ClashBody {
    pub meeting_id: Uuid,
    pub consortium: String,
    pub kind: MeetingKindWord,
    pub on: NaiveDate,
    /// How many units are called to both.
    pub units: usize,
}

impl From<&service::meeting::Clash> for ClashBody {
    fn from(clash: &service::meeting::Clash) -> Self {
        Self {
            meeting_id: clash.meeting.uuid(),
            consortium: clash.consortium.clone(),
            kind: word(clash.kind),
            on: clash.on,
            units: clash.units,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct VoteBody {
    pub id: Uuid,
    pub version: i64,
    pub agenda_item_id: Option<Uuid>,
    pub question: String,
    pub way: VoteWayWord,
    pub opened_on: NaiveDate,
    pub closed_on: Option<NaiveDate>,
    /// Units that could vote when it was opened.
    pub entitled: usize,
    pub cast: usize,
    /// Absent while each unit votes for itself and the vote is open.
    pub count: Option<VoteCountBody>,
    pub ballots: Vec<BallotBody>,
}

#[derive(Serialize, ToSchema)]
pub struct VoteCountBody {
    pub r#for: usize,
    pub against: usize,
    pub abstain: usize,
    /// Units that said nothing.
    pub silent: usize,
    /// Whether more than half of the entitled are for it.
    pub carried: bool,
}

#[derive(Serialize, ToSchema)]
pub struct BallotBody {
    pub unit: Named,
    pub choice: Option<ChoiceWord>,
    /// The unit that voted for this one.
    pub cast_by: Option<Named>,
    /// Whether the caller can cast it.
    pub own: bool,
}

fn vote(shown: &VoteShown, course: &MeetingCourse) -> VoteBody {
    let named = |unit: domain::id::UnitId| Named::new(unit.uuid(), course.units.name(unit));
    let own = |unit| {
        let proxy = course.invitations.iter().find(|one| one.unit == unit).and_then(|one| one.proxy_unit);
        course.own.is_some_and(|own| own == unit || proxy == Some(own))
    };
    VoteBody {
        id: shown.vote.id.uuid(),
        version: shown.vote.version,
        agenda_item_id: shown.vote.item.map(|item| item.uuid()),
        question: shown.vote.question.clone(),
        way: word(shown.vote.way),
        opened_on: shown.vote.opened_on,
        closed_on: shown.vote.closed_on,
        entitled: shown.ballots.len(),
        cast: shown.cast,
        count: shown.count.map(|count| VoteCountBody {
            r#for: count.in_favour,
            against: count.against,
            abstain: count.abstained,
            silent: count.silent,
            carried: count.is_carried(),
        }),
        ballots: shown
            .ballots
            .iter()
            .map(|ballot| BallotBody {
                unit: named(ballot.unit),
                choice: ballot.choice.map(word),
                cast_by: ballot.cast_by.map(named),
                own: own(ballot.unit),
            })
            .collect(),
    }
}

impl From<&MeetingCourse> for CourseBody {
    fn from(course: &MeetingCourse) -> Self {
        let named = |unit: domain::id::UnitId| Named::new(unit.uuid(), course.units.name(unit));
        Self {
            id: course.meeting.id.uuid(),
            version: course.meeting.version,
            stage: word(course.meeting.course.stage),
            topics: course.topics.iter().map(TopicBody::from).collect(),
            agenda: course
                .agenda
                .iter()
                .map(|(item, starts_at)| AgendaItemBody {
                    id: item.id.uuid(),
                    kind: word(item.kind),
                    title: item.title.clone(),
                    presenter: item.presenter.clone(),
                    minutes: item.minutes,
                    starts_at: clock(*starts_at),
                    topic_id: item.topic.map(|topic| topic.uuid()),
                    task_id: item.task.map(|task| task.uuid()),
                })
                .collect(),
            invitations: course
                .invitations
                .iter()
                .map(|one| AnswerBody {
                    unit: named(one.unit),
                    answer: one.answer.map(word),
                    note: one.note.clone(),
                    proxy_unit: one.proxy_unit.map(named),
                    answered_on: one.answered_on,
                })
                .collect(),
            sheet: course
                .sheet
                .iter()
                .map(|line| AttendanceBody {
                    unit: named(line.unit),
                    presence: word(line.presence),
                    note: line.note.clone(),
                })
                .collect(),
            sheet_saved: course.sheet_saved,
            quorum_percent: course.quorum_percent,
            votes: course.votes.iter().map(|shown| vote(shown, course)).collect(),
            clashes: course.clashes.iter().map(ClashBody::from).collect(),
            day_off: course.day_off,
            notice: course.notice.map(|(days_left, wanted)| NoticeBody {
                days_left,
                wanted,
                short: days_left < wanted,
            }),
            own_unit_id: course.own.map(|unit| unit.uuid()),
        }
    }
}

/// The course as it is after a write.
pub async fn after(app: &App, caller: &Caller, id: MeetingId) -> Answer<CourseBody> {
    let caller = app.lianhe.refreshed(caller).await?;
    let mut view = app.lianhe.view(&caller, None).await?;
    Ok(Json(CourseBody::from(&show_course(&mut view, id).await?)))
}

#[utoipa::path(get, path = "/meetings/{id}/course", operation_id = "show_meeting_course", tag = "meeting", params(("id" = Uuid, Path), OnDay), responses((status = 200, body = CourseBody)))]
pub async fn show(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Params(day): Params<OnDay>,
) -> Answer<CourseBody> {
    let mut view = app.lianhe.view(&caller, day.as_of).await?;
    Ok(Json(CourseBody::from(&show_course(&mut view, MeetingId::new(id)).await?)))
}
