//! Columns of the grid, of what is observed in it, and of reference tables.

use super::{Column, DAY, DIVISION, NUMBER, REFERENCE, TEXT, TO, WHOLE, may, needed};

pub(super) static DIVISIONS: &[Column] = &[
    needed(
        "code",
        "区划代码",
        &["code12", "代码"],
        (
            "12位统计用区划代码，区县可写6位，街道可写9位",
            "the 12-digit statistical code; 6 digits for a district and 9 for a street will do",
        ),
    ),
    needed("name", "区划名称", &["名称"], TEXT),
    may(
        "level",
        "层级",
        &[],
        (
            "1省 2市 3区县 4街道乡镇 5社区村；不填则按代码判断",
            "1 province, 2 city, 3 district, 4 street or town, 5 community or village; told from the code when empty",
        ),
    ),
    may(
        "parent_code",
        "上级代码",
        &["parent12", "street_code", "area_code"],
        ("上级区划的代码；不填则按代码判断", "the code of the division above; told from the code when empty"),
    ),
    may("kind", "类别", &[], ("不填则按名称判断", "told from the name when empty")),
    may(
        "class_code",
        "城乡分类代码",
        &["城乡分类"],
        ("111、112、121、122、123、210或220", "111, 112, 121, 122, 123, 210 or 220"),
    ),
    may(
        "year",
        "年份",
        &["年度"],
        (
            "按年的全表：某年表中没有的区划视为已撤销",
            "in a table of whole years: a division that a year leaves out has ended",
        ),
    ),
    may("valid_from", "起始日期", &[], DAY),
    TO,
    may("former_code", "原代码", &[], ("同一区划此前的代码", "the code that the same division had before")),
    may("longitude", "经度", &[], ("WGS-84，度", "degrees, WGS-84")),
    may("latitude", "纬度", &[], ("WGS-84，度", "degrees, WGS-84")),
    REFERENCE,
];

pub(super) static OUTLINES: &[Column] = &[
    needed("code", "区划代码", &[], DIVISION),
    needed("ring", "环", &[], WHOLE),
    needed("sequence", "序号", &[], WHOLE),
    needed("longitude", "经度", &[], NUMBER),
    needed("latitude", "纬度", &[], NUMBER),
];

pub(super) static OBSERVATIONS: &[Column] = &[
    needed("division_code", "区划代码", &["所在区划"], DIVISION),
    needed("series", "指标", &[], ("使用下拉列表中的指标", "one of the listed series")),
    needed("observed_on", "时点", &["日期"], DAY),
    needed("value", "数值", &[], NUMBER),
    may("unit", "计量单位", &[], ("可不填；填写时须与指标一致", "may be empty; else the unit of the series")),
    may("source", "来源", &[], TEXT),
];

pub(super) static HOLIDAYS: &[Column] = &[
    needed("day", "日期", &[], DAY),
    needed("name", "名称", &[], TEXT),
    needed("kind", "类别", &[], ("off放假，work上班", "off or work")),
];

pub(super) static INDUSTRIES: &[Column] = &[
    needed("code", "行业代码", &["代码"], TEXT),
    needed("name", "行业名称", &["名称"], TEXT),
    may("parent_code", "上级代码", &[], TEXT),
];
