//! The papers of a meeting: notice, agenda, the list to sign, minutes.

use chrono::{Datelike, NaiveDate, NaiveTime, Timelike};
use domain::id::MeetingId;
use domain::meeting::Presence;
use domain::paper::PaperKind;
use storage::consortium::membership;

use super::PaperFormat;
use super::body::{Dated, chinese_day, of_body, set};
use crate::meeting::{Line, show_meeting};
use crate::{Error, Result, View};

pub struct PaperFile {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// # Errors
/// As [`show_meeting`]; when a font is missing.
pub async fn meeting_paper(
    view: &mut View<'_>,
    id: MeetingId,
    kind: PaperKind,
    format: PaperFormat,
) -> Result<PaperFile> {
    if kind == PaperKind::Bulletin {
        return Err(Error::NotFound);
    }
    let district = view.district();
    let detail = show_meeting(view, id).await?;
    let meeting = &detail.shown.meeting;
    let facts = &meeting.facts;
    let names = called(view, &detail.lines, meeting.consortium, facts.held_on).await?;
    let items = storage::meeting::agenda::of_meeting(&mut view.conn, district, id).await?;
    let items = items.into_iter().map(|item| match item.presenter {
        Some(presenter) => format!("{}（{presenter}）", item.title),
        None => item.title,
    });
    let agenda = numbered(items.collect()).unwrap_or_else(|| facts.agenda.clone());
    let resolutions = storage::resolution::of_meeting(&mut view.conn, district, id).await?;
    let resolved = numbered(resolutions.into_iter().map(|resolution| resolution.body).collect());
    let resolved = resolved.or_else(|| facts.decisions.clone()).unwrap_or_default();
    let of = |presence: Presence| {
        let there = detail.lines.iter().filter(|line| line.presence == presence);
        there.map(|line| line.name.as_str()).collect::<Vec<_>>().join("、")
    };
    let today = view.lianhe.today();
    let dated = match kind {
        // A notice carries the day on which it went out, and none that is later than its meeting.
        PaperKind::Notice => match meeting.course.notified_on {
            Some(on) => Dated::On(on),
            None if facts.held_on < today => Dated::By(facts.held_on.year()),
            None => Dated::On(today),
        },
        PaperKind::Minutes => Dated::On(meeting.locked_on.unwrap_or(today)),
        PaperKind::Agenda | PaperKind::Attendance | PaperKind::Bulletin => Dated::On(today),
    };
    let title = format!("{}年{}月{}", facts.held_on.year(), facts.held_on.month(), facts.kind.term());
    let mut values = of_body(view, meeting.consortium, facts.held_on, &dated).await?;
    values.extend([
        ("成员单位", names.join("、")),
        ("会议", title.clone()),
        ("会议日期", chinese_day(facts.held_on)),
        ("会议时间", meeting.course.starts_at.map(clock).unwrap_or_default()),
        ("地点", facts.place.clone()),
        ("议题", agenda),
        ("纪要正文", facts.minutes.clone().unwrap_or_default()),
        ("议定事项", resolved),
        ("出席", of(Presence::Attended)),
        ("委托出席", of(Presence::Proxy)),
        ("请假", of(Presence::Leave)),
        ("缺席", of(Presence::Absent)),
    ]);
    let mut table = vec![head()];
    let rows = names.iter().enumerate();
    table.extend(rows.map(|(n, name)| vec![(n + 1).to_string(), name.clone(), String::new(), String::new()]));
    let bytes = set(view, kind, &values, &table, format).await?;
    Ok(PaperFile { name: format!("{}{title}{}.{}", detail.consortium, kind.term(), format.word()), bytes })
}

/// Of the list to sign.
pub(super) fn head() -> Vec<String> {
    ["序号", "单位", "职务", "签名"].map(str::to_owned).to_vec()
}

/// The units that the meeting is or was for: those of its list, else the members of the day.
async fn called(
    view: &mut View<'_>,
    lines: &[Line],
    consortium: domain::id::ConsortiumId,
    on: NaiveDate,
) -> Result<Vec<String>> {
    if !lines.is_empty() {
        return Ok(lines.iter().map(|line| line.name.clone()).collect());
    }
    let district = view.district();
    let members = membership::members(&mut view.conn, district, consortium, on).await?;
    let units = membership::units(&mut view.conn, district, consortium, on).await?;
    Ok(units.into_iter().filter(|unit| members.contains(&unit.id)).map(|unit| unit.name).collect())
}

/// One a line, numbered where there are several; `None` when there is none.
fn numbered(lines: Vec<String>) -> Option<String> {
    match lines.as_slice() {
        [] => None,
        [only] => Some(only.clone()),
        several => {
            let lines: Vec<_> = several.iter().zip(1..).map(|(line, n)| format!("{n}．{line}")).collect();
            Some(lines.join("\n"))
        }
    }
}

/// 上午9时30分.
fn clock(at: NaiveTime) -> String {
    let (half, hour) = if at.hour() < 12 {
        ("上午", at.hour())
    } else {
        ("下午", if at.hour() == 12 { 12 } else { at.hour() - 12 })
    };
    let minute = if at.minute() == 0 { String::new() } else { format!("{}分", at.minute()) };
    format!("{half}{hour}时{minute}")
}
