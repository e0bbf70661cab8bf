//! The whole past of consortia in the columns of the import.

use std::collections::HashMap;

use domain::consortium::{MemberStepKind, SeatStepKind};
use domain::id::{BulletinId, ConsortiumId, PostId};
use storage::bulletin;
use storage::consortium::body::{self, Consortium};
use storage::consortium::seat::{self, Bound};
use storage::consortium::{charter, membership};
use storage::organisation::post;

use super::{Names, Said, course, meetings, said, text};
use crate::import::Kind;
use crate::{Result, View};

pub(super) async fn rows(view: &mut View<'_>, kind: Kind, called: &Names<'_>) -> Result<Vec<Said>> {
    let district = view.district();
    let bodies = body::all(&mut view.conn, district).await?;
    let mut rows = match kind {
        Kind::Consortia => bodies.iter().flat_map(|body| names(body, called)).collect(),
        Kind::Charters => charters(view, &bodies).await?,
        Kind::Members => members(view, &bodies, called).await?,
        Kind::Seats => seats(view, &bodies, called).await?,
        Kind::Meetings => meetings::meetings(view, &bodies, called).await?,
        Kind::Resolutions => meetings::resolutions(view, &bodies).await?,
        Kind::Tasks => meetings::tasks(view, &bodies, called).await?,
        Kind::Topics => course::topics(view, &bodies, called).await?,
        Kind::AgendaItems => course::agenda_items(view, &bodies, called).await?,
        Kind::Invitations => course::invitations(view, &bodies, called).await?,
        Kind::Votes => course::votes(view, &bodies, called).await?,
        Kind::MinutesRemarks => course::remarks(view, &bodies, called).await?,
        Kind::Bulletins => bulletins(view, &bodies, called).await?,
        Kind::Opinions => opinions(view, &bodies, called).await?,
        Kind::ListRefreshes => refreshes(view, &bodies).await?,
        _ => Vec::new(),
    };
    const KEYS: [&str; 23] = [
        "consortium",
        "division_code",
        "item",
        "held_on",
        "applied_on",
        "suggested_on",
        "valid_from",
        "unit",
        "kind",
        "post_title",
        "meeting",
        "sequence",
        "title",
        "period_from",
        "made_on",
        "bulletin",
        "body",
        "counts_for",
        "starts_at",
        "proposed_on",
        "origin_consortium",
        "origin",
        "state",
    ];
    rows.sort_by_cached_key(|row| KEYS.map(|key| row.get(key).cloned().unwrap_or_default()));
    Ok(rows)
}

/// What a body is called last: by that a table names it.
pub(super) fn name_of(bodies: &[Consortium], id: ConsortiumId) -> String {
    let found = bodies.iter().find(|body| body.id == id);
    text(found.and_then(|body| body.names.last()).map(|named| named.name.as_str()))
}

fn names(body: &Consortium, called: &Names<'_>) -> Vec<Said> {
    let one = |(at, named): (usize, &storage::consortium::body::Named)| {
        let last = at + 1 == body.names.len();
        let ended = last && named.period.to().is_some();
        let before = at.checked_sub(1).and_then(|at| body.names.get(at));
        said([
            ("name", named.name.as_str().to_owned()),
            ("division_code", (called.division)(body.division, named.period.from())),
            ("valid_from", named.period.from().to_string()),
            ("valid_to", text(named.period.to().filter(|_| last))),
            ("document", text(named.document.as_deref())),
            ("reason", text(named.reason.as_deref())),
            ("former_name", text(before.map(|named| named.name.as_str()))),
            ("end_document", text(body.dissolved_document.as_deref().filter(|_| ended))),
            ("end_reason", text(body.dissolved_reason.as_deref().filter(|_| ended))),
        ])
    };
    body.names.iter().enumerate().map(one).collect()
}

async fn charters(view: &mut View<'_>, bodies: &[Consortium]) -> Result<Vec<Said>> {
    let district = view.district();
    let clauses = charter::clauses(&mut view.conn, district).await?;
    let one = |kept: charter::Kept| {
        said([
            ("consortium", kept.consortium.map(|id| name_of(bodies, id)).unwrap_or_default()),
            ("item", kept.clause.item.word().to_owned()),
            ("value", text(kept.clause.value)),
            ("valid_from", kept.clause.from.to_string()),
            ("reason", text(kept.clause.reason)),
        ])
    };
    Ok(clauses.into_iter().map(one).collect())
}

async fn members(view: &mut View<'_>, bodies: &[Consortium], called: &Names<'_>) -> Result<Vec<Said>> {
    use MemberStepKind as K;
    let district = view.district();
    let all = membership::all(&mut view.conn, district).await?;
    let one = |m: membership::Membership| {
        let last = |kinds: &[K]| m.steps.iter().rev().find(|step| kinds.contains(&step.kind));
        let on = |kinds: &[K]| text(last(kinds).map(|step| step.on));
        let note = |kinds: &[K]| text(last(kinds).and_then(|step| step.note.as_deref()));
        let yes = |kind: K| if last(&[kind]).is_some() { "是".to_owned() } else { String::new() };
        said([
            ("consortium", name_of(bodies, m.consortium)),
            ("unit", (called.body)(m.unit.uuid())),
            ("applied_on", on(&[K::Applied])),
            ("consulted_on", on(&[K::Consulted])),
            ("decided_on", on(&[K::Accepted, K::Declined])),
            ("declined", yes(K::Declined)),
            ("valid_from", text(m.tenure.map(|tenure| tenure.from()))),
            ("warned_on", on(&[K::Warned])),
            ("warning", note(&[K::Warned])),
            ("left_on", on(&[K::Notice, K::Removed])),
            ("valid_to", text(m.tenure.and_then(|tenure| tenure.to()))),
            ("removed", yes(K::Removed)),
            ("reason", note(&[K::Declined, K::Notice, K::Removed])),
            ("outside_reason", text(m.outside_reason.as_deref())),
        ])
    };
    Ok(all.into_iter().map(one).collect())
}

async fn seats(view: &mut View<'_>, bodies: &[Consortium], called: &Names<'_>) -> Result<Vec<Said>> {
    use SeatStepKind as K;
    let district = view.district();
    let all = seat::all(&mut view.conn, district, view.as_of).await?;
    let posts: HashMap<PostId, String> = {
        let keys = post::keys(&mut view.conn, district).await?;
        keys.into_iter().map(|((_, _, title), id)| (id, title)).collect()
    };
    let one = |seat: seat::Seat| {
        let step = |kind: K| seat.steps.iter().rev().find(|step| step.kind == kind);
        let on = |kind: K| text(step(kind).map(|step| step.on));
        let ended = step(K::Ended);
        let (organisation, title, unit, from, to) = match &seat.bound {
            Bound::Post { post, body_name, .. } => {
                let title = posts.get(post).cloned().unwrap_or_default();
                let (from, to) = (seat.period.map(|p| p.from()), seat.period.and_then(|p| p.to()));
                (body_name.clone(), title, String::new(), text(from), text(to))
            }
            Bound::Person { unit, .. } => {
                let name = (called.body)(unit.uuid());
                (String::new(), String::new(), name, on(K::Appointed), text(ended.map(|step| step.on)))
            }
        };
        said([
            ("consortium", name_of(bodies, seat.consortium)),
            ("kind", seat.kind.word().to_owned()),
            ("organisation", organisation),
            ("post_title", title),
            ("unit", unit),
            ("suggested_on", on(K::Suggested)),
            ("consented_on", on(K::Consented)),
            ("approved_on", on(K::Approved)),
            ("valid_from", from),
            ("renewed_on", on(K::Renewed)),
            // Why an ex officio seat ended stands in the journal alone.
            ("reason", if to.is_empty() { String::new() } else { reason(ended) }),
            ("valid_to", to),
        ])
    };
    Ok(all.into_iter().map(one).collect())
}

fn reason(ended: Option<&seat::Step>) -> String {
    ended.and_then(|step| step.note.clone()).unwrap_or_else(|| "席位撤销".to_owned())
}

/// A draft that was taken back before anybody got it is no part of the past: it stands in the journal alone.
async fn bulletins(view: &mut View<'_>, bodies: &[Consortium], called: &Names<'_>) -> Result<Vec<Said>> {
    let district = view.district();
    let all = bulletin::all(&mut view.conn, district).await?;
    let mut sections: HashMap<BulletinId, Vec<_>> = HashMap::new();
    for (id, section) in bulletin::sections(&mut view.conn, district, None).await? {
        sections.entry(id).or_default().push(section);
    }
    let receipts = bulletin::receipts_of(&mut view.conn, district, None).await?;
    let received = |id: BulletinId| {
        let own = receipts.iter().filter(|receipt| receipt.bulletin == id);
        let said = own.filter_map(|r| Some(format!("{}：{}", (called.body)(r.unit.uuid()), r.received_on?)));
        let mut said: Vec<_> = said.collect();
        said.sort();
        said.join("；")
    };
    let one = |b: bulletin::Bulletin| {
        let (withdrawn_on, reason) = b.withdrawn.unzip();
        said([
            ("consortium", name_of(bodies, b.consortium)),
            ("title", b.title),
            ("period_from", b.from.to_string()),
            ("period_to", b.to.to_string()),
            ("content", crate::import::content(sections.get(&b.id).map_or(&[], Vec::as_slice))),
            ("approved_on", text(b.approved_on)),
            ("published_on", text(b.published_on)),
            ("received", received(b.id)),
            ("withdrawn_on", text(withdrawn_on)),
            ("reason", text(reason)),
        ])
    };
    let kept = all.into_iter().filter(|b| b.published_on.is_some() || b.withdrawn.is_none());
    Ok(kept.map(one).collect())
}

async fn opinions(view: &mut View<'_>, bodies: &[Consortium], called: &Names<'_>) -> Result<Vec<Said>> {
    let district = view.district();
    let all = bulletin::all(&mut view.conn, district).await?;
    let given = bulletin::opinions_of(&mut view.conn, district, None).await?;
    let one = |opinion: bulletin::Opinion| {
        let about = all.iter().find(|b| b.id == opinion.bulletin)?;
        Some(said([
            ("consortium", name_of(bodies, about.consortium)),
            ("bulletin", about.title.clone()),
            ("unit", (called.body)(opinion.unit.uuid())),
            ("kind", opinion.kind.word().to_owned()),
            ("body", opinion.body),
            ("made_on", opinion.made_on.to_string()),
            ("due_on", opinion.due_on.to_string()),
            ("answer", text(opinion.answer)),
            ("answered_on", text(opinion.answered_on)),
            ("closed_on", text(opinion.closed_on)),
        ]))
    };
    Ok(given.into_iter().filter_map(one).collect())
}

async fn refreshes(view: &mut View<'_>, bodies: &[Consortium]) -> Result<Vec<Said>> {
    let district = view.district();
    let all = bulletin::refreshes(&mut view.conn, district, None).await?;
    let one = |refresh: bulletin::Refresh| {
        said([
            ("consortium", name_of(bodies, refresh.consortium)),
            ("refreshed_on", refresh.on.to_string()),
            ("counts_for", refresh.counts_for.to_string()),
            ("note", text(refresh.note)),
        ])
    };
    Ok(all.into_iter().map(one).collect())
}
