//! A small world: one district, two streets, three communities and villages, a few organisations.

use service::Lianhe;
use service::import::{Import, Kind, import};

pub const DISTRICT: &str = "示例区";
pub const STREET: &str = "甲街道";
pub const OTHER_STREET: &str = "乙街道";
pub const COMMUNITY: &str = "甲一社区居委会";
pub const VILLAGE: &str = "甲二村委会";

const TABLES: [(Kind, &str); 7] = [
    (
        Kind::Divisions,
        "code,name,level,parent_code,valid_from,valid_to,former_code,longitude,latitude
990000000000,示例省,1,,,,,,
990100000000,示例市,2,990000000000,,,,,
990101000000,示例区,3,990100000000,2016-01-01,,,,
990101001000,甲街道,4,990101000000,2016-01-01,,,121.5,39.0
990101002000,乙街道,4,990101000000,2016-01-01,,,,
990101001001,甲一社区居委会,5,990101001000,2016-01-01,,,,
990101001200,甲二村委会,5,990101001000,2016-01-01,,,,
990101002001,乙一社区居委会,5,990101002000,2016-01-01,,,,
",
    ),
    (Kind::Industries, "code,name,parent_code\nC,制造业,\n35,专用设备制造业,C\n"),
    (
        Kind::Population,
        "division_code,series,observed_on,value,unit,source
990101001001,population_registered,2018-12-31,300,人,年报
990101001200,population_registered,2018-12-31,200,人,年报
990101001001,population_temporary,2018-12-31,100,人,年报
",
    ),
    (
        Kind::Units,
        "name,type,credit_code,division_code,industry_code,valid_from,valid_to
甲街道办事处,local,,990101001000,,2016-01-01,
安泰示例机械有限公司,private_enterprise,,990101001001,35,2017-05-01,
北山示例小学,school,,990101001001,,2016-01-01,
驻甲示例部队,military_police,,990101001000,,2016-01-01,
乙地示例商贸有限公司,private_enterprise,,990101002001,,2018-01-01,
",
    ),
    (
        Kind::PartyOrganisations,
        "name,rank,superior,unit,division_code,valid_from,counted_on,branches,members
中共甲街道工作委员会,working_committee,,甲街道办事处,990101001000,2016-01-01,2018-12-31,3,40
中共安泰示例机械有限公司委员会,committee,中共甲街道工作委员会,安泰示例机械有限公司,990101001001,2017-06-01,2018-12-31,5,90
中共乙地示例商贸有限公司支部,branch,,乙地示例商贸有限公司,990101002001,2018-01-01,2018-12-31,0,7
",
    ),
    (
        Kind::PartyAggregates,
        "division_code,counted_on,committees,branches,members,note\n990101001000,2018-12-31,2,11,200,合计\n",
    ),
    (
        Kind::People,
        "organisation,post_kind,post_title,person,person_ref,valid_from,valid_to
中共甲街道工作委员会,secretary,书记,王示一,P1,2017-01-01,
中共甲街道工作委员会,deputy_secretary,副书记,,,,
安泰示例机械有限公司,liaison,联络员,李示二,P2,2018-01-01,
",
    ),
];

pub async fn build(lianhe: &Lianhe) {
    for (kind, text) in TABLES {
        load(lianhe, kind, text).await;
    }
}

/// Imports a table, of which no row may be refused.
pub async fn load(lianhe: &Lianhe, kind: Kind, text: &str) {
    let table = documents::read_csv(text.as_bytes()).expect("a table");
    let report = import(lianhe, Import::new(kind, table, kind.word())).await.expect("an import");
    assert_eq!(report.refused, 0, "{:?}", report.issues);
}

/// The command line's own person, in the only district.
pub async fn operator(lianhe: &Lianhe) -> service::access::Caller {
    let mut conn = lianhe.db.read().await.expect("a connection");
    let district = storage::grid::districts(&mut conn).await.expect("districts")[0];
    drop(conn);
    service::access::operator_in(lianhe, district).await.expect("an operator")
}

/// Everything that a full export says of the only district.
pub async fn full_export(lianhe: &Lianhe) -> Vec<(Kind, documents::Table)> {
    let caller = operator(lianhe).await;
    let mut tables = Vec::new();
    for kind in service::export::ORDER {
        let mut view = lianhe.view(&caller, None).await.expect("a view");
        tables.push((kind, service::export::history(&mut view, kind).await.expect("a table")));
    }
    tables
}
