//! The columns of each kind: what a template offers, what a table may call them.

use super::Kind;

/// A column of a kind: its name, its title on screen and in templates, other headers that mean the same.
#[derive(Debug)]
pub struct Column {
    pub name: &'static str,
    pub title: &'static str,
    also: &'static [&'static str],
    /// Whether no row can do without it.
    pub needed: bool,
    /// What to write into it, in Chinese and English.
    pub help: (&'static str, &'static str),
}

type Help = (&'static str, &'static str);

const fn needed(
    name: &'static str,
    title: &'static str,
    also: &'static [&'static str],
    help: Help,
) -> Column {
    Column { name, title, also, needed: true, help }
}

const fn may(name: &'static str, title: &'static str, also: &'static [&'static str], help: Help) -> Column {
    Column { name, title, also, needed: false, help }
}

impl Column {
    /// Whether a header means this column.
    pub fn is_called(&self, header: &str) -> bool {
        let header = header.trim();
        header.eq_ignore_ascii_case(self.name) || header == self.title || self.also.contains(&header)
    }
}

const DAY: Help = ("日期，如2018-12-31", "a day like 2018-12-31");
const FROM: Column = may("valid_from", "起始日期", &["成立日期", "registered_on"], DAY);
const TO: Column =
    may("valid_to", "终止日期", &[], ("首个不再有效的日期", "the first day on which it no longer holds"));
const DIVISION: Help = ("12位区划代码或区划名称", "the division's 12-digit code, or its name");
const NUMBER: Help = ("数字", "a number");
const WHOLE: Help = ("非负整数", "a whole number, 0 or more");
const TIME: Help = ("时间，如09:30", "a time like 09:30");
const TEXT: Help = ("文字", "text");
const REFERENCE: Column = may(
    "reference",
    "编号",
    &[],
    (
        "表内编号，区分同名同码者；同一对象的各行编号相同",
        "the table's own number: tells apart what has the same name or code; the same in all rows of one record",
    ),
);

impl Kind {
    /// The header of a table of this kind.
    pub fn header(self) -> impl Iterator<Item = &'static str> {
        self.columns().iter().map(|column| column.name)
    }

    /// The columns of a table of this kind, in the order of its export.
    pub const fn columns(self) -> &'static [Column] {
        match self {
            Self::Divisions => DIVISIONS,
            Self::Outlines => OUTLINES,
            Self::Population | Self::Economy => OBSERVATIONS,
            Self::Units => UNITS,
            Self::PartyOrganisations => PARTIES,
            Self::PartyAggregates => AGGREGATES,
            Self::People => PEOPLE,
            Self::Appointments => APPOINTMENTS,
            Self::Holidays => HOLIDAYS,
            Self::Industries => INDUSTRIES,
            Self::Consortia => CONSORTIA,
            Self::Charters => CHARTERS,
            Self::Members => MEMBERS,
            Self::Seats => SEATS,
            Self::Meetings => MEETINGS,
            Self::Resolutions => RESOLUTIONS,
            Self::Tasks => TASKS,
            Self::Bulletins => BULLETINS,
            Self::Opinions => OPINIONS,
            Self::ListRefreshes => LIST_REFRESHES,
        }
    }

    /// The words that a column takes, where it takes only some: each by identifier and Chinese term.
    pub fn words(self, column: &str) -> Vec<(&'static str, &'static str)> {
        use domain::access::AppointmentKind;
        use domain::bulletin::OpinionKind;
        use domain::consortium::{CharterItem, SeatKind};
        use domain::grid::{DivisionKind, Series};
        use domain::meeting::MeetingKind;
        use domain::meeting::resolution::ResolutionKind;
        use domain::organisation::{PostKind, Rank, UnitType};
        macro_rules! of {
            ($words:ident) => {
                $words::ALL.iter().map(|value| (value.word(), value.term())).collect()
            };
        }
        match (self, column) {
            (Self::Divisions, "kind") => of!(DivisionKind),
            (Self::Units, "type") => of!(UnitType),
            (Self::PartyOrganisations, "rank") => of!(Rank),
            (Self::People, "post_kind") => of!(PostKind),
            (Self::Appointments, "kind") => of!(AppointmentKind),
            (Self::Population, "series") => {
                Series::ALL.iter().filter(|s| !s.is_economy()).map(|s| (s.word(), s.term())).collect()
            }
            (Self::Economy, "series") => {
                Series::ALL.iter().filter(|s| s.is_economy()).map(|s| (s.word(), s.term())).collect()
            }
            (Self::Charters, "item") => of!(CharterItem),
            (Self::Seats, "kind") => of!(SeatKind),
            (Self::Meetings, "kind") => of!(MeetingKind),
            (Self::Resolutions | Self::Tasks, "meeting") => of!(MeetingKind),
            (Self::Resolutions, "kind") => of!(ResolutionKind),
            (Self::Opinions, "kind") => of!(OpinionKind),
            (Self::Holidays, "kind") => vec![("off", "放假"), ("work", "上班")],
            _ => Vec::new(),
        }
    }
}

static DIVISIONS: &[Column] = &[
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

static OUTLINES: &[Column] = &[
    needed("code", "区划代码", &[], DIVISION),
    needed("ring", "环", &[], WHOLE),
    needed("sequence", "序号", &[], WHOLE),
    needed("longitude", "经度", &[], NUMBER),
    needed("latitude", "纬度", &[], NUMBER),
];

static OBSERVATIONS: &[Column] = &[
    needed("division_code", "区划代码", &["所在区划"], DIVISION),
    needed("series", "指标", &[], ("使用下拉列表中的指标", "one of the listed series")),
    needed("observed_on", "时点", &["日期"], DAY),
    needed("value", "数值", &[], NUMBER),
    may("unit", "计量单位", &[], ("可不填；填写时须与指标一致", "may be empty; else the unit of the series")),
    may("source", "来源", &[], TEXT),
];

static UNITS: &[Column] = &[
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

static PARTIES: &[Column] = &[
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

static AGGREGATES: &[Column] = &[
    needed("division_code", "区划代码", &["所在区划"], DIVISION),
    needed("counted_on", "统计日期", &[], DAY),
    needed("committees", "党委党总支数", &[], WHOLE),
    needed("branches", "党支部数", &[], WHOLE),
    needed("members", "党员数", &[], WHOLE),
    may("note", "备注", &[], TEXT),
];

static PEOPLE: &[Column] = &[
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

static APPOINTMENTS: &[Column] = &[
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

static HOLIDAYS: &[Column] = &[
    needed("day", "日期", &[], DAY),
    needed("name", "名称", &[], TEXT),
    needed("kind", "类别", &[], ("off放假，work上班", "off or work")),
];

static INDUSTRIES: &[Column] = &[
    needed("code", "行业代码", &["代码"], TEXT),
    needed("name", "行业名称", &["名称"], TEXT),
    may("parent_code", "上级代码", &[], TEXT),
];

const CONSORTIUM: Column =
    needed("consortium", "联合体", &[], ("已录入的联合体名称", "the name of a recorded consortium"));
const UNIT: Help = ("已录入的单位名称", "the name of a recorded unit");

static CONSORTIA: &[Column] = &[
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

static CHARTERS: &[Column] = &[
    may("consortium", "联合体", &[], ("不填为全区标准", "empty for the district's standard")),
    needed("item", "条款", &[], TEXT),
    may("value", "数值", &[], ("不填为恢复全区标准", "empty to go back to the standard")),
    needed("valid_from", "起始日期", &[], DAY),
    may("reason", "原因", &[], ("与标准不同时须填写", "needed where it differs from the standard")),
];

static MEMBERS: &[Column] = &[
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

static SEATS: &[Column] = &[
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

const UNITS_SAID: Help = (
    "单位：说明，以分号分隔；未列出的成员单位为出席",
    "unit: note, separated by semicolons; all other members attended",
);

static MEETINGS: &[Column] = &[
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
    may("cancelled_reason", "取消原因", &[], ("会议取消的，填写原因", "why it was cancelled, where it was")),
    may("decisions", "议定事项", &[], TEXT),
    may("minutes", "纪要", &[], TEXT),
    may("leave", "请假", &[], UNITS_SAID),
    may("proxy", "委托出席", &[], UNITS_SAID),
    may("absent", "缺席", &[], UNITS_SAID),
    may("locked_on", "锁定日期", &[], DAY),
];

static RESOLUTIONS: &[Column] = &[
    CONSORTIUM,
    needed("meeting", "会议类别", &[], TEXT),
    needed("held_on", "会议日期", &[], DAY),
    needed("sequence", "序号", &[], ("在该次会议中的序号", "its number within the meeting")),
    needed("kind", "类别", &[], TEXT),
    needed("body", "议定内容", &[], TEXT),
];

static TASKS: &[Column] = &[
    CONSORTIUM,
    needed("meeting", "会议类别", &[], TEXT),
    needed("held_on", "会议日期", &[], DAY),
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

static BULLETINS: &[Column] = &[
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

static OPINIONS: &[Column] = &[
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

static LIST_REFRESHES: &[Column] = &[
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
