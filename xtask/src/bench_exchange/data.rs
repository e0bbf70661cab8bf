//! The lists of a city: offers and demands made inside the database out of a few hundred written ones, spread over the streets
//! and communities, with hours, reach, quantities and owners drawn by number. The same seed makes the same rows.

use crate::bench_consortia::data::Dialect;

/// Category of the demand, demand, category of the offer, offer.
const PAIRS: [&str; 2] = [
    include_str!("../../../crates/service/tests/data/pairs.txt"),
    include_str!("../../../crates/service/tests/data/pairs_fresh.txt"),
];

/// One table row through the importer, so that the district has its categories.
pub const FIRST: &str = "owner,category,title,text,quantity,measure,times,place,reach,valid_from,source,urgency\n\
    990101001000,services.repair,便民维修,街道组织的便民维修,1,场,,990101001000,street,2020-01-01,community,ordinary\n";

pub fn script(dialect: &Dialect, entries: u32, units: u32, seed: u32) -> String {
    let id = dialect.id;
    let mut text = String::new();
    let mut add = |sql: String| {
        text.push_str(&sql);
        text.push_str(";\n");
    };
    add(dialect.first.trim_end_matches(';').to_owned());
    add("CREATE TEMPORARY TABLE phrase (side INTEGER, n INTEGER, code TEXT, title TEXT, body TEXT)".into());
    let (mut rows, mut counts) = (Vec::new(), [0; 2]);
    for line in PAIRS.iter().flat_map(|text| text.lines()) {
        let cells: Vec<&str> = line.split('|').collect();
        for (side, cells) in cells.chunks(2).enumerate() {
            if let ([code, words], Some(count)) = (cells, counts.get_mut(side))
                && let Some((title, body)) = words.split_once('。')
            {
                rows.push(format!("({side}, {count}, '{code}', '{title}', '{body}')"));
                *count += 1;
            }
        }
    }
    add(format!("INSERT INTO phrase VALUES {}", rows.join(", ")));
    add("CREATE TEMPORARY TABLE place AS SELECT row_number() OVER (ORDER BY code) - 1 AS n, district_id, division_id, \
         street_id, name FROM division_period WHERE kind = 'community'"
        .into());
    add("CREATE INDEX place_n ON place (n)".into());
    add("CREATE TEMPORARY TABLE places AS SELECT COUNT(*) AS places FROM place".into());
    // Two sides with nothing in common.
    for (side, factor) in [(0, 48_271), (1, 69_621)] {
        add(format!(
            "CREATE TEMPORARY TABLE each{side} AS WITH RECURSIVE g(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM g WHERE i < {}) \
             SELECT i, CAST(i AS BIGINT) * {factor} % 2147483647 * 1103515245 % 2147483647 + {} AS dice FROM g",
            entries - 1,
            seed % 1_000 * (side + 1)
        ));
    }
    let unit = id("3", "i");
    add(format!(
        "INSERT INTO unit (district_id, id, version) SELECT district_id, {unit}, 1 FROM each1 CROSS JOIN place WHERE i < {units} AND n = 0"
    ));
    add(format!(
        "INSERT INTO unit_period (district_id, id, unit_id, valid_from, valid_to, name, name_key, name_search, type, division_id, street_id) \
         SELECT p.district_id, {}, {unit}, '2020-01-01', '9999-12-31', '测量单位' || i, 'ce liang dan wei ' || i, '测量单位' || i, \
         CASE WHEN i % 5 = 0 THEN 'private_enterprise' ELSE 'school' END, p.division_id, p.street_id \
         FROM each1 CROSS JOIN places JOIN place p ON p.n = dice % places WHERE i < {units}",
        id("4", "i")
    ));
    for (side, kind) in [(0, "demand"), (1, "resource")] {
        // Each draws something else: the digits of a number that has nothing to do with its neighbour's.
        let owner = if side == 1 { id("3", &format!("(dice / 13 % {units})")) } else { "NULL".to_owned() };
        let reach = if side == 1 {
            "CASE WHEN dice / 7 % 10 < 3 THEN 'district' WHEN dice / 7 % 10 < 8 THEN 'street' ELSE 'community' END"
        } else {
            "CASE WHEN dice / 7 % 10 < 6 THEN 'district' WHEN dice / 7 % 10 < 9 THEN 'street' ELSE 'community' END"
        };
        let body = "f.body || '。' || p.name || CASE dice / 11 % 5 WHEN 0 THEN '居民代表提出，涉及' WHEN 1 THEN '可服务' \
            WHEN 2 THEN '网格员登记，约' WHEN 3 THEN '经联席会议通报，涉及' ELSE '计划安排' END || (dice / 17 % 400 + 5) || '人'";
        add(format!(
            "INSERT INTO entry (district_id, id, version, kind, category_id, title, body, search_key, amount, measure, times, \
             division_id, reach, audience, valid_from, valid_until, source, urgency, owner_division_id, unit_id, state, recorded_on, \
             published_on, confirm_by, board_key) \
             SELECT p.district_id, {}, 1, '{kind}', c.id, f.title, {body}, f.title || ' ' || {body}, dice / 19 % 9 + 1, \
             CASE c.place % 3 WHEN 0 THEN '场' WHEN 1 THEN '人次' ELSE '件' END, \
             CASE dice / 23 % 5 WHEN 0 THEN '周一至周五 18:00-20:00' WHEN 1 THEN '周六、周日 09:00-11:30' WHEN 2 THEN '每天 09:00-17:00' \
             ELSE '' END, p.division_id, {reach}, CASE WHEN dice / 29 % 8 = 0 THEN 'elderly' ELSE '' END, '2024-01-01', '9999-12-31', \
             '{}', CASE dice / 31 % 10 WHEN 0 THEN 'urgent' WHEN 1 THEN 'key' ELSE 'ordinary' END, p.division_id, {owner}, \
             'published', '2025-01-01', '2025-01-01', '9000-01-01', \
             CAST(2024 + dice % 2 AS TEXT) || '-0' || (dice / 3 % 9 + 1) || '-' || (dice / 37 % 18 + 10) \
             FROM each{side} CROSS JOIN places JOIN place p ON p.n = dice / 41 % places \
             JOIN phrase f ON f.side = {side} AND f.n = dice / 43 % {} \
             JOIN entry_category c ON c.district_id = p.district_id AND c.code = f.code",
            id(&(5 + side).to_string(), "i"),
            if side == 1 { "unit" } else { "resident" },
            counts[side],
        ));
    }
    add(dialect.last.trim_end_matches(';').to_owned());
    text
}
