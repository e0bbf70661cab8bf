//! Everything that a plan is made from, and the pairs that are possible in it.

use domain::exchange::matching::{
    Applied, Bar, Declines, Fit, MatchRule, Needed, Offered, UNLIKE, WHOLE, Weights, applied, weigh,
};
use domain::exchange::{Owner, Reach};
use domain::id::{ClaimId, DivisionId, EntryId};
use solver::text::{Bag, Collection, Weighed, likeness};
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::NaiveDate;

use super::{Reader, WhatIf};
use super::show::is_of;

/// As many texts are looked at for the wording of a demand, and as many of its pairs are weighed and kept.
const TEXTS: usize = 4_000;
const WEIGHED: usize = 192;
const KEPT: usize = 24;

/// Offers and demands with their wording, in the order of their ids, on one day.
#[derive(Clone)]
pub struct Market {
    pub day: NaiveDate,
    pub offers: Vec<Offered>,
    pub needs: Vec<Needed>,
    pub weights: Weights,
    pub rules: Vec<MatchRule>,
    pub declines: Declines,
    /// Claims that wait for an answer: what they ask for is not asked of somebody else as well.
    pub waiting: Vec<Waiting>,
    /// Pairs with a claim that still goes on: they are not proposed once more.
    pub claimed: HashSet<(EntryId, EntryId)>,
    /// Offers come first, then demands.
    collection: Arc<Collection>,
    /// The text of each demand.
    need_text: Vec<u32>,
    /// Offers of a category's group, in order: what has no word in common may still be of one kind.
    of_group: HashMap<uuid::Uuid, Vec<u32>>,
    /// How many offers the collection holds.
    written: u32,
    /// The wording of the offers after them, which nobody makes yet.
    imagined: Vec<Arc<Weighed>>,
}

/// A claim that nobody has answered yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    pub claim: ClaimId,
    pub offer: EntryId,
    pub demand: EntryId,
    pub quantity: i64,
}

/// A pair that may be proposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Possible {
    pub offer: u32,
    pub need: u32,
    pub fit: Fit,
    pub score: i64,
}

/// Why a demand has no possible pair: what ruled most offers out that were looked at, and the nearest of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Nothing {
    pub bar: Bar,
    pub nearest: Option<u32>,
}

impl Market {
    /// In the order of the ids, whatever order they came in: the same facts make the same plan.
    pub fn new(day: NaiveDate, mut offers: Vec<(Offered, Bag)>, mut needs: Vec<(Needed, Bag)>) -> Self {
        offers.sort_by_key(|(offer, _)| offer.entry.uuid());
        needs.sort_by_key(|(need, _)| need.entry.uuid());
        let bags = || offers.iter().map(|(_, bag)| bag).chain(needs.iter().map(|(_, bag)| bag));
        let collection = Arc::new(Collection::new(bags()));
        let offers: Vec<Offered> = offers.into_iter().map(|(offer, _)| offer).collect();
        let written = offers.len() as u32;
        let need_text = (written..).take(needs.len()).collect();
        let mut of_group: HashMap<uuid::Uuid, Vec<u32>> = HashMap::new();
        for (number, offer) in (0u32..).zip(&offers) {
            of_group.entry(offer.category.group.uuid()).or_default().push(number);
        }
        Self {
            day,
            offers,
            needs: needs.into_iter().map(|(need, _)| need).collect(),
            weights: Weights::default(),
            rules: MatchRule::shipped(),
            declines: Declines::default(),
            waiting: Vec::new(),
            claimed: HashSet::new(),
            collection,
            need_text,
            of_group,
            written,
            imagined: Vec::new(),
        }
    }

    fn wording(&self, need: u32) -> &Weighed {
        self.collection.text(self.need_text[need as usize])
    }

    fn wording_of_offer(&self, offer: u32) -> &Weighed {
        match offer.checked_sub(self.written) {
            Some(at) => &self.imagined[at as usize],
            None => self.collection.text(offer),
        }
    }

    /// The likeness of an offer's wording to a demand's.
    pub fn text(&self, offer: u32, need: u32) -> i64 {
        likeness(self.wording_of_offer(offer), self.wording(need))
    }

    /// What is to be said of one pair.
    ///
    /// # Errors
    /// What rules it out.
    pub fn pair(&self, offer: u32, need: u32) -> Result<Possible, Bar> {
        let (o, n) = (&self.offers[offer as usize], &self.needs[need as usize]);
        let fit = weigh(o, n, self.text(offer, need), self.day)?.under(&self.applied(offer, need));
        let score = fit.score(&self.weights);
        if fit.deducted >= WHOLE {
            return Err(Bar::Declined);
        }
        if self.claimed.contains(&(o.entry, n.entry)) {
            return Err(Bar::Claimed);
        }
        if score < self.weights.least() {
            return Err(Bar::Score);
        }
        Ok(Possible { offer, need, fit, score })
    }

    /// The rules that count for a pair.
    pub fn applied(&self, offer: u32, need: u32) -> Vec<Applied> {
        let both = (&self.offers[offer as usize], &self.needs[need as usize]);
        applied((&self.rules, &self.declines), both, self.day)
    }

    /// One that a person chose: it need not score enough, and may have been declined before.
    ///
    /// # Errors
    /// What rules it out all the same.
    pub fn pair_by_hand(&self, offer: u32, need: u32) -> Result<Possible, Bar> {
        let (o, n) = (&self.offers[offer as usize], &self.needs[need as usize]);
        let fit = weigh(o, n, self.text(offer, need), self.day)?.under(&self.applied(offer, need));
        Ok(Possible { offer, need, fit, score: fit.score(&self.weights) })
    }

    /// The same market with one more offer, in the words, the place and at the hours of a demand.
    #[must_use]
    pub fn with_offer_like(&self, need: u32, amount: i64) -> Self {
        let n = &self.needs[need as usize];
        let offer = Offered {
            entry: EntryId::new(uuid::Uuid::max()),
            owner: nobody(),
            category: n.category,
            spot: n.spot,
            at: n.at,
            reach: Reach::Street,
            times: n.times.clone(),
            audience: Vec::new(),
            valid: (self.day, None),
            amount,
            free: amount,
            measure: n.measure.clone(),
            sensitive: false,
            evaluated: None,
        };
        self.with(offer, self.wording(need).clone())
    }

    /// The same market with an offer that somebody thinks of.
    #[must_use]
    pub fn with_offer(&self, offer: Offered, (title, text): (&str, &str)) -> Self {
        self.with(offer, self.collection.weigh(&Reader::shipped().bag(title, text)))
    }

    fn with(&self, offer: Offered, wording: Weighed) -> Self {
        let mut more = self.clone();
        more.imagined.push(Arc::new(wording));
        more.of_group.entry(offer.category.group.uuid()).or_default().push(more.offers.len() as u32);
        more.offers.push(offer);
        more
    }

    /// The demands of a scope, with what a what-if changes. Wording keeps the rarities of the whole district.
    #[must_use]
    pub fn narrowed(&self, inside: &[EntryId], what_if: &WhatIf) -> Self {
        let mut narrowed = self.clone();
        narrowed.weights = what_if.weights.unwrap_or(self.weights);
        let wanted: HashSet<EntryId> = inside.iter().copied().collect();
        let (needs, of): (Vec<_>, Vec<_>) = (0u32..)
            .zip(&self.needs)
            .filter(|(_, need)| wanted.contains(&need.entry))
            .map(|(n, need)| (need.clone(), self.need_text[n as usize]))
            .unzip();
        (narrowed.needs, narrowed.need_text) = (needs, of);
        for offer in &mut narrowed.offers {
            if is_of(offer.owner, what_if.without) {
                offer.free = 0;
            }
        }
        narrowed
    }

    /// The best demands for an offer, best first.
    pub fn of_offer(&self, offer: u32) -> Vec<Possible> {
        let near: HashSet<u32> = if self.needs.len() <= WEIGHED {
            self.need_text.iter().copied().collect()
        } else {
            self.collection.sharing(self.wording_of_offer(offer), TEXTS).into_iter().collect()
        };
        let needs = (0u32..).zip(&self.need_text).filter(|(_, text)| near.contains(text));
        let mut found: Vec<Possible> = needs.filter_map(|(need, _)| self.pair(offer, need).ok()).collect();
        found.sort_by_key(|pair| (-pair.score, pair.need));
        found.truncate(KEPT);
        found
    }

    /// The best possible pairs of a demand, best first, or why there are none.
    pub fn of_need(&self, need: u32) -> Result<Vec<Possible>, Nothing> {
        let candidates = self.candidates(need);
        let mut found: Vec<Possible> =
            candidates.iter().filter_map(|offer| self.pair(*offer, need).ok()).collect();
        if found.is_empty() {
            return Err(self.nearest(&candidates, need));
        }
        found.sort_by_key(|pair| (-pair.score, pair.offer));
        found.truncate(KEPT);
        Ok(found)
    }

    /// What rules out the offer that came nearest: one of like content before all others, then the later a condition stands, the
    /// closer.
    fn nearest(&self, candidates: &[u32], need: u32) -> Nothing {
        let n = &self.needs[need as usize];
        let near = |offer: &u32| {
            let bar = self.pair(*offer, need).err()?;
            let (distance, text) =
                (self.offers[*offer as usize].category.distance(n.category), self.text(*offer, need));
            let alike = distance < 3 || text >= UNLIKE;
            Some(((alike, bar, Reverse(distance), text, Reverse(*offer)), bar, *offer))
        };
        let nearest = candidates.iter().filter_map(near).max_by_key(|(key, ..)| *key);
        Nothing {
            bar: nearest.map_or(Bar::Unlike, |(_, bar, _)| bar),
            nearest: nearest.map(|(.., offer)| offer),
        }
    }

    /// Offers that are worth weighing: those that share telling words, and those of the same group that are in reach. Small
    /// markets are looked at whole.
    fn candidates(&self, need: u32) -> Vec<u32> {
        let all = self.offers.len() as u32;
        if self.offers.len() <= WEIGHED {
            return (0..all).collect();
        }
        let n = &self.needs[need as usize];
        let reached = |offer: &u32| {
            let o = &self.offers[*offer as usize];
            o.free > 0 && o.reach.covers(o.spot, n.spot) && n.reach.covers(n.spot, o.spot)
        };
        let alike = self.collection.sharing(self.wording(need), TEXTS);
        let imagined = (0..self.imagined.len() as u32).map(|at| self.written + at);
        let mut near: Vec<(i64, u32)> = alike
            .into_iter()
            .filter(|text| *text < self.written)
            .chain(imagined)
            .filter(reached)
            .map(|offer| (-self.text(offer, need), offer))
            .collect();
        near.sort_unstable();
        near.truncate(WEIGHED);
        let mut found: Vec<u32> = near.into_iter().map(|(_, offer)| offer).collect();
        // Another start for each demand, so that not all of a group fall upon the same few.
        let group = self.of_group.get(&n.category.group.uuid()).map_or(&[][..], Vec::as_slice);
        let start = if group.is_empty() { 0 } else { need as usize * 7919 % group.len() };
        let round = group[start..].iter().chain(&group[..start]).take(TEXTS / 4);
        found.extend(round.filter(|offer| reached(offer)).take(WEIGHED / 2));
        found.sort_unstable();
        found.dedup();
        found
    }

    pub fn offer_of(&self, entry: EntryId) -> Option<u32> {
        let found = self.offers.binary_search_by_key(&entry.uuid(), |offer| offer.entry.uuid());
        found.ok().map(|at| at as u32)
    }

    pub fn need_of(&self, entry: EntryId) -> Option<u32> {
        let found = self.needs.binary_search_by_key(&entry.uuid(), |need| need.entry.uuid());
        found.ok().map(|at| at as u32)
    }
}

/// Whose an offer is that nobody makes yet: nobody's own, so nobody is left out of it.
pub(super) fn nobody() -> Owner {
    Owner::Division(DivisionId::new(uuid::Uuid::max()))
}
