//! Each list with the columns of its screen.

use domain::access::{ContactKind, Operation};
use domain::grid::{Node, Series};
use domain::id::DivisionId;
use domain::rule::Language;
use storage::journal::Shown;
use uuid::Uuid;

use super::sheet::{Column, Sheet, check_size, either, said, whole};
use crate::consortium::{ConsortiumFilter, ConsortiumShown, list_consortia};
use crate::grid::{DivisionFilter, ObservationShown, list_divisions, list_observations};
use crate::organisation::{
    PartyFilter, PartyOrganisationShown, PostFilter, PostShown, UnitFilter, UnitShown,
    list_party_organisations, list_posts, list_units,
};
use crate::resolution::{RegisterFilter, Registered, register};
use crate::{Result, View};

pub(super) const fn column<T>(
    zh: &'static str,
    en: &'static str,
    cell: fn(&T, Language) -> String,
) -> Column<T> {
    Column { words: (zh, en), cell }
}

pub(super) fn text<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// The name of the division that a list is narrowed to.
pub(super) async fn place(view: &mut View<'_>, within: Option<DivisionId>) -> Result<Option<String>> {
    let tree = view.tree().await?;
    Ok(within.and_then(|id| tree.get(id)).map(|node| node.facts.name.as_str().to_owned()))
}

/// # Errors
/// As for the list itself; refuses more rows than one file holds. So do all the others below.
pub async fn divisions(
    view: &mut View<'_>,
    within: Option<DivisionId>,
    filter: &DivisionFilter,
    language: Language,
) -> Result<Sheet> {
    const COLUMNS: &[Column<(Node, Option<Node>)>] = &[
        column("名称", "Name", |(node, _), _| node.facts.name.as_str().to_owned()),
        column("类别", "Kind", |(node, _), l| said(l, node.facts.kind.term(), node.facts.kind.word())),
        column("上级区划", "Above", |(_, parent), _| {
            text(parent.as_ref().map(|p| p.facts.name.as_str()))
        }),
        column("代码", "Code", |(node, _), _| text(node.facts.code.as_ref())),
        column("起始日期", "From", |(node, _), _| node.period.from().to_string()),
    ];
    let found = list_divisions(view, &whole(within), filter).await?;
    check_size(found.total)?;
    // Everybody sees the divisions of the whole district.
    let place = place(view, Some(within.unwrap_or(view.district()))).await?;
    Ok(Sheet::new(view, language, ("divisions", ("区划", "Divisions")), place, COLUMNS, &found.page.items))
}

pub async fn consortia(
    view: &mut View<'_>,
    within: Option<DivisionId>,
    filter: &ConsortiumFilter,
    language: Language,
) -> Result<Sheet> {
    const COLUMNS: &[Column<ConsortiumShown>] = &[
        column("联合体", "Consortium", |row, _| row.name.clone()),
        column("所在区划", "Division", |row, _| row.division.name.clone()),
        column("成立日期", "Founded", |row, _| row.consortium.life().from().to_string()),
        column("成员单位", "Members", |row, _| row.members.to_string()),
        column("席位空缺", "Vacant seats", |row, _| row.gaps.to_string()),
        column("缺联络员", "Without liaison", |row, _| row.without_liaison.to_string()),
        column("待办", "Due", |row, _| row.due.to_string()),
        column("逾期", "Overdue", |row, _| row.overdue.to_string()),
    ];
    let found = list_consortia(view, &whole(within), filter).await?;
    check_size(found.total)?;
    let place = place(view, within).await?;
    let title = ("consortia", ("联合体", "Consortia"));
    Ok(Sheet::new(view, language, title, place, COLUMNS, &found.page.items))
}

/// The register of what was resolved.
pub async fn resolutions(
    view: &mut View<'_>,
    within: Option<DivisionId>,
    filter: &RegisterFilter,
    language: Language,
) -> Result<Sheet> {
    const COLUMNS: &[Column<Registered>] = &[
        column("联合体", "Consortium", |row, _| row.consortium_name.clone()),
        column("会议", "Meeting", |row, l| {
            said(l, row.meeting.facts.kind.term(), row.meeting.facts.kind.word())
        }),
        column("会议日期", "Held on", |row, _| row.meeting.facts.held_on.to_string()),
        column("序号", "Number", |row, _| row.resolution.sequence.to_string()),
        column("类别", "Kind", |row, l| said(l, row.resolution.kind.term(), row.resolution.kind.word())),
        column("议定事项", "Resolution", |row, _| row.resolution.body.clone()),
        column("任务", "Task", |row, _| text(row.task.as_ref().map(|task| &task.title))),
        column("责任单位", "Owner", |row, _| text(row.task.as_ref().map(|task| &task.unit_name))),
        column("办结期限", "Due", |row, _| text(row.task.as_ref().map(|task| task.due_on))),
        column("状态", "State", |row, l| {
            text(row.task.as_ref().map(|task| said(l, task.state.term(), task.state.word())))
        }),
        column("进度（%）", "Progress (%)", |row, _| text(row.task.as_ref().map(|task| task.percent))),
        column("逾期", "Overdue", |row, l| match row.overdue {
            true => either(l, ("是", "yes")).to_owned(),
            false => String::new(),
        }),
    ];
    let found = register(view, &whole(within), filter).await?;
    check_size(found.total)?;
    let place = place(view, within).await?;
    let title = ("resolutions", ("议定事项", "Resolutions"));
    Ok(Sheet::new(view, language, title, place, COLUMNS, &found.page.items))
}

pub async fn units(
    view: &mut View<'_>,
    within: Option<DivisionId>,
    filter: &UnitFilter,
    language: Language,
) -> Result<Sheet> {
    const COLUMNS: &[Column<UnitShown>] = &[
        column("单位名称", "Name", |row, _| row.unit.now.facts.name.as_str().to_owned()),
        column("类型", "Type", |row, l| {
            said(l, row.unit.now.facts.kind.term(), row.unit.now.facts.kind.word())
        }),
        column("所在区划", "Division", |row, _| row.division.name.clone()),
        column("所在街道", "Street", |row, _| text(row.street.as_ref().map(|s| s.name.as_str()))),
        column("统一社会信用代码", "Credit code", |row, _| {
            text(row.unit.now.facts.credit_code.as_ref())
        }),
    ];
    let found = list_units(view, &whole(within), filter).await?;
    check_size(found.total)?;
    let place = place(view, within).await?;
    Ok(Sheet::new(view, language, ("units", ("单位", "Units")), place, COLUMNS, &found.page.items))
}

pub async fn party_organisations(
    view: &mut View<'_>,
    within: Option<DivisionId>,
    filter: &PartyFilter,
    language: Language,
) -> Result<Sheet> {
    const COLUMNS: &[Column<PartyOrganisationShown>] = &[
        column("党组织名称", "Name", |row, _| row.party.now.facts.name.as_str().to_owned()),
        column("级别", "Rank", |row, l| {
            said(l, row.party.now.facts.rank.term(), row.party.now.facts.rank.word())
        }),
        column("上级党组织", "Superior", |row, _| text(row.superior.as_ref().map(|(_, name)| name))),
        column("属地", "Territory", |row, _| row.division.name.clone()),
        column("党支部", "Branches", |row, _| text(row.count.as_ref().map(|c| c.count.branches))),
        column("党员", "Members", |row, _| text(row.count.as_ref().map(|c| c.count.members))),
        column("统计日期", "Counted on", |row, _| text(row.count.as_ref().map(|c| c.counted_on))),
    ];
    let found = list_party_organisations(view, &whole(within), filter).await?;
    check_size(found.total)?;
    let place = place(view, within).await?;
    let title = ("party-organisations", ("党组织", "Party organisations"));
    Ok(Sheet::new(view, language, title, place, COLUMNS, &found.page.items))
}

pub async fn posts(
    view: &mut View<'_>,
    within: Option<DivisionId>,
    filter: &PostFilter,
    language: Language,
) -> Result<Sheet> {
    const COLUMNS: &[Column<PostShown>] = &[
        column("岗位", "Post", |row, _| row.post.title.clone()),
        column("职务", "Kind", |row, l| said(l, row.post.kind.term(), row.post.kind.word())),
        column("所属组织", "Organisation", |row, _| row.post.body_name.clone()),
        column("所在区划", "Division", |row, _| row.division.name.clone()),
        column("任职人", "Holder", |row, l| match &row.post.holder {
            Some(holder) => holder.name.clone(),
            None => either(l, ("空缺", "Vacant")).to_owned(),
        }),
        column("任职起始", "Since", |row, _| text(row.post.holder.as_ref().map(|h| h.period.from()))),
        column("电话（部分隐去）", "Phone (masked)", |row, _| masked(row, ContactKind::Phone)),
        column("电子邮箱（部分隐去）", "E-mail (masked)", |row, _| masked(row, ContactKind::Email)),
    ];
    let found = list_posts(view, &whole(within), filter).await?;
    check_size(found.total)?;
    let place = place(view, within).await?;
    Ok(Sheet::new(view, language, ("posts", ("岗位", "Posts")), place, COLUMNS, &found.page.items))
}

/// A file leaves the house: it never holds a whole contact.
fn masked(row: &PostShown, kind: ContactKind) -> String {
    let contacts = row.contacts.iter().flat_map(|shown| &shown.contacts);
    contacts.filter(|c| c.kind == kind).map(|c| c.masked.clone()).collect()
}

pub async fn observations(
    view: &mut View<'_>,
    within: Option<DivisionId>,
    series: Option<Series>,
    language: Language,
) -> Result<Sheet> {
    const COLUMNS: &[Column<ObservationShown>] = &[
        column("区划", "Division", |row, _| row.division.name.clone()),
        column("指标", "Series", |row, l| {
            said(l, row.observation.series.term(), row.observation.series.word())
        }),
        column("数据日期", "Observed on", |row, _| row.observation.observed_on.to_string()),
        column("数值", "Value", |row, _| row.observation.value.to_string()),
        column("计量单位", "Unit", |row, _| row.observation.series.unit().to_owned()),
        column("出处", "Source", |row, _| text(row.observation.source.as_ref())),
    ];
    let found = list_observations(view, &whole(within), series).await?;
    check_size(found.total)?;
    let place = place(view, within).await?;
    let title = ("observations", ("观测值", "Observations"));
    Ok(Sheet::new(view, language, title, place, COLUMNS, &found.page.items))
}

/// The district's journal, for its auditor.
pub async fn journal(
    view: &mut View<'_>,
    operation: Option<Operation>,
    object: Option<Uuid>,
    language: Language,
) -> Result<Sheet> {
    const COLUMNS: &[Column<Shown>] = &[
        column("序号", "Number", |row, _| row.recorded.sequence.to_string()),
        column("时间", "Time", |row, _| {
            crate::clock::office_time(row.recorded.at).format("%Y-%m-%d %H:%M:%S").to_string()
        }),
        column("人员", "Person", |row, _| row.person_name.clone()),
        column("任职", "Acting as", |row, l| {
            let kind = row.recorded.author.appointment_kind;
            format!("{} {}", row.recorded.author.place, said(l, kind.term(), kind.word()))
        }),
        column("操作", "Operation", |row, l| {
            let operation = row.recorded.entry.operation;
            either(l, (operation.term(), operation.word())).to_owned()
        }),
        column("对象", "Object", |row, l| {
            let object = &row.recorded.entry.object;
            format!("{} {}", said(l, object.kind.term(), object.kind.word()), object.name)
        }),
        column("修改前", "Before", |row, _| text(row.recorded.entry.before.as_ref())),
        column("修改后", "After", |row, _| text(row.recorded.entry.after.as_ref())),
        column("原因", "Reason", |row, _| text(row.recorded.entry.reason.as_ref())),
        column("代录", "Entered for", |row, l| match &row.recorded.author.behalf {
            Some(behalf) => {
                format!("{}（{}）", behalf.name.as_str(), said(l, behalf.how.term(), behalf.how.word()))
            }
            None => String::new(),
        }),
        column("已封存", "Sealed", |row, l| match row.sealed {
            true => either(l, ("是", "yes")).to_owned(),
            false => either(l, ("否", "no")).to_owned(),
        }),
    ];
    let found = crate::journal::journal(view, operation, object, None, whole(None).limit).await?;
    check_size(found.total)?;
    Ok(Sheet::new(view, language, ("journal", ("日志", "Journal")), None, COLUMNS, &found.entries))
}
