//! What the demonstration's bodies owe, on any day from 2017 to 2026.

use std::sync::Arc;

use chrono::NaiveDate;
use domain::id::ConsortiumId;
use domain::obligation::ObligationKind::{JointConference, LiaisonMeeting};
use domain::obligation::{Obligation, State};
use service::access::Caller;
use service::consortium::{ConsortiumFilter, list_consortia};
use service::import::{Import, Kind, import, read_table};
use service::obligation::{Waive, list_obligations};
use service::{Lianhe, Listing};
use testing::{TestClock, TestDb, operator};

/// Written by hand from the tables in `demo`: what each body owed, year by year, and what became of it by 24 November 2026.
///
/// A mark stands for a quarter of a conference or bulletin, a month of a liaison meeting, or half a year of the lists: `●`
/// done in its last month, `◔` in its first, `◐` made up for later (see [`MADE_UP`]), `✗` never, `◌` still open, `·`
/// nothing was owed, `═` belongs to the period before it. Nothing is done on the first of a month: on a first, what is
/// under way is open, but for what is done early.
///
/// The bodies began on 28 March, 15 May, 22 May and 9 June 2017, and owe from the next whole quarter on. Beishan met by
/// half-years from 2019; the standard that it returned to on 15 April 2021 waited for the half-year under way. Liaisons
/// meet since July 2024. Bulletins and lists are owed since 2025: a bulletin on a quarter comes out in the next one's first
/// month, but that of the street on the third quarter of 2026 has not; lists are refreshed in June and December.
///
/// To add a kind: a block for each body that owes it, with as many marks a year as it has periods at most.
const WRITTEN: &str = "
大连湾街道区域化党建联合体 joint_conference
2017 ·●●●
2018 ●●●●
2019 ●●●●
2020 ◐●●●
2021 ●●●●
2022 ●●●●
2023 ●●●●
2024 ●●●●
2025 ●●●●
2026 ●●●◌
大连湾街道区域化党建联合体 liaison_meeting
2024 ······●●●●●●
2025 ●●●●●●●●●●●●
2026 ●●●●●●●●●✗◌·
大连湾街道区域化党建联合体 bulletin
2025 ◔◔◔◔
2026 ◔◔◔◌
大连湾街道区域化党建联合体 lists
2025 ●●
2026 ●◌
大房身社区党建联合体 joint_conference
2017 ··●●
2018 ●●●●
2019 ●●●●
2020 ◐●●●
2021 ●●●●
2022 ●●●●
2023 ●●●●
2024 ●●●●
2025 ●●●●
2026 ●●●◌
大房身社区党建联合体 liaison_meeting
2024 ······●●●●●●
2025 ●●●●●●●●●●●●
2026 ●●●●●●●●●●●·
大房身社区党建联合体 bulletin
2025 ◔◔◔◔
2026 ◔◔◔◔
大房身社区党建联合体 lists
2025 ●●
2026 ●◌
北山社区党建联合体 joint_conference
2017 ··●●
2018 ●●●●
2019 ●═●═
2020 ●═●═
2021 ●═●●
2022 ●●●●
2023 ●●●●
2024 ●●●●
2025 ●●●●
2026 ●●●◌
北山社区党建联合体 liaison_meeting
2024 ······●●●●●●
2025 ●●●●●●●●●●●●
2026 ●●●●●●●●●●◌·
北山社区党建联合体 bulletin
2025 ◔◔◔◔
2026 ◔◔◔◔
北山社区党建联合体 lists
2025 ●●
2026 ●◌
欣家园社区党建联合体 joint_conference
2017 ··●●
2018 ●●●●
2019 ●●●●
2020 ◐●●●
2021 ●●●●
2022 ●●●●
2023 ●●●●
2024 ●●●●
2025 ●●●●
2026 ●●●◌
欣家园社区党建联合体 liaison_meeting
2024 ······●●●●●●
2025 ●●●●●●●●●●◐●
2026 ●●●●●●●●●●◌·
欣家园社区党建联合体 bulletin
2025 ◔◔◔◔
2026 ◔◔◔◔
欣家园社区党建联合体 lists
2025 ●●
2026 ●◌
";

/// When what was missed in the period that begins on a day was made up for.
const MADE_UP: [(&str, &str); 2] = [("2020-01-01", "2020-04-16"), ("2025-11-01", "2025-12-04")];

/// Last working days by the State Council's notices: weekends on which one works, holidays at the end of a period.
const DUE: [(&str, &str); 5] = [
    ("2018-07-01", "2018-09-30"),
    ("2018-10-01", "2018-12-29"),
    ("2023-07-01", "2023-09-28"),
    ("2025-01-01", "2025-03-31"),
    ("2026-07-01", "2026-09-30"),
];

const TODAY: &str = "2026-11-24";

const ORDER: [(Kind, &str); 15] = [
    (Kind::Divisions, "divisions"),
    (Kind::Industries, "industries"),
    (Kind::Holidays, "holidays"),
    (Kind::Units, "units"),
    (Kind::PartyOrganisations, "party_organisations"),
    (Kind::People, "people"),
    (Kind::Appointments, "appointments"),
    (Kind::Consortia, "consortia"),
    (Kind::Charters, "charters"),
    (Kind::Members, "members"),
    (Kind::Seats, "seats"),
    (Kind::Meetings, "meetings"),
    (Kind::Bulletins, "bulletins"),
    (Kind::Opinions, "opinions"),
    (Kind::ListRefreshes, "list_refreshes"),
];

async fn demonstration(database: &TestDb) -> Lianhe {
    let clock = Arc::new(TestClock::at("2026-11-24T04:00:00Z"));
    let lianhe = Lianhe::new(database.db.clone(), clock, testing::keys());
    for (kind, name) in ORDER {
        let path = format!("{}/../../demo/{name}.csv", env!("CARGO_MANIFEST_DIR"));
        let bytes = std::fs::read(&path).expect("a table of the demonstration");
        let table = read_table(bytes, format!("{name}.csv"), None).await.expect("a table");
        let report = import(&lianhe, Import::new(kind, table, name)).await.expect("an import");
        assert_eq!(report.refused, 0, "{name}: {:?}", report.issues);
    }
    lianhe
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

/// What the table says of a body on a day: each period that has begun, by kind and first day.
fn expected(body: &str, as_of: NaiveDate) -> Vec<(String, NaiveDate, &'static str)> {
    let (mut lines, mut of, mut kind) = (Vec::new(), "", "");
    for line in WRITTEN.lines().filter(|line| !line.is_empty()) {
        let (first, marks) = line.split_once(' ').expect("two words");
        let Ok(year) = first.parse::<i32>() else {
            (of, kind) = (first, marks);
            continue;
        };
        if of != body {
            continue;
        }
        let months = 12 / u32::try_from(marks.chars().count()).expect("few marks");
        for (n, mark) in marks.chars().enumerate() {
            let month = u32::try_from(n).expect("few marks") * months + 1;
            let from = NaiveDate::from_ymd_opt(year, month, 1).expect("a day");
            if from > as_of || "·═".contains(mark) {
                continue;
            }
            // The next mark that is a period of its own, or the end of the year.
            let rest = marks.chars().skip(n + 1).take_while(|mark| *mark == '═').count();
            let length = months * (1 + u32::try_from(rest).expect("few marks"));
            let over = from.checked_add_months(chrono::Months::new(length)).expect("a day") <= as_of;
            let today = as_of == day(TODAY);
            let made_up = MADE_UP.iter().any(|(of, on)| day(of) == from && day(on) <= as_of);
            let state = match mark {
                '●' if over || today => "fulfilled",
                '◔' if as_of > from => "fulfilled",
                '◐' if made_up => "fulfilled",
                '◐' | '✗' if over => "overdue",
                _ => "due",
            };
            lines.push((kind.to_owned(), from, state));
        }
    }
    lines.sort();
    lines
}

const fn word(state: &State) -> &'static str {
    match state {
        State::Upcoming => "upcoming",
        State::Due => "due",
        State::Overdue => "overdue",
        State::Fulfilled { .. } => "fulfilled",
        State::Waived { .. } => "waived",
    }
}

async fn owed(lianhe: &Lianhe, caller: &Caller, id: ConsortiumId, as_of: NaiveDate) -> Vec<Obligation> {
    let mut view = lianhe.view(caller, Some(as_of)).await.expect("a view");
    let owed = list_obligations(&mut view, id).await.expect("obligations");
    owed.into_iter().map(|owed| owed.obligation).collect()
}

async fn matches_the_table(database: TestDb) {
    let lianhe = demonstration(&database).await;
    let caller = operator(&lianhe).await;
    let mut view = lianhe.view(&caller, None).await.expect("a view");
    let listing = Listing { limit: 50, ..Listing::default() };
    let all =
        list_consortia(&mut view, &listing, &ConsortiumFilter::default()).await.expect("a list").page.items;
    assert_eq!(all.len(), 4);
    drop(view);
    // The first of every month since the case began, and today.
    let firsts = (0..).map(|n| day("2017-01-01").checked_add_months(chrono::Months::new(n)).expect("a day"));
    let mut days: Vec<NaiveDate> = firsts.take_while(|first| *first <= day(TODAY)).collect();
    days.push(day(TODAY));
    for shown in &all {
        for as_of in &days {
            let owed = owed(&lianhe, &caller, shown.consortium.id, *as_of).await;
            let (begun, ahead): (Vec<_>, Vec<_>) = owed.into_iter().partition(|o| o.period.from() <= *as_of);
            let mut told: Vec<_> =
                begun.iter().map(|o| (o.kind.word().to_owned(), o.period.from(), word(&o.state))).collect();
            told.sort();
            assert_eq!(told, expected(&shown.name, *as_of), "{} as of {as_of}", shown.name);
            assert!(ahead.iter().all(|o| o.state == State::Upcoming) && ahead.len() <= 4, "{ahead:?}");
        }
    }

    let street =
        all.iter().find(|shown| shown.name.starts_with("大连湾")).expect("the street's").consortium.id;
    let of_street = owed(&lianhe, &caller, street, day(TODAY)).await;
    for (from, due) in DUE {
        let found = of_street.iter().find(|o| o.kind == JointConference && o.period.from() == day(from));
        assert_eq!(found.map(|o| o.due), Some(day(due)), "the quarter from {from}");
    }

    // Excused today, the month is open no longer; yesterday it was.
    let month = day("2026-10-01");
    let waive =
        Waive {
            consortium: street, kind: LiaisonMeeting, period_from: month, reason: "换届期间".to_owned()
        };
    lianhe.write(&caller, waive).await.expect("waived");
    for (as_of, expected) in [(TODAY, "waived"), ("2026-11-23", "overdue")] {
        let owed = owed(&lianhe, &caller, street, day(as_of)).await;
        let found = owed.iter().find(|o| o.kind == LiaisonMeeting && o.period.from() == month);
        assert_eq!(found.map(|o| word(&o.state)), Some(expected), "as of {as_of}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn as_of_any_day_they_match_a_table_written_by_hand_on_sqlite() {
    matches_the_table(TestDb::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn as_of_any_day_they_match_a_table_written_by_hand_on_postgres() {
    if let Some(database) = TestDb::postgres().await {
        matches_the_table(database).await;
    }
}
