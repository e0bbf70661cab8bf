//! The three lists and their claims in the columns of the import. Contacts stay where they are sealed.

use domain::exchange::{EntryKind, EntryState, Owner};
use storage::exchange::entry::Entry;
use storage::exchange::{category, claim, entry};

use super::{Names, Said, said, text};
use crate::import::{Kind, written};
use crate::{Result, View};

pub(super) async fn rows(view: &mut View<'_>, kind: Kind, called: &Names<'_>) -> Result<Vec<Said>> {
    let mut rows = match kind {
        Kind::Resources => entries(view, EntryKind::Resource, called).await?,
        Kind::Projects => entries(view, EntryKind::Project, called).await?,
        Kind::Demands => entries(view, EntryKind::Demand, called).await?,
        _ => claims(view, called).await?,
    };
    const KEYS: [&str; 5] = ["published_on", "valid_from", "reference", "title", "steps"];
    rows.sort_by_cached_key(|row| KEYS.map(|key| row.get(key).cloned().unwrap_or_default()));
    Ok(rows)
}

fn number(entry: &Entry) -> String {
    entry.reference.clone().unwrap_or_else(|| entry.id.to_string())
}

async fn entries(view: &mut View<'_>, kind: EntryKind, called: &Names<'_>) -> Result<Vec<Said>> {
    let (district, day) = (view.district(), view.as_of);
    let categories = category::all(&mut view.conn, district).await?;
    let all = entry::all(&mut view.conn, district).await?;
    let one = |entry: Entry| {
        let facts = &entry.facts;
        let code = categories.iter().find(|known| known.id == facts.category).map(|known| &known.code);
        let audience: Vec<_> = facts.audience.iter().map(|one| one.word()).collect();
        let (published, confirm_by, closed, reason) = match &entry.state {
            EntryState::Draft => (None, None, None, None),
            EntryState::Published { on, confirm_by } => (Some(*on), Some(*confirm_by), None, None),
            EntryState::Closed { on, reason } => (None, None, Some(*on), Some(reason.clone())),
        };
        said([
            ("reference", number(&entry)),
            ("owner", owner(entry.owner, day, called)),
            ("category", text(code)),
            ("title", facts.title.as_str().to_owned()),
            ("text", facts.text.clone()),
            ("quantity", facts.quantity.amount().to_string()),
            ("measure", facts.quantity.measure().to_owned()),
            ("times", facts.times.to_string()),
            ("place", (called.division)(facts.division, day)),
            ("address", text(facts.address.as_ref())),
            ("reach", facts.reach.word().to_owned()),
            ("conditions", text(facts.conditions.as_ref())),
            ("audience", audience.join("、")),
            ("valid_from", facts.valid_from.to_string()),
            ("valid_until", text(facts.valid_until)),
            ("source", facts.source.word().to_owned()),
            ("urgency", facts.urgency.word().to_owned()),
            ("beneficiaries", text(facts.beneficiaries)),
            ("recorded_on", entry.recorded_on.to_string()),
            ("published_on", text(published)),
            ("confirm_by", text(confirm_by)),
            ("closed_on", text(closed)),
            ("closed_reason", text(reason)),
        ])
    };
    Ok(all.into_iter().filter(|entry| entry.facts.kind == kind).map(one).collect())
}

fn owner(owner: Owner, day: chrono::NaiveDate, called: &Names<'_>) -> String {
    match owner {
        Owner::Unit(id) => (called.body)(id.uuid()),
        Owner::Division(id) => (called.division)(id, day),
    }
}

async fn claims(view: &mut View<'_>, called: &Names<'_>) -> Result<Vec<Said>> {
    let (district, day) = (view.district(), view.as_of);
    let entries = entry::all(&mut view.conn, district).await?;
    let named = |id| entries.iter().find(|entry| entry.id == id).map(number).unwrap_or_default();
    let all = claim::all(&mut view.conn, district).await?;
    let one = |kept: claim::Kept| {
        said([
            ("demand", named(kept.demand)),
            ("offer", kept.offer.map(named).unwrap_or_default()),
            ("taker", owner(kept.taker, day, called)),
            ("steps", written(&kept).join("\n")),
        ])
    };
    Ok(all.into_iter().map(one).collect())
}
