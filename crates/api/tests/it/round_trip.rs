//! Export → import → export is the identity, whatever happened before: random sequences of what people do over HTTP.

use axum::http::StatusCode;
use chrono::{Days, NaiveDate};
use domain::access::AppointmentKind::DistrictAdministrator;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use serde_json::{Value, json};
use service::import::{Import, import};
use testing::{Client, DISTRICT, TestApp, TestDb, full_export};

/// What somebody does, to whichever object a number picks. What the product refuses is not done.
#[derive(Debug, Clone)]
enum Act {
    NewDivision { parent: usize, code: u32 },
    EditDivision { of: usize, name: Option<u32>, code: Option<u32>, kind: Option<&'static str> },
    Relocate { of: usize, parent: usize },
    Merge { of: usize, into: usize },
    Split { of: usize, code: u32, ends: bool },
    Dissolve { of: usize },
    Observe { of: usize, value: u32 },
    NewUnit { division: usize, name: u32, kind: &'static str },
    EditUnit { of: usize, name: Option<u32>, kind: Option<&'static str>, division: Option<usize> },
    CloseUnit { of: usize },
    NewParty { division: usize, name: u32, rank: &'static str, superior: Option<usize>, unit: Option<usize> },
    EditParty { of: usize, name: Option<u32>, rank: Option<&'static str>, superior: Option<Option<usize>> },
    CloseParty { of: usize },
    Count { of: usize, members: u32 },
    Hold { post: usize, person: Option<u32> },
}

fn act() -> impl Strategy<Value = Act> {
    use prop::option::of as maybe;
    let (of, n) = (0..24usize, 1..30u32);
    let kinds = prop::sample::select(vec!["community", "village", "street", "town"]);
    let types = prop::sample::select(vec!["private_enterprise", "state_enterprise", "school", "local"]);
    let ranks = prop::sample::select(vec!["committee", "general_branch", "branch"]);
    prop_oneof![
        (of.clone(), n.clone()).prop_map(|(parent, code)| Act::NewDivision { parent, code }),
        (of.clone(), maybe(n.clone()), maybe(n.clone()), maybe(kinds))
            .prop_map(|(of, name, code, kind)| Act::EditDivision { of, name, code, kind }),
        (of.clone(), of.clone()).prop_map(|(of, parent)| Act::Relocate { of, parent }),
        (of.clone(), of.clone()).prop_map(|(of, into)| Act::Merge { of, into }),
        (of.clone(), n.clone(), any::<bool>()).prop_map(|(of, code, ends)| Act::Split { of, code, ends }),
        of.clone().prop_map(|of| Act::Dissolve { of }),
        (of.clone(), n.clone()).prop_map(|(of, value)| Act::Observe { of, value }),
        (of.clone(), n.clone(), types.clone()).prop_map(|(division, name, kind)| Act::NewUnit {
            division,
            name,
            kind
        }),
        (of.clone(), maybe(n.clone()), maybe(types), maybe(of.clone()))
            .prop_map(|(of, name, kind, division)| Act::EditUnit { of, name, kind, division }),
        of.clone().prop_map(|of| Act::CloseUnit { of }),
        (of.clone(), n.clone(), ranks.clone(), maybe(of.clone()), maybe(of.clone())).prop_map(
            |(division, name, rank, superior, unit)| Act::NewParty { division, name, rank, superior, unit }
        ),
        (of.clone(), maybe(n.clone()), maybe(ranks), maybe(maybe(of.clone())))
            .prop_map(|(of, name, rank, superior)| Act::EditParty { of, name, rank, superior }),
        of.clone().prop_map(|of| Act::CloseParty { of }),
        (of.clone(), n.clone()).prop_map(|(of, members)| Act::Count { of, members }),
        (of, maybe(n)).prop_map(|(post, person)| Act::Hold { post, person }),
    ]
}

struct Office {
    client: Client,
    on: NaiveDate,
}

impl Office {
    async fn rows(&self, list: &str) -> Vec<Value> {
        let answer = self.client.get(&format!("/{list}?limit=100&as_of={}", self.on)).await;
        answer.body["items"].as_array().cloned().unwrap_or_default()
    }

    async fn pick(&self, list: &str, n: usize) -> Option<Value> {
        let rows = self.rows(list).await;
        rows.get(n.checked_rem(rows.len())?).cloned()
    }

    async fn id(&self, list: &str, n: Option<usize>) -> Option<Value> {
        self.pick(list, n?).await.map(|row| row["id"].clone())
    }

    /// Does an act; whether the product agreed.
    async fn perform(&self, act: &Act) -> Option<StatusCode> {
        let on = self.on;
        let path = |list: &str, row: &Value, rest: &str| {
            format!("/{list}/{}{rest}", row["id"].as_str().unwrap_or_default())
        };
        let code = |n: u32| format!("99010100{:01}{n:03}", 1 + n % 2);
        let answer = match act {
            Act::NewDivision { parent, code: n } => {
                let parent = self.id("divisions", Some(*parent)).await?;
                let new = json!({ "parent_id": parent, "name": format!("新社区{n}"), "kind": "community", "code": code(*n), "valid_from": on });
                self.client.post("/divisions", new).await
            }
            Act::EditDivision { of, name, code: n, kind } => {
                let row = self.pick("divisions", *of).await?;
                let edit = json!({ "version": row["version"], "effective_on": on, "name": name.map(|n| format!("改名{n}")),
                    "code": n.map(code), "kind": kind });
                self.client.patch(&path("divisions", &row, ""), edit).await
            }
            Act::Relocate { of, parent } => {
                let row = self.pick("divisions", *of).await?;
                let parent = self.id("divisions", Some(*parent)).await?;
                let change =
                    json!({ "version": row["version"], "on": on, "parent_id": parent, "reason": "调整" });
                self.client.post(&path("divisions", &row, "/move"), change).await
            }
            Act::Merge { of, into } => {
                let row = self.pick("divisions", *of).await?;
                let into = self.id("divisions", Some(*into)).await?;
                let change =
                    json!({ "version": row["version"], "on": on, "into_id": into, "reason": "合并" });
                self.client.post(&path("divisions", &row, "/merge"), change).await
            }
            Act::Split { of, code: n, ends } => {
                let row = self.pick("divisions", *of).await?;
                let part =
                    |n: u32| json!({ "name": format!("拆出{n}"), "kind": row["kind"], "code": code(n) });
                let into = if *ends { vec![part(*n), part(n + 40)] } else { vec![part(*n)] };
                let change = json!({ "version": row["version"], "on": on, "ends": ends, "into": into, "reason": "拆分" });
                self.client.post(&path("divisions", &row, "/split"), change).await
            }
            Act::Dissolve { of } => {
                let row = self.pick("divisions", *of).await?;
                let change = json!({ "version": row["version"], "on": on, "reason": "撤销" });
                self.client.post(&path("divisions", &row, "/dissolve"), change).await
            }
            Act::Observe { of, value } => {
                let division = self.id("divisions", Some(*of)).await?;
                let new = json!({ "division_id": division, "series": "population_registered", "observed_on": on, "value": value });
                self.client.post("/observations", new).await
            }
            Act::NewUnit { division, name, kind } => {
                let division = self.id("divisions", Some(*division)).await?;
                let new = json!({ "name": format!("示例单位{name}"), "type": kind, "division_id": division, "valid_from": on });
                self.client.post("/units", new).await
            }
            Act::EditUnit { of, name, kind, division } => {
                let row = self.pick("units", *of).await?;
                let edit = json!({ "version": row["version"], "effective_on": on, "name": name.map(|n| format!("示例单位{n}")),
                    "type": kind, "division_id": self.id("divisions", *division).await });
                self.client.patch(&path("units", &row, ""), edit).await
            }
            Act::CloseUnit { of } => {
                let row = self.pick("units", *of).await?;
                let end = json!({ "version": row["version"], "on": on, "reason": "注销" });
                self.client.post(&path("units", &row, "/close"), end).await
            }
            Act::NewParty { division, name, rank, superior, unit } => {
                let new = json!({ "name": format!("中共示例组织{name}"), "rank": rank, "valid_from": on,
                    "division_id": self.id("divisions", Some(*division)).await?,
                    "superior_id": self.id("party-organisations", *superior).await, "unit_id": self.id("units", *unit).await });
                self.client.post("/party-organisations", new).await
            }
            Act::EditParty { of, name, rank, superior } => {
                let row = self.pick("party-organisations", *of).await?;
                let mut edit = json!({ "version": row["version"], "effective_on": on, "rank": rank,
                    "name": name.map(|n| format!("中共示例组织{n}")) });
                if let Some(superior) = superior {
                    edit["superior_id"] = json!(self.id("party-organisations", *superior).await);
                }
                self.client.patch(&path("party-organisations", &row, ""), edit).await
            }
            Act::CloseParty { of } => {
                let row = self.pick("party-organisations", *of).await?;
                let end = json!({ "version": row["version"], "on": on, "reason": "撤销" });
                self.client.post(&path("party-organisations", &row, "/close"), end).await
            }
            Act::Count { of, members } => {
                let row = self.pick("party-organisations", *of).await?;
                let count = json!({ "counted_on": on, "branches": 0, "members": members });
                self.client.post(&path("party-organisations", &row, "/counts"), count).await
            }
            Act::Hold { post, person } => {
                let row = self.pick("posts", *post).await?;
                let holder = json!({ "version": row["version"], "person_name": person.map(|n| format!("示名{n}")), "from": on });
                self.client.put(&path("posts", &row, "/holder"), holder).await
            }
        };
        assert!(!answer.status.is_server_error(), "{act:?} on {on}: {}", answer.body);
        Some(answer.status)
    }
}

fn lines(table: &testing::Table) -> Vec<String> {
    table.rows.iter().map(|row| row.cells.iter().collect::<Vec<_>>().join(",")).collect()
}

/// Plays the acts, each on its own day in their order, and compares the exports; how many acts were done.
async fn play(app: &TestApp, empty: TestDb, acts: &[(u64, Act)]) -> Result<usize, TestCaseError> {
    let client = app.client(DistrictAdministrator, DISTRICT).await;
    let mut office = Office { client, on: NaiveDate::from_ymd_opt(2019, 1, 1).expect("a day") };
    let mut done = Vec::new();
    for (days, act) in acts {
        office.on = office.on.checked_add_days(Days::new(*days)).expect("a day");
        if office.perform(act).await.is_some_and(|status| status.is_success()) {
            done.push((office.on, act));
        }
    }
    let first = full_export(&app.lianhe).await;
    let second = service::Lianhe::new(empty.db.clone(), app.lianhe.clock.clone(), testing::keys());
    for (kind, table) in &first {
        let report =
            import(&second, Import::new(*kind, table.clone(), kind.word())).await.expect("an import");
        let (kind, rows) = (kind.word(), lines(table));
        prop_assert!(
            report.refused == 0,
            "REFUSED {kind} {:?}\nAFTER {done:?}\nALL {rows:#?}",
            report.issues
        );
    }
    for db in [&app.lianhe.db, &empty.db] {
        let broken = service::grid::soundness(db).await.expect("read").broken;
        prop_assert!(broken.is_empty(), "BROKEN {broken:?}\nAFTER {done:?}");
    }
    for ((kind, before), (_, after)) in first.iter().zip(full_export(&second).await) {
        let (before, after) = (lines(before), lines(&after));
        let lost: Vec<_> = before.iter().filter(|line| !after.contains(line)).collect();
        let new: Vec<_> = after.iter().filter(|line| !before.contains(line)).collect();
        let kind = kind.word();
        prop_assert!(before == after, "LOST {kind} {lost:?}\nNEW {new:?}\nAFTER {done:?}\nALL {before:#?}");
    }
    Ok(done.len())
}

/// `PROPTEST_CASES` plays more; the seed is fixed so that a change that breaks nothing stays green.
fn runs(cases: u32) -> TestRunner {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(cases);
    TestRunner::new(Config {
        cases,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(20_261_123),
        max_shrink_iters: 60,
        ..Config::default()
    })
}

fn any_acts() -> impl Strategy<Value = Vec<(u64, Act)>> {
    prop::collection::vec((0..40u64, act()), 14..40)
}

#[test]
fn export_import_export_is_the_identity_on_sqlite() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let done = std::cell::Cell::new(0);
    let outcome = runs(12).run(&any_acts(), |acts| {
        let played = runtime
            .block_on(async { play(&TestApp::sqlite().await, TestDb::sqlite().await, &acts).await })?;
        done.set(done.get() + played);
        Ok(())
    });
    outcome.unwrap_or_else(|why| panic!("{why}"));
    assert!(done.get() > 60, "the acts must mostly be possible: {} were", done.get());
}

#[test]
fn export_import_export_is_the_identity_on_postgres() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let outcome = runs(2).run(&any_acts(), |acts| {
        runtime.block_on(async {
            if let (Some(app), Some(empty)) = (TestApp::postgres().await, TestDb::postgres().await) {
                play(&app, empty, &acts).await?;
            }
            Ok(())
        })
    });
    outcome.unwrap_or_else(|why| panic!("{why}"));
}
