//! S2: units, Party organisations, posts.

pub mod merge;
pub mod party_organisation;
pub mod post;
pub mod unit;

use chrono::NaiveDate;
use domain::id::DivisionId;
use domain::period::{Change, Period, change_on, end_on};
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

/// A change of the last period: the row as it is from now on, and the one that follows it where a new period begins.
pub struct Changed<F> {
    pub was: Dated<F>,
    pub next: Option<Dated<F>>,
}

impl<F> Dated<F> {
    /// Other facts from a day on; `row` is the key of a new period, should one begin.
    ///
    /// # Errors
    /// Refuses a day outside the period.
    pub fn changed(
        self,
        day: NaiveDate,
        facts: F,
        street: Option<DivisionId>,
        row: Uuid,
    ) -> std::result::Result<Changed<F>, Refusal> {
        Ok(match change_on(self.period, day)? {
            Change::Correct => Changed { was: Self { facts, street, ..self }, next: None },
            Change::Split => {
                let next = Self { row, period: Period::new(day, self.period.to())?, facts, street };
                let period = end_on(Period::open(self.period.from()), day)?;
                Changed { was: Self { period, ..self }, next: Some(next) }
            }
        })
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
