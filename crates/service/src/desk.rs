//! The desk (工作台): what still needs the caller, computed from the recorded facts of the caller's place.

use std::collections::{BTreeMap, HashSet};

use chrono::{Datelike, NaiveDate, NaiveTime};
use domain::access::Operation;
use domain::consortium::{SeatKind, SeatStatus};
use domain::grid::{DivisionRef, Level, Node, Series, Tree};
use domain::id::{ConsortiumId, DivisionId, MeetingId, PostId, TopicId, UnitId};
use domain::journal::{ObjectRef, ObjectType};
use domain::meeting::MeetingKind;
use domain::meeting::task::TaskState;
use domain::meeting::topic::TopicState;
use domain::obligation::{ObligationKind, State, WorkingDays};
use domain::period::Period;
use storage::consortium::{body, membership};
use storage::organisation::party_organisation::PartyFilter;
use storage::organisation::post::PostFilter;
use storage::organisation::unit::UnitFilter;

use crate::clock::year_before;
use crate::consortium::{Bound, Consortium, Overview, distinct, overview};
use crate::feedback::open_feedback;
use crate::obligation::overdue;
use crate::organisation::{list_party_organisations, list_posts, list_units};
use crate::{Listing, Result, View, office_day};

/// How many of a kind the desk names; the total counts all.
const NAMED: i64 = 50;

domain::words! {
    pub enum DeskKind {
        PostVacant = "post_vacant", "岗位空缺";
        CountStale = "count_stale", "党组织人数待更新";
        CreditCodeMissing = "credit_code_missing", "缺统一社会信用代码";
        PopulationMissing = "population_missing", "缺人口数";
        FeedbackOpen = "feedback_open", "投诉与建议待答复";
        ChangeWaiting = "change_waiting", "待核准的权限变更";
        ObligationOverdue = "obligation_overdue", "联合体逾期事项";
        ObligationDue = "obligation_due", "联合体待办事项";
        SeatVacant = "seat_vacant", "工委席位空缺";
        LiaisonMissing = "liaison_missing", "成员单位缺联络员";
        TaskOverdue = "task_overdue", "逾期任务";
        TaskOpen = "task_open", "待办任务";
        TaskReported = "task_reported", "待验收任务";
        CorrectionOpen = "correction_open", "待处理的更正意见";
        TopicForwarded = "topic_forwarded", "待答复的提请事项";
        TopicAnswered = "topic_answered", "上级已答复的提请事项";
        InvitationOpen = "invitation_open", "待答复的会议通知";
        NoticeArrived = "notice_arrived", "下级联合体的会议通知";
        TopicWaiting = "topic_waiting", "待处理的议题";
        BulletinUnreceived = "bulletin_unreceived", "通报待签收";
        BulletinPending = "bulletin_pending", "通报待审批发布";
        ReceiptMissing = "receipt_missing", "尚未签收通报的单位";
        OpinionOpen = "opinion_open", "意见建议待答复";
    }
}

/// What of the object needs somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeskDetail {
    Obligation { kind: ObligationKind, period: Period, days_left: i64 },
    Seat { kind: SeatKind, status: SeatStatus },
    Topic(Box<Asked>),
    Task { meeting: MeetingId, unit: String, state: TaskState, percent: i64 },
    Meeting(Box<Called>),
}

/// A meeting that a notice calls to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Called {
    pub consortium: String,
    pub kind: MeetingKind,
    pub held_on: NaiveDate,
    pub starts_at: Option<NaiveTime>,
    pub place: String,
}

/// A topic that went up, as far as whoever answers it must know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    pub topic: TopicId,
    pub version: i64,
    pub from: String,
    pub body: Option<String>,
    pub reason: Option<String>,
    pub answer: Option<String>,
}

pub struct DeskItem {
    pub kind: DeskKind,
    pub object: ObjectRef,
    pub division: DivisionRef,
    pub since: Option<NaiveDate>,
    pub due: Option<NaiveDate>,
    pub detail: Option<DeskDetail>,
}

pub struct Desk {
    pub items: Vec<DeskItem>,
    /// All that is open, by kind; the items name the first of each.
    pub totals: BTreeMap<DeskKind, i64>,
}

impl Desk {
    /// Counts an item, and names it while there are not too many of its kind.
    fn add(&mut self, item: DeskItem) {
        let total = self.totals.entry(item.kind).or_default();
        *total += 1;
        if *total <= NAMED {
            self.items.push(item);
        }
    }

    pub fn total(&self) -> i64 {
        self.totals.values().sum()
    }
}

/// # Errors
/// When the database cannot be read. An appointment that sees no business data has an empty desk.
pub async fn desk(view: &mut View<'_>) -> Result<Desk> {
    let mut desk = Desk { items: Vec::new(), totals: BTreeMap::new() };
    let own = view.caller.actor.place;
    let may = |operation| view.caller.actor.may(operation, &own);
    let (bodies, posts, counts, units, figures, changes) = (
        may(Operation::MeetingRecord),
        may(Operation::PostAssign),
        may(Operation::PartyCountRecord),
        may(Operation::UnitEdit),
        may(Operation::ObservationRecord),
        may(Operation::ChangeDecide),
    );
    if view.caller.actor.may(Operation::FeedbackAnswer, &own) {
        open_messages(view, &mut desk).await?;
    }
    if changes {
        waiting_changes(view, &mut desk).await?;
    }
    if may(Operation::InvitationAnswer) {
        meetings(view, &mut desk).await?;
    }
    if may(Operation::BulletinReceive) && own.unit.is_some() {
        crate::bulletin::unread(view).await?.into_iter().for_each(|item| desk.add(item));
    }
    let named = if bodies { consortia(view, &mut desk).await? } else { HashSet::new() };
    for item in crate::resolution::desk_items(view).await? {
        desk.add(item);
    }
    for item in crate::forwarding::desk_items(view).await? {
        desk.add(item);
    }
    if posts {
        vacant_posts(view, &mut desk, &named).await?;
    }
    if counts {
        stale_counts(view, &mut desk).await?;
    }
    if units {
        missing_codes(view, &mut desk).await?;
    }
    if figures {
        missing_population(view, &mut desk).await?;
    }
    desk.items.sort_by_key(|item| item.due.unwrap_or(domain::period::FAR));
    Ok(desk)
}

fn listing() -> Listing {
    Listing { limit: NAMED, ..Listing::default() }
}

/// What waits for a second person that the caller can be.
async fn waiting_changes(view: &mut View<'_>, desk: &mut Desk) -> Result<()> {
    let waiting = crate::access::waiting_for(view).await?;
    let tree = view.tree().await?;
    let Some(division) = tree.get(view.district()).map(|node| node.as_ref()) else { return Ok(()) };
    desk.totals.insert(DeskKind::ChangeWaiting, i64::try_from(waiting.len()).unwrap_or(0));
    desk.items.extend(waiting.iter().map(|change| DeskItem {
        kind: DeskKind::ChangeWaiting,
        object: ObjectRef { kind: ObjectType::Change, id: change.id, name: crate::access::title(change) },
        division: division.clone(),
        since: Some(crate::office_day(change.requested_at)),
        due: Some(crate::office_day(change.expires_at)),
        detail: None,
    }));
    Ok(())
}

async fn vacant_posts(view: &mut View<'_>, desk: &mut Desk, named: &HashSet<PostId>) -> Result<()> {
    let found = list_posts(view, &listing(), &PostFilter { vacant: true, ..PostFilter::default() }).await?;
    let total = found.total - i64::try_from(named.len()).unwrap_or(0);
    desk.totals.insert(DeskKind::PostVacant, total);
    let others = found.page.items.into_iter().filter(|shown| !named.contains(&shown.post.id));
    desk.items.extend(others.map(|shown| DeskItem {
        kind: DeskKind::PostVacant,
        object: ObjectRef {
            kind: ObjectType::Post,
            id: shown.post.id.uuid(),
            name: format!("{} {}", shown.post.body_name, shown.post.title),
        },
        division: shown.division,
        since: None,
        due: None,
        detail: None,
    }));
    Ok(())
}

/// Who has waited longest comes first.
async fn open_messages(view: &mut View<'_>, desk: &mut Desk) -> Result<()> {
    let found = open_feedback(view, NAMED).await?;
    let (tree, district) = (view.tree().await?, view.district());
    desk.totals.insert(DeskKind::FeedbackOpen, found.total);
    desk.items.extend(found.page.items.into_iter().map(|feedback| DeskItem {
        kind: DeskKind::FeedbackOpen,
        object: ObjectRef {
            kind: ObjectType::Feedback,
            id: feedback.id.uuid(),
            name: feedback.kind.term().to_owned(),
        },
        division: tree.reference(district),
        since: Some(office_day(feedback.sent_at)),
        due: None,
        detail: None,
    }));
    Ok(())
}

/// What the bodies of the caller's own place owe and lack; of those below it, what is overdue. Answers with the vacant
/// posts that it has named: they are not to be named again.
async fn consortia(view: &mut View<'_>, desk: &mut Desk) -> Result<HashSet<PostId>> {
    let (tree, district) = (view.tree().await?, view.district());
    let own = view.caller.actor.place.division_id();
    if own == district {
        overdue_in_district(view, desk, &tree).await?;
        return Ok(HashSet::new());
    }
    let inside: Vec<DivisionId> =
        tree.nodes().iter().map(|node| node.id).filter(|id| tree.is_within(*id, own)).collect();
    let mut bodies = body::of_divisions(&mut view.conn, district, &inside).await?;
    bodies.retain(|body| body.life().contains(view.as_of));
    let overview = overview(view, bodies).await?;
    for body in &overview.bodies {
        for owed in overview.owed(body) {
            let kind = match owed.state {
                State::Overdue => DeskKind::ObligationOverdue,
                State::Due if body.division == own => DeskKind::ObligationDue,
                _ => continue,
            };
            desk.add(owed_item(
                kind,
                body,
                (owed.kind, owed.period, owed.due),
                &overview.days,
                (&tree, overview.day),
            ));
        }
    }
    let mine: Vec<_> = overview.bodies.iter().filter(|body| body.division == own).collect();
    let mut named = vacant_seats(desk, &mine, &overview, &tree);
    let gaps = distinct(mine.iter().flat_map(|body| overview.without_liaison(body)));
    let ids: Vec<UnitId> = gaps.iter().map(|(unit, _)| *unit).collect();
    let units = membership::units_named(&mut view.conn, district, &ids, overview.day).await?;
    let own_bodies: Vec<_> = mine.iter().map(|body| body.id).collect();
    crate::bulletin::awaited(view, &own_bodies).await?.into_iter().for_each(|item| desk.add(item));
    for (unit, liaison) in gaps {
        let Some(unit) = units.iter().find(|known| known.id == unit) else { continue };
        // The post of a member from outside the caller's place is on nobody else's list here.
        if let Some(liaison) = liaison.filter(|_| tree.is_within(unit.division, own)) {
            named.insert(liaison.post);
        }
        desk.add(DeskItem {
            kind: DeskKind::LiaisonMissing,
            object: ObjectRef { kind: ObjectType::Unit, id: unit.id.uuid(), name: unit.name.clone() },
            division: tree.reference(unit.division),
            since: None,
            due: None,
            detail: None,
        });
    }
    Ok(named)
}

/// A district has no consortium of its own: it oversees those of all its streets and communities.
async fn overdue_in_district(view: &mut View<'_>, desk: &mut Desk, tree: &Tree) -> Result<()> {
    let (total, first) = overdue(view, usize::try_from(NAMED).unwrap_or(0)).await?;
    if total == 0 {
        return Ok(());
    }
    desk.totals.insert(DeskKind::ObligationOverdue, total);
    let ids: Vec<ConsortiumId> = first.iter().map(|open| open.consortium).collect();
    let (district, day) = (view.district(), view.as_of);
    let bodies = body::some(&mut view.conn, district, &ids).await?;
    let days = crate::obligation::working_days(&mut view.conn).await?;
    let items = first.iter().filter_map(|open| {
        let body = bodies.iter().find(|body| body.id == open.consortium)?;
        let owed = (open.kind, open.period, open.due);
        Some(owed_item(DeskKind::ObligationOverdue, body, owed, &days, (tree, day)))
    });
    desk.items.extend(items);
    Ok(())
}

fn owed_item(
    kind: DeskKind,
    body: &Consortium,
    (owed, period, due): (ObligationKind, Period, NaiveDate),
    days: &WorkingDays,
    (tree, day): (&Tree, NaiveDate),
) -> DeskItem {
    DeskItem {
        kind,
        object: consortium_ref(body, day),
        division: tree.reference(body.division),
        since: None,
        due: Some(due),
        detail: Some(DeskDetail::Obligation { kind: owed, period, days_left: days.left(day, due) }),
    }
}

/// Answers with the vacant posts among them.
fn vacant_seats(desk: &mut Desk, mine: &[&Consortium], overview: &Overview, tree: &Tree) -> HashSet<PostId> {
    let mut named = HashSet::new();
    for body in mine {
        for (seat, status) in overview.gaps(body) {
            if let Bound::Post { post, .. } = &seat.bound {
                named.insert(*post);
            }
            desk.add(DeskItem {
                kind: DeskKind::SeatVacant,
                object: consortium_ref(body, overview.day),
                division: tree.reference(body.division),
                since: seat.period.and_then(|term| term.to()),
                due: None,
                detail: Some(DeskDetail::Seat { kind: seat.kind, status }),
            });
        }
    }
    named
}

fn consortium_ref(body: &Consortium, day: NaiveDate) -> ObjectRef {
    ObjectRef { kind: ObjectType::Consortium, id: body.id.uuid(), name: body.name_on(day).to_owned() }
}

/// What calls the caller's unit; for a secretariat the topics that wait for it, and the notices of the bodies below.
async fn meetings(view: &mut View<'_>, desk: &mut Desk) -> Result<()> {
    let (tree, district, day) = (view.tree().await?, view.district(), view.as_of);
    let place = view.caller.actor.place;
    let (bodies, own_unit) = match place.unit {
        Some(unit) => {
            let held = membership::of_unit(&mut view.conn, district, unit).await?;
            let ids: Vec<ConsortiumId> = held.iter().map(|m| m.consortium).collect();
            let called = storage::meeting::invitation::ahead_of_unit(&mut view.conn, district, unit).await?;
            (body::some(&mut view.conn, district, &ids).await?, called)
        }
        None => {
            let own = place.division_id();
            let of = |node: &Node| node.id == own || node.facts.parent == Some(own);
            let divisions: Vec<DivisionId> =
                tree.nodes().iter().filter(|node| of(node)).map(|node| node.id).collect();
            (body::of_divisions(&mut view.conn, district, &divisions).await?, Vec::new())
        }
    };
    let ids: Vec<ConsortiumId> = bodies.iter().map(|body| body.id).collect();
    let ahead = storage::meeting::ahead(&mut view.conn, district, &ids).await?;
    for meeting in ahead.iter().filter(|m| m.facts.held_on >= day && m.course.notified_on.is_some()) {
        let Some(body) = bodies.iter().find(|body| body.id == meeting.consortium) else { continue };
        let open = own_unit.iter().any(|one| one.meeting == meeting.id && one.answer.is_none());
        // Whoever oversees the body: the street for its communities, the district for its streets.
        let above = tree.get(body.division).and_then(|node| node.facts.parent);
        let kind = match place.unit {
            Some(_) if open => DeskKind::InvitationOpen,
            None if above == Some(place.division_id()) => DeskKind::NoticeArrived,
            _ => continue,
        };
        let facts = &meeting.facts;
        let consortium = body.name_on(day).to_owned();
        desk.add(DeskItem {
            kind,
            object: ObjectRef {
                kind: ObjectType::Meeting,
                id: meeting.id.uuid(),
                name: format!("{consortium} {}", facts.kind.term()),
            },
            division: tree.reference(body.division),
            since: meeting.course.notified_on,
            due: Some(facts.held_on),
            detail: Some(DeskDetail::Meeting(Box::new(Called {
                consortium,
                kind: facts.kind,
                held_on: facts.held_on,
                starts_at: meeting.course.starts_at,
                place: facts.place.clone(),
            }))),
        });
    }
    if place.unit.is_some() {
        return Ok(());
    }
    for body in bodies.iter().filter(|b| b.division == place.division_id() && b.life().contains(day)) {
        for topic in storage::meeting::topic::of_consortium(&mut view.conn, district, body.id).await? {
            if topic.state != TopicState::Proposed {
                continue;
            }
            let wanted = ahead.iter().find(|m| Some(m.id) == topic.meeting);
            desk.add(DeskItem {
                kind: DeskKind::TopicWaiting,
                object: ObjectRef { kind: ObjectType::Consortium, id: body.id.uuid(), name: topic.title },
                division: tree.reference(body.division),
                since: Some(topic.proposed_on),
                due: wanted.map(|m| m.facts.held_on),
                detail: None,
            });
        }
    }
    Ok(())
}

/// The yearly count is due at the end of the year after the last one.
async fn stale_counts(view: &mut View<'_>, desk: &mut Desk) -> Result<()> {
    let filter = PartyFilter { counted_before: Some(year_before(view.as_of)), ..PartyFilter::default() };
    let found = list_party_organisations(view, &listing(), &filter).await?;
    desk.totals.insert(DeskKind::CountStale, found.total);
    let this_year = view.as_of.year();
    desk.items.extend(found.page.items.into_iter().map(|shown| {
        let since = shown.count.as_ref().map(|count| count.counted_on);
        let year = since.map_or(this_year, |day| day.year() + 1);
        DeskItem {
            kind: DeskKind::CountStale,
            object: ObjectRef {
                kind: ObjectType::PartyOrganisation,
                id: shown.party.id.uuid(),
                name: shown.party.now.facts.name.as_str().to_owned(),
            },
            division: shown.division,
            since,
            due: NaiveDate::from_ymd_opt(year, 12, 31),
            detail: None,
        }
    }));
    Ok(())
}

async fn missing_codes(view: &mut View<'_>, desk: &mut Desk) -> Result<()> {
    let filter = UnitFilter { credit_code_missing: true, ..UnitFilter::default() };
    let found = list_units(view, &listing(), &filter).await?;
    desk.totals.insert(DeskKind::CreditCodeMissing, found.total);
    desk.items.extend(found.page.items.iter().map(|shown| DeskItem {
        kind: DeskKind::CreditCodeMissing,
        object: ObjectRef {
            kind: ObjectType::Unit,
            id: shown.unit.id.uuid(),
            name: shown.unit.now.facts.name.as_str().to_owned(),
        },
        division: shown.division.clone(),
        since: Some(shown.unit.now.period.from()),
        due: None,
        detail: None,
    }));
    Ok(())
}

async fn missing_population(view: &mut View<'_>, desk: &mut Desk) -> Result<()> {
    let (tree, district, as_of) = (view.tree().await?, view.district(), view.as_of);
    let own = view.caller.actor.place.division_id();
    let seen = storage::grid::observations(&mut view.conn, district, as_of).await?;
    let registered = seen.iter().filter(|o| o.series == Series::PopulationRegistered);
    let stated: HashSet<DivisionId> = registered.map(|o| o.division).collect();
    // A street that states its own population owes none for the communities in it.
    let missing: Vec<_> = tree
        .nodes()
        .iter()
        .filter(|node| node.level() == Level::Community && tree.is_within(node.id, own))
        .filter(|node| !tree.path(node.id).iter().any(|above| stated.contains(&above.id)))
        .collect();
    desk.totals.insert(DeskKind::PopulationMissing, i64::try_from(missing.len()).unwrap_or(0));
    let named = usize::try_from(NAMED).unwrap_or(0);
    desk.items.extend(missing.into_iter().take(named).map(|node| DeskItem {
        kind: DeskKind::PopulationMissing,
        object: ObjectRef {
            kind: ObjectType::Division,
            id: node.id.uuid(),
            name: node.facts.name.as_str().to_owned(),
        },
        division: node.as_ref(),
        since: Some(node.period.from()),
        due: None,
        detail: None,
    }));
    Ok(())
}
