//! Columns of the three lists and their claims.

use super::{Column, DAY, DIVISION, REFERENCE, TEXT, WHOLE, may, needed};

pub(super) static ENTRIES: &[Column] = &[
    REFERENCE,
    needed(
        "owner",
        "发布方",
        &["单位"],
        ("单位名称，或社区、街道的名称或代码", "a unit, or a community or street"),
    ),
    needed("category", "类别", &[], ("类别的名称或代码", "the category's name or code")),
    needed("title", "标题", &["名称"], TEXT),
    needed("text", "说明", &["内容"], TEXT),
    may("quantity", "数量", &[], ("正整数，不填为1", "a whole number, 1 when empty")),
    needed("measure", "计量单位", &[], ("如场、座、人次", "like 场, 座, 人次")),
    may(
        "times",
        "时间",
        &[],
        (
            "如：周一至周五 18:00-20:00；周六 09:00-11:30；仅工作日；除2026-10-01",
            "like 周一至周五 18:00-20:00；周六 09:00-11:30；仅工作日；除2026-10-01",
        ),
    ),
    needed("place", "地点", &["区划代码"], DIVISION),
    may("address", "地址", &[], TEXT),
    may("reach", "范围", &[], TEXT),
    may("conditions", "条件", &[], TEXT),
    may("audience", "服务对象", &[], ("以顿号分隔，不填为不限", "separated by 、; everybody when empty")),
    needed("valid_from", "起始日期", &[], DAY),
    may("valid_until", "截止日期", &[], DAY),
    may("source", "来源", &[], TEXT),
    may("urgency", "缓急", &[], TEXT),
    may("beneficiaries", "受益人数", &[], WHOLE),
    may("contact", "联系电话", &[], ("导出时不含", "left out of exports")),
    may("recorded_on", "登记日期", &[], DAY),
    may("published_on", "发布日期", &[], ("不填为草稿", "a draft when empty")),
    may("confirm_by", "确认截止", &[], DAY),
    may("closed_on", "关闭日期", &[], DAY),
    may("closed_reason", "关闭原因", &[], TEXT),
];

pub(super) static CLAIMS: &[Column] = &[
    needed("demand", "需求编号", &[], ("需求意向表中的编号", "the number in the table of demands")),
    may(
        "offer",
        "资源或项目编号",
        &[],
        ("不填为不使用清单中的资源", "empty where none of the lists is used"),
    ),
    needed("taker", "承接方", &[], ("单位名称，或社区、街道", "a unit, or a community or street")),
    needed(
        "steps",
        "办理过程",
        &[],
        (
            "一行一步：日期 步骤 一方 数量N 评价N 计划日期：说明",
            "a line for each step: day, step, side, 数量N, 评价N, 计划DAY：note",
        ),
    ),
];
