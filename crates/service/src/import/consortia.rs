//! Rows of consortia, one for each name that a body had, and of clauses of charters.

use domain::consortium::CharterItem;
use domain::id::DistrictId;
use domain::journal::ObjectType;
use domain::name::{Name, search_key};
use domain::rule::{Refusal, Rule};
use storage::Tx;
use storage::consortium::body::{self, Consortium};
use storage::consortium::charter;

use super::cells::{Cells, given};
use super::{Outcome, State};
use crate::consortium::{DissolveConsortium, FoundConsortium, RenameConsortium, SetClause};
use crate::{Result, Write};

/// The consortium that is or was called so.
pub(super) async fn find(
    tx: &mut Tx,
    state: &State,
    name: &str,
    field: &'static str,
) -> Result<(DistrictId, Consortium)> {
    let wanted = search_key(name);
    for district in state.districts.clone() {
        let mut all = body::all(tx, district).await?.into_iter();
        let called = |body: &Consortium| body.names.iter().any(|named| named.name.search_key() == wanted);
        if let Some(found) = all.find(called) {
            return Ok((district, found));
        }
    }
    Err(Refusal::new(Rule::ConsortiumUnknown, field).with(name).into())
}

pub(super) async fn row(tx: &mut Tx, state: &mut State, cells: &mut Cells<'_>) -> Result<Outcome> {
    let (district, division) = state.division(cells.text("division_code"), "division_code")?;
    let name = Name::parse(cells.text("name"), "name")?;
    let from = given(cells.day("valid_from")?, "valid_from")?;
    let to = cells.day("valid_to")?;
    let (document, reason) = (cells.optional("document"), cells.optional("reason"));
    let known = body::of_division(tx, district, division).await?;
    let same = known.iter().find(|body| body.names.iter().any(|n| n.name == name && n.period.from() == from));
    let former = cells.optional("former_name");
    let before = known.iter().find(|body| {
        let last = body.names.last().map(|named| named.name.search_key());
        body.life().to().is_none() && former.is_some() && last == former.as_deref().map(search_key)
    });
    let (found, mut outcome) = match (same, before) {
        (Some(found), _) => (found.clone(), Outcome::Unchanged),
        (None, Some(found)) => {
            state.touch(tx, district, ObjectType::Consortium, found.id.uuid()).await?;
            let mut work = state.command(tx, district).await?;
            let rename = RenameConsortium {
                id: found.id,
                version: found.version,
                on: from,
                name: name.as_str().to_owned(),
                document,
                reason,
            };
            rename.run(&mut work).await?;
            (reread(work.tx, district, found).await?, Outcome::Changed)
        }
        (None, None) => {
            let mut work = state.command(tx, district).await?;
            let found = FoundConsortium { division, name: name.as_str().to_owned(), on: from, document };
            let id = found.run(&mut work).await?;
            let made = body::get(work.tx, district, id).await?.ok_or(crate::Error::NotFound)?;
            state.made(district, id.uuid());
            (made, Outcome::Added)
        }
    };
    if let Some(on) = to.filter(|on| found.life().to() != Some(*on)) {
        if outcome == Outcome::Unchanged {
            state.touch(tx, district, ObjectType::Consortium, found.id.uuid()).await?;
            outcome = Outcome::Changed;
        }
        let mut work = state.command(tx, district).await?;
        let end = DissolveConsortium {
            id: found.id,
            version: found.version,
            on,
            document: cells.optional("end_document"),
            reason: cells.text("end_reason").to_owned(),
        };
        end.run(&mut work).await?;
    }
    Ok(outcome)
}

async fn reread(tx: &mut Tx, district: DistrictId, found: &Consortium) -> Result<Consortium> {
    body::get(tx, district, found.id).await?.ok_or(crate::Error::NotFound)
}

/// A clause of a body, or of the district's standard where the row names none. Changing the standard needs one district.
pub(super) async fn charter_row(tx: &mut Tx, state: &mut State, cells: &mut Cells<'_>) -> Result<Outcome> {
    let item = CharterItem::parse(cells.text("item"), "item")?;
    let from = given(cells.day("valid_from")?, "valid_from")?;
    let value = cells.whole("value")?;
    let (district, of) = match cells.text("consortium") {
        "" => (state.only_district("consortium")?, None),
        name => {
            let (district, found) = find(tx, state, name, "consortium").await?;
            (district, Some((found.id, found.version)))
        }
    };
    let all = charter::clauses(tx, district).await?;
    let own = all.iter().find(|kept| {
        kept.consortium == of.map(|(id, _)| id) && kept.clause.item == item && kept.clause.from == from
    });
    if own.is_some_and(|kept| kept.clause.value == value) {
        return Ok(Outcome::Unchanged);
    }
    match (own, of) {
        (_, Some((id, _))) => state.touch(tx, district, ObjectType::Consortium, id.uuid()).await?,
        (Some(kept), None) => state.touch(tx, district, ObjectType::Charter, kept.row).await?,
        (None, None) => {}
    }
    let changed = own.is_some();
    let mut work = state.command(tx, district).await?;
    let set = SetClause { consortium: of, item, from, value, reason: cells.optional("reason") };
    set.run(&mut work).await?;
    Ok(if changed { Outcome::Changed } else { Outcome::Added })
}
