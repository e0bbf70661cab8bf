//! Every route against the golden table: what `permissions.txt` says of the operation, the kind of appointment and the
//! relation of the object is what the route must answer. Nothing here asks the code that decides.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use axum::http::{Method, StatusCode};
use domain::access::AppointmentKind;
use serde_json::{Value, json};
use testing::{Client, TestApp, TestProvider, on_both_engines};
use uuid::Uuid;

const ROUTES: &str = include_str!("../routes.txt");
const GOLDEN: &str = include_str!("../../../domain/tests/permissions.txt");

/// Where everything lies: district, street, community, unit; `-` for what there is not.
const WORLD: &[(&str, &str, &str)] = &[
    ("division", "示例区", "A - - -"),
    ("division", "甲街道", "A 1 - -"),
    ("division", "乙街道", "A 2 - -"),
    ("division", "甲一社区居委会", "A 1 1 -"),
    ("division", "甲二村委会", "A 1 2 -"),
    ("division", "乙一社区居委会", "A 2 1 -"),
    ("division", "另区", "B - - -"),
    ("division", "丙街道", "B 1 - -"),
    ("division", "丙一社区居委会", "B 1 1 -"),
    ("unit", "安泰示例机械有限公司", "A 1 1 u"),
    ("unit", "北山示例小学", "A 1 1 v"),
    ("unit", "甲街道办事处", "A 1 - w"),
    ("unit", "驻甲示例部队", "A 1 - m"),
    ("unit", "乙地示例商贸有限公司", "A 2 1 x"),
    ("unit", "丙地示例有限公司", "B 1 1 y"),
    ("party", "中共甲街道工作委员会", "A 1 - w"),
    ("party", "中共安泰示例机械有限公司委员会", "A 1 1 u"),
    ("party", "中共乙地示例商贸有限公司支部", "A 2 1 x"),
    ("party", "中共丙地示例有限公司支部", "B 1 1 y"),
    ("post", "中共甲街道工作委员会 书记", "A 1 - w"),
    ("post", "中共甲街道工作委员会 副书记", "A 1 - w"),
    ("post", "安泰示例机械有限公司 联络员", "A 1 1 u"),
    ("post", "乙地示例商贸有限公司 联络员", "A 2 1 x"),
    ("post", "丙地示例有限公司 联络员", "B 1 1 y"),
    ("person", "王示一", "A 1 - w"),
    ("person", "李示二", "A 1 1 u"),
    ("person", "赵示乙", "A 2 1 x"),
    ("person", "钱示丙", "B 1 1 y"),
];

const CALLERS: [(AppointmentKind, &str, &str); 7] = [
    (AppointmentKind::DistrictAdministrator, "示例区", "A - - -"),
    (AppointmentKind::StreetSecretary, "甲街道", "A 1 - -"),
    (AppointmentKind::CommunitySecretary, "甲一社区居委会", "A 1 1 -"),
    (AppointmentKind::Liaison, "安泰示例机械有限公司", "A 1 1 u"),
    (AppointmentKind::Auditor, "示例区", "A - - -"),
    (AppointmentKind::SystemAdministrator, "示例区", "A - - -"),
    (AppointmentKind::SecurityAdministrator, "示例区", "A - - -"),
];

on_both_engines! {
    async fn every_route_answers_as_the_golden_table_says(app) {
        // With a provider, else its routes are not there; nothing here goes as far as asking it.
        let provider = TestProvider::gone(&app.clock).await.relied_on(false);
        let app = app.provided_by(provider);
        let world = World::build(&app).await;
        let (golden, mut wrong) = (Golden::read(), Vec::new());
        for line in lines() {
            for (kind, place, at) in CALLERS {
                let client = &world.clients[kind.word()];
                for (object, lies) in world.objects_of(&line) {
                    let (expected, in_body) = (line.expected(&golden, kind, at, lies), line.names_object_in_body());
                    let answer = world.send(client, &line, object).await;
                    if !fits(expected, answer, in_body) {
                        let about = object.map_or("", |(name, _)| name);
                        wrong.push(format!("{} as {} of {place} about '{about}': {answer}, but the table says '{expected}'",
                            line.route, kind.word()));
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "{} answers differ from the table:\n{}", wrong.len(), wrong.join("\n"));
    }

    async fn every_route_but_the_public_ones_needs_a_session(app) {
        let world = World::build(&app).await;
        for line in lines().into_iter().filter(|line| !line.is_public()) {
            let object = world.objects_of(&line)[0].0;
            assert_eq!(world.send(&app.nobody(), &line, object).await, StatusCode::UNAUTHORIZED, "{}", line.route);
        }
    }

    async fn lists_hold_exactly_what_the_table_allows(app) {
        let (world, golden) = (World::build(&app).await, Golden::read());
        for (path, operation, of, id) in [
            ("/units?limit=200", "unit.view", "unit", "/id"),
            ("/party-organisations?limit=200", "party_organisation.view", "party", "/id"),
            ("/posts?limit=200", "post.view", "post", "/id"),
            ("/divisions?limit=200", "division.view", "division", "/id"),
        ] {
            for (kind, _, at) in CALLERS {
                let answer = world.clients[kind.word()].get(path).await;
                let seen: BTreeSet<Uuid> = answer.body["items"].as_array().into_iter().flatten()
                    .map(|row| row.pointer(id).and_then(Value::as_str).expect("an id").parse().expect("a UUID")).collect();
                let total = answer.body["total"].as_u64().unwrap_or_default();
                assert_eq!(total, seen.len() as u64, "{path} as {}", kind.word());
                for (_, name, lies) in WORLD.iter().filter(|(kind, _, _)| *kind == of) {
                    let allowed = golden.mark(operation, kind, relation(at, lies)) == 'a';
                    let shown = seen.contains(&world.ids[&(of, *name)]);
                    // The grid is everybody's map of the district: what lies beside is seen on it, and listed.
                    assert_eq!(shown, allowed, "{path} as {}: {name}", kind.word());
                }
            }
        }
        let observed = |body: &Value| -> BTreeSet<String> {
            body["items"].as_array().into_iter().flatten()
                .map(|row| row["division"]["name"].as_str().expect("a name").to_owned()).collect()
        };
        for (kind, _, at) in CALLERS {
            let within = format!("/observations?limit=200&within={}", world.ids[&("division", "示例区")]);
            for path in ["/observations?limit=200", within.as_str()] {
                for name in observed(&world.clients[kind.word()].get(path).await.body) {
                    let lies = WORLD.iter().find(|(_, known, _)| *known == name).expect("a place of the world").2;
                    let mark = golden.mark("statistics.view", kind, relation(at, lies));
                    assert_eq!(mark, 'a', "observations of {name} are shown to {}", kind.word());
                }
            }
        }
    }
}

#[test]
fn the_table_of_routes_names_every_route_and_no_other() {
    let document = serde_json::to_value(api::openapi()).expect("json");
    let mut routes = BTreeSet::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for method in item.as_object().expect("operations").keys() {
            routes.insert((method.to_uppercase(), pattern(path.trim_start_matches("/api/v1"))));
        }
    }
    let named: BTreeSet<_> =
        lines().iter().map(|line| (line.method.to_string(), pattern(&line.path))).collect();
    let missing: Vec<_> = routes.iter().filter(|route| !covered(&named, route)).collect();
    let lines: Vec<_> =
        missing.iter().map(|(method, path)| format!("{method:6} {path}    OPERATION:OBJECT")).collect();
    assert!(
        missing.is_empty(),
        "add to crates/api/tests/routes.txt (its head says how):\n{}",
        lines.join("\n")
    );
    let surplus: Vec<_> = named.iter().filter(|name| !routes.iter().any(|route| same(name, route))).collect();
    assert!(surplus.is_empty(), "routes.txt names routes that are not there: {surplus:?}");
}

/// A path without query, each variable part as `{}`.
fn pattern(path: &str) -> String {
    let path = path.split('?').next().unwrap_or_default();
    let part = |part: &str| if part.starts_with('{') { "{}".to_owned() } else { part.to_owned() };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

fn covered(named: &BTreeSet<(String, String)>, route: &(String, String)) -> bool {
    named.iter().any(|name| same(name, route))
}

/// A line may write a fixed value where the route has a variable part.
fn same((method, named): &(String, String), (of, route): &(String, String)) -> bool {
    let (named, route): (Vec<_>, Vec<_>) = (named.split('/').collect(), route.split('/').collect());
    method == of && named.len() == route.len() && named.iter().zip(route).all(|(a, b)| *a == b || b == "{}")
}

struct Line {
    route: String,
    method: Method,
    path: String,
    checks: Vec<(String, String)>,
    body: Option<String>,
}

fn lines() -> Vec<Line> {
    let kept = ROUTES.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    kept.map(|line| {
        let mut words = line.split_whitespace();
        let mut word = || words.next().unwrap_or_else(|| panic!("a line of routes.txt is too short: {line}"));
        let (method, path, checks) = (word(), word(), word());
        let body =
            line.split_once(checks).map(|(_, rest)| rest.trim().to_owned()).filter(|rest| !rest.is_empty());
        let check = |check: &str| {
            let (operation, object) = check.split_once(':').unwrap_or_else(|| panic!("no object: {line}"));
            (operation.to_owned(), object.to_owned())
        };
        Line {
            route: format!("{method} {path}"),
            method: method.parse().expect("a method"),
            path: path.to_owned(),
            checks: checks.split('+').map(check).collect(),
            body,
        }
    })
    .collect()
}

impl Line {
    fn is_public(&self) -> bool {
        matches!(self.checks[0].0.as_str(), "public" | "secret")
    }

    /// The kind of object that varies.
    fn varies(&self) -> Option<&str> {
        let mut objects = self.checks.iter().map(|(_, object)| object.as_str());
        objects.find(|object| WORLD.iter().any(|(kind, _, _)| kind == object))
    }

    /// What cannot be seen may then be called unknown (422) instead of not found.
    fn names_object_in_body(&self) -> bool {
        self.varies().is_some() && !self.path.contains("{id}") && !self.path.contains("{division_id}")
    }

    fn expected(&self, golden: &Golden, kind: AppointmentKind, at: &str, lies: &str) -> char {
        match self.checks[0].0.as_str() {
            "anybody" | "public" => return 'a',
            "nobody" | "secret" => return '.',
            "forbidden" => return 'f',
            _ => {}
        }
        let mut marks = self.checks.iter().map(|(operation, object)| {
            let ground = format!("{}-", at.get(..6).unwrap_or(at));
            let lies = match object.as_str() {
                "place" => at,
                "ground" => ground.as_str(),
                "district" => "A - - -",
                _ => lies,
            };
            golden.mark(operation, kind, relation(at, lies))
        });
        match marks.next() {
            Some('a') if marks.any(|mark| mark != 'a') => 'f',
            first => first.unwrap_or('a'),
        }
    }
}

fn fits(expected: char, answer: StatusCode, in_body: bool) -> bool {
    match expected {
        'a' => !matches!(answer.as_u16(), 401 | 403 | 404) && !answer.is_server_error(),
        'f' => answer == StatusCode::FORBIDDEN,
        _ => answer == StatusCode::NOT_FOUND || (in_body && answer == StatusCode::UNPROCESSABLE_ENTITY),
    }
}

/// Column of the golden table: own, below, above, beside, foreign.
fn relation(at: &str, lies: &str) -> usize {
    let split = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let (mine, its) = (split(at), split(lies));
    let covers =
        |outer: &[String], inner: &[String]| outer.iter().zip(inner).all(|(a, b)| a == "-" || a == b);
    if mine == its {
        0
    } else if mine[0] != its[0] {
        4
    } else if covers(&mine, &its) {
        1
    } else if covers(&its, &mine) {
        2
    } else {
        3
    }
}

/// `permissions.txt` as text.
struct Golden(BTreeMap<(String, String), String>);

impl Golden {
    fn read() -> Self {
        let mut lines = GOLDEN.lines();
        let kinds: Vec<_> = lines.next().expect("a head").split_whitespace().skip(5).collect();
        let mut marks = BTreeMap::new();
        for line in lines {
            let mut words = line.split_whitespace();
            let operation = words.next().expect("an operation");
            for (kind, mark) in kinds.iter().zip(words) {
                marks.insert((operation.to_owned(), (*kind).to_owned()), mark.to_owned());
            }
        }
        Self(marks)
    }

    fn mark(&self, operation: &str, kind: AppointmentKind, relation: usize) -> char {
        let key = (operation.to_owned(), kind.word().to_owned());
        let marks =
            self.0.get(&key).unwrap_or_else(|| panic!("the golden table has no operation '{operation}'"));
        marks.chars().nth(relation).expect("five marks")
    }
}

struct World {
    clients: HashMap<&'static str, Client>,
    ids: HashMap<(&'static str, &'static str), Uuid>,
    appointment: Uuid,
    change: String,
    import: Uuid,
    feedback: String,
    /// Somebody with an account to look after.
    official: Uuid,
}

impl World {
    async fn build(app: &TestApp) -> Self {
        use service::import::Kind;
        app.import(
            Kind::Divisions,
            "code,name,level,parent_code,valid_from
990102000000,另区,3,990100000000,2016-01-01
990102001000,丙街道,4,990102000000,2016-01-01
990102001001,丙一社区居委会,5,990102001000,2016-01-01
",
        )
        .await;
        app.import(Kind::Units, "name,type,division_code,valid_from\n丙地示例有限公司,private_enterprise,990102001001,2018-01-01\n").await;
        app.import(
            Kind::PartyOrganisations,
            "name,rank,unit,division_code,valid_from\n中共丙地示例有限公司支部,branch,丙地示例有限公司,990102001001,2018-01-01\n",
        )
        .await;
        app.import(
            Kind::People,
            "organisation,post_kind,post_title,person,person_ref,valid_from
乙地示例商贸有限公司,liaison,联络员,赵示乙,P8,2018-01-01
丙地示例有限公司,liaison,联络员,钱示丙,P9,2018-01-01
",
        )
        .await;
        app.import(
            Kind::Population,
            "division_code,series,observed_on,value,unit,source
990101002001,population_registered,2018-12-31,700,人,年报
990102001001,population_registered,2018-12-31,800,人,年报
",
        )
        .await;
        let mut clients = HashMap::new();
        for (kind, place, _) in CALLERS {
            clients.insert(kind.word(), app.client(kind, place).await);
        }
        const NAMES: &str = "SELECT 'division', division_id, name FROM division_period
            UNION ALL SELECT 'unit', unit_id, name FROM unit_period
            UNION ALL SELECT 'party', party_organisation_id, name FROM party_organisation_period
            UNION ALL SELECT 'person', id, name FROM person
            UNION ALL SELECT 'post', s.id, COALESCE(u.name, o.name) || ' ' || s.title FROM post s
                LEFT JOIN unit_period u ON u.unit_id = s.unit_id
                LEFT JOIN party_organisation_period o ON o.party_organisation_id = s.party_organisation_id";
        let named: Vec<(String, Uuid, String)> = app.rows(NAMES).await;
        let id = |kind: &str, name: &str| {
            let found = named.iter().find(|(of, _, known)| of == kind && known == name);
            found.unwrap_or_else(|| panic!("no {kind} {name} in the world")).1
        };
        let ids: HashMap<_, _> =
            WORLD.iter().map(|(kind, name, _)| ((*kind, *name), id(kind, name))).collect();
        let one = |rows: Vec<(Uuid,)>| rows[0].0;
        let street = ids[&("division", "乙街道")];
        let sent = json!({ "kind": "suggestion", "content": "请公开名单" });
        let sent = clients["street_secretary"].post("/feedback", sent).await.body;
        let asked = json!({ "person_name": "孙示丁", "kind": "street_secretary", "place_id": street, "reason": "换届" });
        let asked = clients["security_administrator"].post("/appointments", asked).await;
        Self {
            feedback: sent["id"].as_str().unwrap_or_else(|| panic!("{sent}")).to_owned(),
            change: asked.body["change_id"].as_str().unwrap_or_else(|| panic!("{}", asked.body)).to_owned(),
            appointment: one(app.rows("SELECT id FROM appointment WHERE kind = 'liaison'").await),
            official: {
                app.person("周示账", AppointmentKind::CommunitySecretary, "甲一社区居委会").await;
                one(app.rows("SELECT id FROM person WHERE name = '周示账'").await)
            },
            import: one(app.rows("SELECT id FROM import_run WHERE kind = 'industries'").await),
            clients,
            ids,
        }
    }

    /// What the line is asked about, each with where it lies.
    fn objects_of(&self, line: &Line) -> Vec<(Option<(&'static str, Uuid)>, &'static str)> {
        let Some(kind) = line.varies() else { return vec![(None, "A - - -")] };
        let text = format!("{} {}", line.path, line.body.as_deref().unwrap_or_default());
        WORLD
            .iter()
            .filter(|(of, name, _)| *of == kind && !text.contains(&format!("{{{kind}:{name}}}")))
            .map(|(of, name, lies)| (Some((*name, self.ids[&(*of, *name)])), *lies))
            .collect()
    }

    async fn send(&self, client: &Client, line: &Line, object: Option<(&str, Uuid)>) -> StatusCode {
        let own = match line.body.as_deref().is_some_and(|body| body.contains("{own}")) {
            true => {
                client.get("/session").await.body["appointment"]["id"].as_str().unwrap_or_default().to_owned()
            }
            false => String::new(),
        };
        let fill = |text: &str| {
            let mut text = text
                .replace("{appointment}", &self.appointment.to_string())
                .replace("{change}", &self.change)
                .replace("{import}", &self.import.to_string())
                .replace("{feedback}", &self.feedback)
                .replace("{official}", &self.official.to_string())
                .replace("{own}", &own);
            for ((kind, name), id) in &self.ids {
                text = text.replace(&format!("{{{kind}:{name}}}"), &id.to_string());
            }
            match object {
                Some((_, id)) => ["{id}", "{division_id}", "$"]
                    .iter()
                    .fold(text, |text, mark| text.replace(mark, &id.to_string())),
                None => text,
            }
        };
        let path = fill(&line.path);
        match line.body.as_deref() {
            Some(body) if body.starts_with("file:") => {
                let file = body.trim_start_matches("file:").replace("\\n", "\n");
                client.upload(&path, file.as_bytes()).await.0.status
            }
            body => {
                let body =
                    body.map(|body| serde_json::from_str(&fill(body)).expect("the body of a line is JSON"));
                client.send(line.method.clone(), &path, body, &[]).await.status
            }
        }
    }
}
