//! `/attachments`: files that belong to something recorded.

use axum::http::{StatusCode, header};
use domain::access::AppointmentKind::{CommunitySecretary, Liaison, StreetSecretary};
use domain::attachment::{Limits, PIECE};
use serde_json::{Value, json};
use service::attachment::{attachment_table, check_attachments, piece};
use service::import::Kind;
use testing::{Answer, COMMUNITY, Client, OTHER_STREET, STREET, TestApp, on_both_engines, operator};

const UNIT: &str = "安泰示例机械有限公司";
const OTHER: &str = "驻甲示例部队";
const OUTSIDE: &str = "乙地示例商贸有限公司";

const TABLES: [(Kind, &str); 5] = [
    (
        Kind::Consortia,
        "name,division_code,valid_from,document\n甲街道联合体,990101001000,2017-03-15,甲工委〔2017〕1号\n",
    ),
    (
        Kind::Members,
        "consortium,unit,applied_on,consulted_on,decided_on,valid_from
甲街道联合体,安泰示例机械有限公司,2018-01-05,2018-01-10,2018-01-20,2018-02-01
甲街道联合体,驻甲示例部队,2018-01-05,2018-01-10,2018-01-20,2018-02-01
",
    ),
    (
        Kind::Meetings,
        "consortium,kind,held_on,place,agenda,minutes,absent
甲街道联合体,joint_conference,2025-12-18,会议室,安排工作,会议安排了工作,驻甲示例部队
",
    ),
    (
        Kind::Resolutions,
        "consortium,meeting,held_on,sequence,kind,body\n甲街道联合体,joint_conference,2025-12-18,1,task,开放停车场\n",
    ),
    (
        Kind::Tasks,
        "consortium,meeting,held_on,sequence,unit,title,assigned_on,due_on
甲街道联合体,joint_conference,2025-12-18,1,安泰示例机械有限公司,开放停车场,2025-12-18,2026-06-30
",
    ),
];

async fn found(app: &TestApp) {
    for (kind, text) in TABLES {
        app.import(kind, text).await;
    }
}

/// A paper whose pages say something.
fn pdf(says: &str) -> Vec<u8> {
    format!("%PDF-1.7\n{says}\n%%EOF\n").into_bytes()
}

/// Where files belong to, as a query.
fn at(object: &str, id: &Value) -> String {
    format!("object={object}&object_id={}", id.as_str().expect("an id"))
}

async fn attach(client: &Client, at: &str, file: &str, bytes: &[u8]) -> Answer {
    let file: String = file.bytes().map(|byte| format!("%{byte:02X}")).collect();
    client.upload(&format!("/attachments?{at}&file={file}"), bytes).await.0
}

async fn consortium(client: &Client) -> Value {
    let id = client.id_of("/consortia", "甲街道联合体").await;
    client.get(&format!("/consortia/{id}")).await.body
}

async fn membership(client: &Client, unit: &str) -> String {
    let body = consortium(client).await;
    let members = body["member_units"].as_array().expect("members").clone();
    let member = members.iter().find(|member| member["unit"]["name"] == unit).expect("the member");
    at("membership", &member["id"])
}

async fn meeting(client: &Client) -> Value {
    let id = client.id_of("/consortia", "甲街道联合体").await;
    client.get(&format!("/consortia/{id}/meetings")).await.body["items"][0].clone()
}

fn refused(answer: &Answer, code: &str) {
    assert_eq!(
        (answer.status, &answer.body["code"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!(code)),
        "{}",
        answer.body
    );
    assert_eq!(answer.body["field"], "file", "{}", answer.body);
    assert!(answer.body["hint"].as_str().is_some_and(|hint| !hint.is_empty()), "{}", answer.body);
}

on_both_engines! {
    async fn an_agreement_is_attached_saved_and_removed_and_the_journal_tells_of_it(app) {
        found(&app).await;
        let client = app.client(StreetSecretary, STREET).await;
        let at = membership(&client, UNIT).await;
        let empty = client.get(&format!("/attachments?{at}")).await;
        assert_eq!((&empty.body["items"], &empty.body["may_add"]), (&json!([]), &json!(true)), "{}", empty.body);
        assert_eq!(empty.body["limits"]["bytes"], 20 << 20);

        let bytes = pdf("共建协议");
        let made = attach(&client, &at, "共建 协议“一”.pdf", &bytes).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        let one = made.body["items"][0].clone();
        assert_eq!((&one["file"], &one["kind"], &one["size"]), (&json!("共建 协议“一”.pdf"), &json!("pdf"), &json!(bytes.len())));
        assert_eq!((one["sha256"].as_str().map(str::len), one["sm3"].as_str().map(str::len)), (Some(64), Some(64)));
        assert_eq!((&one["by"], &one["may_remove"]), (&json!("命令行"), &json!(true)));
        let members = consortium(&client).await["member_units"].as_array().expect("members").clone();
        let counts: Vec<_> = members.iter().map(|member| member["attachments"].as_i64().unwrap_or_default()).collect();
        assert_eq!(counts.iter().sum::<i64>(), 1);

        let path = format!("/attachments/{}", one["id"].as_str().expect("an id"));
        let got = client.get(&path).await;
        assert_eq!((got.status, &got.bytes), (StatusCode::OK, &bytes));
        let headers = got.headers;
        assert_eq!(headers[header::CONTENT_TYPE], "application/pdf");
        assert_eq!(headers[header::CONTENT_LENGTH], bytes.len().to_string().as_str());
        assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        let disposition = headers[header::CONTENT_DISPOSITION].to_str().expect("ascii");
        assert!(disposition.starts_with("attachment; ") && disposition.contains("filename*=UTF-8''%E5%85%B1%E5%BB%BA%20"), "{disposition}");
        let tag = headers[header::ETAG].to_str().expect("a tag");
        let known = client.send(axum::http::Method::GET, &path, None, &[("if-none-match", tag)]).await;
        assert_eq!(known.status, StatusCode::NOT_MODIFIED);
        // Packed on the way it would be other bytes than its tag says.
        let packed = client.send(axum::http::Method::GET, &path, None, &[("accept-encoding", "gzip")]).await;
        assert!(!packed.headers.contains_key(header::CONTENT_ENCODING));

        let why = client.post(&format!("{path}/remove"), json!({ "version": 1, "reason": " " })).await;
        assert_eq!((&why.body["code"], &why.body["field"]), (&json!("reason.empty"), &json!("reason")));
        let stale = client.post(&format!("{path}/remove"), json!({ "version": 7, "reason": "有误" })).await;
        assert_eq!(stale.status, StatusCode::CONFLICT);
        let gone = client.post(&format!("{path}/remove"), json!({ "version": 1, "reason": "扫描不清" })).await;
        assert_eq!((gone.status, &gone.body["items"]), (StatusCode::OK, &json!([])), "{}", gone.body);
        assert_eq!(client.get(&path).await.status, StatusCode::NOT_FOUND);
        let left: Vec<(i64,)> = app.rows("SELECT COUNT(*) AS n FROM attachment_chunk").await;
        assert_eq!(left[0].0, 0, "its bytes are gone");

        let id = client.id_of("/consortia", "甲街道联合体").await;
        let history = client.get(&format!("/consortia/{id}/history")).await.body["items"].clone();
        let of = |operation: &str| history.as_array().expect("entries").iter().find(|entry| entry["operation"] == operation).cloned();
        let (added, removed) = (of("attachment.add").expect("an entry"), of("attachment.remove").expect("an entry"));
        assert_eq!((&added["before"], &added["after"]["file"], &added["after"]["sha256"]), (&Value::Null, &one["file"], &one["sha256"]));
        assert_eq!((&removed["before"]["sm3"], &removed["reason"]), (&one["sm3"], &json!("扫描不清")));
        assert_eq!(added["object"]["type"], "membership");
        // The same file can come back.
        assert_eq!(attach(&client, &at, "协议.pdf", &bytes).await.status, StatusCode::CREATED);
    }

    async fn a_large_file_comes_back_byte_by_byte_and_is_checked(app) {
        found(&app).await;
        let client = app.client(StreetSecretary, STREET).await;
        let at = at("meeting", &meeting(&client).await["id"]);
        let mut bytes = pdf("大");
        bytes.extend((0..PIECE * 2 + 77).map(|n| (n % 251) as u8));
        let made = attach(&client, &at, "材料.pdf", &bytes).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        let id = made.body["items"][0]["id"].as_str().expect("an id").to_owned();
        let got = client.get(&format!("/attachments/{id}")).await.bytes;
        assert!(got == bytes, "{} of {} bytes came back", got.len(), bytes.len());
        let pieces: Vec<(i64,)> = app.rows("SELECT COUNT(*) AS n FROM attachment_chunk").await;
        assert_eq!(pieces[0].0, 3);

        let sound = check_attachments(&app.lianhe.db).await.expect("checked");
        assert_eq!((sound.files, sound.bytes, sound.broken), (1, bytes.len() as i64, vec![]));
        let caller = operator(&app.lianhe).await;
        let mut view = app.lianhe.view(&caller, None).await.expect("a view");
        let (table, files) = attachment_table(&mut view).await.expect("a table");
        drop(view);
        assert_eq!((table.rows.len(), files.len()), (1, 1));
        let first = piece(&app.lianhe, &files[0], 0).await.expect("read").expect("a piece");
        assert!(first == bytes[..PIECE]);

        app.run("UPDATE attachment_chunk SET bytes = $1 WHERE sequence = 1", vec![vec![7u8; PIECE].into()]).await;
        let broken = check_attachments(&app.lianhe.db).await.expect("checked").broken;
        assert!(broken.len() == 1 && broken[0].contains("is not what was attached"), "{broken:?}");
        app.run("DELETE FROM attachment_chunk WHERE sequence = 2", vec![]).await;
        let broken = check_attachments(&app.lianhe.db).await.expect("checked").broken;
        assert!(broken[0].contains("lacks bytes"), "{broken:?}");
    }

    async fn what_may_not_be_attached_is_refused_with_the_way_out(app) {
        found(&app).await;
        let app = app.attaching_within(Limits { bytes: 1 << 20, files: 2 });
        let client = app.client(StreetSecretary, STREET).await;
        let at = membership(&client, UNIT).await;
        let cases: [(&str, &[u8], &str); 8] = [
            ("空.pdf", b"", "attachment.empty"),
            ("页面.pdf", b"<!doctype html><script>alert(1)</script>", "attachment.content"),
            ("页面.txt", b"<!doctype html><script>alert(1)</script>", "attachment.content"),
            ("程序.exe", b"MZ", "attachment.kind"),
            ("图.svg", b"<svg/>", "attachment.kind"),
            ("图.jpg", b"%PDF-1.7", "attachment.content"),
            ("图\u{202E}gpj.pdf", b"%PDF-1.7", "attachment.name"),
            ("", b"%PDF-1.7", "name.empty"),
        ];
        for (file, bytes, code) in cases {
            refused(&attach(&client, &at, file, bytes).await, code);
        }
        let large = attach(&client, &at, "大.pdf", &vec![b' '; (1 << 20) + 1]).await;
        refused(&large, "attachment.too_large");
        assert!(large.body["detail"].as_str().is_some_and(|detail| detail.contains("大.pdf > 1 MB")), "{}", large.body);
        assert_eq!(attach(&client, &at, "一.pdf", &pdf("一")).await.status, StatusCode::CREATED);
        let again = attach(&client, &at, "另.pdf", &pdf("一")).await;
        refused(&again, "attachment.repeat");
        assert!(again.body["detail"].as_str().is_some_and(|detail| detail.contains("一.pdf")), "{}", again.body);
        assert_eq!(attach(&client, &at, "二.txt", "签到".as_bytes()).await.status, StatusCode::CREATED);
        refused(&attach(&client, &at, "三.pdf", &pdf("三")).await, "attachment.too_many");
        let nothing = attach(&client, "object=meeting&object_id=00000000-0000-0000-0000-000000000000", "一.pdf", &pdf("一")).await;
        assert_eq!(nothing.status, StatusCode::NOT_FOUND);
        let left: Vec<(i64,)> = app.rows("SELECT COUNT(*) AS n FROM attachment").await;
        assert_eq!(left[0].0, 2);
    }

    async fn a_unit_attaches_to_what_is_its_own_and_takes_back_its_own_alone(app) {
        found(&app).await;
        let secretary = app.client(StreetSecretary, STREET).await;
        let (liaison, other) = (app.client(Liaison, UNIT).await, app.client(Liaison, OTHER).await);
        let own = membership(&secretary, UNIT).await;
        let official = attach(&secretary, &own, "批复.pdf", &pdf("批复")).await.body["items"][0]["id"].clone();
        let made = attach(&liaison, &own, "协议.pdf", &pdf("协议")).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        let rights: Vec<_> = made.body["items"].as_array().expect("items").iter().map(|one| one["may_remove"].clone()).collect();
        assert_eq!(rights, [json!(false), json!(true)]);
        let path = |id: &Value| format!("/attachments/{}", id.as_str().expect("an id"));
        let reason = json!({ "version": 1, "reason": "有误" });
        assert_eq!(liaison.post(&format!("{}/remove", path(&official)), reason.clone()).await.status, StatusCode::FORBIDDEN);
        // Another member sees the membership, and changes nothing of it.
        let seen = other.get(&format!("/attachments?{own}")).await;
        assert_eq!((seen.status, &seen.body["may_add"]), (StatusCode::OK, &json!(false)), "{}", seen.body);
        assert_eq!(attach(&other, &own, "别的.pdf", &pdf("别的")).await.status, StatusCode::FORBIDDEN);
        assert_eq!(other.post(&format!("{}/remove", path(&made.body["items"][1]["id"])), reason.clone()).await.status, StatusCode::FORBIDDEN);
        // For whoever is not of the body there is nothing.
        for stranger in [app.client(Liaison, OUTSIDE).await, app.client(StreetSecretary, OTHER_STREET).await] {
            assert_eq!(stranger.get(&format!("/attachments?{own}")).await.status, StatusCode::NOT_FOUND);
            assert_eq!(stranger.get(&path(&official)).await.status, StatusCode::NOT_FOUND);
            assert_eq!(attach(&stranger, &own, "别的.pdf", &pdf("别的")).await.status, StatusCode::NOT_FOUND);
            assert_eq!(stranger.post(&format!("{}/remove", path(&official)), reason.clone()).await.status, StatusCode::NOT_FOUND);
        }
        let task = meeting(&secretary).await;
        let outcomes = secretary.get(&format!("/meetings/{}/outcomes", task["id"].as_str().expect("an id"))).await.body;
        let task = at("task", &outcomes["resolutions"][0]["tasks"][0]["id"]);
        assert_eq!(attach(&liaison, &task, "现场.png", b"\x89PNG\r\n\x1A\n\0\0").await.status, StatusCode::CREATED);
        assert_eq!(attach(&other, &task, "现场.png", b"\x89PNG\r\n\x1A\n\0\0").await.status, StatusCode::FORBIDDEN);
        let outcomes = secretary.get(&format!("/meetings/{}/outcomes", meeting(&secretary).await["id"].as_str().expect("an id"))).await.body;
        assert_eq!(outcomes["resolutions"][0]["tasks"][0]["attachments"], 1);
        // The meeting is the secretariat's.
        let of_meeting = at("meeting", &meeting(&secretary).await["id"]);
        assert_eq!(attach(&liaison, &of_meeting, "材料.pdf", &pdf("材料")).await.status, StatusCode::FORBIDDEN);
    }

    async fn what_is_settled_keeps_its_files(app) {
        found(&app).await;
        let client = app.client(StreetSecretary, STREET).await;
        let held = meeting(&client).await;
        let path = format!("/meetings/{}", held["id"].as_str().expect("an id"));
        let at_meeting = at("meeting", &held["id"]);
        let made = attach(&client, &at_meeting, "材料.pdf", &pdf("材料")).await;
        let id = made.body["items"][0]["id"].as_str().expect("an id").to_owned();
        let version = client.get(&path).await.body["version"].clone();
        let locked = client.post(&format!("{path}/lock"), json!({ "version": version })).await;
        assert_eq!(locked.status, StatusCode::OK, "{}", locked.body);
        let kept = client.post(&format!("/attachments/{id}/remove"), json!({ "version": 1, "reason": "有误" })).await;
        refused(&kept, "attachment.settled");
        assert_eq!(client.get(&format!("/attachments?{at_meeting}")).await.body["items"][0]["may_remove"], false);
        assert_eq!(attach(&client, &at_meeting, "补充.pdf", &pdf("补充")).await.status, StatusCode::CREATED);

        let body = client.id_of("/consortia", "甲街道联合体").await;
        let new = json!({ "title": "2025年第四季度通报", "period_from": "2025-10-01", "period_to": "2026-01-01",
            "sections": [{ "title": "会议情况", "body": "召开联席会议一次。" }] });
        let bulletin = client.post(&format!("/consortia/{body}/bulletins"), new).await.body;
        let at_bulletin = at("bulletin", &bulletin["id"]);
        assert_eq!(attach(&client, &at_bulletin, "附表.csv", "单位,次数\n".as_bytes()).await.status, StatusCode::CREATED);
        let path = format!("/bulletins/{}", bulletin["id"].as_str().expect("an id"));
        let approved = client.post(&format!("{path}/approve"), json!({ "version": bulletin["version"] })).await;
        assert_eq!(approved.status, StatusCode::OK, "{}", approved.body);
        refused(&attach(&client, &at_bulletin, "又.pdf", &pdf("又")).await, "attachment.closed");
        // What a unit has not been sent, it does not see; nor what hangs on it.
        let liaison = app.client(Liaison, UNIT).await;
        assert_eq!(liaison.get(&format!("/attachments?{at_bulletin}")).await.status, StatusCode::NOT_FOUND);
    }

    async fn a_picture_of_an_entry_is_its_owners_to_attach_and_everybodys_to_see(app) {
        let liaison = app.client(Liaison, UNIT).await;
        let categories = liaison.get("/entry-categories").await.body;
        let category = categories["items"].as_array().expect("categories").iter()
            .find(|one| one["code"] == "services.repair").expect("a category").clone();
        let entry = json!({ "kind": "demand", "unit_id": liaison.id_of("/units", UNIT).await, "category_id": category["id"],
            "title": "借用会议室", "text": "每月一次", "quantity": 1, "measure": "次",
            "division_id": liaison.id_of("/divisions", COMMUNITY).await, "reach": "street", "valid_from": "2026-03-18",
            "valid_until": "2026-12-31", "source": "unit", "urgency": "ordinary" });
        let made = liaison.post("/entries", entry).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        let at = at("entry", &made.body["id"]);
        let secretary = app.client(CommunitySecretary, COMMUNITY).await;
        let stranger = app.client(Liaison, OUTSIDE).await;
        assert_eq!(attach(&liaison, &at, "会议室.jpg", b"\xFF\xD8\xFF\xE0\0\x10JFIF").await.status, StatusCode::CREATED);
        assert_eq!(attach(&secretary, &at, "平面图.png", b"\x89PNG\r\n\x1A\n\0\0").await.status, StatusCode::CREATED);
        // A draft is not there for others.
        assert_eq!(stranger.get(&format!("/attachments?{at}")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(attach(&stranger, &at, "会.pdf", &pdf("会")).await.status, StatusCode::NOT_FOUND);
    }

    async fn what_an_import_made_cannot_be_undone_under_a_file(app) {
        found(&app).await;
        let client = app.client(StreetSecretary, STREET).await;
        let task = meeting(&client).await;
        let outcomes = client.get(&format!("/meetings/{}/outcomes", task["id"].as_str().expect("an id"))).await.body;
        let task = at("task", &outcomes["resolutions"][0]["tasks"][0]["id"]);
        assert_eq!(attach(&client, &task, "凭据.pdf", &pdf("凭据")).await.status, StatusCode::CREATED);
        let runs: Vec<(uuid::Uuid,)> = app.rows("SELECT id FROM import_run WHERE kind = 'tasks'").await;
        let undone = service::import::undo(&app.lianhe, runs[0].0).await;
        assert!(undone.is_err(), "the task still has a file");
    }
}
