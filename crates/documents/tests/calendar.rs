//! Feeds as they were written when a calendar library last read them (`web/src/features/calendar/feed.test.ts`): before and
//! after a change of time and a cancellation.

use chrono::{DateTime, NaiveDate};
use documents::{Calendar, Event, EventStatus, Span, write_calendar};

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 12, day).expect("a day")
}

fn span(on: u32, hour: u32) -> Span {
    let at = |hour| day(on).and_hms_opt(hour, 30, 0).expect("a time");
    Span::Time(at(hour), at(hour + 2))
}

fn event(n: u32, sequence: i64, status: EventStatus, span: Span) -> Event {
    Event {
        uid: format!("0193f0a0-0000-7000-8000-00000000000{n}@lianhe"),
        sequence,
        status,
        span,
        summary: "大连湾街道区域化党建联合体联席会议；含“三清单”, 通报; 及其他\\事项".into(),
        location: "街道办事处三楼, 第二会议室\n（由东门进）".into(),
        url: format!("https://lianhe.example/meetings/0193f0a0-0000-7000-8000-00000000000{n}"),
        recorded_at: DateTime::from_timestamp(1_795_000_000, 0).expect("a time"),
    }
}

fn check(name: &str, events: Vec<Event>) {
    let written =
        write_calendar(&Calendar { name: "大连湾街道区域化党建联合体".into(), events });
    let path = format!("{}/tests/calendar/{name}.ics", env!("CARGO_MANIFEST_DIR"));
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == kept, "{path} should be:\n{written}");
}

#[test]
fn feeds_are_as_they_were_when_a_library_read_them() {
    use EventStatus::{Cancelled, Confirmed, Tentative};
    let all_day = || event(3, 0, Confirmed, Span::Day(day(31)));
    let first = vec![event(1, 0, Tentative, span(18, 9)), event(2, 1, Confirmed, span(22, 14)), all_day()];
    check("first", first);
    let changed = vec![event(1, 1, Confirmed, span(19, 13)), event(2, 2, Cancelled, span(22, 14)), all_day()];
    check("changed", changed);
}
