//! A person chooses another partner or quantity, or a pair that the plan has not.

use std::collections::HashMap;

use domain::access::Operation;
use domain::exchange::matching::{Ahead, Bar, Facts, LeftWord, PairOrigin, PairState, Standing, make_room};
use domain::id::{EntryId, MatchPairId, MatchPlanId};
use domain::rule::{Refusal, Rule};
use serde_json::json;
use storage::exchange::plan::{self, Left, Pair};

use super::decide::pair_name;
use super::keep::{object, scope};
use super::load::listed;
use crate::access::Caller;
use crate::work::check_bumped;
use crate::{Error, Lianhe, Result, Work, Write};

/// What a person wants of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HandPair {
    pub demand: EntryId,
    pub offer: EntryId,
    pub quantity: i64,
    /// The pair in whose place it comes.
    pub replaces: Option<MatchPairId>,
}

/// Sets a pair by hand and locks it. It need not score enough, but nothing may rule it out.
///
/// # Errors
/// Refuses what a hard condition rules out, naming it, and more than there is.
pub async fn set_pair(
    lianhe: &Lianhe,
    caller: &Caller,
    (id, version): (MatchPlanId, i64),
    wanted: HandPair,
) -> Result<MatchPlanId> {
    let mut view = lianhe.view(caller, None).await?;
    let (district, tree) = (view.district(), view.tree().await?);
    let of = plan::get(&mut view.conn, district, id).await?.ok_or(Error::NotFound)?;
    let place = tree.place(of.division).ok_or(Error::NotFound)?;
    view.authorise(Operation::MatchPlan, &place)?;
    let listed = listed(&mut view).await?;
    drop(view);
    let market = &listed.market;
    let missing = |field, id: EntryId| {
        let title = listed.entries.get(&id).map(|entry| entry.facts.title.as_str().to_owned());
        let rule = if title.is_some() { Rule::MatchBarred } else { Rule::EntryUnknown };
        Refusal::new(rule, field).with(title.map_or_else(|| id.to_string(), |_| Bar::Capacity.term().into()))
    };
    let need = market.need_of(wanted.demand).ok_or_else(|| missing("demand_id", wanted.demand))?;
    let offer = market.offer_of(wanted.offer).ok_or_else(|| missing("offer_id", wanted.offer))?;
    let barred = |bar: Bar| Refusal::new(Rule::MatchBarred, "offer_id").with(bar.term());
    let possible = market.pair_by_hand(offer, need).map_err(barred)?;
    if market.claimed.contains(&(wanted.offer, wanted.demand)) {
        return Err(barred(Bar::Claimed).into());
    }
    let facts = Facts { fit: possible.fit, applied: market.applied(offer, need), ahead: Ahead::Chosen };
    let room = (market.offers[offer as usize].free, market.needs[need as usize].open);
    let score = possible.fit.score(&of.made.weights);
    lianhe.write(caller, KeepHand { id, version, wanted, facts, score, room }).await
}

struct KeepHand {
    id: MatchPlanId,
    version: i64,
    wanted: HandPair,
    facts: Facts,
    score: i64,
    /// What the offer has and the demand asks.
    room: (i64, i64),
}

impl Write for KeepHand {
    type Output = MatchPlanId;

    async fn run(self, work: &mut Work<'_>) -> Result<MatchPlanId> {
        let (district, wanted) = (work.district(), self.wanted);
        let of = plan::get(work.tx, district, self.id).await?.ok_or(Error::NotFound)?;
        let (within, place) = scope(work, of.division).await?;
        work.authorise(Operation::MatchPlan, &place)?;
        of.state.check_open()?;
        check_bumped(plan::bump(work.tx, district, (of.id, self.version), of.state).await?)?;
        let pairs = plan::pairs(work.tx, district, of.id, of.round).await?;
        let replaced =
            wanted.replaces.map(|id| pairs.iter().find(|pair| pair.id == id).ok_or(Error::NotFound));
        let replaced = replaced.transpose()?;
        if let Some(old) = replaced {
            let free = matches!(old.state, PairState::Proposed | PairState::Locked);
            if !free || old.demand != wanted.demand {
                return Err(Refusal::new(Rule::MatchPairStep, "replaces").with(old.state.term()).into());
            }
        }
        // The same pair once more is that pair with another quantity; what is agreed on is on no list any more.
        let goes = |pair: &Pair| {
            let same = pair.offer == wanted.offer && pair.demand == wanted.demand;
            let undecided = matches!(pair.state, PairState::Proposed | PairState::Locked);
            Some(pair.id) == wanted.replaces || (same && undecided)
        };
        let others: Vec<&Pair> = pairs
            .iter()
            .filter(|pair| !goes(pair) && !pair.claim.is_some_and(|claim| claim.state.is_agreed()))
            .collect();
        let standing: Vec<Standing> = others.iter().map(|pair| pair.standing()).collect();
        let kept = make_room(&standing, (wanted.offer, wanted.demand, wanted.quantity), self.room)?;
        for pair in pairs.iter().filter(|pair| goes(pair)) {
            plan::delete_pair(work.tx, district, pair.id).await?;
        }
        let mut cut: HashMap<EntryId, i64> = HashMap::new();
        for (pair, quantity) in others.iter().zip(&kept).filter(|(pair, kept)| pair.quantity != **kept) {
            *cut.entry(pair.demand).or_default() += pair.quantity - quantity;
            match quantity {
                0 => plan::delete_pair(work.tx, district, pair.id).await?,
                _ => {
                    let less = Pair { quantity: *quantity, ..(*pair).clone() };
                    plan::update_pair(work.tx, district, &less).await?;
                }
            }
        }
        let beside = others
            .iter()
            .zip(&kept)
            .filter(|(pair, _)| pair.demand == wanted.demand && pair.state != PairState::Declined);
        let served = wanted.quantity + beside.map(|(_, quantity)| quantity).sum::<i64>();
        cut.remove(&wanted.demand);
        self.leave(work, (of.id, of.round), cut, self.room.1 - served).await?;
        let pair = Pair {
            id: MatchPairId::new(work.ids.uuid()),
            plan: of.id,
            round: of.round,
            demand: wanted.demand,
            offer: wanted.offer,
            quantity: wanted.quantity,
            score: self.score,
            facts: self.facts.clone(),
            origin: PairOrigin::Hand,
            state: PairState::Locked,
            claim: None,
            declined: None,
            runner_up: None,
        };
        plan::insert_pair(work.tx, district, &pair).await?;
        let before = match replaced {
            Some(old) => json!({ "pair": pair_name(work, old).await?, "quantity": old.quantity }),
            None => json!({}),
        };
        let after = json!({ "pair": pair_name(work, &pair).await?, "quantity": pair.quantity,
            "pair_state": pair.state.word() });
        work.journal(Operation::MatchPlan, object(&of, &within), (Some(before), Some(after)), None).await?;
        Ok(of.id)
    }
}

impl KeepHand {
    /// What others lost is left over, and of the demand itself what is still not served.
    async fn leave(
        &self,
        work: &mut Work<'_>,
        round: (MatchPlanId, i64),
        cut: HashMap<EntryId, i64>,
        open: i64,
    ) -> Result<()> {
        let district = work.district();
        let known = plan::left(work.tx, district, round.0, round.1).await?;
        let of = |demand| known.iter().find(|left| left.demand == demand).map_or(0, |left| left.quantity);
        let mut all: Vec<(EntryId, i64, LeftWord)> =
            cut.into_iter().map(|(demand, less)| (demand, of(demand) + less, LeftWord::Full)).collect();
        all.push((self.wanted.demand, open, LeftWord::Bounds));
        for (demand, quantity, why) in all {
            plan::delete_left(work.tx, district, round, demand).await?;
            if quantity > 0 {
                let nearest = Some(self.wanted.offer);
                let left = Left { row: work.ids.uuid(), demand, quantity, why, bar: None, nearest };
                plan::insert_left(work.tx, district, round, &left).await?;
            }
        }
        Ok(())
    }
}
