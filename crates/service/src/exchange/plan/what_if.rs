//! What a plan would be with other weights, without a unit, or with an offer that nobody makes yet.

use domain::access::Operation;
use domain::exchange::matching::{Offered, Weights};
use domain::exchange::{CategoryPath, Quantity, Reach, Spot, Times, path_of};
use domain::id::{CategoryId, DivisionId, EntryId, UnitId};
use domain::rule::{Refusal, Rule};
use uuid::Uuid;

use super::market::nobody;
use crate::{Error, Result, View};

/// A plan with other weights than the district's, without what a unit offers, or with one offer more.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WhatIf {
    pub weights: Option<Weights>,
    pub without: Option<UnitId>,
    pub added: Option<AddedOffer>,
}

/// An offer that somebody thinks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddedOffer {
    pub category: CategoryId,
    pub division: DivisionId,
    pub quantity: Quantity,
    pub times: Times,
    pub title: String,
}

impl AddedOffer {
    /// What stands for it in the answer.
    pub fn entry() -> EntryId {
        EntryId::new(Uuid::from_u128(u128::MAX - 1))
    }

    /// # Errors
    /// Refuses a category or division that there is not.
    pub(super) async fn offered(&self, view: &mut View<'_>) -> Result<Offered> {
        let (district, day, own) = (view.district(), view.as_of, view.caller.actor.place);
        view.authorise(Operation::EntryView, &own)?;
        let categories = storage::exchange::category::all(&mut view.conn, district).await?;
        let unknown =
            || Error::from(Refusal::new(Rule::CategoryUnknown, "added_category_id").with(self.category));
        let category: CategoryPath = path_of(&categories, self.category).ok_or_else(unknown)?;
        let tree = view.tree().await?;
        let nowhere =
            || Error::from(Refusal::new(Rule::DivisionUnknown, "added_division_id").with(self.division));
        let place = tree.place(self.division).ok_or_else(nowhere)?;
        Ok(Offered {
            entry: Self::entry(),
            owner: nobody(),
            category,
            spot: Spot { street: place.street, community: place.community },
            at: None,
            reach: if place.street.is_some() { Reach::Street } else { Reach::District },
            times: self.times.clone(),
            audience: Vec::new(),
            valid: (day, None),
            amount: self.quantity.amount(),
            free: self.quantity.amount(),
            measure: self.quantity.measure().to_owned(),
            sensitive: false,
            evaluated: None,
        })
    }
}
