//! Columns of meetings, from the call for topics to the remarks on the minutes, and of what they resolved.

use super::{CONSORTIUM, Column, DAY, Help, TEXT, TIME, UNIT, may, needed};

const UNITS_SAID: Help = (
    "单位：说明，以分号分隔；未列出的成员单位为出席",
    "unit: note, separated by semicolons; all other members attended",
);

pub(super) static MEETINGS: &[Column] = &[
    CONSORTIUM,
    needed("kind", "会议类别", &[], TEXT),
    needed("held_on", "会议日期", &[], DAY),
    may(
        "counts_for",
        "补开时段",
        &[],
        ("补开以前时段的会议时填写", "a day of the earlier time it makes up for"),
    ),
    needed("place", "地点", &[], TEXT),
    needed("agenda", "议题", &[], TEXT),
    may("starts_at", "开始时间", &["start"], TIME),
    may("ends_at", "结束时间", &["end"], TIME),
    may(
        "stage",
        "阶段",
        &[],
        ("不填则按日期、通知日期和取消原因判断", "told from the days and the reason when empty"),
    ),
    may("topics_until", "议题征集截止", &["征集截止"], DAY),
    may("notified_on", "通知日期", &[], ("已发出通知的填写", "where the notice was sent")),
    may("cancelled_reason", "取消原因", &[], ("会议取消的，填写原因", "why it was cancelled, where it was")),
    may("decisions", "议定事项", &[], TEXT),
    may("minutes", "纪要", &[], TEXT),
    may(
        "attended",
        "出席",
        &[],
        (
            "单位：说明；会议结束以前已登记到会的，列出已出席的单位",
            "unit: note; the units that are there, where that was saved before the end",
        ),
    ),
    may("leave", "请假", &[], UNITS_SAID),
    may("proxy", "委托出席", &[], UNITS_SAID),
    may("absent", "缺席", &[], UNITS_SAID),
    may("locked_on", "锁定日期", &[], DAY),
];

const MEETING: Column = needed("meeting", "会议类别", &[], TEXT);
const HELD_ON: Column = needed("held_on", "会议日期", &[], DAY);
const STARTS_AT: Column = may(
    "starts_at",
    "开始时间",
    &[],
    ("同日有两场同类会议时填写", "where two such meetings were held on the day"),
);
const TOPIC: Help = (
    "标题；同名的写成“标题（日期）”或“标题（日期，单位）”",
    "its title; 'title（day）' or 'title（day，unit）' where several have it",
);

pub(super) static RESOLUTIONS: &[Column] = &[
    CONSORTIUM,
    MEETING,
    HELD_ON,
    STARTS_AT,
    needed("sequence", "序号", &[], ("在该次会议中的序号", "its number within the meeting")),
    needed("kind", "类别", &[], TEXT),
    needed("body", "议定内容", &[], TEXT),
];

pub(super) static TASKS: &[Column] = &[
    CONSORTIUM,
    MEETING,
    HELD_ON,
    STARTS_AT,
    needed("sequence", "议定事项序号", &[], ("在该次会议中的序号", "the number of the resolution")),
    needed("unit", "责任单位", &[], TEXT),
    needed("title", "任务", &[], TEXT),
    may("assigned_on", "交办日期", &[], ("不填为会议当日", "the day of the meeting when left out")),
    needed("due_on", "办结期限", &[], DAY),
    may(
        "steps",
        "经过",
        &[],
        (
            "一行一步：日期 步骤 进度或新期限：说明，如“2026-03-05 进展 50%：已勘察”",
            "one step a line: day, step, percent or new deadline, colon, note",
        ),
    ),
];

pub(super) static TOPICS: &[Column] = &[
    CONSORTIUM,
    needed("title", "议题", &["标题"], TEXT),
    may("body", "说明", &["内容"], TEXT),
    may("unit", "提出单位", &["单位"], ("不填为联合体秘书处提出", "empty for the secretariat's own")),
    needed("proposed_on", "提出日期", &[], DAY),
    may("state", "处理情况", &["状态"], ("不填为待处理", "proposed when empty")),
    may("reason", "原因", &[], ("不采纳、提请上级的填写", "why it was not taken, or went to the body above")),
    may("merged_into", "合并到", &[], TOPIC),
    may("meeting", "会议类别", &[], ("列入会议的填写", "where it was taken into a meeting")),
    may("held_on", "会议日期", &[], ("列入会议的填写", "where it was taken into a meeting")),
    STARTS_AT,
    may(
        "origin_consortium",
        "来自联合体",
        &[],
        ("下级提请来的填写", "the body below that turned here with it"),
    ),
    may("origin", "来自议题", &[], TOPIC),
    may("forwarded_on", "提请上级日期", &[], DAY),
    may("answer", "上级答复", &["答复"], TEXT),
    may("answered_on", "答复日期", &[], DAY),
];

pub(super) static AGENDA_ITEMS: &[Column] = &[
    CONSORTIUM,
    MEETING,
    HELD_ON,
    STARTS_AT,
    needed("sequence", "序号", &[], ("在议程中的序号，从1起", "its place on the agenda, from 1")),
    needed("kind", "类别", &[], TEXT),
    may("title", "标题", &[], ("不填则随议题或任务", "that of the topic or task when empty")),
    may("presenter", "汇报单位", &["汇报人"], TEXT),
    may("minutes", "时长", &["分钟"], ("分钟", "minutes")),
    may("topic", "议题", &[], TOPIC),
    may("task_unit", "任务责任单位", &[], ("未办结任务填写", "for an unfinished task")),
    may("task_held_on", "任务交办会议日期", &[], ("未办结任务填写", "for an unfinished task")),
    may(
        "resolutions",
        "议定事项序号",
        &[],
        ("该项议程的议定事项，以分号分隔", "what was resolved about it, separated by semicolons"),
    ),
];

pub(super) static INVITATIONS: &[Column] = &[
    CONSORTIUM,
    MEETING,
    HELD_ON,
    STARTS_AT,
    needed("unit", "单位", &[], UNIT),
    may("answer", "答复", &[], ("不填为未答复", "empty where it has not answered")),
    may("note", "说明", &[], ("请假原因，或受托人", "why it is on leave, or who comes for it")),
    may("proxy_unit", "受托单位", &[], ("委托其他成员单位的填写", "where another member speaks for it")),
    may("answered_on", "答复日期", &[], DAY),
];

pub(super) static VOTES: &[Column] = &[
    CONSORTIUM,
    MEETING,
    HELD_ON,
    STARTS_AT,
    may("sequence", "序号", &[], ("在该次会议中的先后", "its turn within the meeting")),
    needed("question", "表决事项", &[], TEXT),
    needed("way", "表决方式", &[], TEXT),
    may(
        "item",
        "议程序号",
        &[],
        ("有关的议程在议程中的序号", "the number of the agenda item that it is about"),
    ),
    needed("opened_on", "开始日期", &[], DAY),
    may("closed_on", "结束日期", &[], ("不填为正在进行", "still open when empty")),
    needed(
        "ballots",
        "各单位投票",
        &["投票"],
        (
            "单位：赞成，以分号分隔；没有投的写“未投”，代投的写“赞成（受托单位代投）”；各单位投票的，结束以前写“未公开”",
            "unit：赞成, 反对, 弃权 or 未投, separated by semicolons; 赞成（proxy代投）; 未公开 while a vote of units is open",
        ),
    ),
];

pub(super) static MINUTES_REMARKS: &[Column] = &[
    CONSORTIUM,
    MEETING,
    HELD_ON,
    STARTS_AT,
    needed("kind", "类别", &[], TEXT),
    may("unit", "单位", &[], ("补记不填", "empty for an addendum")),
    needed("body", "内容", &[], TEXT),
    needed("made_on", "提出日期", &[], DAY),
    needed("state", "处理情况", &["状态"], TEXT),
    may("reply", "答复", &[], ("未采纳的填写", "why it was not taken")),
];
