//! Figures with the columns of their screens.

use domain::grid::Node;
use domain::id::DivisionId;
use domain::rule::Language;
use domain::statistics::{Basis, Blank, Cell, Line, Source, Statistics};

use super::lists::{column, place, text};
use super::sheet::{Column, Sheet, either, said};
use crate::statistics::{PointShown, SeriesQuery, SourceQuery, SourceRow};
use crate::{Result, View};

/// # Errors
/// As for the figures themselves. So do all the others below.
pub async fn below(view: &mut View<'_>, id: DivisionId, basis: Basis, language: Language) -> Result<Sheet> {
    const COLUMNS: &[Column<(Node, Statistics)>] = &[
        column("区划", "Division", |(node, _), _| node.facts.name.as_str().to_owned()),
        column("类别", "Kind", |(node, _), l| said(l, node.facts.kind.term(), node.facts.kind.word())),
        column("户籍人口", "Registered population", |(_, s), _| text(s.population.registered)),
        column("流动(暂住)人口", "Temporary population", |(_, s), _| text(s.population.temporary)),
        column("人口", "Population", |(_, s), _| text(s.population.total)),
        column("党委和党总支", "Committees", |(_, s), _| s.committees.total.to_string()),
        column("党支部", "Branches", |(_, s), _| s.branches.total.to_string()),
        column("党员", "Members", |(_, s), _| s.members.total.to_string()),
        column("单位", "Units", |(_, s), _| s.units_total.to_string()),
    ];
    let rows = crate::statistics::below(view, id, basis).await?;
    let place = place(view, Some(id)).await?;
    let title = match basis {
        Basis::Territory => ("statistics", ("下级区划统计（属地）", "Figures below (territory)")),
        Basis::Subordination => ("statistics", ("下级区划统计（隶属）", "Figures below (subordination)")),
    };
    Ok(Sheet::new(view, language, title, place, COLUMNS, &rows))
}

/// The rows behind a figure.
pub async fn sources(
    view: &mut View<'_>,
    id: DivisionId,
    query: &SourceQuery,
    language: Language,
) -> Result<Sheet> {
    const COLUMNS: &[Column<SourceRow>] = &[
        column("来源", "Row", |row, _| row.name.clone()),
        column("种类", "Type", |row, l| either(l, type_of(row.source)).to_owned()),
        column("区划", "Division", |row, _| text(row.division.as_ref().map(|d| d.name.as_str()))),
        column("数据日期", "Observed on", |row, _| text(row.observed_on)),
        column("出处", "Source", |row, _| text(row.note.as_ref())),
        column("数值", "Value", |row, _| row.value.to_string()),
    ];
    let rows = crate::statistics::sources(view, id, query).await?.rows;
    let place = place(view, Some(id)).await?;
    Ok(Sheet::new(view, language, ("sources", ("统计来源", "Sources")), place, COLUMNS, &rows))
}

const fn type_of(source: Source) -> (&'static str, &'static str) {
    match source {
        Source::Division(_) => ("区划", "Division"),
        Source::Observation(_) => ("数据记录", "Observation"),
        Source::UnitsOf(_) => ("单位", "Units"),
        Source::PartyOrganisation(_) => ("党组织", "Party organisation"),
        Source::PartyAggregate(_) => ("汇总数", "Aggregate"),
    }
}

domain::words! {
    /// Which of the figures of a cell a matrix shows.
    pub enum Shown {
        Committees = "committees", "党委和党总支";
        Branches = "branches", "党支部";
        Members = "members", "党员";
    }
}

/// Lines of Party organisations against the divisions directly below.
pub async fn matrix(view: &mut View<'_>, id: DivisionId, shown: Shown, language: Language) -> Result<Sheet> {
    let found = crate::statistics::matrix(view, id).await?;
    let value = |cell: &Cell| match shown {
        Shown::Committees => cell.committees,
        Shown::Branches => cell.branches,
        Shown::Members => cell.members,
    };
    let row = |name: String, cells: &[Option<Cell>], total: &Cell| {
        let cells = cells.iter().map(|cell| text(cell.as_ref().map(value)));
        std::iter::once(name).chain(cells).chain([value(total).to_string()]).collect::<Vec<_>>()
    };
    let matrix = &found.matrix;
    let mut rows: Vec<_> = matrix
        .rows
        .iter()
        .zip(&found.names)
        .map(|(of, name)| {
            let name = match (of.line, name) {
                (_, Some(name)) => name.clone(),
                (Line::Aggregate, _) => {
                    either(language, ("军警、企业合计数", "Military, police and enterprises")).to_owned()
                }
                (Line::Unrecorded | Line::Below(_), None) => {
                    either(language, ("未登记上级", "No superior recorded")).to_owned()
                }
            };
            row(name, &of.cells, &of.total)
        })
        .collect();
    let total = either(language, ("合计", "Total"));
    rows.push(row(total.to_owned(), &matrix.columns_total, &matrix.total));
    let own = |id| if id == found.division.id { either(language, ("（本级）", " (itself)")) } else { "" };
    let header = std::iter::once(either(language, ("隶属（条）", "Line")).to_owned())
        .chain(found.columns.iter().map(|column| format!("{}{}", column.name, own(column.id))))
        .chain([total.to_owned()])
        .collect();
    let title = match language {
        Language::Chinese => format!("条块（{}）", shown.term()),
        Language::English => format!("Lines and territory ({})", shown.word()),
    };
    let place = place(view, Some(id)).await?;
    Ok(Sheet::of(view, ("matrix", &title), place, header, rows))
}

/// A figure over time on both bases.
pub async fn series(
    view: &mut View<'_>,
    id: DivisionId,
    query: &SeriesQuery,
    language: Language,
) -> Result<Sheet> {
    const COLUMNS: &[Column<PointShown>] = &[
        column("日期", "Day", |row, _| row.on.to_string()),
        column("属地", "Territory", |row, _| text(row.point.territory)),
        column("隶属", "Subordination", |row, _| text(row.point.subordination)),
        column("属地减隶属", "Difference", |row, _| {
            text(row.point.territory.zip(row.point.subordination).map(|(one, other)| one - other))
        }),
        column("说明", "Note", note),
    ];
    let points = crate::statistics::series(view, id, query).await?;
    let place = place(view, Some(id)).await?;
    Ok(Sheet::new(view, language, ("series", ("统计走势", "Series")), place, COLUMNS, &points))
}

/// Why a point is blank, or that it is a sum over some of the divisions only.
fn note(row: &PointShown, language: Language) -> String {
    let zh = language == Language::Chinese;
    match (&row.blank, row.point.recorded_in) {
        (Some(blank), _) => match &blank.why {
            Blank::NoDivision => {
                either(language, ("该区划当日不存在", "the division does not exist then")).to_owned()
            }
            Blank::Unrecorded => {
                either(language, ("当日以前没有登记", "nothing was recorded up to then")).to_owned()
            }
            Blank::Incomplete(_) => {
                let missing: Vec<_> = blank.missing.iter().map(|of| of.name.as_str()).collect();
                if zh {
                    format!("缺：{}", missing.join("、"))
                } else {
                    format!("lacking: {}", missing.join(", "))
                }
            }
        },
        (None, Some((recorded, all))) if zh => format!("{all}个中有{recorded}个登记"),
        (None, Some((recorded, all))) => format!("recorded in {recorded} of {all}"),
        (None, None) => String::new(),
    }
}
