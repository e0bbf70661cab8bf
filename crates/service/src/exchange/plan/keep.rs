//! A plan is made over a scope and kept, and made anew around what people decided.

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::{Operation, Place};
use domain::exchange::ClaimState;
use domain::exchange::matching::{Facts, LeftWord, MatchRule, PairOrigin, PairState, PlanState, Weights};
use domain::grid::DivisionRef;
use domain::id::{DivisionId, MatchPairId, MatchPlanId};
use domain::journal::{ObjectRef, ObjectType};
use domain::rule::{Refusal, Rule};
use serde_json::{Value, json};
use sm3::{Digest, Sm3};
use solver::matching::MatchError;
use storage::exchange::plan::{self, Claimed, Left, Made, Pair, Plan};

use super::load::listed;
use super::market::Waiting;
use super::propose::propose_of;
use super::show::inside;
use super::{Built, LeftWhy, Locked, Market, Proposal, WhatIf, build};
use crate::access::Caller;
use crate::exchange::places::ground;
use crate::work::check_bumped;
use crate::{Error, Lianhe, Result, View, Work, Write};

/// Makes a plan for the demands of a division, as a draft.
///
/// # Errors
/// `NotFound` and `Forbidden` where the caller makes no plans.
pub async fn make_plan(lianhe: &Lianhe, caller: &Caller, division: DivisionId) -> Result<MatchPlanId> {
    let mut view = lianhe.view(caller, None).await?;
    let place = view.tree().await?.place(division).ok_or(Error::NotFound)?;
    view.authorise(Operation::MatchPlan, &place)?;
    let computed = compute(&mut view, division, Vec::new()).await?;
    drop(view);
    if computed.demands == 0 {
        return Err(Refusal::new(Rule::MatchNothing, "division_id").into());
    }
    lianhe.write(caller, KeepPlan { division, former: None, computed }).await
}

/// Makes it anew from the lists as they are now: what is locked or accepted stays, what was declined stays away, the rest is the
/// optimum's.
///
/// # Errors
/// As [`make_plan`]; `Stale` when somebody else changed the plan before.
pub async fn remake_plan(
    lianhe: &Lianhe,
    caller: &Caller,
    id: MatchPlanId,
    version: i64,
) -> Result<MatchPlanId> {
    let mut view = lianhe.view(caller, None).await?;
    let (district, tree) = (view.district(), view.tree().await?);
    let former = plan::get(&mut view.conn, district, id).await?.ok_or(Error::NotFound)?;
    let place = tree.place(former.division).ok_or(Error::NotFound)?;
    view.authorise(Operation::MatchPlan, &place)?;
    former.state.check_open()?;
    let pairs = plan::pairs(&mut view.conn, district, id, former.round).await?;
    let locked = pairs.iter().filter(|pair| pair.state == PairState::Locked);
    let lock = |pair: &Pair| Locked { offer: pair.offer, demand: pair.demand, quantity: pair.quantity };
    let computed = compute(&mut view, former.division, locked.map(lock).collect()).await?;
    drop(view);
    let division = former.division;
    lianhe
        .write(caller, KeepPlan { division, former: Some((Plan { version, ..former }, pairs)), computed })
        .await
}

/// What the solver answers, with all that it was asked.
struct Computed {
    proposal: Proposal,
    waiting: Vec<Waiting>,
    on: NaiveDate,
    journal: i64,
    digest: String,
    weights: Weights,
    rules: Vec<MatchRule>,
    offers: i64,
    demands: i64,
    asked: i64,
}

async fn compute(view: &mut View<'_>, division: DivisionId, locks: Vec<Locked>) -> Result<Computed> {
    let listed = listed(view).await?;
    let inside = inside(view, &listed, Some(division)).await?;
    let (on, journal) = (view.as_of, view.caller.revision.journal);
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let computing = tokio::task::spawn_blocking(move || {
        let market = listed.market.narrowed(&inside, &WhatIf::default());
        let built = build(&market, &locks);
        Ok::<_, MatchError>(Computed {
            proposal: propose_of(&market, &locks, &built)?,
            on,
            journal,
            digest: digest(&market, &built),
            offers: count(market.offers.len()),
            demands: count(market.needs.len()),
            asked: market.needs.iter().map(|need| need.open).sum(),
            weights: market.weights,
            rules: market.rules,
            waiting: market.waiting,
        })
    });
    Ok(computing.await.map_err(|_| Error::Storage(storage::Error::Panicked))??)
}

/// Of everything that the solver was given: whoever has the same instance has the same plan.
fn digest(market: &Market, built: &Built) -> String {
    let mut hash = Sm3::new();
    let mut put = |n: i64| hash.update(n.to_be_bytes());
    let instance = &built.instance;
    instance.supplies.iter().for_each(|capacity| put(*capacity));
    for demand in &instance.demands {
        put(demand.quantity);
        put(demand.priority);
    }
    for pair in &instance.pairs {
        [i64::from(pair.supply), i64::from(pair.demand), pair.score, pair.fixed, pair.upper.unwrap_or(-1)]
            .into_iter()
            .for_each(&mut put);
    }
    market.offers.iter().for_each(|offer| hash.update(offer.entry.uuid().as_bytes()));
    market.needs.iter().for_each(|need| hash.update(need.entry.uuid().as_bytes()));
    hex::encode(hash.finalize())
}

struct KeepPlan {
    division: DivisionId,
    /// The plan as it was read, with its pairs, where it is made anew.
    former: Option<(Plan, Vec<Pair>)>,
    computed: Computed,
}

impl Write for KeepPlan {
    type Output = MatchPlanId;

    async fn run(self, work: &mut Work<'_>) -> Result<MatchPlanId> {
        let district = work.district();
        let (scope, place) = scope(work, self.division).await?;
        work.authorise(Operation::MatchPlan, &place)?;
        let (former, pairs) = self.former.unzip();
        let made = made(&self.computed, work.now)?;
        let kept = Plan {
            id: former.as_ref().map_or_else(|| MatchPlanId::new(work.ids.uuid()), |plan| plan.id),
            version: former.as_ref().map_or(1, |plan| plan.version),
            division: self.division,
            state: former.as_ref().map_or(PlanState::Draft, |plan| plan.state),
            round: former.as_ref().map_or(1, |plan| plan.round + 1),
            made,
            person: work.actor.person,
            person_name: work.actor.person_name.clone(),
        };
        match &former {
            None => plan::insert(work.tx, district, &kept).await?,
            Some(_) => check_bumped(plan::replace(work.tx, district, &kept).await?)?,
        }
        let rows = rows(work, &kept, &self.computed, pairs.as_deref().unwrap_or_default());
        // A city's plan has tens of thousands of rows: they go together.
        storage::journal::begin_bulk(work.tx);
        for pair in &rows {
            plan::insert_pair(work.tx, district, pair).await?;
        }
        for one in &self.computed.proposal.left {
            let left = left_row(work, one);
            plan::insert_left(work.tx, district, (kept.id, kept.round), &left).await?;
        }
        plan::forget(work.tx, district, kept.id, kept.round - 1).await?;
        let before = former.as_ref().map(values);
        let after = Some(values(&kept));
        work.journal(Operation::MatchPlan, object(&kept, &scope), (before, after), None).await?;
        storage::journal::end_bulk(work.tx).await?;
        Ok(kept.id)
    }
}

fn made(computed: &Computed, at: DateTime<Utc>) -> Result<Made> {
    let help = serde_json::to_string(&computed.proposal.help);
    Ok(Made {
        on: computed.on,
        at,
        journal: computed.journal,
        digest: computed.digest.clone(),
        weights: computed.weights,
        rules: computed.rules.clone(),
        offers: computed.offers,
        demands: computed.demands,
        asked: computed.asked,
        served: computed.proposal.served,
        score: computed.proposal.score,
        help: help.map_err(|why| storage::Error::corrupt("match_plan", why))?,
    })
}

/// The pairs of the new round: what people decided before stands on them, or beside them where it takes no part any more.
fn rows(work: &mut Work<'_>, kept: &Plan, computed: &Computed, former: &[Pair]) -> Vec<Pair> {
    let same = |a: &Pair, offer, demand| a.offer == offer && a.demand == demand;
    let mut rows = Vec::new();
    for proposed in &computed.proposal.pairs {
        let (offer, demand) = (proposed.offer, proposed.demand);
        let waits = computed.waiting.iter().find(|one| one.offer == offer && one.demand == demand);
        let claim =
            waits.map(|one| Claimed { id: one.claim, state: ClaimState::Proposed, quantity: one.quantity });
        // What came of a claim that is over is told by that claim; the pair is a new one.
        let was = former
            .iter()
            .find(|pair| same(pair, offer, demand) && (pair.state == PairState::Locked || claim.is_some()));
        let (origin, state) = match (was, claim) {
            (_, Some(_)) => (was.map_or(PairOrigin::Standing, |was| was.origin), PairState::Accepted),
            (Some(was), None) => (was.origin, PairState::Locked),
            (None, None) => (PairOrigin::Solver, PairState::Proposed),
        };
        rows.push(Pair {
            id: MatchPairId::new(work.ids.uuid()),
            plan: kept.id,
            round: kept.round,
            demand,
            offer,
            quantity: proposed.quantity,
            score: proposed.score,
            facts: Facts { fit: proposed.fit, applied: proposed.applied.clone(), ahead: proposed.ahead },
            origin,
            state,
            claim,
            declined: None,
            runner_up: proposed.runner_up,
        });
    }
    // Agreed on, so it is on no list any more; or declined, and shown as that.
    for pair in former {
        let agreed = pair.claim.is_some_and(|claim| claim.state.is_agreed());
        let gone = rows.iter().any(|row| same(row, pair.offer, pair.demand));
        if (agreed && pair.state == PairState::Accepted) || (pair.state == PairState::Declined && !gone) {
            rows.push(Pair { id: MatchPairId::new(work.ids.uuid()), round: kept.round, ..pair.clone() });
        }
    }
    rows
}

fn left_row(work: &mut Work<'_>, left: &super::Left) -> Left {
    let (why, bar) = match left.why {
        LeftWhy::Barred(bar) => (LeftWord::Barred, Some(bar)),
        LeftWhy::Full => (LeftWord::Full, None),
        LeftWhy::Bounds => (LeftWord::Bounds, None),
    };
    Left {
        row: work.ids.uuid(),
        demand: left.demand,
        quantity: left.quantity,
        why,
        bar,
        nearest: left.nearest,
    }
}

/// The division of a plan, and where it lies.
pub(super) async fn scope(work: &mut Work<'_>, division: DivisionId) -> Result<(DivisionRef, Place)> {
    let today = work.today();
    let at = ground(work, division, today, "division_id").await?;
    Ok((at.division, at.place))
}

pub(super) fn object(plan: &Plan, scope: &DivisionRef) -> ObjectRef {
    let name = format!("{} {}", scope.name, plan.made.on);
    ObjectRef { kind: ObjectType::MatchPlan, id: plan.id.uuid(), name }
}

pub(super) fn values(plan: &Plan) -> Value {
    let made = &plan.made;
    json!({ "state": plan.state.word(), "round": plan.round, "made_on": made.on, "lists_of_entry": made.journal,
        "digest": made.digest, "demands": made.demands, "asked": made.asked, "served": made.served })
}
