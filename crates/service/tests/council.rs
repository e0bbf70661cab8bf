//! The meetings of a real city council, 1989 to 2027, as a table of bodies and a table of meetings. The converter stands
//! here; the product reads what it reads from everybody. Skips where the data is not at hand.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;

use domain::rule::Language;
use serde_json::Value;
use service::Lianhe;
use service::import::{Import, Kind, Report, Table, import, read_table, undo};
use testing::{TestClock, TestDb};

const DISTRICT: &str = "990101000000";

/// The organisations and the meetings, as they were published.
fn published() -> Option<(Vec<Value>, Vec<Value>)> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/meetings"));
    let Ok(organisations) = std::fs::read_to_string(folder.join("organizations.json")) else {
        eprintln!("skipped: the public data is not beside this checkout");
        return None;
    };
    let Ok(unpacked) = Command::new("xz").arg("-dc").arg(folder.join("meetings.jsonl.xz")).output() else {
        eprintln!("skipped: there is no xz");
        return None;
    };
    let lines = String::from_utf8(unpacked.stdout).expect("UTF-8");
    let meetings = lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    Some((serde_json::from_str(&organisations).expect("JSON"), meetings))
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

/// A cell of a table: quoted, on one line but for the lines that we make ourselves.
fn cell(text: &str) -> String {
    format!("\"{}\"", text.trim().replace('"', "\"\"").replace("\r\n", "\n"))
}

fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What the product imports: divisions (a community for each body, because a body belongs to one), bodies, meetings.
struct Tables {
    divisions: String,
    consortia: String,
    meetings: String,
}

fn converted(organisations: &[Value], meetings: &[Value]) -> Tables {
    // Some meetings name a body that is not listed: it is called by the meeting's own name.
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for organisation in organisations {
        names.insert(text(organisation, "id").to_owned(), plain(text(organisation, "name")));
    }
    for meeting in meetings {
        let id = text(&meeting["organization"], "").to_owned();
        let id = meeting["organization"][0].as_str().map_or(id, str::to_owned);
        names.entry(id).or_insert_with(|| plain(text(meeting, "name")));
    }
    // Two bodies of one name are told apart by their number.
    let mut seen: HashMap<String, usize> = HashMap::new();
    for (id, name) in &mut names {
        let times = seen.entry(name.clone()).or_default();
        *times += 1;
        if *times > 1 {
            *name = format!("{name} ({})", id.rsplit('/').next().unwrap_or_default());
        }
    }
    let mut divisions = format!(
        "code,name,level,parent_code,kind,class_code,valid_from,valid_to,former_code,longitude,latitude\n\
         990000000000,测试省,1,,province,,1980-01-01,,,,\n990100000000,测试市,2,990000000000,city,,1980-01-01,,,,\n\
         {DISTRICT},测试区,3,990100000000,district,,1980-01-01,,,,\n\
         990101001000,测试街道,4,{DISTRICT},street,,1980-01-01,,,,\n"
    );
    let mut consortia = String::from("name,division_code,valid_from\n");
    for (n, name) in names.values().enumerate() {
        let code = format!("990101001{:03}", n + 1);
        divisions.push_str(&format!("{code},测试{}社区,5,990101001000,community,,1980-01-01,,,,\n", n + 1));
        consortia.push_str(&format!("{},{code},1980-01-01\n", cell(name)));
    }
    // Tabs, because agendas hold many commas and lines: a reader takes such a cell for rows that lost their quote.
    let mut table = String::from("consortium\tkind\theld_on\tstarts_at\tends_at\tplace\tagenda\n");
    for meeting in meetings {
        let body = meeting["organization"][0].as_str().map(|id| names[id].as_str()).unwrap_or_default();
        // 1989-12-12T15:30:00+01:00: the day and the time where it was held.
        let moment = |key| {
            let text = text(meeting, key);
            (text[..10].to_owned(), text[11..16].to_owned())
        };
        let ((day, start), (last, end)) = (moment("start"), moment("end"));
        let end = if last == day { end } else { format!("{last} {end}") };
        let items = meeting["agenda"].as_array().map_or(&[][..], Vec::as_slice);
        let agenda: Vec<String> = items
            .iter()
            .map(|item| plain(&format!("{} {}", text(item, "number"), text(item, "name"))))
            .collect();
        table.push_str(&format!(
            "{}\tjoint_conference\t{day}\t{start}\t{end}\t{}\t{}\n",
            cell(body),
            cell(&plain(text(meeting, "room"))),
            cell(&agenda.join("\n"))
        ));
    }
    Tables { divisions, consortia, meetings: table }
}

async fn table(text: &str, name: &str) -> Table {
    read_table(text.as_bytes().to_vec(), format!("{name}.csv"), None).await.expect("a table")
}

async fn read(lianhe: &Lianhe, kind: Kind, text: &str) -> Report {
    let command = Import {
        good_rows_only: true,
        language: Language::English,
        ..Import::new(kind, table(text, kind.word()).await, kind.word())
    };
    let report = import(lianhe, command).await.expect("an import");
    assert_eq!(report.rows, report.added + report.changed + report.unchanged + report.refused);
    report
}

async fn stages(lianhe: &Lianhe) -> BTreeMap<String, i64> {
    let mut conn = lianhe.db.read().await.expect("a connection");
    let rows: Vec<(String, i64)> = storage::sql("SELECT stage, COUNT(*) FROM meeting GROUP BY stage")
        .all(&mut conn)
        .await
        .expect("rows");
    rows.into_iter().collect()
}

async fn council(database: TestDb) {
    let Some((organisations, meetings)) = published() else { return };
    assert_eq!((organisations.len(), meetings.len()), (97, 2_609));
    let tables = converted(&organisations, &meetings);
    let lianhe =
        Lianhe::new(database.db.clone(), Arc::new(TestClock::at("2026-08-22T04:00:00Z")), testing::keys());
    let divisions = read(&lianhe, Kind::Divisions, &tables.divisions).await;
    assert_eq!(divisions.refused, 0, "{:?}", divisions.issues.first());
    let bodies = read(&lianhe, Kind::Consortia, &tables.consortia).await;
    // 97 are listed, ten more only named by their meetings.
    assert_eq!((bodies.added, bodies.refused), (107, 0), "{:?}", bodies.issues.first());

    let report = read(&lianhe, Kind::Meetings, &tables.meetings).await;
    let rule = |code: &str| report.by_rule.get(code).copied().unwrap_or_default();
    eprintln!(
        "{} rows, {} added, {} refused: {:?}",
        report.rows, report.added, report.refused, report.by_rule
    );
    // Three meetings stand twice for one body and time. One says the same again; of the two others the second row is
    // refused rather than written over the first.
    assert_eq!((report.rows, report.added, report.changed, report.unchanged), (2_609, 2_606, 0, 1));
    assert_eq!((report.refused, rule("meeting.twice").refused), (2, 2));
    // 1,207 end before they start, 17 when they start, 3 on another day; two of them are those that are refused. The others
    // are taken without an end.
    assert_eq!(rule("meeting.times").repaired, 1_225);
    // 934 have no agenda; two of them are those that are refused.
    assert_eq!(rule("meeting.agenda_missing").flagged, 932);
    assert_eq!(rule("meeting.place_missing").flagged, 428);
    let stages = stages(&lianhe).await;
    assert_eq!(stages.values().sum::<i64>(), 2_606, "{stages:?}");

    // The same table again says nothing new, and the import can be undone as one.
    let again = read(&lianhe, Kind::Meetings, &tables.meetings).await;
    assert_eq!((again.added, again.changed), (0, 0), "{:?}", again.by_rule);
    undo(&lianhe, report.id.expect("an import")).await.expect("undone");
    assert!(self::stages(&lianhe).await.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_real_councils_meetings_are_taken_and_every_row_is_accounted_for_on_sqlite() {
    council(TestDb::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_real_councils_meetings_are_taken_and_every_row_is_accounted_for_on_postgres() {
    if let Some(database) = TestDb::postgres().await {
        council(database).await;
    }
}
