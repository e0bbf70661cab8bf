//! Every rule that can refuse an input, with its stable code and its words.
//!
//! A refusal names the field, the rule and the way out. The words stand here once, in both languages; the API, the
//! importers and the command line only choose the language.

use std::fmt;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    #[default]
    Chinese,
    English,
}

/// A rule's words: what is wrong and what to do, in Chinese and English. `{}` stands for the refusal's value.
struct Words {
    code: &'static str,
    chinese: (&'static str, &'static str),
    english: (&'static str, &'static str),
}

macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $zh:literal, $zh_hint:literal, $en:literal, $en_hint:literal;)+) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Rule { $($(#[$doc])* $name),+ }

        impl Rule {
            pub const ALL: &[Rule] = &[$(Rule::$name),+];

            const fn words(self) -> Words {
                match self {
                    $(Rule::$name => Words { code: $code, chinese: ($zh, $zh_hint), english: ($en, $en_hint) }),+
                }
            }
        }
    };
}

rules! {
    NameEmpty = "name.empty", "名称不能为空", "请填写名称", "the name is empty", "type a name";
    NameTooLong = "name.too_long", "名称超过{}个字", "请缩短名称", "the name has more than {} characters", "shorten it";
    NameNotOneLine = "name.not_one_line", "名称中有换行或控制字符", "请写成一行", "the name has a line break or control character", "write it on one line";
    TextTooLong = "text.too_long", "内容超过{}个字", "请缩短内容", "the text has more than {} characters", "shorten it";
    ReasonEmpty = "reason.empty", "没有写明原因", "请写明原因", "no reason is given", "say why";
    DateInvalid = "date.invalid", "“{}”不是日期", "请写成2018-12-31的形式", "'{}' is not a date", "write it like 2018-12-31";
    PeriodReversed = "period.reversed", "终止日期{}不晚于起始日期", "终止日期须晚于起始日期", "the period ends ({}) before it begins", "give an end after the beginning";
    EffectiveBeforeStart = "period.before_start", "生效日期早于现行状态的起始日期{}", "请选择{}当日或以后的日期", "the day lies before the current state began on {}", "choose {} or a later day";
    AlreadyClosed = "period.closed", "该对象已于{}终止", "已终止的对象不能再修改", "it ended on {}", "what has ended cannot be changed";
    InFuture = "date.in_future", "日期{}在未来", "请填写今天或以前的日期", "the day {} lies in the future", "give today or an earlier day";
    NumberInvalid = "number.invalid", "“{}”不是数字", "请填写数字", "'{}' is not a number", "write a number";
    NumberNegative = "number.negative", "数字不能为负：{}", "请填写0或正数", "the number is negative: {}", "give 0 or more";
    NumberTooLarge = "number.too_large", "数字过大：{}", "请核对数字和计量单位", "the number is too large: {}", "check the number and its unit";
    NotWhole = "number.not_whole", "人数须为整数：{}", "请填写整数", "a count of persons must be whole: {}", "write a whole number";
    WordUnknown = "word.unknown", "“{}”不在允许的取值之中", "请使用模板中列出的取值", "'{}' is not one of the allowed words", "use a word that the template lists";
    DivisionCodeInvalid = "division.code_invalid", "区划代码“{}”不是12位数字", "请填写12位统计用区划代码", "the division code '{}' does not have 12 digits", "give the 12-digit statistical code";
    DivisionCodeTaken = "division.code_taken", "区划代码{}在同一时期已被使用", "请核对代码", "the division code {} is in use in the same period", "check the code";
    DivisionUnknown = "division.unknown", "找不到区划“{}”", "请先录入该区划，或更正代码", "there is no division '{}'", "record the division first, or correct the code";
    DivisionParentLevel = "division.parent_level", "该类区划不能设在“{}”之下", "街道设在区县之下，社区（村）设在街道（乡镇）之下", "this kind of division cannot lie below '{}'", "streets lie below a district, communities and villages below a street or town";
    DivisionKindLevel = "division.kind_level", "“{}”与该区划的层级不符", "社区与村之间可以互转，街道与乡镇之间可以互转", "'{}' does not fit this division's level", "a village can become a community, a town a street; levels do not mix";
    DivisionNotEmpty = "division.not_empty", "该区划之下还有{}个未终止的区划、单位或党组织", "请先将其迁出或终止", "there are still {} open divisions, units or Party organisations in it", "move or close them first";
    DivisionIsDistrict = "division.is_district", "区县本身不能撤销、划转、拆分或合并", "请选择街道、社区或村", "the district itself cannot be dissolved, moved, split or merged", "choose a street, community or village";
    DivisionParentAbsent = "division.parent_absent", "“{}”在该时期内并不一直存在", "请选择在该时期内一直存在的上级区划", "'{}' does not exist throughout that time", "choose a parent that exists throughout";
    DivisionChangedLater = "division.changed_later", "该区划最近一次变动记在{}", "请选择其后的日期", "its latest recorded change is of {}", "choose a later day";
    DivisionPeriodsClash = "division.periods_clash", "“{}”的时段重叠或中断", "请核对起止日期", "the periods of '{}' overlap or leave a gap", "check the days on which they begin and end";
    DivisionNotInside = "division.not_inside", "“{}”当日不在该区划之内", "请只选择该区划之内的区划、单位和党组织", "'{}' does not lie in the division on that day", "choose only what lies in it";
    DivisionTakenTwice = "division.taken_twice", "“{}”被重复选择", "请只选择一次", "'{}' is chosen twice", "choose it once";
    DivisionPartsMissing = "division.parts_missing", "没有说明拆分出哪些新区划", "请至少填写一个新区划", "no new division is given", "give one at least";
    DivisionUnassigned = "division.unassigned", "尚未确定归属：{}", "原区划撤销时，其中的区划、单位和党组织须逐一确定归入哪个新区划", "nobody has said where these go: {}", "when the old division ends, each division, unit and Party organisation in it must be given to a new one";
    DivisionMergedInto = "division.merged_into", "不知道并入哪个区划", "请选择一个现有区划，或填写一个新区划，二者取一", "it is not said into which division", "choose a division that exists, or give a new one, not both";
    DivisionMergesItself = "division.merges_itself", "“{}”不能并入自身", "请选择另一个区划", "'{}' cannot merge into itself", "choose another division";
    ClassCodeInvalid = "division.class_code_invalid", "城乡分类代码“{}”无效", "可用：111、112、121、122、123、210、220", "the urban-rural class '{}' does not exist", "use 111, 112, 121, 122, 123, 210 or 220";
    SeriesLevel = "observation.series_unknown", "指标“{}”不存在", "请使用模板中的指标", "the series '{}' does not exist", "use a series of the template";
    UnitOfMeasure = "observation.unit", "计量单位“{}”与指标不符", "请换算成指标规定的计量单位", "the unit of measure '{}' does not belong to the series", "convert the value to the series' unit";
    CreditCodeLength = "credit_code.length", "统一社会信用代码“{}”不是18位", "请核对代码，勿缺位、多位", "the credit code '{}' does not have 18 characters", "check that none is missing";
    CreditCodeAlphabet = "credit_code.alphabet", "统一社会信用代码“{}”含有不允许的字符", "代码不用字母I、O、S、V、Z，请核对是否误写了1、0、5", "the credit code '{}' has a character that is not allowed", "the letters I, O, S, V, Z do not occur: check 1, 0, 5";
    CreditCodeCheck = "credit_code.check", "统一社会信用代码“{}”的校验码不符", "请对照证照逐位核对", "the check character of the credit code '{}' is wrong", "compare it with the certificate";
    CreditCodeRepaired = "credit_code.repaired", "统一社会信用代码已规范为{}", "只改了大小写、全角或空格，请确认", "the credit code was normalised to {}", "only case, width or spaces were changed: please confirm";
    CreditCodeContradictsType = "credit_code.contradicts_type", "统一社会信用代码的登记类别与单位类型不符：{}", "请核对单位类型", "the credit code's kind of body does not fit the unit's type: {}", "check the unit's type";
    CreditCodeTaken = "unit.credit_code_taken", "统一社会信用代码已属于“{}”", "请核对是否为同一单位", "the credit code already belongs to '{}'", "check whether it is the same unit";
    UnitNameTaken = "unit.name_taken", "同一区划内已有单位“{}”", "请核对是否重复录入", "there already is a unit '{}' in this division", "check whether it was entered twice";
    UnitUnknown = "unit.unknown", "找不到单位“{}”", "请先录入该单位，或更正名称", "there is no unit '{}'", "record the unit first, or correct its name";
    UnitMilitaryField = "unit.military_field", "军警单位只登记公开名称，不登记此项", "请留空", "of a military or police unit only the public name is kept, not this", "leave it empty";
    UnitMilitaryPlace = "unit.military_place", "军警单位只登记到街道", "请选择街道", "a military or police unit is placed no finer than a street", "choose the street";
    UnitMilitaryHistory = "unit.military_history", "该单位曾登记过地址、信用代码、行业、社区、党组织或联络员以外的岗位（{}），不能改为军警单位", "请终止该单位，再以公开名称新建军警单位", "an address, code, industry, community, Party organisation or post other than the liaison was recorded of this unit ({}), so it cannot become a military or police unit", "close it, and record the military or police unit anew with its public name";
    PostMilitary = "post.military", "军警单位只登记联络员，不登记其他岗位", "请改为联络员", "of a military or police unit only the liaison is kept, no other post", "make it the liaison";
    UnitMergeSelf = "unit.merge_self", "不能与自身合并", "请选择另一个单位", "a unit cannot be merged with itself", "choose another unit";
    UnitMergeMilitary = "unit.merge_military", "军警单位不能与其他类型的单位合并", "请核对单位类型", "a military or police unit cannot be merged with a unit of another type", "check the units' types";
    UnitMergeLater = "unit.merge_later", "“{}”在该日以后还有变动，不能从该日起合并", "请选择更晚的日期", "'{}' changes after that day, so it cannot be merged from that day on", "choose a later day";
    UnitMergeLiaison = "unit.merge_liaison", "两个单位都有联络员，须选定保留哪一位", "请选择保留的联络员", "both units have a liaison: one of them must be chosen", "choose whose liaison stays";
    UnitDistinctAlready = "unit.distinct_already", "这一对已标记为不是重复", "无需再次标记", "this pair is already known to be two units", "there is nothing left to do";
    IndustryUnknown = "industry.unknown", "行业代码“{}”不在GB/T 4754中", "请填写门类（字母）或大类（两位数字）", "the industry code '{}' is not in GB/T 4754", "give a section letter or a two-digit division";
    PartyMilitary = "party_organisation.military", "军警单位的党组织不单独登记", "请由街道录入合计数", "a Party organisation of a military or police unit is not recorded by itself", "enter the street's aggregate instead";
    PartyNameTaken = "party_organisation.name_taken", "已有党组织“{}”", "请核对是否重复录入", "there already is a Party organisation '{}'", "check whether it was entered twice";
    PartyUnknown = "party_organisation.unknown", "找不到党组织“{}”", "请先录入上级党组织，或更正名称", "there is no Party organisation '{}'", "record the superior first, or correct its name";
    PartySuperiorRank = "party_organisation.superior_rank", "“{}”的层级不能作为上级", "党支部不能有下级，上级层级不得低于本级", "'{}' does not have the rank of a superior", "a branch has no organisation below it, a superior does not rank lower";
    PartySuperiorCycle = "party_organisation.superior_cycle", "隶属关系成环：“{}”", "请选择其他上级", "the line of superiors runs in a circle at '{}'", "choose another superior";
    PartyHasBelow = "party_organisation.has_below", "还有{}个下级党组织", "请先调整其隶属关系", "{} organisations are still subordinate to it", "give them another superior first";
    AggregateTooFine = "party_aggregate.too_fine", "合计数只能录入到街道或区县：“{}”", "请改为街道", "an aggregate is entered for a street or district only: '{}'", "choose the street";
    PostUnknown = "post.unknown", "找不到岗位“{}”", "请核对", "there is no post '{}'", "check it";
    OrganisationUnknown = "organisation.unknown", "找不到单位或党组织“{}”", "请先录入，或更正名称", "there is no unit or Party organisation '{}'", "record it first, or correct its name";
    LiaisonSecond = "post.liaison_second", "“{}”已有联络员岗位", "每个单位有且只有一名联络员", "'{}' already has a liaison post", "every unit has exactly one liaison";
    HolderOverlap = "post.holder_overlap", "岗位在{}已有人任职", "请先结束前任的任职", "the post is held by someone on {}", "end the earlier holding first";
    PersonUnknown = "person.unknown", "找不到人员“{}”", "请核对姓名和编号", "there is no person '{}'", "check the name and reference";
    PlaceUnfit = "appointment.place_unfit", "“{}”不能作为该类任职的范围", "街道书记对应街道，社区书记对应社区或村，联络员对应单位", "'{}' is not a place for this kind of appointment", "a street secretary needs a street, a community secretary a community or village, a liaison a unit";
    NothingChanged = "edit.nothing", "没有要修改的内容", "请至少修改一项", "nothing is changed", "change at least one value";
    SeriesTooLong = "series.too_long", "时间点超过{}个", "请缩短时间范围，或选择更大的间隔", "there are more than {} days in the series", "shorten the time, or choose a longer step";
    ExportTooLarge = "export.too_large", "符合条件的有{}行，超过一个文件的上限", "请缩小范围：选择区划或加上筛选条件", "{} rows match, more than one file holds", "narrow the list: choose a division, or filter";
    ColumnMissing = "import.column_missing", "缺少“{}”列", "请使用模板，保留表头", "the column '{}' is missing", "use the template and keep its header";
    RowDuplicate = "import.row_duplicate", "与文件第{}行重复", "请删去重复行", "the row repeats row {} of the file", "remove one of them";
    RowOutOfReach = "import.row_out_of_reach", "该行涉及当前任职管辖范围以外的内容", "请由所属街道或区里导入", "the row concerns what this appointment may not change", "let the street or district in charge import it";
    CellUnreadable = "import.cell_unreadable", "单元格无法读取：{}", "请改正该单元格后重新导入", "a cell cannot be read: {}", "mend the cell and import again";
    CodeRepeated = "import.code_repeated", "与文件第{}行的区划代码相同", "同一代码只保留首次出现的区划，请核对", "the code is that of row {} of the file", "the first of them is kept: check which is meant";
    YearMissing = "import.year_missing", "“{}”不是年份", "请填写四位年份，如2019", "'{}' is not a year", "write four digits, like 2019";
    DivisionNamedByCode = "import.division_named_by_code", "区县{}尚未录入名称，暂以代码为名", "请再导入含区县名称的区划表，名称会自动更正", "the district {} has no name yet and bears its code", "import a table with the districts' names: they replace it";
    ImportUndone = "import.undone", "该导入已于{}撤销", "无需再次撤销", "the import was undone on {}", "nothing is left to undo";
    ImportNotUndoable = "import.not_undoable", "参考表“{}”的导入不能撤销", "请重新导入正确的表格", "the import of the reference table '{}' cannot be undone", "import the right table again";
    ImportChangedSince = "import.changed_since", "“{}”在导入之后又被修改或引用", "请先撤回之后的修改，或逐项更正", "'{}' was changed or used after the import", "take the later changes back first, or correct the rows one by one";
    UnitTypeInferred = "unit.type_inferred", "单位类型按登记信息判断为“{}”", "请核对", "the unit's type was told from its registration: {}", "please check it";
    UnitPlacedInDistrict = "unit.placed_in_district", "地址中没有街道，只能归到“{}”", "请补充所在街道或社区", "the address names no street, so it stands in '{}'", "add the street or community";
    CreditCodeElsewhere = "credit_code.registered_elsewhere", "登记机关在{}，不在本区", "请核对单位是否在本区经营", "the registering office is in {}, not in this district", "check whether the unit works in this district";
    PartyReferenceOdd = "party_organisation.reference_odd", "编号“{}”不符合15位分级编码规则", "请核对编号和上级", "the number '{}' does not follow the scheme of 15 digits by level", "check the number and the superior";
    PartyNameRepeated = "party_organisation.name_repeated", "另有同名党组织“{}”，以编号区分", "请核对是否重复", "another Party organisation is called '{}'; the number tells them apart", "check whether it is the same";
    RowCells = "import.row_cells", "该行有{}个单元格，与表头不符", "请核对分隔符和引号", "the row has {} cells, not as many as the header", "check separators and quotes";
    JournalKept = "journal.kept", "日志须保留到{}", "请选择{}或更早的日期：日志至少保留六个月，或保留到 journal.keep_days 规定的天数", "the journal is kept from {} on", "give {} or an earlier day: six months are kept at least, or as long as journal.keep_days says";
    JournalDamaged = "journal.damaged", "第{}号日志与封存值不符", "受损的日志不能清理，请先运行 lianhe audit verify 查明原因", "entry {} of the journal does not fit its seal", "a damaged journal is not pruned: run lianhe audit verify first";
    VersionNotOne = "version.not_one", "第{}号日志不是该对象的一个版本", "请在变更记录中选择新建或修改的记录", "entry {} does not hold a version of this object", "choose an entry that created or edited it";
    VersionSame = "version.same", "该版本与现行内容相同", "无需恢复", "that version is what holds now", "there is nothing to restore";
    VersionMerged = "version.merged", "已并入“{}”，不能恢复旧版本", "请在并入后的单位上修改", "it went into '{}', so no version of it can be restored", "edit the one it went into";
    VersionNameOnly = "version.name_only", "当时只记下了名称“{}”，不知道指的是哪一个", "请用“修改”逐项填写", "only the name '{}' was recorded then, not which one was meant", "use edit, and choose it yourself";
    VersionCannotRemove = "version.cannot_remove", "区划的代码和分类不能改回空白", "请用“修改”逐项填写", "a division's code or class cannot be made blank again", "use edit for the other values";
    PersonInOffice = "person.in_office", "此人仍在任职", "任职终止后才能删除", "this person still holds an office", "it can be erased once the office has ended";
    PersonRetained = "person.retained", "须保留到{}", "到期后再删除；本人或主管部门依法要求的，请勾选“依法要求”并写明原因", "it is kept until {}", "erase it then; or say that it is rightfully asked for, and why";
    ImportArchived = "import.archived", "导入“{}”的日志已归档", "日志清理之前的导入不能再撤销，请逐项更正", "the entries of the import '{}' have gone into the archive", "it can no longer be undone: correct the rows one by one";
    AppointmentConflict = "appointment.conflict", "该人员已任{}，二者不能由同一人兼任", "三员（系统、安全、审计管理员）须由不同的人担任，也不能兼任本区县的业务任职", "this person already is {}: one person cannot hold both", "the three administrators are different people, and none of them has a business appointment in the district";
    AppointmentHeld = "appointment.held", "该人员在这一时期已有同样的任职（{}起）", "请核对人员和日期", "the person already holds this appointment (from {})", "check the person and the dates";
    AppointmentPostUnfit = "appointment.post_unfit", "这类任职不能依托岗位“{}”", "街道、社区（村）书记和联络员的任职可以依托岗位", "this kind of appointment does not rest on a post ('{}')", "those of street and community secretaries and of liaisons can";
    AppointmentPostVacant = "appointment.post_vacant", "该人员当日并不担任岗位“{}”", "请先在岗位上登记任职人，或不选岗位", "the person does not hold the post '{}' on that day", "record the holder of the post first, or choose none";
    AppointmentUnknown = "appointment.unknown", "找不到该任职，或当日已终止", "请重新选择", "there is no such appointment, or it has ended by that day", "choose it again";
    AppointmentDeputyOpen = "appointment.deputy_open", "代理须有截止日期", "请填写代理到哪一天为止", "a deputy needs an end", "say until which day";
    AppointmentDeputyOutside = "appointment.deputy_outside", "代理期超出了被代理的任职（至{}）", "请缩短代理期", "the deputy's time goes beyond the appointment that it stands in for (until {})", "shorten it";
    AppointmentDeputySelf = "appointment.deputy_self", "不能代理自己，也不能代理一个代理", "请另选人员，或直接代理原任职", "nobody is a deputy of themself, or of a deputy", "choose another person, or the appointment itself";
    AppointmentOwn = "appointment.own", "不能为自己任命或终止任职", "请由另一位安全管理员办理", "nobody appoints themself or ends their own appointment", "let another security administrator do it";
    PostCarriesPower = "post.carries_power", "该岗位带有“{}”的任职，须由上一级办理", "请报街道或区里登记任职人", "the post carries the appointment of {}, so the office above it says who holds it", "ask the street or the district";
    ChangeNeedsSecond = "change.needs_second", "“{}”的任职变更须经第二人核准", "请在任职页面提出申请，由另一位管理员核准", "a change of an appointment as {} needs a second person", "ask for it on the appointments page; another administrator approves it";
    ChangeOwnRequest = "change.own_request", "不能核准自己提出的申请", "请由另一位管理员核准", "nobody decides what they asked for themself", "let another administrator decide";
    ChangeAboutOneself = "change.about_oneself", "不能核准与自己有关的申请", "请由另一位管理员核准", "nobody decides what concerns themself", "let another administrator decide";
    ChangeNotOwn = "change.not_own", "只有申请人可以撤回", "请由申请人撤回，或由他人不予同意", "only the one who asked can withdraw it", "let them withdraw it, or decline it";
    ChangeDone = "change.done", "该事项{}", "如仍需要，请重新申请", "it no longer waits: {}", "ask for it again if it is still needed";
    IdentityLinked = "identity.linked", "账号已绑定单位统一身份", "如需更换，请先解除绑定", "the account is linked already", "unlink it first to link another identity";
    IdentityTaken = "identity.taken", "该身份已绑定另一账号", "请核对登录的是否为本人的身份；确有错误请联系系统管理员", "this identity is linked with another account", "check that you signed in there as yourself, or ask the system administrator";
    IdentityNone = "identity.none", "账号没有绑定单位统一身份", "无需解除", "the account is not linked", "there is nothing to unlink";
    IdentityOnly = "identity.only", "这是账号唯一的登录方式，不能解除", "请系统管理员重置账号，再设置密码", "it is the only way into the account", "ask the system administrator to reset the account, then set a password";
    BehalfOfficials = "behalf.officials", "只有街道、社区（村）书记可以代录", "请以相应任职办理，或不选代录", "only street and community secretaries enter something for others", "act as such, or leave it out";
    BehalfUnreadable = "behalf.unreadable", "代录信息无法读取：{}", "请写明代谁录入，以及途径（纸质材料、电话、当面）", "it cannot be read for whom this was entered: {}", "say for whom, and how: paper, phone or in_person";
    DistrictForeign = "import.district_foreign", "“{}”不属于本次导入的区县", "请分区县导入", "'{}' does not belong to the district of this import", "import each district by itself";
    TextEmpty = "text.empty", "内容不能为空", "请填写内容", "the text is empty", "write something";
    PhoneInvalid = "contact.phone_invalid", "电话号码无法识别", "手机号11位，固定电话含区号，如0411-87654321", "this is not a phone number", "11 digits for a mobile phone, the area code for others";
    EmailInvalid = "contact.email_invalid", "电子邮箱无法识别", "请写成name@example.com的形式", "this is not an e-mail address", "write it like name@example.com";
    ContactMasked = "contact.masked", "这是隐去部分数字的联系方式", "请填写完整的号码或地址", "this contact is masked", "type the whole number or address";
    FeedbackAnswered = "feedback.answered", "该条已于{}答复", "无需再次答复", "it was answered on {}", "there is nothing left to answer";
    SignInNameInvalid = "account.name_invalid", "登录名不合要求", "请用3至40个字母、数字、汉字（2个起）、点、横线或下划线", "the sign-in name cannot be used", "use 3 to 40 letters, digits, Chinese characters (2 at least), dots, dashes or underscores";
    SignInNameTaken = "account.name_taken", "登录名“{}”已有人使用", "请换一个登录名", "the sign-in name '{}' is in use", "choose another";
    PasswordTooShort = "password.too_short", "密码不足{}个字符", "请加长密码，可以用几个不相干的词组成一句话", "the password has fewer than {} characters", "make it longer: a few unrelated words do well";
    PasswordTooLong = "password.too_long", "密码超过{}个字符", "请缩短密码", "the password has more than {} characters", "shorten it";
    PasswordFewKinds = "password.few_kinds", "密码的字符种类不足三种", "请混用大写字母、小写字母、数字和符号中的三种，或写成{}个字符以上", "the password has fewer than three kinds of characters", "mix three of capitals, small letters, digits and signs, or write {} characters or more";
    PasswordPersonal = "password.personal", "密码中含有姓名、登录名或单位名称", "请去掉与本人有关的内容", "the password contains your name, sign-in name or unit", "leave out what belongs to you";
    PasswordCommon = "password.common", "密码容易被猜中", "请避开常用词、键盘顺序、日期和简单替换，换几个不相干的词", "the password is easily guessed", "avoid common words, keyboard rows, dates and simple swaps; take a few unrelated words";
    PasswordReused = "password.reused", "最近{}次用过的密码不能再用", "请换一个新密码", "one of the last {} passwords cannot be used again", "choose a new one";
    PasswordWrong = "password.wrong", "当前密码不对", "请重新输入；忘记密码请联系系统管理员重置", "the current password is wrong", "type it again; if it is lost, ask the system administrator for a reset";
    CodeWrong = "code.wrong", "验证码不对、已过期或已用过", "请输入应用中当前显示的6位数字；刚用过的请等下一个", "the code is wrong, old or already used", "type the 6 digits shown now; wait for the next ones if these were just used";
    FactorNotBegun = "code.not_begun", "尚未开始设置动态验证码", "请先扫描二维码", "no second factor is being set up", "scan the picture first";
    AccountExists = "account.exists", "“{}”的账号已开通", "忘记密码或更换手机时，请用“重置”", "'{}' has an account already", "use reset when the password or the telephone is lost";
    AccountMissing = "account.missing", "“{}”还没有账号", "请先邀请开通", "'{}' has no account yet", "invite the person first";
    AccountStateSame = "account.state_same", "账号已经是该状态", "请刷新页面", "the account is in that state already", "reload the page";
    AccountIsDisabled = "account.is_disabled", "“{}”的账号已停用", "请先启用", "the account of '{}' is disabled", "enable it first";
    TokenLifetime = "token.lifetime", "令牌有效期须在1至{}天之间", "请填写1至{}之间的天数", "a token lives from 1 to {} days", "give 1 to {} days";
    ConsortiumLevel = "consortium.level", "联合体设在街道或社区（村），不能设在“{}”", "请选择街道、社区或村", "a consortium belongs to a street, community or village, not to '{}'", "choose one of these";
    ConsortiumSecond = "consortium.second", "该区划已有联合体“{}”", "同一区划同一时期只设一个联合体", "the division has the consortium '{}'", "a division has one consortium at a time";
    ConsortiumUnknown = "consortium.unknown", "找不到联合体“{}”", "请先录入该联合体，或更正名称", "there is no consortium '{}'", "record it first, or correct its name";
    ConsortiumInactive = "consortium.inactive", "联合体在{}不存在", "请选择联合体存续期间的日期", "the consortium does not exist on {}", "choose a day on which it does";
    DivisionHasConsortium = "division.has_consortium", "该区划设有联合体“{}”", "请先撤销该联合体", "the division has the consortium '{}'", "dissolve the consortium first";
    CharterCadence = "charter.cadence", "周期须为0、1、2、3、4、6或12个月：{}", "0表示不作要求；其他周期须能整除一年", "a cadence is 0, 1, 2, 3, 4, 6 or 12 months: {}", "0 asks for nothing; the others divide a year";
    CharterRange = "charter.range", "数值{}超出该条款的允许范围", "请核对数值", "the value {} is out of this clause's range", "check the value";
    CharterEarlier = "charter.earlier", "该条款自{}起已有规定", "请选择更晚的日期", "the clause has a value from {} on", "choose a later day";
    CharterSilent = "charter.silent", "章程当日没有规定“{}”", "请先在章程或章程标准中规定", "the charter says nothing of '{}' on that day", "set the clause in the charter or the standard first";
    MembershipTwice = "membership.twice", "该单位已是成员，或申请正在办理", "无需重复登记", "the unit is a member already, or its application is under way", "there is nothing to enter";
    MembershipOutside = "membership.outside", "“{}”不在联合体的地域内", "请写明跨地域入会的原因", "'{}' does not lie in the consortium's territory", "say why it is to be a member all the same";
    MembershipStep = "membership.step", "当前状态不能办理“{}”", "请按申请、协商、审议的顺序办理；除名须先提醒", "'{}' is not the next step", "the order is application, consultation, decision; a warning comes before removal";
    StepBefore = "step.before", "日期早于上一步的日期{}", "请填写{}当日或以后的日期", "the day lies before that of the step before, {}", "give {} or a later day";
    LeavesBefore = "membership.leaves_before", "退出日期须晚于入会日期{}", "请核对日期", "the unit joined on {}: it leaves later than that", "check the day";
    SeatStep = "seat.step", "当前状态不能办理“{}”", "请按推荐、单位同意、审批、任命的顺序办理", "'{}' is not the next step", "the order is suggestion, the unit's consent, approval, appointment";
    SeatPostElsewhere = "seat.post_elsewhere", "岗位“{}”不属于该联合体所在的区划", "当然委员须为本街道、本社区（村）的岗位", "the post '{}' does not belong to the consortium's division", "an ex officio seat is bound to a post of the street or community itself";
    SeatTaken = "seat.taken", "席位“{}”已设", "书记席位只有一个，一个岗位只对应一个席位", "the seat '{}' exists already", "there is one secretary, and one seat for a post";
    SeatNominee = "seat.nominee", "“{}”没有可推荐的负责人", "兼职委员从成员单位在任负责人中推荐，请先登记其负责人", "'{}' has no head who could be nominated", "part-time members are nominated from the heads of member units: record its head first";
    NotMember = "membership.not_member", "“{}”当日不是成员单位", "请只填写当日的成员单位", "'{}' is no member on that day", "name only units that are members on the day";
    MeetingLocked = "meeting.locked", "会议纪要已于{}锁定", "锁定后不能修改", "the minutes were locked on {}", "what is locked cannot be changed";
    MeetingNoMembers = "meeting.attendance_missing", "没有登记“{}”的到会情况", "请逐一登记当日各成员单位的到会情况", "the attendance of '{}' is missing", "say of each unit that is a member on the day whether it came";
    AttendanceReason = "meeting.attendance_reason", "“{}”的请假原因或受托人没有写明", "请假须写明原因，委托须写明受托人", "the reason of leave or the proxy of '{}' is missing", "give the reason of a leave, and who came as proxy";
    MeetingCountsFor = "meeting.counts_for", "补开的时段须早于会议日期{}", "请选择会议日期以前的一天，或留空", "a meeting makes up for an earlier time than its own day, {}", "choose a day before it, or leave it empty";
    MinutesMissing = "minutes.missing", "还没有写纪要", "请先在会议记录里写纪要", "there are no minutes yet", "write them in the meeting's record first";
    MinutesNotLocked = "minutes.not_locked", "纪要还没有锁定", "锁定前请直接修改纪要", "the minutes are not locked yet", "before the lock, change the text itself";
    CorrectionsOpen = "minutes.corrections_open", "还有{}条更正意见没有处理", "请逐条采纳或答复后再锁定", "{} corrections are not decided yet", "take or answer each of them before the lock";
    CorrectionUnchanged = "minutes.correction_unchanged", "采纳更正意见须修改纪要", "请修改纪要，或不采纳并说明原因", "a correction is taken by changing the minutes", "change the text, or do not take it and say why";
    CorrectionAbsent = "minutes.correction_absent", "“{}”没有出席，不能提更正意见", "只有到会单位可以提更正意见", "'{}' was not there, so it cannot correct the minutes", "only units that were there can";
    RemarkDecided = "minutes.remark_decided", "该条{}，不能再处理", "无需再次处理", "it was decided before: {}", "there is nothing left to do";
    ResolutionEmpty = "resolution.empty", "没有写明议定的内容", "请写明议定了什么", "it is not said what was resolved", "say what was resolved";
    ResolutionHasTasks = "resolution.has_tasks", "该议定事项已有{}项任务", "有任务的议定事项不能删除，也不能改为通报", "it has {} tasks already", "what has tasks can neither be removed nor become information";
    ResolutionInformation = "resolution.information", "通报事项不能交办任务", "请改为决定或任务", "nobody can be charged with mere information", "make it a decision or a task";
    TaskStep = "task.step", "该任务{}，不能这样办理", "请刷新页面，按现在的状态办理", "this cannot be done to a task that is '{}'", "reload the page and go on from its present state";
    TaskPast = "task.past", "任务“{}”已有的经过与表中不同", "已记录的经过不能改写，只能在其后续写", "the recorded steps of the task '{}' differ from those in the table", "what is recorded stays: only later steps can be added";
    TaskStepLine = "task.step_line", "看不懂这一步：“{}”", "请写成“2026-03-05 进展 50%：已勘察”的形式", "this step cannot be read: '{}'", "write it like '2026-03-05 progress 50%：surveyed'";
    ResolutionUnknown = "resolution.unknown", "找不到该次会议的第{}项议定事项", "请先导入会议记录和议定事项", "the meeting has no resolution {}", "import the meetings and resolutions first";
    MeetingUnknown = "meeting.unknown", "找不到{}的会议", "请先导入会议记录，或更正日期", "there is no such meeting on {}", "import the meetings first, or correct the day";
    TaskDue = "task.due", "办结期限早于交办日期{}", "请选择{}当日或以后的日期", "the deadline lies before the day on which it was given, {}", "choose {} or a later day";
    TaskExtension = "task.extension", "新的期限不晚于原期限{}", "请选择{}以后的日期", "the new deadline is not later than the old one, {}", "choose a day after {}";
    TaskPercent = "task.percent", "进度须为0到100的整数：{}", "请填写0到100", "the progress must be a whole number from 0 to 100: {}", "give 0 to 100";
    TopicForwarded = "topic.forwarded", "该议题{}，不能提请上级", "只有尚未议定的议题可以提请上级", "a topic that is '{}' cannot be forwarded", "only one that is still open can";
    TopicNotForwarded = "topic.not_forwarded", "该议题{}，没有等待答复", "只答复已提请上级的议题", "a topic that is '{}' waits for no answer", "only forwarded topics are answered";
    MeetingStage = "meeting.stage", "会议{}，不能这样办理", "请刷新页面，按现在的阶段办理", "this cannot be done to a meeting that is '{}'", "reload the page and go on from its present stage";
    MeetingPast = "meeting.past", "会议日期{}已过", "请选择今天或以后的日期；已召开的会议请用“登记会议”", "the day {} has passed", "choose today or a later day; record a meeting that was held";
    MeetingTimes = "meeting.times", "结束时间不晚于开始时间{}", "请填写{}以后的时间", "the meeting ends no later than it begins, at {}", "give a time after {}";
    MeetingPlaceMissing = "meeting.place_missing", "没有写明地点", "如能查到请补填；否则该会议不显示地点", "the place is missing", "fill it in where it can be found out; else the meeting is shown without one";
    MeetingAgendaMissing = "meeting.agenda_missing", "没有议题", "如能查到请补填；否则该会议按无议题保存", "the agenda is missing", "fill it in where it can be found out; else the meeting is kept without one";
    MeetingTwice = "meeting.twice", "同一场会议（{}）在表中出现两次，内容不同", "如是两场会议，请填写各自的开始时间；如是一场，请合并为一行", "the same meeting, on {}, stands twice in the table and differently", "give each its own starting time if they are two; else make one row of them";
    TimeInvalid = "time.invalid", "“{}”不是时间", "请写成09:30的形式", "'{}' is not a time", "write it like 09:30";
    MeetingEarly = "meeting.early", "会议日期{}还没有到", "请在会议当日或以后办理；提前召开请先改期", "the meeting's day, {}, has not come", "do this on its day or later, or reschedule it first";
    TopicsUntil = "topic.until", "征集截止日期晚于会议日期{}", "请选择{}或以前的日期", "topics would be called for until after the meeting on {}", "choose {} or an earlier day";
    TopicsLate = "topic.late", "议题征集已于{}截止", "请联系联合体秘书处代为提出，或留待下次会议", "the call for topics ended on {}", "ask the secretariat to enter it for you, or leave it for the next meeting";
    TopicStep = "topic.step", "该议题{}，不能这样办理", "请刷新页面，按现在的状态办理", "this cannot be done to a topic that is '{}'", "reload the page and go on from its present state";
    TopicElsewhere = "topic.elsewhere", "该议题或会议不属于本联合体", "请选择本联合体的议题和会议", "the topic or meeting is not of this consortium", "choose one of the same consortium";
    TopicMerge = "topic.merge", "不能合并到该议题", "请选择另一项待处理或已列入会议的议题", "it cannot be merged into that topic", "choose another that is proposed or taken";
    CourseLacks = "course.lacks", "状态为“{}”时，这一列不能这样填写", "请填写或清空这一列，或更正状态", "this column does not fit the state '{}'", "fill it in or empty it, or correct the state";
    CourseDiffers = "course.differs", "“{}”已有记录，与表中不同", "导入不改写已有的记录：请在会议页面上办理，或从表中删去这一行", "'{}' is recorded already, and differently", "an import rewrites no record: change it on the meeting's page, or take the row out of the table";
    TopicUnknown = "topic.unknown", "找不到议题“{}”", "请先导入议题；同名的议题写成“标题（日期）”或“标题（日期，单位）”", "there is no topic '{}'", "import the topics first; write one of several with a title as 'title（day）' or 'title（day，unit）'";
    TaskUnknown = "task.unknown", "找不到该单位的任务“{}”", "请先导入任务，或更正责任单位和交办会议日期", "that unit has no task '{}'", "import the tasks first, or correct the unit and the meeting's day";
    AgendaItemUnknown = "agenda.item_unknown", "该次会议没有第{}项议程", "请先导入议程，或更正序号", "the meeting has no agenda item {}", "import the agenda first, or correct the number";
    AgendaNumber = "agenda.number", "序号须为正整数：{}", "请填写1或更大的整数", "the number must be a positive whole number: {}", "give 1 or more";
    NoticeLate = "meeting.notice_late", "通知日期晚于会议日期{}", "如有误请更正；导入时按表中所写保存", "the notice is later than the meeting on {}", "correct it where it is wrong; what the table says was taken";
    NotNotified = "meeting.not_notified", "该次会议（{}）还没有发出通知", "请先在会议记录中填写通知日期，或在页面上发出通知", "the meeting on {} has not been made known", "give the day of the notice in the table of meetings, or send the notice on its page";
    VoteSecret = "vote.secret", "表决“{}”还在进行，各单位的投票不公开", "请把各单位写成“未公开”，或在表决结束后再导入", "the vote on '{}' is still open and secret", "write 未公开 for each unit, or import it once it is closed";
    BallotLine = "vote.ballot_line", "看不懂这一票：“{}”", "请写成“单位：赞成；单位：未投；单位：反对（受托单位代投）”的形式", "this ballot cannot be read: '{}'", "write it like 'unit：赞成；unit：未投；unit：反对（proxy代投）'";
    BallotAbsent = "vote.ballot_absent", "有{}个投票单位按签到没有到会", "请核对签到和投票；导入时按表中所写保存", "{} of the units that voted were not there by the sheet", "compare sheet and ballots; what the table says was taken";
    BallotTwice = "vote.ballot_twice", "“{}”在这次表决中出现两次", "每个单位只写一次", "'{}' stands twice in this vote", "name each unit once";
    AgendaMinutes = "agenda.minutes", "时长须为1到480分钟：{}", "请填写1到480，或留空", "a duration is 1 to 480 minutes: {}", "give 1 to 480, or leave it empty";
    AgendaTopic = "agenda.topic", "议题“{}”没有列入本次会议，或已在议程中", "请先在议题中列入本次会议，每项只列一次", "the topic '{}' was not taken into this meeting, or is on the agenda already", "take it into the meeting first, and list it once";
    AgendaTopicMissing = "agenda.topic_missing", "议题“{}”已列入会议，议程中却没有", "请列入议程，或将其退回待处理", "the topic '{}' was taken into the meeting but is not on the agenda", "put it on the agenda, or release it";
    AgendaEmpty = "agenda.empty", "议程还是空的", "请先列入议题或通报", "the agenda is empty", "take a topic or add a report first";
    NotInvited = "invitation.not_called", "“{}”不在本次会议的通知范围", "只有收到通知的成员单位可以答复", "'{}' was not called to this meeting", "only member units that were called can answer";
    ProxyUnit = "invitation.proxy_unit", "“{}”不能受托", "请选择另一个收到通知、未委托他人的成员单位", "'{}' cannot be the proxy", "choose another unit that was called and has no proxy itself";
    VoteNoQuorum = "vote.no_quorum", "到会单位{}，不足法定人数", "请先登记到会情况；人数不足时不能表决", "{} units are there, which is no quorum", "save the attendance first; without a quorum there is no vote";
    VoteClosed = "vote.closed", "表决已于{}结束", "结束后不能更改", "the vote was closed on {}", "what is closed cannot be changed";
    VoteOpen = "vote.open", "表决“{}”还没有结束", "请先结束表决", "the vote on '{}' is still open", "close it first";
    VoteNotEntitled = "vote.not_entitled", "“{}”在本次表决中没有表决权", "只有开始表决时到会的单位，或受其委托的单位可以投票", "'{}' has no vote here", "only units that were there when it was opened can vote, or their proxies";
    ObligationUnknown = "obligation.unknown", "该时段没有应办的“{}”", "请在应办事项中选择", "no '{}' is owed for that period", "choose one of the obligations that are shown";
    TemplatePlaceholder = "template.placeholder", "有不认识的占位符（第几行：占位符）{}", "请使用页面上列出的占位符", "there is an unknown placeholder (line: placeholder) {}", "use one of those that the page lists";
    TemplateBrace = "template.brace", "花括号没有成对（第几行：内容）{}", "占位符写成{联合体}的形式", "a brace has no partner (line: text) {}", "write placeholders like {联合体}";
    TemplateTitle = "template.title", "模板没有标题", "请保留以“标题：”或“标志：”开头的一行", "the template has no title", "keep a line that begins with 标题： or 标志：";
    CalendarTooMany = "calendar.too_many", "订阅地址已有{}个", "请先撤销不再使用的地址", "there are {} addresses already", "revoke one that is no longer in use";
    ObligationSettled = "obligation.settled", "该事项已办结或已免除", "无需免除", "it is fulfilled or waived already", "there is nothing to waive";
    EntryQuantity = "entry.quantity", "数量须为正整数：{}", "请填写1或更大的整数", "the quantity must be a positive whole number: {}", "give 1 or more";
    EntryMeasure = "entry.measure", "计量单位“{}”不能用", "请填写8个字以内的计量单位，如场、座、人次", "'{}' cannot be a unit of measure", "give up to 8 characters, like 场, 座 or 人次";
    EntryUntil = "entry.until", "截止日期早于起始日期{}", "请填写起始日期当日或以后的日期", "the last day lies before the first, {}", "give that day or a later one";
    EntryConfirmBy = "entry.confirm_by", "再次确认的日期须晚于{}", "请填写以后的日期", "the day of the next confirmation must be after {}", "give a later day";
    EntryNotDraft = "entry.not_draft", "该条目已经发布或关闭", "请查看其当前状态", "the entry has been published or closed", "look at where it stands";
    EntryNotPublished = "entry.not_published", "该条目没有在列", "请先发布", "the entry is not on the list", "publish it first";
    EntryNotListed = "entry.not_listed", "“{}”当日不在清单上", "请先由其发布者确认或延期", "'{}' is not on the list that day", "let its owner confirm or extend it first";
    EntryNotMember = "entry.not_member", "“{}”当日不是联合体成员单位", "请先办理入会，或由所在社区、街道代为发布", "'{}' is no member of a consortium that day", "join one first, or let the community or street publish it";
    EntryUnknown = "entry.unknown", "找不到条目“{}”", "请重新选择", "there is no entry '{}'", "choose it again";
    EntryMilitaryQuantity = "entry.military_quantity", "军警单位的条目不写数量", "请将数量填为1，需要多少由双方当面商定", "an entry of a military or police unit gives no numbers", "give 1 as the quantity; how much is agreed between the two sides";
    EntryMilitaryNumber = "entry.military_number", "军警单位的条目不写番号和人数", "请删去部队番号和人数", "an entry of a military or police unit names neither its number nor its strength", "leave the numbers out";
    EntryBelowTaken = "entry.below_taken", "已认领{}，数量不能少于它", "请先撤销认领，或填写不少于它的数量", "{} has been committed already", "withdraw claims first, or give no less";
    TimesHours = "times.hours", "时间“{}”无效", "请选择星期，结束时间须晚于开始时间", "the hours '{}' are not valid", "choose days, and an end after the beginning";
    TimesOverlap = "times.overlap", "时间与“{}”重叠", "请合并重叠的时间段", "the hours overlap with '{}'", "make one of them";
    TimesMany = "times.many", "时间段超过{}个", "请合并时间段", "there are more than {} hours", "make fewer of them";
    TimesUnreadable = "times.unreadable", "看不懂时间“{}”", "请写成：周一至周五 18:00-20:00；周六 09:00-11:30；仅工作日；除2026-10-01", "the times '{}' cannot be read", "write: 周一至周五 18:00-20:00；周六 09:00-11:30；仅工作日；除2026-10-01";
    CategoryCode = "category.code", "类别代码“{}”无效", "请用小写字母、数字、点和连字符，如venues.sports", "the category's code '{}' is not valid", "use small letters, digits, dots and hyphens, like venues.sports";
    CategoryCodeTaken = "category.code_taken", "类别代码{}已被使用", "请换一个代码", "the category's code {} is taken", "choose another";
    CategoryNameTaken = "category.name_taken", "已有类别“{}”", "请换一个名称", "there already is a category '{}'", "choose another name";
    CategoryLevel = "category.level", "类别只有两级", "请选择一个大类作为上级；有下级的类别不能归入别的大类", "categories have two levels", "choose a group as its parent; a category with others below it stays a group";
    MatchWeight = "match.weight", "权重{}无效", "请填写0到100的整数，至少一项大于0", "the weight {} is not valid", "give whole numbers from 0 to 100, one of them above 0";
    MatchLeast = "match.least", "分数{}无效", "请填写0到1000的整数", "{} points are not valid", "give a whole number from 0 to 1000";
    MatchDays = "match.days", "天数{}无效", "请填写0到3650的整数", "{} days are not valid", "give a whole number from 0 to 3650";
    CategoryUnknown = "category.unknown", "找不到类别“{}”", "请在类别表中选择", "there is no category '{}'", "choose one of the list";
    ClaimStep = "claim.step", "当前状态不能办理“{}”", "请按提出、接单、实施、交付、办结、评价的顺序办理", "'{}' is not the next step", "the order is proposal, acceptance, work, delivery, completion, evaluation";
    ClaimSide = "claim.side", "“{}”由对方办理", "请等待对方办理", "'{}' is the other side's to do", "wait for the other side";
    ClaimQuantity = "claim.quantity", "数量须为正整数：{}", "请填写1或更大的整数", "the quantity must be a positive whole number: {}", "give 1 or more";
    ClaimOverOpen = "claim.over_open", "需求只剩{}尚未认领", "请填写不超过它的数量", "only {} of the demand is still open", "claim no more than that";
    ClaimOverCapacity = "claim.over_capacity", "资源只剩{}可用", "请填写不超过它的数量", "only {} of the resource is still free", "ask for no more than that";
    ClaimOverCommitted = "claim.over_committed", "交付不能超过认领的剩余数量{}", "请填写不超过它的数量", "only {} of what was committed remains to be delivered", "deliver no more than that";
    ClaimKinds = "claim.kinds", "认领须是一项需求与一项资源或服务项目", "请重新选择", "a claim joins a demand with a resource or project", "choose again";
    ClaimMeasure = "claim.measure", "计量单位不同：{}", "请把两个条目改为同一计量单位", "the units of measure differ: {}", "give both entries the same unit of measure";
    ClaimOwn = "claim.own", "不能认领自己的条目", "请选择其他单位的条目", "nobody claims an entry of their own", "choose another's entry";
    ClaimRemaining = "claim.remaining", "还有{}没有交付", "请先交付，或撤回其余部分", "{} is not delivered yet", "deliver it first, or give back the rest";
    ClaimEvaluated = "claim.evaluated", "“{}”已经评价过", "每方评价一次", "'{}' has evaluated it already", "each side evaluates once";
    ClaimScore = "claim.score", "评价须为1到5：{}", "5很满意，4满意，3基本满意，2不满意，1很不满意", "the evaluation must be 1 to 5: {}", "5 is very satisfied, 1 very dissatisfied";
    ClaimPaused = "claim.paused", "计时已在{}暂停", "请先恢复计时", "the clock was paused on {}", "let it run again first";
    ClaimRunning = "claim.running", "计时没有暂停", "无需恢复", "the clock is running", "there is nothing to resume";
    ClaimLine = "claim.line", "看不懂这一步：“{}”", "请写成：2026-03-01 接单 需求方 数量3：说明", "a step cannot be read: '{}'", "write: 2026-03-01 接单 需求方 数量3：note";
    ClaimPlan = "claim.plan", "重点事项须有计划完成日期", "请填写计划完成日期", "a key matter needs a planned day", "give the day by which it is planned";
    BulletinStep = "bulletin.step", "该通报{}，不能这样办理", "草稿先审批后发布；已发布的只能撤回", "the bulletin is in the state '{}', so this cannot be done", "a draft is approved, then published; a published one can only be withdrawn";
    BulletinNoSections = "bulletin.no_sections", "通报没有内容", "请至少填写一节", "the bulletin says nothing", "write one section at least";
    BulletinNotRecipient = "bulletin.not_recipient", "“{}”不是这份通报的发送单位", "只有发布当日的成员单位可以签收和提意见", "the bulletin was not sent to '{}'", "only units that were members on the day of publication confirm receipt and give opinions";
    BulletinReceived = "bulletin.received", "已于{}签收", "无需再次签收", "it was received on {}", "there is nothing left to confirm";
    BulletinUnitMissing = "bulletin.unit_missing", "没有说明是哪个单位", "代单位办理时请选择单位", "it is not said for which unit", "choose the unit on whose behalf this is done";
    BulletinNoMembers = "bulletin.no_members", "当日没有成员单位，无法发布", "请先登记成员单位", "there are no member units on that day", "record the members first";
    BulletinTwice = "bulletin.twice", "已有同名通报“{}”", "请修改标题", "there already is a bulletin '{}'", "choose another title";
    BulletinUnknown = "bulletin.unknown", "找不到通报“{}”", "请先录入该通报，或更正标题", "there is no bulletin '{}'", "record it first, or correct its title";
    OpinionAnswered = "opinion.answered", "该条已于{}答复", "无需再次答复", "it was answered on {}", "there is nothing left to answer";
    OpinionClose = "opinion.close", "该条{}，不能办结", "答复后才能办结", "it is in the state '{}' and cannot be closed", "it is closed once it has been answered";
    ListsRefreshed = "lists.refreshed", "该时段的清单已于{}更新", "无需再次确认", "the lists of that period were refreshed on {}", "there is nothing left to confirm";
    AttachmentName = "attachment.name", "文件名“{}”含有控制字符或改变书写方向的字符", "请改名后再添加", "the file's name '{}' has control characters or such as turn the direction of writing", "rename the file and add it again";
    AttachmentKind = "attachment.kind", "不能添加这一类文件：{}", "可添加 PDF、OFD、Word、Excel、PPT、WPS 文档，jpg、png、webp 图片，zip、txt、csv；其他文件请转为 PDF 或压缩为 zip", "such files cannot be attached: {}", "PDF, OFD, Office and WPS documents, jpg, png, webp, zip, txt and csv can be: save it as a PDF, or pack it as a zip";
    AttachmentContent = "attachment.content", "文件内容与扩展名不符：{}", "请用相应的软件重新保存，不要只改扩展名", "the file is not what its name says: {}", "save it anew with its own program instead of renaming it";
    AttachmentProtected = "attachment.protected", "文件设有打开密码：{}", "请取消密码后重新保存，否则其他人无法查看", "the file is protected by a password: {}", "save it without one, or nobody else can read it";
    AttachmentEmpty = "attachment.empty", "文件是空的：{}", "请核对文件后重新选择", "the file is empty: {}", "check the file and choose it again";
    AttachmentTooLarge = "attachment.too_large", "文件过大：{}", "请压缩图片、拆分文件或降低扫描分辨率后再添加", "the file is too large: {}", "make pictures smaller, split the file, or scan it at a lower resolution";
    AttachmentTooMany = "attachment.too_many", "这里已有{}个附件，达到上限", "请将文件合并为一个 PDF 或 zip，或先删除不需要的附件", "there are {} attachments already, as many as may be", "put files together into one PDF or zip, or remove what is not needed";
    AttachmentRepeat = "attachment.repeat", "同样的文件已在这里：{}", "无需再次添加", "the same file is here already: {}", "there is no need to add it again";
    AttachmentSettled = "attachment.settled", "已办结、锁定或终止（{}），附件不能再删除", "可以补充附件，原有附件作为依据保留", "it is settled ({}): its attachments stay", "more can be added; what was attached is kept as evidence";
    AttachmentClosed = "attachment.closed", "{}，附件不能再变动", "请先改回草稿，或在新的对象上添加", "it is in the state '{}': its attachments do not change", "make it a draft again first, or attach to a new one";
}

impl Rule {
    /// Stable, for programs: `unit.name_taken`.
    pub const fn code(self) -> &'static str {
        self.words().code
    }
}

/// A refused input: which rule, in which field, with the value that the rule's words quote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub rule: Rule,
    pub field: &'static str,
    pub value: String,
}

impl Refusal {
    pub const fn new(rule: Rule, field: &'static str) -> Self {
        Self { rule, field, value: String::new() }
    }

    #[must_use]
    pub fn with(mut self, value: impl fmt::Display) -> Self {
        self.value = value.to_string();
        self
    }

    /// What is wrong.
    pub fn detail(&self, language: Language) -> String {
        let words = self.rule.words();
        self.fill(match language {
            Language::Chinese => words.chinese.0,
            Language::English => words.english.0,
        })
    }

    /// What to do about it.
    pub fn hint(&self, language: Language) -> String {
        let words = self.rule.words();
        self.fill(match language {
            Language::Chinese => words.chinese.1,
            Language::English => words.english.1,
        })
    }

    fn fill(&self, words: &str) -> String {
        words.replace("{}", &self.value)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}): {}", self.field, self.rule.code(), self.detail(Language::English))
    }
}

impl std::error::Error for Refusal {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_a_code_of_its_own() {
        let mut codes: Vec<_> = Rule::ALL.iter().map(|rule| rule.code()).collect();
        codes.sort_unstable();
        let before = codes.len();
        codes.dedup();
        assert_eq!(codes.len(), before);
    }

    #[test]
    fn a_refusal_quotes_the_value_in_both_languages() {
        let refusal = Refusal::new(Rule::DivisionUnknown, "division_code").with("210211999000");
        assert!(refusal.detail(Language::Chinese).contains("210211999000"));
        assert!(refusal.detail(Language::English).contains("210211999000"));
    }
}
