//! What the demonstration's bodies owe, on any day from 2017 to 2026.

use std::sync::Arc;

use chrono::{Days, NaiveDate};
use domain::obligation::State;
use service::consortium::{ConsortiumFilter, list_consortia};
use service::import::{Import, Kind, import, read_table};
use service::obligation::list_obligations;
use service::{Lianhe, Listing};
use testing::{TestClock, TestDb, operator};

/// Kind, first day of the period, last working day of it, day of the meeting that counts for it. Written out from the
/// case's rhythm (joint conferences since the founding on 2017-03-28, liaison meetings since 2024-07) and the notices of
/// holidays: 2018-09-30 and 2018-12-29 are weekend days of work, the holidays begin after 2023-09-28 and 2025-01-27. The
/// first quarter of 2020 was made up for in April; nobody met in October 2026. Bulletins and lists are recorded since 2025.
const DALIANWAN: &str = "\
joint_conference 2017-04-01 2017-06-30 2017-06-15
joint_conference 2017-07-01 2017-09-29 2017-09-15
joint_conference 2017-10-01 2017-12-29 2017-12-18
joint_conference 2018-01-01 2018-03-30 2018-03-16
joint_conference 2018-04-01 2018-06-29 2018-06-22
joint_conference 2018-07-01 2018-09-30 2018-09-21
joint_conference 2018-10-01 2018-12-29 2018-12-21
joint_conference 2019-01-01 2019-03-29 2019-03-22
joint_conference 2019-04-01 2019-06-28 2019-06-21
joint_conference 2019-07-01 2019-09-30 2019-09-24
joint_conference 2019-10-01 2019-12-31 2019-12-16
joint_conference 2020-01-01 2020-03-31 2020-04-16
joint_conference 2020-04-01 2020-06-30 2020-06-19
joint_conference 2020-07-01 2020-09-30 2020-09-18
joint_conference 2020-10-01 2020-12-31 2020-12-18
joint_conference 2021-01-01 2021-03-31 2021-03-18
joint_conference 2021-04-01 2021-06-30 2021-06-18
joint_conference 2021-07-01 2021-09-30 2021-09-18
joint_conference 2021-10-01 2021-12-31 2021-12-24
joint_conference 2022-01-01 2022-03-31 2022-03-23
joint_conference 2022-04-01 2022-06-30 2022-06-22
joint_conference 2022-07-01 2022-09-30 2022-09-16
joint_conference 2022-10-01 2022-12-30 2022-12-20
joint_conference 2023-01-01 2023-03-31 2023-03-23
joint_conference 2023-04-01 2023-06-30 2023-06-21
joint_conference 2023-07-01 2023-09-28 2023-09-15
joint_conference 2023-10-01 2023-12-29 2023-12-25
joint_conference 2024-01-01 2024-03-29 2024-03-18
joint_conference 2024-04-01 2024-06-28 2024-06-21
joint_conference 2024-07-01 2024-09-30 2024-09-14
joint_conference 2024-10-01 2024-12-31 2024-12-23
joint_conference 2025-01-01 2025-03-31 2025-03-20
joint_conference 2025-04-01 2025-06-30 2025-06-13
joint_conference 2025-07-01 2025-09-30 2025-09-17
joint_conference 2025-10-01 2025-12-31 2025-12-16
joint_conference 2026-01-01 2026-03-31 2026-03-23
joint_conference 2026-04-01 2026-06-30 2026-06-17
joint_conference 2026-07-01 2026-09-30 2026-09-24
joint_conference 2026-10-01 2026-12-31
joint_conference 2027-01-01 2027-03-31
liaison_meeting 2024-07-01 2024-07-31 2024-07-24
liaison_meeting 2024-08-01 2024-08-30 2024-08-19
liaison_meeting 2024-09-01 2024-09-30 2024-09-19
liaison_meeting 2024-10-01 2024-10-31 2024-10-18
liaison_meeting 2024-11-01 2024-11-29 2024-11-25
liaison_meeting 2024-12-01 2024-12-31 2024-12-24
liaison_meeting 2025-01-01 2025-01-27 2025-01-24
liaison_meeting 2025-02-01 2025-02-28 2025-02-18
liaison_meeting 2025-03-01 2025-03-31 2025-03-17
liaison_meeting 2025-04-01 2025-04-30 2025-04-17
liaison_meeting 2025-05-01 2025-05-30 2025-05-23
liaison_meeting 2025-06-01 2025-06-30 2025-06-25
liaison_meeting 2025-07-01 2025-07-31 2025-07-17
liaison_meeting 2025-08-01 2025-08-29 2025-08-18
liaison_meeting 2025-09-01 2025-09-30 2025-09-17
liaison_meeting 2025-10-01 2025-10-31 2025-10-17
liaison_meeting 2025-11-01 2025-11-28 2025-11-24
liaison_meeting 2025-12-01 2025-12-31 2025-12-18
liaison_meeting 2026-01-01 2026-01-30 2026-01-23
liaison_meeting 2026-02-01 2026-02-28 2026-02-14
liaison_meeting 2026-03-01 2026-03-31 2026-03-19
liaison_meeting 2026-04-01 2026-04-30 2026-04-24
liaison_meeting 2026-05-01 2026-05-29 2026-05-18
liaison_meeting 2026-06-01 2026-06-30 2026-06-24
liaison_meeting 2026-07-01 2026-07-31 2026-07-20
liaison_meeting 2026-08-01 2026-08-31 2026-08-25
liaison_meeting 2026-09-01 2026-09-30 2026-09-18
liaison_meeting 2026-10-01 2026-10-30
liaison_meeting 2026-11-01 2026-11-30
liaison_meeting 2026-12-01 2026-12-31
bulletin 2025-01-01 2025-03-31 2025-01-09
bulletin 2025-04-01 2025-06-30 2025-04-09
bulletin 2025-07-01 2025-09-30 2025-07-09
bulletin 2025-10-01 2025-12-31 2025-10-09
bulletin 2026-01-01 2026-03-31 2026-01-09
bulletin 2026-04-01 2026-06-30 2026-04-09
bulletin 2026-07-01 2026-09-30 2026-07-09
bulletin 2026-10-01 2026-12-31
bulletin 2027-01-01 2027-03-31
lists 2025-01-01 2025-06-30 2025-06-16
lists 2025-07-01 2025-12-31 2025-12-15
lists 2026-01-01 2026-06-30 2026-06-15
lists 2026-07-01 2026-12-31
lists 2027-01-01 2027-06-30";

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

/// What the table says of a day: every period that has begun, and of each kind the one that begins next.
fn expected(as_of: NaiveDate) -> Vec<(String, NaiveDate, NaiveDate, &'static str)> {
    let mut lines: Vec<(String, NaiveDate, NaiveDate, &str)> = Vec::new();
    let mut ahead = Vec::new();
    for line in DALIANWAN.lines() {
        let mut words = line.split(' ');
        let mut next = || words.next().unwrap_or_default();
        let (kind, from, due, held) = (next(), day(next()), day(next()), next());
        let begun = lines.iter().any(|(of, ..)| of == kind);
        // What nobody has agreed on yet is not told years ahead.
        let next_month = as_of.checked_add_days(Days::new(31)).expect("a day");
        if from > as_of && (ahead.contains(&kind) || (!begun && from > next_month)) {
            continue;
        }
        let state = match held {
            held if !held.is_empty() && day(held) <= as_of => "fulfilled",
            _ if from > as_of => "upcoming",
            _ if due >= as_of => "due",
            _ => "overdue",
        };
        if from > as_of {
            ahead.push(kind);
        }
        lines.push((kind.to_owned(), from, due, state));
    }
    lines.sort();
    lines
}

async fn matches_the_table(database: TestDb) {
    let lianhe = demonstration(&database).await;
    let caller = operator(&lianhe).await;
    let mut view = lianhe.view(&caller, None).await.expect("a view");
    let listing = Listing { limit: 50, ..Listing::default() };
    let all =
        list_consortia(&mut view, &listing, &ConsortiumFilter::default()).await.expect("a list").page.items;
    let names: Vec<_> = all.iter().map(|shown| shown.name.as_str()).collect();
    assert_eq!(
        names,
        ["大连湾街道区域化党建联合体", "北山社区党建联合体", "大房身社区党建联合体", "欣家园社区党建联合体"]
    );
    let id = all[0].consortium.id;

    // Every 29th day, and the days around which something changes.
    let mut days: Vec<NaiveDate> =
        (0..122).filter_map(|n| day("2017-03-28").checked_add_days(Days::new(n * 29))).collect();
    days.extend(
        [
            "2017-03-31",
            "2017-04-01",
            "2020-03-31",
            "2020-04-01",
            "2024-06-30",
            "2024-07-01",
            "2026-10-30",
            "2026-10-31",
        ]
        .map(day),
    );
    days.retain(|on| *on <= day("2026-11-24"));
    for as_of in days {
        let mut view = lianhe.view(&caller, Some(as_of)).await.expect("a view");
        let owed = list_obligations(&mut view, id).await.expect("obligations");
        let mut told: Vec<_> = owed
            .into_iter()
            .map(|owed| owed.obligation)
            .map(|o| {
                let state = match o.state {
                    State::Upcoming => "upcoming",
                    State::Due => "due",
                    State::Overdue => "overdue",
                    State::Fulfilled { .. } => "fulfilled",
                    State::Waived { .. } => "waived",
                };
                (o.kind.word().to_owned(), o.period.from(), o.due, state)
            })
            .collect();
        told.sort();
        assert_eq!(told, expected(as_of), "as of {as_of}");
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
