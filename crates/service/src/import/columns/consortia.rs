//! Columns of consortia, their members and seats, and of bulletins.

use super::{CONSORTIUM, Column, DAY, DIVISION, TEXT, TO, UNIT, may, needed};

pub(super) static CONSORTIA: &[Column] = &[
    needed("name", "联合体名称", &["名称"], TEXT),
    needed("division_code", "区划代码", &["所在区划"], DIVISION),
    needed("valid_from", "成立日期", &["起始日期"], DAY),
    TO,
    may("document", "文号", &[], TEXT),
    may("reason", "原因", &[], TEXT),
    may("former_name", "原名称", &[], ("更名时填写", "where it is renamed")),
    may("end_document", "撤销文号", &[], TEXT),
    may("end_reason", "撤销原因", &[], TEXT),
];

pub(super) static CHARTERS: &[Column] = &[
    may("consortium", "联合体", &[], ("不填为全区标准", "empty for the district's standard")),
    needed("item", "条款", &[], TEXT),
    may("value", "数值", &[], ("不填为恢复全区标准", "empty to go back to the standard")),
    needed("valid_from", "起始日期", &[], DAY),
    may("reason", "原因", &[], ("与标准不同时须填写", "needed where it differs from the standard")),
];

pub(super) static MEMBERS: &[Column] = &[
    CONSORTIUM,
    needed("unit", "单位", &[], UNIT),
    needed("applied_on", "申请日期", &[], DAY),
    may("consulted_on", "协商日期", &[], DAY),
    may("decided_on", "审议日期", &[], DAY),
    may("declined", "不予批准", &[], ("是或空", "yes or empty")),
    may("valid_from", "入会日期", &[], DAY),
    may("warned_on", "提醒日期", &[], DAY),
    may("warning", "提醒原因", &[], TEXT),
    may("left_on", "通知或除名日期", &[], DAY),
    may("valid_to", "退出日期", &[], DAY),
    may("removed", "除名", &[], ("是或空", "yes or empty")),
    may("reason", "原因", &[], TEXT),
    may("outside_reason", "跨地域原因", &[], TEXT),
];

pub(super) static SEATS: &[Column] = &[
    CONSORTIUM,
    needed("kind", "席位", &[], TEXT),
    may("organisation", "岗位所属组织", &[], ("当然委员填写", "for seats held ex officio")),
    may("post_title", "岗位名称", &[], ("当然委员填写", "for seats held ex officio")),
    may("unit", "单位", &[], ("兼职委员填写", "for part-time members")),
    may("suggested_on", "推荐日期", &[], DAY),
    may("consented_on", "单位同意日期", &[], DAY),
    may("approved_on", "审批日期", &[], DAY),
    may("valid_from", "起始日期", &["任命日期"], DAY),
    may("renewed_on", "连任日期", &[], DAY),
    TO,
    may("reason", "原因", &[], TEXT),
];

pub(super) static BULLETINS: &[Column] = &[
    CONSORTIUM,
    needed("title", "标题", &[], TEXT),
    needed("period_from", "时段起", &[], DAY),
    needed("period_to", "时段止", &[], ("时段之后的首日", "the first day after it")),
    needed(
        "content",
        "内容",
        &[],
        ("每节先写一行【标题】，再写正文", "each section begins with a line 【title】, its text below"),
    ),
    may("approved_on", "审批日期", &[], DAY),
    may("published_on", "发布日期", &[], DAY),
    may(
        "received",
        "签收",
        &[],
        (
            "单位：日期，以分号分隔；其余成员单位未签收",
            "unit: day, separated by semicolons; the others have not",
        ),
    ),
    may("withdrawn_on", "撤回日期", &[], DAY),
    may("reason", "撤回原因", &[], TEXT),
];

pub(super) static OPINIONS: &[Column] = &[
    CONSORTIUM,
    needed("bulletin", "通报", &["通报标题"], ("已录入通报的标题", "the title of a recorded bulletin")),
    needed("unit", "单位", &[], UNIT),
    needed("kind", "类别", &[], TEXT),
    needed("body", "内容", &[], TEXT),
    needed("made_on", "提出日期", &[], DAY),
    may("due_on", "答复期限", &[], ("不填则按章程计算", "as the charter says when empty")),
    may("answer", "答复", &[], TEXT),
    may("answered_on", "答复日期", &[], DAY),
    may("closed_on", "办结日期", &[], DAY),
];

pub(super) static LIST_REFRESHES: &[Column] = &[
    CONSORTIUM,
    needed("refreshed_on", "更新日期", &[], DAY),
    needed(
        "counts_for",
        "计入时段",
        &[],
        ("所计入时段里的任一天", "a day of the period for which it counts"),
    ),
    may("note", "说明", &[], TEXT),
];
