//! `/entries`, `/claims`, `/entry-categories`, `/public/boards`.

use axum::http::StatusCode;
use domain::access::AppointmentKind::{CommunitySecretary, DistrictAdministrator, Liaison, StreetSecretary};
use futures_util::future::join_all;
use serde_json::{Value, json};
use service::import::Kind;
use testing::{COMMUNITY, Client, DISTRICT, STREET, TestApp, on_both_engines};

const UNIT: &str = "安泰示例机械有限公司";
const SCHOOL: &str = "北山示例小学";
const BARRACKS: &str = "驻甲示例部队";
const MEMBERS: &str = "consortium,unit,applied_on,consulted_on,decided_on,valid_from
甲街道联合体,安泰示例机械有限公司,2018-01-05,2018-01-10,2018-01-20,2018-02-01
";

async fn found(app: &TestApp) {
    app.import(Kind::Consortia, "name,division_code,valid_from\n甲街道联合体,990101001000,2017-03-15\n")
        .await;
    app.import(Kind::Members, MEMBERS).await;
}

async fn category(client: &Client, code: &str) -> Value {
    let all = client.get("/entry-categories").await.body;
    let items = all["items"].as_array().cloned().unwrap_or_default();
    items.iter().find(|c| c["code"] == code).unwrap_or_else(|| panic!("{code} in {all}"))["id"].clone()
}

/// A demand of the community, published.
async fn demand(client: &Client, quantity: i64) -> Value {
    let community = client.id_of("/divisions", COMMUNITY).await;
    let new = json!({ "kind": "demand", "owner_division_id": community, "category_id": category(client, "services.repair").await,
        "title": "老旧楼道照明维修", "text": "三栋楼的楼道灯不亮，老人夜里上下楼不便。", "quantity": quantity, "measure": "处",
        "times": { "hours": [{ "days": [6, 7], "from": "09:00", "to": "11:30" }] }, "division_id": community,
        "reach": "street", "audience": ["elderly"], "valid_from": "2026-03-01", "source": "resident",
        "urgency": "ordinary", "beneficiaries": 120, "contact": "15400001234", "publish": true });
    let made = client.post("/entries", new).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    made.body
}

/// What a unit has to give, as it is sent.
async fn resource(client: &Client, unit: &str, quantity: i64) -> Value {
    json!({ "kind": "resource", "unit_id": client.id_of("/units", unit).await, "category_id": category(client, "services.repair").await,
        "title": "电工志愿服务", "text": "厂里电工周末上门检修线路。", "quantity": quantity, "measure": "处",
        "division_id": client.id_of("/divisions", STREET).await, "reach": "street", "valid_from": "2026-03-01",
        "source": "unit", "urgency": "ordinary", "publish": true })
}

/// The only claim of a demand, or the last one.
fn last_claim(body: &Value) -> Value {
    body["claims"].as_array().and_then(|claims| claims.last()).cloned().unwrap_or_else(|| panic!("{body}"))
}

async fn step(client: &Client, claim: &Value, more: Value) -> testing::Answer {
    let mut body = json!({ "version": claim["version"] });
    if let (Some(body), Some(more)) = (body.as_object_mut(), more.as_object()) {
        body.extend(more.clone());
    }
    client.post(&format!("/claims/{}/steps", claim["id"].as_str().unwrap_or_default()), body).await
}

fn path(body: &Value) -> String {
    format!("/entries/{}", body["id"].as_str().unwrap_or_default())
}

on_both_engines! {
    async fn a_demand_is_dispatched_declined_claimed_delivered_reopened_and_done(app) {
        found(&app).await;
        let community = app.client(CommunitySecretary, COMMUNITY).await;
        let liaison = app.client(Liaison, UNIT).await;
        let asked = demand(&community, 4).await;
        assert_eq!((&asked["open"], &asked["status"], &asked["contact"]), (&json!(4), &json!("listed"), &json!("154****1234")));

        // 派单: the community asks a unit, which declines with a reason.
        let unit = community.id_of("/units", UNIT).await;
        let claims = format!("{}/claims", path(&asked));
        let sent = community.post(&claims, json!({ "unit_id": unit, "quantity": 4 })).await;
        assert_eq!((sent.status, &last_claim(&sent.body)["proposer"]), (StatusCode::CREATED, &json!("demand")), "{}", sent.body);
        let claim = last_claim(&sent.body);
        let own = step(&liaison, &claim, json!({ "kind": "declined" })).await;
        assert_eq!(own.body["code"], "reason.empty", "{}", own.body);
        let declined = step(&liaison, &claim, json!({ "kind": "declined", "note": "设备检修期间派不出人" })).await;
        assert_eq!(last_claim(&declined.body)["state"], "declined", "{}", declined.body);

        // 抢单: the unit offers what it has on its list, the community takes it.
        let offer = liaison.post("/entries", resource(&liaison, UNIT, 10).await).await;
        assert_eq!(offer.status, StatusCode::CREATED, "{}", offer.body);
        let taken = liaison.post(&claims, json!({ "offer_id": offer.body["id"], "quantity": 3 })).await;
        let claim = last_claim(&taken.body);
        assert_eq!((&claim["proposer"], &claim["committed"], &taken.body["open"]), (&json!("taker"), &json!(0), &json!(4)));
        let hasty = step(&liaison, &claim, json!({ "kind": "accepted", "side": "demand" })).await;
        assert_eq!(hasty.body["code"], "claim.side", "{}", hasty.body);
        let accepted = step(&community, &claim, json!({ "kind": "accepted" })).await;
        assert_eq!((&accepted.body["open"], &accepted.body["committed"]), (&json!(1), &json!(3)), "{}", accepted.body);
        assert_eq!(liaison.get(&path(&offer.body)).await.body["open"], 7);

        // In two parts; too much is refused; done; evaluated low, so it begins anew.
        let claim = last_claim(&accepted.body);
        let much = step(&liaison, &claim, json!({ "kind": "delivered", "quantity": 4 })).await;
        assert_eq!(much.body["code"], "claim.over_committed");
        let part = step(&liaison, &claim, json!({ "kind": "delivered", "quantity": 2 })).await.body;
        let early = step(&community, &last_claim(&part), json!({ "kind": "done" })).await;
        assert_eq!(early.body["code"], "claim.remaining");
        let all = step(&liaison, &last_claim(&part), json!({ "kind": "delivered", "quantity": 1 })).await.body;
        let done = step(&community, &last_claim(&all), json!({ "kind": "done" })).await.body;
        assert_eq!((&last_claim(&done)["state"], &done["delivered"]), (&json!("done"), &json!(3)), "{done}");
        let low = json!({ "kind": "evaluated", "score": 2, "note": "一处又坏了", "quantity": 1 });
        let low = step(&community, &last_claim(&done), low).await.body;
        let claim = last_claim(&low);
        assert_eq!((&claim["state"], &claim["reopened"], &low["delivered"]), (&json!("in_progress"), &json!(1), &json!(2)), "{low}");
        let again = step(&liaison, &claim, json!({ "kind": "delivered", "quantity": 1 })).await.body;
        let done = step(&community, &last_claim(&again), json!({ "kind": "done" })).await.body;
        let good = step(&community, &last_claim(&done), json!({ "kind": "evaluated", "score": 5 })).await.body;
        let both = step(&liaison, &last_claim(&good), json!({ "kind": "evaluated", "score": 4 })).await.body;
        let third = app.client(StreetSecretary, STREET).await;
        let third = step(&third, &last_claim(&both), json!({ "kind": "evaluated", "side": "third", "score": 5 })).await;
        let claim = last_claim(&third.body);
        let kinds: Vec<_> = claim["steps"].as_array().into_iter().flatten().map(|s| s["kind"].as_str().unwrap_or_default()).collect();
        assert_eq!(kinds, ["proposed", "accepted", "delivered", "delivered", "done", "evaluated", "reopened", "delivered",
            "done", "evaluated", "evaluated", "evaluated"]);
    }

    async fn two_who_take_the_last_of_it_at_once_do_not_both_get_it(app) {
        found(&app).await;
        let community = app.client(CommunitySecretary, COMMUNITY).await;
        let asked = demand(&community, 5).await;
        let claims = format!("{}/claims", path(&asked));
        let mut proposed = Vec::new();
        for unit in [UNIT, SCHOOL] {
            for quantity in [3, 2, 4] {
                let unit = community.id_of("/units", unit).await;
                let body = community.post(&claims, json!({ "unit_id": unit, "quantity": quantity, "side": "taker" })).await.body;
                proposed.push(last_claim(&body));
            }
        }
        // Every claim twice, all at once.
        let steps = proposed.iter().chain(&proposed).map(|claim| step(&community, claim, json!({ "kind": "accepted" })));
        for answer in join_all(steps).await {
            let code = answer.body["code"].as_str().unwrap_or_default().to_owned();
            assert!(answer.status == StatusCode::OK || ["claim.over_open", "version.stale", "claim.step"].contains(&code.as_str()), "{}", answer.body);
        }
        let after = community.get(&path(&asked)).await.body;
        let sum = |of: &str| after["claims"].as_array().into_iter().flatten().map(|c| c[of].as_i64().unwrap_or_default()).sum::<i64>();
        assert_eq!(after["committed"], sum("committed"), "{after}");
        assert_eq!(after["open"].as_i64().unwrap_or(-1) + sum("committed"), 5);
        assert!(sum("committed") >= 4, "{after}");
        // What was agreed on is delivered by several hands at once: never more than that.
        let deliveries = after["claims"].as_array().into_iter().flatten().filter(|c| c["state"] == "accepted").cloned().collect::<Vec<_>>();
        let tries = deliveries.iter().flat_map(|claim| (0..3).map(|_| step(&community, claim, json!({ "kind": "delivered", "quantity": 2 }))));
        join_all(tries).await;
        let after = community.get(&path(&asked)).await.body;
        let sum = |of: &str| after["claims"].as_array().into_iter().flatten().map(|c| c[of].as_i64().unwrap_or_default()).sum::<i64>();
        assert_eq!(after["delivered"], sum("delivered"));
        assert!(sum("delivered") <= sum("committed"), "{after}");
    }

    async fn a_liaison_publishes_for_a_member_unit_alone_and_reads_what_others_list(app) {
        found(&app).await;
        let outsider = app.client(Liaison, SCHOOL).await;
        let refused = outsider.post("/entries", resource(&outsider, SCHOOL, 2).await).await;
        assert_eq!(refused.body["code"], "entry.not_member", "{}", refused.body);
        let mut draft = resource(&outsider, SCHOOL, 2).await;
        draft["publish"] = json!(false);
        let drafted = outsider.post("/entries", draft).await;
        assert_eq!((drafted.status, &drafted.body["status"]), (StatusCode::CREATED, &json!("draft")), "{}", drafted.body);
        let member = app.client(Liaison, UNIT).await;
        assert_eq!(member.get(&path(&drafted.body)).await.status, StatusCode::NOT_FOUND);
        assert_eq!(member.get("/entries?status=draft").await.body["total"], 0);
        assert_eq!(outsider.get("/entries?status=draft").await.body["total"], 1);
        // The street publishes for it.
        let street = app.client(StreetSecretary, STREET).await;
        let published = street.post(&format!("{}/publish", path(&drafted.body)), json!({ "version": 1 })).await;
        assert_eq!((&published.body["status"], &published.body["confirm_by"]), (&json!("listed"), &json!("2026-09-17")), "{}", published.body);
        assert_eq!(member.get(&path(&drafted.body)).await.body["status"], "listed");
        let listed = member.get("/entries?kind=resource&text=电工").await.body;
        assert_eq!((&listed["total"], &listed["items"][0]["category"]["group"]), (&json!(1), &json!("服务")), "{listed}");
        let change = member.post(&format!("{}/close", path(&drafted.body)), json!({ "version": 2, "reason": "x" })).await;
        assert_eq!(change.status, StatusCode::FORBIDDEN);
    }

    async fn an_entry_leaves_the_list_unless_it_is_confirmed_and_is_repeated_by_one_click(app) {
        found(&app).await;
        let street = app.client(StreetSecretary, STREET).await;
        let made = street.post("/entries", resource(&street, UNIT, 3).await).await.body;
        let later = format!("{}?as_of=2026-09-18", path(&made));
        assert_eq!(street.get(&later).await.body["status"], "lapsed");
        assert_eq!(street.get("/entries?as_of=2026-09-18").await.body["total"], 0);
        assert_eq!(street.get("/entries?as_of=2026-09-17").await.body["total"], 1);
        let confirmed = street.post(&format!("{}/confirm", path(&made)), json!({ "version": 1, "confirm_by": "2026-12-31" })).await;
        assert_eq!(confirmed.body["confirm_by"], "2026-12-31", "{}", confirmed.body);
        assert_eq!(street.get(&later).await.body["status"], "listed");
        let closed = street.post(&format!("{}/close", path(&made)), json!({ "version": 2, "reason": "电工退休" })).await;
        assert_eq!((&closed.body["status"], &closed.body["closed_reason"]), (&json!("closed"), &json!("电工退休")));
        let again = street.post(&format!("{}/repeat", path(&made)), json!({})).await;
        assert_eq!((&again.body["status"], &again.body["repeats_id"]), (&json!("draft"), &made["id"]), "{}", again.body);
        assert_eq!(again.body["valid_from"], "2026-03-18");
    }

    async fn a_demand_that_nobody_takes_climbs_to_the_next_conference(app) {
        found(&app).await;
        let community = app.client(CommunitySecretary, COMMUNITY).await;
        let asked = demand(&community, 1).await;
        assert_eq!(asked["rung"], "community");
        let on = |day: &str| format!("{}?as_of={day}", path(&asked));
        assert_eq!(community.get(&on("2026-03-27")).await.body["rung"], "community");
        assert_eq!(community.get(&on("2026-03-28")).await.body["rung"], "street");
        let high = community.get(&on("2026-08-01")).await.body;
        let rungs: Vec<_> = high["climbed"].as_array().into_iter().flatten().map(|c| c["rung"].as_str().unwrap_or_default()).collect();
        assert_eq!(rungs, ["street", "district", "conference"]);
        let unit = community.id_of("/units", UNIT).await;
        let taken = community.post(&format!("{}/claims", path(&asked)), json!({ "unit_id": unit, "quantity": 1 })).await.body;
        let liaison = app.client(Liaison, UNIT).await;
        step(&liaison, &last_claim(&taken), json!({ "kind": "accepted" })).await;
        let stays = community.get(&on("2026-08-01")).await.body;
        assert_eq!((&stays["rung"], &stays["climbed"]), (&json!("community"), &json!([])), "{stays}");
    }

    async fn a_contact_is_sealed_and_opened_for_those_who_need_it(app) {
        found(&app).await;
        let community = app.client(CommunitySecretary, COMMUNITY).await;
        let asked = demand(&community, 1).await;
        let show = format!("{}/contact/show", path(&asked));
        let liaison = app.client(Liaison, UNIT).await;
        assert_eq!(liaison.post(&show, json!({})).await.status, StatusCode::FORBIDDEN);
        let unit = community.id_of("/units", UNIT).await;
        let taken = community.post(&format!("{}/claims", path(&asked)), json!({ "unit_id": unit, "quantity": 1 })).await.body;
        step(&liaison, &last_claim(&taken), json!({ "kind": "accepted" })).await;
        assert_eq!(liaison.post(&show, json!({})).await.body["phone"], "15400001234");
        let kept: Vec<(Vec<u8>,)> = app.rows("SELECT contact FROM entry WHERE contact IS NOT NULL").await;
        assert!(!kept[0].0.windows(11).any(|part| part == b"15400001234"));
        let journal: Vec<(String,)> = app.rows("SELECT COALESCE(after_values, '') FROM journal").await;
        assert!(journal.iter().all(|(entry,)| !entry.contains("15400001234")));
    }

    async fn a_military_unit_shows_neither_strength_nor_place(app) {
        found(&app).await;
        let street = app.client(StreetSecretary, STREET).await;
        let mut new = resource(&street, BARRACKS, 30).await;
        assert_eq!(street.post("/entries", new.clone()).await.body["code"], "entry.military_quantity");
        new["quantity"] = json!(1);
        new["text"] = json!("可派50名官兵参加劳动");
        assert_eq!(street.post("/entries", new.clone()).await.body["code"], "entry.military_number");
        new["text"] = json!("为学生讲国防知识，时间面议");
        assert_eq!(street.post("/entries", new).await.status, StatusCode::CREATED);
        let board = format!("/public/boards/{}", street.id_of("/divisions", STREET).await);
        assert_eq!(app.nobody().get(&board).await.body["total"], 0);
        assert_eq!(street.get("/entries").await.body["total"], 1);
    }

    async fn everybody_reads_the_board_of_a_street_without_contacts(app) {
        found(&app).await;
        let community = app.client(CommunitySecretary, COMMUNITY).await;
        demand(&community, 2).await;
        let board = format!("/public/boards/{}", community.id_of("/divisions", STREET).await);
        let shown = app.nobody().get(&board).await;
        assert_eq!((shown.status, &shown.body["total"], &shown.body["division"]["name"]), (StatusCode::OK, &json!(1), &json!(STREET)));
        assert!(!shown.body.to_string().contains("154"), "{}", shown.body);
    }

    async fn the_district_keeps_its_own_categories(app) {
        let district = app.client(DistrictAdministrator, DISTRICT).await;
        let services = category(&district, "services").await;
        let made = district.post("/entry-categories", json!({ "code": "services.pets", "name": "宠物友好", "parent_id": services })).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        let pets = category(&district, "services.pets").await;
        let deep = district.post("/entry-categories", json!({ "code": "x.y", "name": "更深", "parent_id": pets })).await;
        assert_eq!(deep.body["code"], "category.level");
        let edit = json!({ "version": 1, "name": "宠物服务", "parent_id": services, "retired": true });
        let edited = district.put(&format!("/entry-categories/{}", pets.as_str().unwrap_or_default()), edit.clone()).await;
        assert_eq!(edited.status, StatusCode::OK, "{}", edited.body);
        let stale = district.put(&format!("/entry-categories/{}", pets.as_str().unwrap_or_default()), json!({ "version": 1, "name": "又改", "parent_id": services, "retired": true })).await;
        assert_eq!(stale.body["code"], "version.stale");
        let street = app.client(StreetSecretary, STREET).await;
        assert_eq!(street.post("/entry-categories", json!({ "code": "z", "name": "丙" })).await.status, StatusCode::FORBIDDEN);
    }

    async fn a_plan_says_who_meets_whom_and_why_and_forgets_nothing(app) {
        found(&app).await;
        let community = app.client(CommunitySecretary, COMMUNITY).await;
        let liaison = app.client(Liaison, UNIT).await;
        let asked = demand(&community, 4).await;
        let offer = liaison.post("/entries", resource(&liaison, UNIT, 3).await).await.body;
        let plan = community.get("/match-plan").await;
        assert_eq!(plan.status, StatusCode::OK, "{}", plan.body);
        let pair = &plan.body["pairs"][0];
        assert_eq!((&pair["demand_id"], &pair["offer_id"], &pair["quantity"]), (&asked["id"], &offer["id"], &json!(3)));
        let zh: Vec<&str> = pair["reasons"].as_array().expect("reasons").iter().filter_map(|r| r["zh"].as_str()).collect();
        assert!(zh.contains(&"类别相同") && zh.contains(&"需要 4，余量 3") && zh.contains(&"尚无评价"), "{zh:?}");
        let left = &plan.body["left"][0];
        assert_eq!((&left["why"], &left["quantity"], &left["nearest_id"]), (&json!("full"), &json!(1), &offer["id"]));
        let more = plan.body["help"].as_array().expect("help").iter().find(|help| help["kind"] == "more");
        assert_eq!(more.map(|more| &more["offer_id"]), Some(&offer["id"]), "{}", plan.body["help"]);
        assert_eq!(community.get("/match-plan").await.body, plan.body);

        // Both sides are told at once, with the same score.
        let to_demand = community.get(&format!("{}/suggestions", path(&asked))).await.body;
        let to_offer = community.get(&format!("{}/suggestions", path(&offer))).await.body;
        assert_eq!(to_demand["items"][0]["entry"]["id"], offer["id"]);
        assert_eq!(to_offer["items"][0]["entry"]["id"], asked["id"]);
        assert_eq!(to_demand["items"][0]["score"], to_offer["items"][0]["score"]);

        // What if the unit were not there, or nothing were good enough; a weight that there cannot be.
        let unit = community.id_of("/units", UNIT).await;
        let without = community.get(&format!("/match-plan?without_unit_id={}", unit)).await.body;
        assert_eq!((&without["served"], &without["usual"]["served"]), (&json!(0), &json!(3)));
        assert_eq!(without["left"][0]["bar"], "capacity");
        let hard = community.get("/match-plan?least=1000").await.body;
        assert_eq!((&hard["served"], &hard["left"][0]["bar"]), (&json!(0), &json!("score")));
        let wrong = community.get("/match-plan?text=101").await;
        assert_eq!((wrong.status, &wrong.body["code"], &wrong.body["field"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!("match.weight"), &json!("text")));

        // What is declined loses the points that the rule says, and is shown with them.
        let claims = format!("{}/claims", path(&asked));
        let sent = community.post(&claims, json!({ "offer_id": offer["id"], "quantity": 3 })).await;
        let declined = step(&liaison, &last_claim(&sent.body), json!({ "kind": "declined", "note": "本月无人手" })).await;
        assert_eq!(last_claim(&declined.body)["state"], "declined", "{}", declined.body);
        let after = community.get("/match-plan?least=0").await.body;
        assert_eq!(after["pairs"][0]["deducted"], 200, "{}", after["pairs"]);
        assert_eq!(after["pairs"][0]["score"].as_i64(), pair["score"].as_i64().map(|score| score - 200));

        // What is agreed on is no longer planned.
        let again = community.post(&claims, json!({ "offer_id": offer["id"], "quantity": 3 })).await;
        step(&liaison, &last_claim(&again.body), json!({ "kind": "accepted" })).await;
        let agreed = community.get("/match-plan").await.body;
        assert_eq!((&agreed["pairs"], &agreed["asked"]), (&json!([]), &json!(1)));
    }
}
