//! Where the offers and demands of a market are found: by their words, and by their kind and place.

use std::collections::HashMap;

use domain::exchange::matching::Offered;
use domain::exchange::{Reach, Spot};
use domain::id::{DivisionId, EntryId};
use solver::text::{Bag, Collection, Shelf, Weighed};
use uuid::Uuid;

/// A text that nobody holds any more.
pub const NOBODY: u32 = u32::MAX;

/// The group of a category, and the street out of which an offer does not go; none where it goes everywhere.
type Kin = (Uuid, Option<DivisionId>);

/// Texts keep their numbers; offers and demands are numbered in the order of their ids, whatever comes and goes.
#[derive(Clone, Default)]
pub struct Index {
    collection: Collection,
    /// The text of each offer, and the offer of each text.
    offer_text: Vec<u32>,
    offer_of: Vec<u32>,
    /// The texts of offers of one group in one street, in the order of their ids.
    kin: HashMap<Kin, Vec<u32>>,
}

impl Index {
    pub const fn collection(&self) -> &Collection {
        &self.collection
    }

    pub fn offers(&self) -> u32 {
        self.offer_text.len() as u32
    }

    pub fn wording_of_offer(&self, offer: u32) -> &Weighed {
        self.collection.text(self.offer_text[offer as usize])
    }

    /// The offer that a text stands for now.
    pub fn offer_of(&self, text: u32) -> Option<u32> {
        self.offer_of.get(text as usize).copied().filter(|offer| *offer != NOBODY)
    }

    pub fn settle(&mut self) {
        if self.collection.unsettled() > 0 {
            self.collection.settle();
        }
    }

    /// A demand's words; whoever holds the text is the market's to know.
    pub fn add_need(&mut self, bag: &Bag) -> u32 {
        let text = self.collection.add(Shelf::Second, bag);
        self.offer_of.push(NOBODY);
        text
    }

    pub fn remove_text(&mut self, text: u32) {
        self.collection.remove(text);
    }

    /// An offer stands at a place now; those behind it have moved on by one.
    pub fn insert_offer(&mut self, offers: &[Offered], at: usize, bag: &Bag) {
        let text = self.collection.add(Shelf::First, bag);
        self.offer_of.push(NOBODY);
        self.offer_text.insert(at, text);
        self.renumber(at);
        self.join(offers, at);
    }

    /// The offer at a place says something else; `before` is what it was.
    pub fn change_offer(&mut self, offers: &[Offered], at: usize, before: &Offered, bag: Option<&Bag>) {
        let text = self.offer_text[at];
        self.leave(before, text);
        if let Some(bag) = bag {
            self.collection.remove(text);
            self.offer_of[text as usize] = NOBODY;
            self.offer_text[at] = self.collection.add(Shelf::First, bag);
            self.offer_of.push(at as u32);
        }
        self.join(offers, at);
    }

    /// The offer that stood at a place is gone.
    pub fn remove_offer(&mut self, before: &Offered, at: usize) {
        let text = self.offer_text.remove(at);
        self.leave(before, text);
        self.collection.remove(text);
        self.offer_of[text as usize] = NOBODY;
        self.renumber(at);
    }

    fn renumber(&mut self, from: usize) {
        for (offer, text) in self.offer_text.iter().enumerate().skip(from) {
            self.offer_of[*text as usize] = offer as u32;
        }
    }

    fn join(&mut self, offers: &[Offered], at: usize) {
        let (texts, id) = (self.kin.entry(kin_of(&offers[at])).or_default(), offers[at].entry.uuid());
        let entry = |text: &u32| offers[self.offer_of[*text as usize] as usize].entry.uuid();
        let place = texts.partition_point(|text| entry(text) < id);
        texts.insert(place, self.offer_text[at]);
    }

    fn leave(&mut self, before: &Offered, text: u32) {
        if let Some(texts) = self.kin.get_mut(&kin_of(before)) {
            texts.retain(|other| *other != text);
        }
    }

    /// Offers of a group that go into a street, or that lie anywhere where no street is named: about as many from each list as
    /// are looked at, from another start for each `turn`, so that not all of a kind fall upon the same few.
    pub fn kin(&self, group: Uuid, spot: Spot, turn: u128, looked: usize) -> Vec<u32> {
        let lists: Vec<&Vec<u32>> = match spot.street {
            Some(street) => {
                [Some(street), None].iter().filter_map(|at| self.kin.get(&(group, *at))).collect()
            }
            None => {
                let mut all: Vec<_> = self.kin.iter().filter(|((of, _), _)| *of == group).collect();
                all.sort_by_key(|((_, street), _)| street.map(DivisionId::uuid));
                all.into_iter().map(|(_, texts)| texts).collect()
            }
        };
        let mut found = Vec::new();
        for texts in lists.into_iter().filter(|texts| !texts.is_empty()) {
            let start = (turn % texts.len() as u128) as usize;
            let round = texts[start..].iter().chain(&texts[..start]).take(looked);
            found.extend(round.filter_map(|text| self.offer_of(*text)));
        }
        found
    }
}

fn kin_of(offer: &Offered) -> Kin {
    let bound = match offer.reach {
        Reach::District => None,
        Reach::Street | Reach::Community => offer.spot.street,
    };
    (offer.category.group.uuid(), bound)
}

/// A number that is a demand's own whatever else there is.
pub fn turn_of(entry: EntryId) -> u128 {
    // The random end of an id; its beginning is the time.
    entry.uuid().as_u128().wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835) >> 64
}
