//! Real public tables: years of divisions, enterprises, a tree of Party organisations. Skips where they are not at hand.

use std::path::PathBuf;
use std::sync::Arc;

use domain::rule::Language;
use service::Lianhe;
use service::access::operator_in;
use service::export::export;
use service::import::{Import, Kind, Report, Table, import, read_table, undo};
use testing::{TestClock, TestDb};

/// A whole application over an empty database.
async fn empty(database: &TestDb) -> Lianhe {
    Lianhe::new(database.db.clone(), Arc::new(TestClock::at("2026-03-18T04:00:00Z")), testing::keys())
}

async fn table(path: &str) -> Option<Table> {
    let shared = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data");
    let path = PathBuf::from(shared).join(path);
    let Ok(bytes) = std::fs::read(&path) else {
        eprintln!("skipped: the public data is not beside this checkout");
        return None;
    };
    let name = path.file_name().expect("a name").to_string_lossy().into_owned();
    Some(read_table(bytes, name, None).await.expect("a table"))
}

async fn read(lianhe: &Lianhe, kind: Kind, table: &Table) -> Report {
    let command = Import {
        good_rows_only: true,
        language: Language::English,
        ..Import::new(kind, table.clone(), kind.word())
    };
    let report = import(lianhe, command).await.expect("an import");
    assert_eq!(report.rows, report.added + report.changed + report.unchanged + report.refused);
    report
}

/// The kinds of the divisions within a division on a day, counted.
async fn kinds(lianhe: &Lianhe, within: &str, day: &str) -> [usize; 3] {
    let mut conn = lianhe.db.read().await.expect("a connection");
    let (district, division) = storage::grid::find(&mut conn, within).await.expect("found")[0];
    let tree = storage::grid::tree(&mut conn, district, day.parse().expect("a day")).await.expect("a tree");
    let inside = tree.nodes().iter().filter(|node| tree.is_within(node.id, division) && node.id != division);
    let mut counts = [0; 3];
    for node in inside {
        use domain::grid::DivisionKind::{Community, Village};
        counts[match node.facts.kind {
            Community => 1,
            Village => 2,
            _ => 0,
        }] += 1;
    }
    counts
}

async fn years(database: TestDb) {
    let (streets, villages) = (
        table("divisions/dalian_2102_streets_2016_2023.csv").await,
        table("divisions/dalian_2102_villages_2016_2023.csv").await,
    );
    let Some((streets, villages)) = streets.zip(villages) else { return };
    let lianhe = empty(&database).await;
    for again in [false, true] {
        for table in [&streets, &villages] {
            let report = read(&lianhe, Kind::Divisions, table).await;
            assert_eq!(report.refused, 0, "{:?}", report.issues.first());
            assert!(!again || report.unchanged == report.rows, "{report:?}");
        }
    }
    assert_eq!(kinds(&lianhe, "大连湾街道", "2018-12-31").await, [0, 8, 14]);
    assert_eq!(kinds(&lianhe, "大连湾街道", "2019-12-31").await, [0, 19, 3]);
    assert_eq!(kinds(&lianhe, "210211", "2019-12-31").await[0], 17);
    assert_eq!(kinds(&lianhe, "210211", "2020-01-01").await[0], 16);
    assert_eq!(kinds(&lianhe, "210211", "2023-12-31").await.iter().sum::<usize>() + 1, 307);
}

async fn enterprises(database: TestDb) {
    let (grid, firms) = (
        table("divisions/ganjingzi_210211_2023.csv").await,
        table("enterprises/ganjingzi_enterprises_sample.csv").await,
    );
    let Some((grid, firms)) = grid.zip(firms) else { return };
    let lianhe = empty(&database).await;
    read(&lianhe, Kind::Divisions, &grid).await;
    let before = units(&lianhe).await;
    let first = read(&lianhe, Kind::Units, &firms).await;
    assert_eq!((first.added, first.refused), (3459, 41));
    let rules: Vec<&str> = first.by_rule.keys().map(String::as_str).collect();
    let expected = [
        "credit_code.registered_elsewhere",
        "division.unknown",
        "unit.placed_in_district",
        "unit.type_inferred",
    ];
    assert_eq!(rules, expected);
    let second = read(&lianhe, Kind::Units, &firms).await;
    assert_eq!((second.added, second.changed, second.unchanged), (0, 0, 3459));
    assert_ne!(units(&lianhe).await, before);
    undo(&lianhe, first.id.expect("kept")).await.expect("undone");
    assert_eq!(units(&lianhe).await, before);
}

async fn units(lianhe: &Lianhe) -> Table {
    let mut conn = lianhe.db.read().await.expect("a connection");
    let district = storage::grid::districts(&mut conn).await.expect("districts")[0];
    drop(conn);
    let operator = operator_in(lianhe, district).await.expect("an operator");
    let mut view = lianhe.view(&operator, None).await.expect("a view");
    export(&mut view, Kind::Units, None).await.expect("a table")
}

async fn party_tree(database: TestDb) {
    let (grid, tree) = (
        table("divisions/ganjingzi_210211_2023.csv").await,
        table("party-tree/party_org_tree_rongchang.csv").await,
    );
    let Some((grid, tree)) = grid.zip(tree) else { return };
    let lianhe = empty(&database).await;
    read(&lianhe, Kind::Divisions, &grid).await;
    let report = read(&lianhe, Kind::PartyOrganisations, &tree).await;
    assert_eq!((report.added, report.refused), (83 + 76 + 1114, 0));
    assert_eq!(report.by_rule["party_organisation.reference_odd"].flagged, 143);
    assert_eq!(read(&lianhe, Kind::PartyOrganisations, &tree).await.unchanged, 1273);
}

macro_rules! on_both {
    ($($name:ident)+) => {$(
        mod $name {
            use testing::TestDb;

            #[tokio::test]
            async fn sqlite() {
                super::$name(TestDb::sqlite().await).await;
            }

            #[tokio::test]
            async fn postgres() {
                if let Some(database) = TestDb::postgres().await {
                    super::$name(database).await;
                }
            }
        }
    )+};
}

on_both! { years enterprises party_tree }
