//! S2: units, Party organisations, posts.

pub mod merge;
pub mod party_organisation;
pub mod post;
pub mod unit;

use chrono::NaiveDate;
use domain::id::DivisionId;
use domain::period::{Change, Period, change_on};
use domain::rule::Refusal;
use uuid::Uuid;

/// What is true of something during one period, where it lies then, and the key of its row.
#[derive(Debug, Clone, PartialEq)]
pub struct Dated<F> {
    pub row: Uuid,
    pub period: Period,
    pub facts: F,
    /// The street of its division.
    pub street: Option<DivisionId>,
}

impl<F> Dated<F> {
    /// Other facts from a day on: the periods that stand in place of this one. `row` is the key of a new one.
    ///
    /// # Errors
    /// Refuses a day outside the period.
    pub fn changed(self, day: NaiveDate, facts: F, row: Uuid) -> std::result::Result<Vec<Self>, Refusal> {
        Ok(match change_on(self.period, day)? {
            Change::Correct => vec![Self { facts, ..self }],
            Change::Split => {
                let next = Self { row, period: Period::new(day, self.period.to())?, facts, street: None };
                vec![Self { period: Period::new(self.period.from(), Some(day))?, ..self }, next]
            }
        })
    }
}

/// Periods that say the same and differ only in the street in which their division came to lie are one.
pub fn said<F: PartialEq>(periods: impl IntoIterator<Item = Dated<F>>) -> Vec<Dated<F>> {
    let mut said: Vec<Dated<F>> = Vec::new();
    for now in periods {
        match said.last_mut() {
            Some(last) if last.facts == now.facts && last.period.stored_to() == now.period.from() => {
                last.period = last.period.joined(now.period);
            }
            _ => said.push(now),
        }
    }
    said
}

/// What leads from the rows that keep a history to those that shall keep it.
#[derive(Debug)]
pub struct Rewrite<F> {
    pub gone: Vec<Uuid>,
    pub changed: Vec<Dated<F>>,
    pub new: Vec<Dated<F>>,
}

impl<F> Rewrite<F> {
    /// A row that begins on the day of an old one keeps its key.
    pub fn between(mut before: Vec<Dated<F>>, after: Vec<Dated<F>>) -> Self {
        let (mut changed, mut new) = (Vec::new(), Vec::new());
        for now in after {
            match before.iter().position(|old| old.period.from() == now.period.from()) {
                Some(at) => changed.push(Dated { row: before.swap_remove(at).row, ..now }),
                None => new.push(now),
            }
        }
        Self { gone: before.into_iter().map(|old| old.row).collect(), changed, new }
    }
}

/// The scope of a list as SQL with `$2` as its parameter: calls `$text!` with the condition on the row's own district,
/// street, division, or unit as `$unit` says it.
macro_rules! scoped {
    ($scope:expr, $unit:literal, $text:ident) => {
        match $scope {
            domain::access::Scope::District => $text!("p.district_id = $2"),
            domain::access::Scope::Street(_) => $text!("p.street_id = $2"),
            domain::access::Scope::Division(_) => $text!("p.division_id = $2"),
            domain::access::Scope::Unit(_) => $text!($unit),
        }
    };
}
pub(crate) use scoped;

/// The parameter that belongs to [`scoped`].
pub(crate) fn scope_id(scope: domain::access::Scope, district: domain::id::DistrictId) -> uuid::Uuid {
    use domain::access::Scope;
    match scope {
        Scope::District => district.uuid(),
        Scope::Street(id) | Scope::Division(id) => id.uuid(),
        Scope::Unit(id) => id.uuid(),
    }
}
