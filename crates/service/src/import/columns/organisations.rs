//! Columns of units, Party organisations, posts and appointments.

use super::{Column, DAY, DIVISION, FROM, REFERENCE, TEXT, TO, WHOLE, may, needed};

pub(super) static UNITS: &[Column] = &[
    needed("name", "单位名称", &["名称", "企业名称"], TEXT),
    may(
        "type",
        "单位类型",
        &["类型"],
        ("不填则按统一社会信用代码判断", "told from the credit code when empty"),
    ),
    may(
        "credit_code",
        "统一社会信用代码",
        &["uscc", "信用代码"],
        ("18位，军警单位不填", "18 characters; none for a military or police unit"),
    ),
    may(
        "division_code",
        "所在区划",
        &["区划代码"],
        (
            "12位区划代码或区划名称；不填则按街道、地址判断",
            "the division's 12-digit code or name; told from street and address when empty",
        ),
    ),
    may("street", "所在街道", &["街道", "street_from_address"], ("街道名称", "the street's name")),
    may("district", "所在区县", &["区县", "district_from_address"], ("区县名称", "the district's name")),
    may(
        "industry_code",
        "行业代码",
        &[],
        ("门类字母或两位大类", "a section letter or a two-digit division of GB/T 4754"),
    ),
    may("address", "地址", &["住所", "address_head"], ("军警单位不填", "none for a military or police unit")),
    FROM,
    TO,
    REFERENCE,
    may("note", "备注", &[], ("不导入", "not read")),
];

pub(super) static PARTIES: &[Column] = &[
    needed("name", "党组织名称", &["名称"], TEXT),
    needed(
        "rank",
        "党组织类别",
        &["层级", "类别", "type_code"],
        ("党工委、党委、党总支或党支部", "the rank; or 0 committee, 1 general branch, 2 branch"),
    ),
    may("superior", "上级党组织", &["parent_id"], ("上级的名称或编号", "the superior's name or reference")),
    may("unit", "所在单位", &[], ("已录入单位的名称", "the name of a recorded unit")),
    may(
        "division_code",
        "所在区划",
        &["区划代码"],
        (
            "12位区划代码或名称；不填则随上级，再不然属区县",
            "the division's code or name; that of the superior, else the district, when empty",
        ),
    ),
    may(
        "reference",
        "编号",
        &["id"],
        ("表内编号，供上级栏引用", "the table's own number, which the superior column may quote"),
    ),
    may("valid_from", "起始日期", &["成立日期"], DAY),
    TO,
    may("counted_on", "统计日期", &[], DAY),
    may("branches", "党支部数", &[], WHOLE),
    may("members", "党员数", &[], WHOLE),
];

pub(super) static AGGREGATES: &[Column] = &[
    needed("division_code", "区划代码", &["所在区划"], DIVISION),
    needed("counted_on", "统计日期", &[], DAY),
    needed("committees", "党委党总支数", &[], WHOLE),
    needed("branches", "党支部数", &[], WHOLE),
    needed("members", "党员数", &[], WHOLE),
    may("note", "备注", &[], TEXT),
];

pub(super) static PEOPLE: &[Column] = &[
    needed(
        "organisation",
        "单位或党组织",
        &[],
        ("已录入的名称", "the name of a recorded unit or Party organisation"),
    ),
    needed("post_kind", "岗位类别", &[], TEXT),
    needed("post_title", "岗位名称", &[], TEXT),
    may("person", "姓名", &[], ("空缺岗位不填", "empty for a vacant post")),
    may("person_ref", "人员编号", &[], ("同名时用来区分", "tells people of the same name apart")),
    may("valid_from", "任职日期", &[], DAY),
    may("valid_to", "免职日期", &[], DAY),
    may(
        "phone",
        "电话",
        &["联系电话", "手机"],
        ("手机号或含区号的固定电话", "a mobile number, or one with its area code"),
    ),
    may("email", "电子邮箱", &["邮箱"], ("如name@example.com", "like name@example.com")),
];

pub(super) static APPOINTMENTS: &[Column] = &[
    needed("person", "姓名", &[], TEXT),
    may("person_ref", "人员编号", &[], TEXT),
    needed("kind", "任职类别", &[], TEXT),
    needed("place", "范围", &[], ("区划代码、名称或单位名称", "a division's code or name, or a unit's name")),
    may("valid_from", "起始日期", &[], DAY),
    TO,
    may(
        "post",
        "依托岗位",
        &[],
        (
            "本人现任岗位的名称；岗位换人时，任职随之转移",
            "the title of a post that the person holds: when its holder changes, the appointment goes along",
        ),
    ),
    may("basis", "依据", &["任职依据"], ("任职文件或文号", "the document on which it rests")),
];
