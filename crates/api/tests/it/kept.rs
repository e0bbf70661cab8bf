//! What is kept of a district's obligations says what its facts say, after any sequence of writes and on any later day.

use axum::http::StatusCode;
use domain::access::AppointmentKind::DistrictAdministrator;
use serde_json::{Value, json};
use service::import::Kind;
use service::obligation::{check_kept, keep_obligations};
use testing::{Client, DISTRICT, on_both_engines};

const CONSORTIA: &str = "name,division_code,valid_from,document
甲街道联合体,990101001000,2024-01-01,
北山社区联合体,990101001001,2025-03-10,
";
const CHARTERS: &str = "consortium,item,value,valid_from,reason
,joint_conference_months,3,2024-01-01,
,liaison_meeting_months,1,2025-01-01,
";

struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

/// How much of the consortia is overdue, as the desk says, and what it names.
async fn overdue(client: &Client) -> (Value, Vec<Value>) {
    let desk = client.get("/desk").await.body;
    let items = desk["items"].as_array().cloned().unwrap_or_default();
    let mut named: Vec<Value> =
        items.into_iter().filter(|item| item["kind"] == "obligation_overdue").collect();
    named.sort_by_key(ToString::to_string);
    let totals = desk["totals"].as_array().cloned().unwrap_or_default();
    let total = totals.iter().find(|total| total["kind"] == "obligation_overdue");
    (total.map(|total| total["total"].clone()).unwrap_or_default(), named)
}

/// One write of any kind to a body. Some are refused; then nothing may have changed either.
async fn write(client: &Client, dice: &mut Dice, path: &str) -> StatusCode {
    let body = client.get(path).await.body;
    let month = 1 + dice.below(12);
    let year = 2024 + dice.below(2);
    let day = format!("{year}-{month:02}-{:02}", 1 + dice.below(28));
    let kind = ["joint_conference", "liaison_meeting"][usize::try_from(dice.below(2)).unwrap_or(0)];
    let answer = match dice.below(6) {
        0 | 1 => {
            let new = json!({ "kind": kind, "held_on": day, "place": "会议室", "agenda": "工作", "attendance": [] });
            client.post(&format!("{path}/meetings"), new).await
        }
        2 => {
            let meetings = client.get(&format!("{path}/meetings")).await.body;
            let Some(first) = meetings["items"].as_array().and_then(|all| all.first()).cloned() else {
                return StatusCode::OK;
            };
            let edit = json!({ "version": first["version"], "kind": kind, "held_on": day, "place": "会议室",
                "agenda": "改期", "attendance": [] });
            client.put(&format!("/meetings/{}", first["id"].as_str().unwrap_or_default()), edit).await
        }
        3 => {
            let owed = client.get(&format!("{path}/obligations")).await.body;
            let all = owed["items"].as_array().cloned().unwrap_or_default();
            let Some(open) = all.iter().find(|o| o["state"] == "overdue") else { return StatusCode::OK };
            let waive = json!({ "kind": open["kind"], "period_from": open["period_from"], "reason": "换届" });
            client.post(&format!("{path}/waivers"), waive).await
        }
        4 => {
            let months = [0, 1, 2, 3, 6][usize::try_from(dice.below(5)).unwrap_or(0)];
            let clause = json!({ "version": body["version"], "item": format!("{kind}_months"), "value": months,
                "from": day, "reason": "商定" });
            client.put(&format!("{path}/charter"), clause).await
        }
        _ => {
            let clause =
                json!({ "item": format!("{kind}_months"), "value": 1 + dice.below(2) * 2, "from": day });
            client.put("/charter", clause).await
        }
    };
    answer.status
}

on_both_engines! {
    async fn what_is_kept_is_what_the_facts_say_after_any_writes_and_on_later_days(app) {
        app.import(Kind::Consortia, CONSORTIA).await;
        app.import(Kind::Charters, CHARTERS).await;
        let client = app.client(DistrictAdministrator, DISTRICT).await;
        let mut dice = Dice(20_170_328);
        let mut taken = 0;
        for turn in 0..40 {
            let name = if turn % 2 == 0 { "甲街道联合体" } else { "北山社区联合体" };
            let path = format!("/consortia/{}", client.id_of("/consortia", name).await);
            if write(&client, &mut dice, &path).await.is_success() {
                taken += 1;
            }
            // Before it is kept again the written body is computed; afterwards it comes out of the rows.
            let computed = overdue(&client).await;
            keep_obligations(&app.lianhe.db, &*app.lianhe.clock).await.expect("kept");
            assert_eq!(overdue(&client).await, computed, "turn {turn}");
            let check = check_kept(&app.lianhe.db).await.expect("a check");
            assert_eq!((check.bodies, check.broken), (2, Vec::<String>::new()), "turn {turn}");
        }
        assert!(taken > 20, "only {taken} writes were taken");
        for days in [1, 20, 45, 100, 200] {
            app.clock.turn_by(chrono::TimeDelta::days(days));
            let kept = overdue(&client).await;
            service::obligation::recompute(&app.lianhe).await.expect("kept anew");
            assert_eq!(overdue(&client).await, kept, "{days} days later");
        }
    }
}
