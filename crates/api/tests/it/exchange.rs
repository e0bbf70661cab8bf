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

    async fn a_demand_is_closed_with_what_was_only_proposed_and_not_while_somebody_works_for_it(app) {
        found(&app).await;
        let community = app.client(CommunitySecretary, COMMUNITY).await;
        let liaison = app.client(Liaison, UNIT).await;
        let asked = demand(&community, 4).await;
        let unit = community.id_of("/units", UNIT).await;
        let claims = format!("{}/claims", path(&asked));
        let sent = community.post(&claims, json!({ "unit_id": unit, "quantity": 2 })).await;
        let taken = step(&liaison, &last_claim(&sent.body), json!({ "kind": "accepted" })).await;
        let close = format!("{}/close", path(&asked));
        let refused = community.post(&close, json!({ "version": 1, "reason": "不再需要" })).await;
        assert_eq!((refused.status, &refused.body["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("entry.in_work")), "{}", refused.body);
        step(&liaison, &last_claim(&taken.body), json!({ "kind": "unmatched", "note": "派不出人" })).await;
        community.post(&claims, json!({ "unit_id": unit, "quantity": 1 })).await;
        let offered = liaison.post(&claims, json!({ "unit_id": unit, "quantity": 1 })).await;
        assert_eq!(offered.status, StatusCode::CREATED, "{}", offered.body);
        let closed = community.post(&close, json!({ "version": 1, "reason": "不再需要" })).await;
        let states: Vec<_> = closed.body["claims"].as_array().into_iter().flatten().map(|c| c["state"].clone()).collect();
        assert_eq!(states, ["unmatched", "withdrawn", "declined"], "{}", closed.body);
    }

    async fn a_plan_is_kept_changed_accepted_declined_and_made_anew(app) {
        found(&app).await;
        let street = app.client(StreetSecretary, STREET).await;
        let community = app.client(CommunitySecretary, COMMUNITY).await;
        let liaison = app.client(Liaison, UNIT).await;
        let scope = json!({ "division_id": street.id_of("/divisions", STREET).await });
        assert_eq!(street.post("/match-plans", scope.clone()).await.body["code"], "match.nothing");
        let asked = demand(&community, 4).await;
        let ours = street.post("/entries", resource(&street, UNIT, 3).await).await.body;
        let theirs = street.post("/entries", resource(&street, SCHOOL, 2).await).await.body;
        let mut seats = resource(&street, SCHOOL, 9).await;
        seats["measure"] = json!("座");
        let seats = street.post("/entries", seats).await.body;

        // A draft is the planner's; the same lists have the same digest.
        let made = street.post("/match-plans", scope.clone()).await;
        assert_eq!((made.status, &made.body["state"], &made.body["served"]), (StatusCode::CREATED, &json!("draft"), &json!(4)), "{}", made.body);
        let twin = street.post("/match-plans", scope).await.body;
        assert_eq!(twin["digest"], made.body["digest"]);
        let address = format!("/match-plans/{}", made.body["id"].as_str().unwrap_or_default());
        assert_eq!(liaison.get(&address).await.status, StatusCode::NOT_FOUND);
        let denied = community.post(&format!("{address}/replan"), json!({ "version": 1 })).await;
        assert_eq!(denied.status, StatusCode::FORBIDDEN, "{}", denied.body);
        let pair_of = |plan: &Value, offer: &Value| {
            let pairs = plan["pairs"].as_array().cloned().unwrap_or_default();
            pairs.into_iter().find(|pair| pair["offer_id"] == offer["id"]).unwrap_or(Value::Null)
        };
        assert_eq!(made.body["pairs"].as_array().map(Vec::len), Some(2), "{}", made.body);

        // By hand: nothing that a hard condition rules out, nor more than there is.
        let set = |version: Value, offer: &Value, quantity: i64| json!({ "version": version, "demand_id": asked["id"],
            "offer_id": offer["id"], "quantity": quantity });
        let pairs = format!("{address}/pairs");
        let barred = street.post(&pairs, set(json!(1), &seats, 1)).await;
        assert_eq!((&barred.body["code"], &barred.body["field"]), (&json!("match.barred"), &json!("offer_id")), "{}", barred.body);
        assert!(barred.body["detail"].as_str().is_some_and(|text| text.contains("计量单位不同")), "{}", barred.body);
        assert_eq!(street.post(&pairs, set(json!(1), &theirs, 3)).await.body["code"], "claim.over_capacity");
        let changed = street.post(&pairs, set(json!(1), &ours, 2)).await.body;
        let by_hand = pair_of(&changed, &ours);
        assert_eq!((&by_hand["state"], &by_hand["origin"], &by_hand["quantity"]), (&json!("locked"), &json!("hand"), &json!(2)), "{changed}");
        let stale = street.post(&pairs, set(json!(1), &ours, 1)).await;
        assert_eq!(stale.body["code"], "version.stale");

        // Proposed, so everybody reads it; both pairs are accepted and become claims.
        let shown = street.post(&format!("{address}/state"), json!({ "version": 2, "state": "proposed" })).await.body;
        assert_eq!((&shown["state"], &shown["version"]), (&json!("proposed"), &json!(3)), "{shown}");
        assert_eq!(liaison.get(&address).await.body["may_decide"], false);
        let decide = |pair: &Value| format!("/match-pairs/{}/decision", pair["id"].as_str().unwrap_or_default());
        let foreign = liaison.post(&decide(&by_hand), json!({ "version": 3, "state": "accepted" })).await;
        assert_eq!(foreign.status, StatusCode::FORBIDDEN);
        let accepted = street.post(&decide(&by_hand), json!({ "version": 3, "state": "accepted" })).await.body;
        assert_eq!(pair_of(&accepted, &ours)["claim_state"], "proposed", "{accepted}");
        let twice = street.post(&decide(&by_hand), json!({ "version": 4, "state": "accepted" })).await;
        assert_eq!(twice.body["code"], "match.pair_step", "{}", twice.body);

        // The unit declines with a reason of a kind; a re-plan leaves that pair out and says what differs.
        let claim = last_claim(&liaison.get(&path(&asked)).await.body);
        let no = json!({ "kind": "declined", "note": "路远", "reason": "distance" });
        assert_eq!(step(&liaison, &claim, no).await.status, StatusCode::OK);
        let seen = pair_of(&street.get(&address).await.body, &ours);
        assert_eq!((&seen["state"], &seen["decline_reason"], &seen["note"]), (&json!("declined"), &json!("distance"), &json!("路远")));
        let anew = street.post(&format!("{address}/replan"), json!({ "version": 4 })).await.body;
        assert_eq!((&anew["round"], &anew["served"]), (&json!(2), &json!(2)), "{anew}");
        assert_eq!(pair_of(&anew, &ours)["state"], "declined", "{anew}");
        assert_eq!((&anew["left"][0]["quantity"], &pair_of(&anew, &theirs)["quantity"]), (&json!(2), &json!(2)), "{anew}");
        let differs = &anew["differences"][0];
        assert_eq!((&differs["change"], &differs["before"], &differs["after"]), (&json!("changed"), &json!(1), &json!(2)), "{anew}");
        let other = demand(&community, 1).await;
        let more = street.post(&format!("{address}/replan"), json!({ "version": 5 })).await.body;
        let ruled = more["pairs"].as_array().into_iter().flatten().find(|pair| pair["demand_id"] == other["id"] && pair["offer_id"] == ours["id"]);
        let ruled = ruled.unwrap_or_else(|| panic!("{more}"));
        assert!(ruled["rules"][0]["zh"].as_str().is_some_and(|zh| zh.contains("“距离”的权重按 200% 计")), "{ruled}");
        assert_eq!(more["differences"][0]["change"], "new", "{more}");
        let nearness = ruled["reasons"].as_array().into_iter().flatten().find(|reason| reason["part"] == "nearness");
        assert_eq!(nearness.map(|reason| &reason["weight"]), Some(&json!(24)));

        // Declined in the plan itself: left over, and barred in the next round.
        let theirs_now = pair_of(&more, &theirs);
        let unsaid = street.post(&decide(&theirs_now), json!({ "version": 6, "state": "declined" })).await;
        assert_eq!(unsaid.body["code"], "reason.empty", "{}", unsaid.body);
        let no = json!({ "version": 6, "state": "declined", "reason": "unsuitable", "note": "只有小工具" });
        let declined = street.post(&decide(&theirs_now), no).await.body;
        let left = declined["left"].as_array().into_iter().flatten().find(|left| left["demand_id"] == asked["id"]);
        assert_eq!(left.map(|left| (&left["quantity"], &left["bar"])), Some((&json!(4), &json!("declined"))), "{declined}");
        let last = street.post(&format!("{address}/replan"), json!({ "version": 7 })).await.body;
        let again = last["pairs"].as_array().into_iter().flatten().filter(|pair| pair["demand_id"] == asked["id"] && pair["offer_id"] == theirs["id"]);
        assert_eq!(again.map(|pair| pair["state"].clone()).collect::<Vec<_>>(), ["declined"], "{last}");
        let settled = street.post(&format!("{address}/state"), json!({ "version": 8, "state": "settled" })).await.body;
        assert_eq!((&settled["state"], &settled["may_decide"]), (&json!("settled"), &json!(false)), "{settled}");
        assert_eq!(street.post(&format!("{address}/replan"), json!({ "version": 9 })).await.body["code"], "match.settled");
        let listed = liaison.get("/match-plans").await.body;
        assert_eq!((listed["items"].as_array().map(Vec::len), &listed["may_make"]), (Some(1), &json!(false)), "{listed}");
    }

    async fn the_district_sets_weights_and_rules_that_everybody_reads(app) {
        found(&app).await;
        let district = app.client(DistrictAdministrator, DISTRICT).await;
        let community = app.client(CommunitySecretary, COMMUNITY).await;
        let liaison = app.client(Liaison, UNIT).await;
        let usual = liaison.get("/match-rules").await.body;
        assert_eq!((&usual["version"], &usual["may_edit"], usual["rules"].as_array().map(Vec::len)), (&json!(0), &json!(false), Some(7)), "{usual}");
        let weights = |version: i64, text: i64| json!({ "version": version, "category": 30, "text": text, "nearness": 12, "times": 10,
            "capacity": 8, "evaluations": 5, "balance": 5, "least": 400, "reason": "文字太偏重" });
        assert_eq!(community.put("/match-weights", weights(0, 20)).await.status, StatusCode::FORBIDDEN);
        assert_eq!(district.put("/match-weights", weights(0, 101)).await.body["field"], "text");
        let set = district.put("/match-weights", weights(0, 20)).await;
        assert_eq!((set.status, &set.body["version"], &set.body["reason"]), (StatusCode::OK, &json!(1), &json!("文字太偏重")), "{}", set.body);
        assert_eq!(district.put("/match-weights", weights(0, 25)).await.body["code"], "version.stale");
        assert_eq!(district.put("/match-weights", weights(1, 20)).await.body["code"], "edit.nothing");
        let asked = demand(&community, 4).await;
        let offer = liaison.post("/entries", resource(&liaison, UNIT, 3).await).await.body;
        let plan = community.get("/match-plan").await.body;
        assert_eq!((&plan["least"], &plan["weights"][1]["weight"], &plan["usual"]), (&json!(400), &json!(20), &Value::Null));
        let before = plan["pairs"][0]["score"].as_i64().unwrap_or_default();

        // Repair for repair loses 150 points; the pair says so, until the rule is switched off.
        let repair = category(&district, "services.repair").await;
        let rule = |version: Option<i64>, active: bool| json!({ "version": version, "active": active, "effect": "categories",
            "offer_category_id": repair, "demand_category_id": repair, "deduct": 150, "reason": "试行" });
        let bad = district.post("/match-rules", json!({ "active": true, "effect": "taker", "decline_reason": "time", "part": "times", "percent": 1001, "days": 1, "reason": "x" })).await;
        assert_eq!((&bad.body["code"], &bad.body["field"]), (&json!("match.percent"), &json!("percent")), "{}", bad.body);
        let made = district.post("/match-rules", rule(None, true)).await;
        assert_eq!((made.status, made.body["rules"].as_array().map(Vec::len)), (StatusCode::CREATED, Some(8)), "{}", made.body);
        let plan = community.get("/match-plan").await.body;
        assert_eq!((&plan["pairs"][0]["deducted"], plan["pairs"][0]["score"].as_i64()), (&json!(150), Some(before - 150)), "{plan}");
        assert_eq!(plan["pairs"][0]["rules"][0]["zh"], "按类别规则扣 150 分");
        let known = made.body["rules"][7].clone();
        let edit = format!("/match-rules/{}", known["id"].as_str().unwrap_or_default());
        let off = district.put(&edit, rule(Some(1), false)).await;
        assert_eq!((off.status, &off.body["rules"][7]["active"]), (StatusCode::OK, &json!(false)), "{}", off.body);
        assert_eq!(community.get("/match-plan").await.body["pairs"][0]["score"].as_i64(), Some(before));

        // What if there were one more: computed beside, kept nowhere.
        let street = community.id_of("/divisions", STREET).await;
        let added = format!("/match-plan?added_category_id={}&added_division_id={street}&added_quantity=5&added_measure=%E5%A4%84&added_title=%E6%A5%BC%E9%81%93%E7%85%A7%E6%98%8E%E7%BB%B4%E4%BF%AE",
            repair.as_str().unwrap_or_default());
        let with = community.get(&added).await.body;
        assert_eq!((&with["served"], &with["usual"]["served"]), (&json!(4), &json!(3)), "{with}");
        let differs = with["usual"]["differences"].as_array().cloned().unwrap_or_default();
        assert!(differs.iter().any(|one| one["change"] == "new" && one["offer_id"] == with["added_id"] && one["demand_id"] == asked["id"]), "{with}");
        let unit = community.id_of("/units", UNIT).await;
        let without = community.get(&format!("/match-plan?without_unit_id={unit}")).await.body;
        assert_eq!((&without["usual"]["differences"][0]["change"], &without["usual"]["differences"][0]["offer_id"]), (&json!("gone"), &offer["id"]));
        assert_eq!(community.get("/match-plan").await.body["served"], 3);
        let journal: Vec<(String,)> = app.rows("SELECT operation FROM journal WHERE operation = 'match.rules'").await;
        assert_eq!(journal.len(), 3);
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

        // What was asked for and waits is neither asked for again nor suggested.
        let claims = format!("{}/claims", path(&asked));
        let sent = community.post(&claims, json!({ "offer_id": offer["id"], "quantity": 3 })).await;
        let waiting = community.get("/match-plan").await.body;
        assert_eq!((&waiting["pairs"][0]["waits"], &waiting["pairs"][0]["quantity"]), (&json!(true), &json!(3)), "{waiting}");
        assert_eq!(community.get(&format!("{}/suggestions", path(&asked))).await.body["items"], json!([]));

        // What is declined does not come again as long as the rule says.
        let declined = step(&liaison, &last_claim(&sent.body), json!({ "kind": "declined", "note": "本月无人手" })).await;
        assert_eq!(last_claim(&declined.body)["state"], "declined", "{}", declined.body);
        let after = community.get("/match-plan?least=0").await.body;
        assert_eq!((&after["pairs"], &after["left"][0]["bar"]), (&json!([]), &json!("declined")), "{after}");

        // What is agreed on is no longer planned.
        let again = community.post(&claims, json!({ "offer_id": offer["id"], "quantity": 3 })).await;
        step(&liaison, &last_claim(&again.body), json!({ "kind": "accepted" })).await;
        let agreed = community.get("/match-plan").await.body;
        assert_eq!((&agreed["pairs"], &agreed["asked"]), (&json!([]), &json!(1)));
    }
}
