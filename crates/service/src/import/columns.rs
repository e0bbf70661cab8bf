//! The columns of each kind, and reading the cells of a row.

use chrono::NaiveDate;
use documents::{Row, Table};
use domain::rule::{Language, Refusal, Rule};

use super::{Issue, Kind};

/// A column: its name, other headers that mean the same, whether a table can do without it.
pub(super) struct Column {
    pub name: &'static str,
    also: &'static [&'static str],
    pub needed: bool,
}

const fn needed(name: &'static str, also: &'static [&'static str]) -> Column {
    Column { name, also, needed: true }
}

const fn may(name: &'static str, also: &'static [&'static str]) -> Column {
    Column { name, also, needed: false }
}

impl Kind {
    /// The header of a table of this kind.
    pub fn header(self) -> impl Iterator<Item = &'static str> {
        self.columns().iter().map(|column| column.name)
    }

    /// The columns of a table of this kind, in the order of its export.
    pub(super) const fn columns(self) -> &'static [Column] {
        match self {
            Self::Divisions => {
                const {
                    &[
                        needed("code", &["code12", "区划代码", "代码"]),
                        needed("name", &["名称", "区划名称"]),
                        needed("level", &["层级"]),
                        needed("parent_code", &["parent12", "上级代码"]),
                        may("kind", &["类别"]),
                        may("class_code", &["城乡分类代码"]),
                        may("valid_from", &["起始日期"]),
                        may("valid_to", &["终止日期"]),
                        may("former_code", &["原代码"]),
                        may("longitude", &["经度"]),
                        may("latitude", &["纬度"]),
                    ]
                }
            }
            Self::Outlines => {
                const {
                    &[
                        needed("code", &["区划代码"]),
                        needed("ring", &["环"]),
                        needed("sequence", &["序号"]),
                        needed("longitude", &["经度"]),
                        needed("latitude", &["纬度"]),
                    ]
                }
            }
            Self::Population | Self::Economy => {
                const {
                    &[
                        needed("division_code", &["区划代码"]),
                        needed("series", &["指标"]),
                        needed("observed_on", &["日期", "时点"]),
                        needed("value", &["数值"]),
                        may("unit", &["计量单位"]),
                        may("source", &["来源"]),
                    ]
                }
            }
            Self::Units => {
                const {
                    &[
                        needed("name", &["单位名称", "名称"]),
                        needed("type", &["单位类型", "类型"]),
                        may("credit_code", &["统一社会信用代码", "uscc"]),
                        needed("division_code", &["区划代码", "所在区划"]),
                        may("industry_code", &["行业代码"]),
                        may("address", &["地址"]),
                        may("valid_from", &["起始日期"]),
                        may("valid_to", &["终止日期"]),
                        may("note", &["备注"]),
                    ]
                }
            }
            Self::PartyOrganisations => {
                const {
                    &[
                        needed("name", &["党组织名称", "名称"]),
                        needed("rank", &["层级", "类别"]),
                        may("superior", &["上级党组织"]),
                        may("unit", &["所在单位"]),
                        needed("division_code", &["区划代码"]),
                        may("valid_from", &["起始日期"]),
                        may("valid_to", &["终止日期"]),
                        may("counted_on", &["统计日期"]),
                        may("branches", &["党支部数"]),
                        may("members", &["党员数"]),
                    ]
                }
            }
            Self::PartyAggregates => {
                const {
                    &[
                        needed("division_code", &["区划代码"]),
                        needed("counted_on", &["统计日期"]),
                        needed("committees", &["党委党总支数"]),
                        needed("branches", &["党支部数"]),
                        needed("members", &["党员数"]),
                        may("note", &["备注"]),
                    ]
                }
            }
            Self::People => {
                const {
                    &[
                        needed("organisation", &["单位或党组织"]),
                        needed("post_kind", &["岗位类别"]),
                        needed("post_title", &["岗位名称"]),
                        needed("person", &["姓名"]),
                        may("person_ref", &["人员编号"]),
                        may("valid_from", &["任职日期"]),
                        may("valid_to", &["免职日期"]),
                    ]
                }
            }
            Self::Appointments => {
                const {
                    &[
                        needed("person", &["姓名"]),
                        may("person_ref", &["人员编号"]),
                        needed("kind", &["任职类别"]),
                        needed("place", &["范围"]),
                        may("valid_from", &["起始日期"]),
                        may("valid_to", &["终止日期"]),
                    ]
                }
            }
            Self::Holidays => {
                const { &[needed("day", &["日期"]), needed("name", &["名称"]), needed("kind", &["类别"])] }
            }
            Self::Industries => {
                const {
                    &[needed("code", &["代码"]), needed("name", &["名称"]), may("parent_code", &["上级代码"])]
                }
            }
        }
    }
}

/// # Errors
/// Refuses a table without a column that its kind needs.
pub(super) fn check_header(kind: Kind, table: &Table) -> Result<(), Refusal> {
    for column in kind.columns().iter().filter(|column| column.needed) {
        if place_of(table, column).is_none() {
            return Err(Refusal::new(Rule::ColumnMissing, column.name).with(column.name));
        }
    }
    Ok(())
}

fn place_of(table: &Table, column: &Column) -> Option<usize> {
    table.column(column.name).or_else(|| column.also.iter().find_map(|name| table.column(name)))
}

/// The cells of one row by column name, and what is to be said about them.
pub(super) struct Cells<'a> {
    table: &'a Table,
    row: Row<'a>,
    language: Language,
    pub repaired: bool,
    pub flagged: bool,
    pub notes: Vec<Issue>,
}

impl<'a> Cells<'a> {
    pub fn new(table: &'a Table, row: Row<'a>, language: Language) -> Self {
        Self { table, row, language, repaired: false, flagged: false, notes: Vec::new() }
    }

    /// The text of a cell; empty when the table has no such column.
    pub fn text(&self, kind: Kind, name: &str) -> &'a str {
        let column = kind.columns().iter().find(|column| column.name == name);
        let at = column.and_then(|column| place_of(self.table, column));
        at.and_then(|at| self.row.cells.get(at)).unwrap_or_default()
    }

    pub fn optional(&self, kind: Kind, name: &str) -> Option<String> {
        Some(self.text(kind, name)).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    pub fn day(&self, kind: Kind, name: &'static str) -> Result<Option<NaiveDate>, Refusal> {
        let text = self.text(kind, name);
        if text.is_empty() {
            return Ok(None);
        }
        let tidy = text.replace(['/', '.', '年', '月'], "-").replace('日', "");
        let day = NaiveDate::parse_from_str(&tidy, "%Y-%m-%d");
        day.map(Some).map_err(|_| Refusal::new(Rule::DateInvalid, name).with(text))
    }

    pub fn number(&self, kind: Kind, name: &'static str) -> Result<Option<f64>, Refusal> {
        let text = self.text(kind, name);
        if text.is_empty() {
            return Ok(None);
        }
        let number = text.replace([',', '，'], "").parse::<f64>().ok().filter(|n| n.is_finite());
        number.map(Some).ok_or_else(|| Refusal::new(Rule::NumberInvalid, name).with(text))
    }

    pub fn whole(&self, kind: Kind, name: &'static str) -> Result<Option<i64>, Refusal> {
        let text = self.text(kind, name);
        if text.is_empty() {
            return Ok(None);
        }
        let number = text.replace([',', '，'], "").parse::<i64>();
        number.map(Some).map_err(|_| Refusal::new(Rule::NumberInvalid, name).with(text))
    }

    /// A value that was put right and needs a look.
    pub fn repair(&mut self, refusal: &Refusal) {
        self.repaired = true;
        let issue = self.issue(refusal);
        self.notes.push(issue);
    }

    /// A value that was taken as it is and needs a look.
    pub fn flag(&mut self, refusal: &Refusal) {
        self.flagged = true;
        let issue = self.issue(refusal);
        self.notes.push(issue);
    }

    pub fn issue(&self, refusal: &Refusal) -> Issue {
        Issue {
            row: self.row.line,
            column: refusal.field.to_owned(),
            value: refusal.value.clone(),
            rule: refusal.rule.code().to_owned(),
            message: refusal.detail(self.language),
            suggestion: refusal.hint(self.language),
        }
    }
}

/// A needed cell that is empty is an empty name, whatever it names.
pub(super) fn given<T>(value: Option<T>, field: &'static str) -> Result<T, Refusal> {
    value.ok_or_else(|| Refusal::new(Rule::NameEmpty, field))
}
