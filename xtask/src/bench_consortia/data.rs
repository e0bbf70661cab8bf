//! A district of streets with 24 communities each, every one with its consortium and some years of meetings: made inside
//! the database, because millions of rows through the product's own importer would be another measurement. The same seed
//! makes the same rows.

pub const DISTRICT: &str = "990101000000";
const COMMUNITIES: u32 = 24;

/// What has to be said in another way on each engine.
pub struct Dialect {
    pub first: &'static str,
    base: &'static str,
    id: fn(&str, &str) -> String,
    bytes: fn(&str) -> String,
    day: fn(&str, &str) -> String,
    pub last: &'static str,
}

pub const SQLITE: Dialect = Dialect {
    first: "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA cache_size = -400000; PRAGMA foreign_keys = OFF; BEGIN;",
    base: "date('now', 'start of month', '-{years} years')",
    id: |kind, n| format!("CAST(printf('%02d%014d', {kind}, {n}) AS BLOB)"),
    bytes: |hex| format!("x'{hex}'"),
    day: |months, days| format!("date(base, '+' || ({months}) || ' months', '+' || ({days}) || ' days')"),
    last: "COMMIT; PRAGMA wal_checkpoint(TRUNCATE);",
};

pub const POSTGRES: Dialect = Dialect {
    // The rows fit together; checking each key by itself would take most of the time.
    first: "SET session_replication_role = replica; BEGIN;",
    base: "CAST(date_trunc('month', CURRENT_DATE) - INTERVAL '{years} years' AS DATE)",
    id: |kind, n| {
        format!(
            "CAST(encode(convert_to(lpad(CAST({kind} AS TEXT), 2, '0') || lpad(CAST({n} AS TEXT), 14, '0'), 'UTF8'), 'hex') AS UUID)"
        )
    },
    bytes: |hex| format!("decode('{hex}', 'hex')"),
    day: |months, days| {
        format!("CAST(base + ({months}) * INTERVAL '1 month' AS DATE) + CAST({days} AS INTEGER)")
    },
    last: "COMMIT; ANALYZE;",
};

/// The table of divisions that the product imports.
pub fn divisions(bodies: u32) -> String {
    let mut text = String::from(
        "code,name,level,parent_code,kind,class_code,valid_from,valid_to,former_code,longitude,latitude\n\
         990000000000,测量省,1,,province,,2000-01-01,,,,\n\
         990100000000,测量市,2,990000000000,city,,2000-01-01,,,,\n\
         990101000000,测量区,3,990100000000,district,,2000-01-01,,,,\n",
    );
    let mut left = bodies;
    for street in 1.. {
        if left == 0 {
            break;
        }
        let code = format!("990101{street:03}000");
        text.push_str(&format!("{code},测量{street}街道,4,{DISTRICT},street,,2000-01-01,,,,\n"));
        left -= 1;
        for community in 1..=COMMUNITIES.min(left) {
            text.push_str(&format!(
                "990101{street:03}{community:03},第{street}之{community}社区,5,{code},community,,2000-01-01,,,,\n"
            ));
            left -= 1;
        }
    }
    text
}

/// Everything else, as SQL.
pub fn script(dialect: &Dialect, years: u32, units: u32, seed: u32) -> String {
    let id = dialect.id;
    let (months, quarters) = (years * 12, years * 4);
    let slots = months + quarters;
    let mut text = String::new();
    let mut add = |sql: String| {
        text.push_str(&sql);
        text.push_str(";\n");
    };
    add(dialect.first.trim_end_matches(';').to_owned());
    let base = dialect.base.replace("{years}", &years.to_string());
    add(format!("CREATE TEMPORARY TABLE life AS SELECT {base} AS base"));
    // A body for each street and community.
    add("CREATE TEMPORARY TABLE body AS SELECT row_number() OVER (ORDER BY code) - 1 AS n, district_id, division_id, \
         street_id, name FROM division_period WHERE kind IN ('street', 'community')".into());
    // The meetings of a body: the joint conference in the second month of each quarter, and one of the liaisons each month.
    add(format!(
        "CREATE TEMPORARY TABLE slot AS WITH RECURSIVE g(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM g WHERE i < {}) \
         SELECT i, CASE WHEN i < {quarters} THEN 'joint_conference' ELSE 'liaison_meeting' END AS kind, \
         CASE WHEN i < {quarters} THEN i * 3 ELSE i - {quarters} END AS month FROM g",
        slots - 1
    ));
    add(format!(
        "CREATE TEMPORARY TABLE each AS WITH RECURSIVE g(u) AS (SELECT 0 UNION ALL SELECT u + 1 FROM g WHERE u < {}) \
         SELECT u FROM g",
        units - 1
    ));
    let day = |months: &str, days: &str| (dialect.day)(months, days);
    let (begin, far) = ("base".to_owned(), "'9999-12-31'");
    let body = id("1", "n");
    add(format!(
        "INSERT INTO consortium (district_id, id, version, division_id) SELECT district_id, {body}, 1, division_id FROM body"
    ));
    add(format!(
        "INSERT INTO consortium_period (district_id, id, consortium_id, valid_from, valid_to, name) \
         SELECT district_id, {}, {body}, {begin}, {far}, name || '联合体' FROM body, life",
        id("2", "n")
    ));
    // Units, each with a head and a liaison; one in a hundred misses its liaison.
    let number = format!("(n * {units} + u)");
    let unit = id("3", &number);
    add(format!("INSERT INTO unit (district_id, id, version) SELECT district_id, {unit}, 1 FROM body, each"));
    add(format!(
        "INSERT INTO unit_period (district_id, id, unit_id, valid_from, valid_to, name, name_key, name_search, type, division_id, street_id) \
         SELECT district_id, {}, {unit}, {begin}, {far}, '测量单位' || {number}, 'ce liang dan wei ' || {number}, '测量单位' || {number}, \
         'private_enterprise', division_id, street_id FROM body, each, life",
        id("4", &number)
    ));
    for (kind, post, person, holding, title) in
        [("head", "5", "7", "10", "负责人"), ("liaison", "6", "8", "11", "联络员")]
    {
        add(format!(
            "INSERT INTO post (district_id, id, version, unit_id, kind, title, title_key) \
             SELECT district_id, {}, 1, {unit}, '{kind}', '{title}', '{kind}' FROM body, each",
            id(post, &number)
        ));
        add(format!(
            "INSERT INTO person (id, version, name) SELECT {}, 1, '测量人' || {number} FROM body, each",
            id(person, &number)
        ));
        add(format!(
            "INSERT INTO post_holding (district_id, id, post_id, person_id, valid_from, valid_to) \
             SELECT district_id, {}, {}, {}, {begin}, {far} FROM body, each, life WHERE '{kind}' = 'head' OR {number} % 100 <> 7",
            id(holding, &number),
            id(post, &number),
            id(person, &number)
        ));
    }
    let member = id("12", &number);
    add(format!(
        "INSERT INTO membership (district_id, id, version, consortium_id, unit_id, valid_from, valid_to) \
         SELECT district_id, {member}, 1, {body}, {unit}, {begin}, {far} FROM body, each, life"
    ));
    for (sequence, step) in ["applied", "consulted", "accepted"].iter().enumerate() {
        add(format!(
            "INSERT INTO membership_step (district_id, id, membership_id, sequence, kind, happened_on, effective_on, person_id) \
             SELECT district_id, {}, {member}, {sequence}, '{step}', {begin}, {begin}, {} FROM body, each, life",
            id("13", &format!("({number} * 3 + {sequence})")),
            id("7", &number)
        ));
    }
    // The secretary's seat follows a head's post; the deputy's, a liaison's.
    for (kind, seat, post) in [("secretary", "14", "5"), ("deputy_secretary", "15", "6")] {
        add(format!(
            "INSERT INTO seat (district_id, id, version, consortium_id, kind, post_id, valid_from, valid_to) \
             SELECT district_id, {}, 1, {body}, '{kind}', {}, {begin}, {far} FROM body, life",
            id(seat, "n"),
            id(post, &format!("(n * {units})"))
        ));
    }
    // Two in a hundred meetings were never held, so that something is overdue everywhere.
    let meeting = id("16", &format!("(n * {slots} + i)"));
    let dice = format!("((n * 7919 + i * 104729 + {seed}) * 48271 % 2147483647)");
    let held = format!("{dice} % 100 >= 2");
    let on = day("month", &format!("{dice} % 27"));
    add(format!(
        "INSERT INTO meeting (district_id, id, version, consortium_id, kind, held_on, place, agenda, decisions, minutes, locked_on) \
         SELECT district_id, {meeting}, 1, {body}, kind, {on}, '会议室', '通报工作' || i, '按期办理', '按议题讨论', {on} \
         FROM body, slot, life WHERE {held}"
    ));
    add(format!(
        "INSERT INTO meeting_attendance (district_id, id, meeting_id, unit_id, presence) \
         SELECT district_id, {}, {meeting}, {unit}, CASE WHEN ({dice} + u) % 9 = 0 THEN 'absent' ELSE 'attended' END \
         FROM body, slot, each WHERE {held}",
        id("17", &format!("((n * {slots} + i) * {units} + u)"))
    ));
    // Each joint conference decided something that a unit was charged with; of the last, every tenth is still open. A
    // bulletin for each quarter; of every hundredth body's, one unit has not received the last.
    let conference = format!("i < {quarters} AND {held}");
    let resolution = id("18", &format!("(n * {slots} + i)"));
    let task = id("19", &format!("(n * {slots} + i)"));
    let charged = id("3", &format!("(n * {units} + i % {units})"));
    let last = quarters - 1;
    add(format!(
        "INSERT INTO resolution (district_id, id, version, meeting_id, sequence, kind, body) \
         SELECT district_id, {resolution}, 1, {meeting}, 1, 'task', '整治停车' FROM body, slot WHERE {conference}"
    ));
    let open = format!("i >= {last} - 1 AND n % 10 = 3");
    let due = day("month + 2", "10");
    add(format!(
        "INSERT INTO task (district_id, id, version, consortium_id, meeting_id, resolution_id, unit_id, title, due_on, state, closed_on) \
         SELECT district_id, {task}, 1, {body}, {meeting}, {resolution}, {charged}, '划设车位', {due}, \
         CASE WHEN {open} THEN 'open' ELSE 'accepted' END, CASE WHEN {open} THEN NULL ELSE {due} END \
         FROM body, slot, life WHERE {conference}"
    ));
    for (sequence, kind) in [(0, "assigned"), (1, "progress")] {
        add(format!(
            "INSERT INTO task_step (district_id, id, task_id, sequence, kind, happened_on, percent, due_on, person_id) \
             SELECT district_id, {}, {task}, {sequence}, '{kind}', {on}, {}, {}, {} FROM body, slot, life WHERE {conference}",
            id("20", &format!("((n * {slots} + i) * 2 + {sequence})")),
            if sequence == 1 { "50" } else { "NULL" },
            if sequence == 0 { due.as_str() } else { "NULL" },
            id("7", &format!("(n * {units})"))
        ));
    }
    let bulletin = id("21", &format!("(n * {slots} + i)"));
    let (from, to) = (day("i * 3", "0"), day("i * 3 + 3", "0"));
    add(format!(
        "INSERT INTO bulletin (district_id, id, version, consortium_id, title, period_from, period_to, state, approved_on, published_on) \
         SELECT district_id, {bulletin}, 1, {body}, '第' || i || '期通报', {from}, {to}, 'published', {to}, {to} \
         FROM body, slot, life WHERE i < {quarters}"
    ));
    add(format!(
        "INSERT INTO bulletin_receipt (district_id, id, bulletin_id, unit_id, received_on) \
         SELECT district_id, {}, {bulletin}, {unit}, CASE WHEN i = {last} AND u = 0 AND n % 100 = 1 THEN NULL ELSE {to} END \
         FROM body, slot, each, life WHERE i < {quarters}",
        id("22", &format!("((n * {slots} + i) * {units} + u)"))
    ));
    add(dialect.last.trim_end_matches(';').to_owned());
    text
}

/// What the address of the calendar below ends in, and its SHA-256.
pub const SECRET: &str = "the-address-of-the-measurement";
const SECRET_HASH: &str = "e512b85468382d8b7767b0d48a75c685917bf5491ab6bdbf514b7a2ac1819495";

/// One body with a calendar of so many meetings more than it had, and an address for it. Made when all else is measured.
pub fn calendar(dialect: &Dialect, events: u32) -> String {
    let base = dialect.base.replace("{years}", "10");
    let on = (dialect.day)("0", "(i % 3000)");
    [
        dialect.first.trim_end_matches(';').to_owned(),
        format!("CREATE TEMPORARY TABLE life AS SELECT {base} AS base"),
        format!(
            "CREATE TEMPORARY TABLE event AS WITH RECURSIVE g(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM g WHERE i < {}) SELECT i FROM g",
            events - 1
        ),
        "CREATE TEMPORARY TABLE one AS SELECT district_id, id FROM consortium ORDER BY id LIMIT 1".into(),
        format!(
            "INSERT INTO meeting (district_id, id, version, consortium_id, kind, held_on, place, agenda) \
             SELECT district_id, {}, 1, id, 'liaison_meeting', {on}, '三楼会议室', '通报工作' FROM one, event, life",
            (dialect.id)("18", "i")
        ),
        format!(
            "INSERT INTO calendar_feed (district_id, id, person_id, consortium_id, name, token_hash, created_at) \
             SELECT district_id, id, id, id, '测量', {}, '2026-01-01T00:00:00Z' FROM one",
            (dialect.bytes)(SECRET_HASH)
        ),
        dialect.last.trim_end_matches(';').to_owned(),
    ]
    .join(";\n")
        + ";\n"
}
