//! Everything that a plan is made from, and the pairs that are possible in it.

use domain::exchange::matching::{
    Applied, Bar, Declines, Fit, MatchRule, Needed, Offered, UNLIKE, WHOLE, Weights, applied, weigh,
};
use domain::exchange::{Owner, Reach};
use domain::id::{ClaimId, DivisionId, EntryId};
use solver::text::{Bag, Shelf, Weighed};
use std::cmp::Reverse;
use std::collections::HashSet;
use std::sync::Arc;

use chrono::NaiveDate;

use super::index::{Index, NOBODY, turn_of};
use super::show::is_of;
use super::{Reader, WhatIf};

/// As many entries of the index are read for the wording of a demand, and as many of its pairs are weighed and kept.
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
    index: Arc<Index>,
    /// The text of each demand, and the demand of each text.
    need_text: Vec<u32>,
    need_of_text: Arc<Vec<u32>>,
    /// The wording of the offers after those of the index, which nobody makes yet.
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
        let mut made = Self::empty(day);
        offers.into_iter().for_each(|(offer, bag)| made.put_offer(offer, Some(&bag)));
        needs.into_iter().for_each(|(need, bag)| made.put_need(need, Some(&bag)));
        made.settle();
        made
    }

    pub fn empty(day: NaiveDate) -> Self {
        Self {
            day,
            offers: Vec::new(),
            needs: Vec::new(),
            weights: Weights::default(),
            rules: MatchRule::shipped(),
            declines: Declines::default(),
            waiting: Vec::new(),
            claimed: HashSet::new(),
            index: Arc::default(),
            need_text: Vec::new(),
            need_of_text: Arc::default(),
            imagined: Vec::new(),
        }
    }

    /// An offer that is new, or that says something else; without a bag its words are the old ones.
    pub fn put_offer(&mut self, offer: Offered, bag: Option<&Bag>) {
        let index = Arc::make_mut(&mut self.index);
        match self.offers.binary_search_by_key(&offer.entry.uuid(), |other| other.entry.uuid()) {
            Ok(at) => {
                let before = std::mem::replace(&mut self.offers[at], offer);
                index.change_offer(&self.offers, at, &before, bag);
            }
            Err(at) => {
                self.offers.insert(at, offer);
                index.insert_offer(&self.offers, at, bag.unwrap_or(&Bag::new()));
            }
        }
    }

    /// A demand that is new, or that says something else; without a bag its words are the old ones.
    pub fn put_need(&mut self, need: Needed, bag: Option<&Bag>) {
        let found = self.needs.binary_search_by_key(&need.entry.uuid(), |other| other.entry.uuid());
        if let (Ok(at), None) = (found, bag) {
            self.needs[at] = need;
            return;
        }
        let (index, of_text) = (Arc::make_mut(&mut self.index), Arc::make_mut(&mut self.need_of_text));
        let text = index.add_need(bag.unwrap_or(&Bag::new()));
        of_text.resize(text as usize + 1, NOBODY);
        match found {
            Ok(at) => {
                let old = std::mem::replace(&mut self.need_text[at], text);
                index.remove_text(old);
                of_text[old as usize] = NOBODY;
                of_text[text as usize] = at as u32;
                self.needs[at] = need;
            }
            Err(at) => {
                self.needs.insert(at, need);
                self.need_text.insert(at, text);
                number(&self.need_text, at, of_text);
            }
        }
    }

    /// An entry that is no longer on a list, or of which nothing is left.
    pub fn take_out(&mut self, entry: EntryId) {
        if let Some(at) = self.offer_of(entry) {
            let before = self.offers.remove(at as usize);
            Arc::make_mut(&mut self.index).remove_offer(&before, at as usize);
        } else if let Some(at) = self.need_of(entry) {
            self.needs.remove(at as usize);
            let text = self.need_text.remove(at as usize);
            Arc::make_mut(&mut self.index).remove_text(text);
            let of_text = Arc::make_mut(&mut self.need_of_text);
            of_text[text as usize] = NOBODY;
            number(&self.need_text, at as usize, of_text);
        }
    }

    /// How many texts came or went since rarities were settled.
    pub fn unsettled(&self) -> u32 {
        self.index.collection().unsettled()
    }

    /// Rarities as the texts are now: before a plan, which follows from the lists alone and not from how they came about.
    pub fn settle(&mut self) {
        if self.unsettled() > 0 {
            Arc::make_mut(&mut self.index).settle();
        }
    }

    fn wording(&self, need: u32) -> &Weighed {
        self.index.collection().text(self.need_text[need as usize])
    }

    fn wording_of_offer(&self, offer: u32) -> &Weighed {
        match offer.checked_sub(self.index.offers()) {
            Some(at) => &self.imagined[at as usize],
            None => self.index.wording_of_offer(offer),
        }
    }

    /// The likeness of an offer's wording to a demand's.
    pub fn text(&self, offer: u32, need: u32) -> i64 {
        self.index.collection().likeness(self.wording_of_offer(offer), self.wording(need))
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
        self.with(offer, self.index.collection().weigh(&Reader::shipped().bag(title, text)))
    }

    fn with(&self, offer: Offered, wording: Weighed) -> Self {
        let mut more = self.clone();
        more.imagined.push(Arc::new(wording));
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
        let mut of_text = vec![NOBODY; self.need_of_text.len()];
        number(&of, 0, &mut of_text);
        (narrowed.needs, narrowed.need_text, narrowed.need_of_text) = (needs, of, Arc::new(of_text));
        for offer in &mut narrowed.offers {
            if is_of(offer.owner, what_if.without) {
                offer.free = 0;
            }
        }
        narrowed
    }

    /// The best demands for an offer, best first.
    pub fn of_offer(&self, offer: u32) -> Vec<Possible> {
        let needs: Vec<u32> = if self.needs.len() <= WEIGHED {
            (0..self.needs.len() as u32).collect()
        } else {
            let o = &self.offers[offer as usize];
            let turn = turn_of(o.entry) as usize;
            let place = &mut |text: u32| {
                let need = self.need_of_text.get(text as usize).copied().filter(|need| *need != NOBODY)?;
                let n = &self.needs[need as usize];
                let within = o.reach.covers(o.spot, n.spot) && n.reach.covers(n.spot, o.spot);
                within.then(|| Self::turned(need, turn, self.needs.len()))
            };
            let wording = self.wording_of_offer(offer);
            let alike = self.index.collection().sharing(Shelf::Second, wording, (TEXTS, WEIGHED), place);
            alike.into_iter().map(|(text, _)| self.need_of_text[text as usize]).collect()
        };
        let mut found: Vec<Possible> =
            needs.into_iter().filter_map(|need| self.pair(offer, need).ok()).collect();
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
        let turn = turn_of(n.entry);
        let place = &mut |text: u32| {
            let offer = self.index.offer_of(text).filter(&reached)?;
            Some(Self::turned(offer, turn as usize, self.offers.len()))
        };
        let alike =
            self.index.collection().sharing(Shelf::First, self.wording(need), (TEXTS, WEIGHED), place);
        let mut found: Vec<u32> =
            alike.into_iter().filter_map(|(text, _)| self.index.offer_of(text)).collect();
        // What has no word in common may still be of one kind: the same one first, and the same community.
        let mut kin = self.index.kin(n.category.group.uuid(), n.spot, turn, TEXTS / 4);
        kin.retain(&reached);
        kin.sort_by_cached_key(|offer| {
            let o = &self.offers[*offer as usize];
            (o.category.distance(n.category), o.spot.community != n.spot.community)
        });
        kin.truncate(WEIGHED / 2);
        found.extend(kin);
        let imagined = (0..self.imagined.len() as u32).map(|at| self.index.offers() + at);
        found.extend(imagined.filter(&reached));
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Equals come in another order for each demand, so that not all of them fall upon the same few.
    fn turned(number: u32, turn: usize, of: usize) -> u64 {
        ((number as usize + turn % of) % of) as u64
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

/// From a place on, each text is told whose it is now.
fn number(texts: &[u32], from: usize, of_text: &mut [u32]) {
    for (at, text) in texts.iter().enumerate().skip(from) {
        of_text[*text as usize] = at as u32;
    }
}

/// Whose an offer is that nobody makes yet: nobody's own, so nobody is left out of it.
pub(super) fn nobody() -> Owner {
    Owner::Division(DivisionId::new(uuid::Uuid::max()))
}
