//! iCalendar (RFC 5545): events as calendar programs subscribe to them.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

/// China has had one time without summer time since 1992.
const ZONE: &str = "Asia/Shanghai";
const OFFSET: &str = "+0800";
/// A line may have 75 bytes, its end not counted.
const LINE_MOST: usize = 75;
/// How often a program should ask again.
const REFRESH: &str = "PT1H";

pub struct Calendar {
    pub name: String,
    pub events: Vec<Event>,
}

pub struct Event {
    /// The same for ever.
    pub uid: String,
    /// Rises with every change that matters to whoever comes.
    pub sequence: i64,
    pub status: EventStatus,
    pub span: Span,
    pub summary: String,
    pub location: String,
    pub url: String,
    pub recorded_at: DateTime<Utc>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventStatus {
    Tentative,
    Confirmed,
    Cancelled,
}

impl EventStatus {
    const fn word(self) -> &'static str {
        match self {
            Self::Tentative => "TENTATIVE",
            Self::Confirmed => "CONFIRMED",
            Self::Cancelled => "CANCELLED",
        }
    }
}

/// When it is: in office time, or the whole day while no time is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    Day(NaiveDate),
    Time(NaiveDateTime, NaiveDateTime),
}

pub fn write_calendar(calendar: &Calendar) -> String {
    let mut lines = Lines(String::with_capacity(1024 + calendar.events.len() * 512));
    lines.put("BEGIN", "VCALENDAR");
    lines.put("VERSION", "2.0");
    lines.put("PRODID", "-//Lianhe//Meetings//ZH");
    lines.put("CALSCALE", "GREGORIAN");
    lines.put("METHOD", "PUBLISH");
    lines.text("X-WR-CALNAME", &calendar.name);
    lines.put("X-WR-TIMEZONE", ZONE);
    lines.put("REFRESH-INTERVAL;VALUE=DURATION", REFRESH);
    lines.put("X-PUBLISHED-TTL", REFRESH);
    lines.zone();
    for event in &calendar.events {
        lines.event(event);
    }
    lines.put("END", "VCALENDAR");
    lines.0
}

/// Content lines, folded.
struct Lines(String);

impl Lines {
    /// A value that needs no escaping.
    fn put(&mut self, name: &str, value: &str) {
        let mut room = LINE_MOST;
        for part in [name, ":", value] {
            for character in part.chars() {
                // What is no text would end the line, or is forbidden in one.
                if character.is_control() {
                    continue;
                }
                let length = character.len_utf8();
                if length > room {
                    self.0.push_str("\r\n ");
                    room = LINE_MOST - 1;
                }
                room -= length;
                self.0.push(character);
            }
        }
        self.0.push_str("\r\n");
    }

    /// What people wrote.
    fn text(&mut self, name: &str, text: &str) {
        let mut escaped = String::with_capacity(text.len() + 8);
        for character in text.replace("\r\n", "\n").chars() {
            match character {
                '\n' | '\r' => escaped.push_str("\\n"),
                '\\' | ';' | ',' => escaped.extend(['\\', character]),
                other => escaped.push(other),
            }
        }
        self.put(name, &escaped);
    }

    fn zone(&mut self) {
        self.put("BEGIN", "VTIMEZONE");
        self.put("TZID", ZONE);
        self.put("BEGIN", "STANDARD");
        self.put("DTSTART", "19700101T000000");
        self.put("TZOFFSETFROM", OFFSET);
        self.put("TZOFFSETTO", OFFSET);
        self.put("TZNAME", "CST");
        self.put("END", "STANDARD");
        self.put("END", "VTIMEZONE");
    }

    fn event(&mut self, event: &Event) {
        self.put("BEGIN", "VEVENT");
        self.put("UID", &event.uid);
        self.put("DTSTAMP", &event.recorded_at.format("%Y%m%dT%H%M%SZ").to_string());
        match event.span {
            Span::Day(day) => {
                let date = |day: NaiveDate| day.format("%Y%m%d").to_string();
                self.put("DTSTART;VALUE=DATE", &date(day));
                // The end is the first day that is free again.
                self.put("DTEND;VALUE=DATE", &date(day.succ_opt().unwrap_or(day)));
                // Nobody is busy for a whole day because of a meeting whose hour is not known.
                self.put("TRANSP", "TRANSPARENT");
            }
            Span::Time(from, to) => {
                for (name, at) in [("DTSTART", from), ("DTEND", to)] {
                    self.put(&format!("{name};TZID={ZONE}"), &at.format("%Y%m%dT%H%M%S").to_string());
                }
            }
        }
        self.put("SEQUENCE", &event.sequence.to_string());
        self.put("STATUS", event.status.word());
        self.text("SUMMARY", &event.summary);
        self.text("LOCATION", &event.location);
        self.put("URL", &event.url);
        self.put("END", "VEVENT");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(span: Span) -> Event {
        Event {
            uid: "1@lianhe".into(),
            sequence: 3,
            status: EventStatus::Cancelled,
            span,
            summary: "大连湾街道区域化党建联合体；联席会议, 第四季度\\年度; ".repeat(4),
            location: "三楼,会议室\n东侧".into(),
            url: "https://lianhe.example/meetings/1?a=1,2;3".into(),
            recorded_at: DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn lines_are_folded_and_texts_escaped() {
        let span = Span::Day("2026-12-31".parse().expect("a day"));
        let text = write_calendar(&Calendar { name: "日历".into(), events: vec![event(span)] });
        assert!(text.lines().all(|line| line.len() <= 75), "{text}");
        assert!(text.ends_with("END:VCALENDAR\r\n") && !text.replace("\r\n", "").contains('\n'));
        let unfolded = text.replace("\r\n ", "");
        assert!(unfolded.contains("LOCATION:三楼\\,会议室\\n东侧\r\n"), "{unfolded}");
        assert!(unfolded.contains("第四季度\\\\年度\\;"), "{unfolded}");
        assert!(unfolded.contains("URL:https://lianhe.example/meetings/1?a=1,2;3\r\n"));
        assert!(unfolded.contains("DTEND;VALUE=DATE:20270101\r\n") && unfolded.contains("SEQUENCE:3\r\n"));
    }

    #[test]
    fn a_time_is_in_a_zone_that_is_defined() {
        let at = |hour| NaiveDate::default().and_hms_opt(hour, 30, 0).expect("a time");
        let text = write_calendar(&Calendar {
            name: "日历".into(),
            events: vec![event(Span::Time(at(9), at(11)))],
        });
        assert!(text.contains("BEGIN:VTIMEZONE\r\nTZID:Asia/Shanghai\r\nBEGIN:STANDARD\r\n"), "{text}");
        assert!(text.contains("DTSTART;TZID=Asia/Shanghai:19700101T093000\r\n"), "{text}");
    }
}
