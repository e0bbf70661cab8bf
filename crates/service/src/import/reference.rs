//! Rows of reference tables.

use domain::rule::{Refusal, Rule};
use storage::Tx;
use storage::reference::{self, Holiday, Industry};

use super::Outcome;
use super::cells::{Cells, given};
use crate::Result;

pub(super) async fn holiday_row(tx: &mut Tx, cells: &Cells<'_>) -> Result<Outcome> {
    let kind = cells.text("kind");
    if !matches!(kind, "off" | "work") {
        return Err(Refusal::new(Rule::WordUnknown, "kind").with(kind).into());
    }
    let holiday = Holiday {
        day: given(cells.day("day")?, "day")?,
        name: given(cells.optional("name"), "name")?,
        kind: kind.to_owned(),
    };
    let old = reference::holiday(tx, holiday.day).await?;
    if old.as_ref() == Some(&holiday) {
        return Ok(Outcome::Unchanged);
    }
    reference::put_holiday(tx, &holiday).await?;
    Ok(if old.is_some() { Outcome::Changed } else { Outcome::Added })
}

pub(super) async fn industry_row(tx: &mut Tx, cells: &Cells<'_>) -> Result<Outcome> {
    let parent_code = cells.optional("parent_code");
    if let Some(parent) = &parent_code
        && reference::industry(tx, parent).await?.is_none()
    {
        return Err(Refusal::new(Rule::IndustryUnknown, "parent_code").with(parent).into());
    }
    let industry = Industry {
        code: given(cells.optional("code"), "code")?,
        name: given(cells.optional("name"), "name")?,
        parent_code,
    };
    let old = reference::industry(tx, &industry.code).await?;
    if old.as_ref() == Some(&industry) {
        return Ok(Outcome::Unchanged);
    }
    reference::put_industry(tx, &industry).await?;
    Ok(if old.is_some() { Outcome::Changed } else { Outcome::Added })
}
