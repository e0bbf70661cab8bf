//! Places: a path from the district down to a unit. All relations between them follow from the paths alone.

use crate::grid::Level;
use crate::id::{DistrictId, DivisionId, UnitId};

/// Where an appointment reaches from, or where an object lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Place {
    pub district: DistrictId,
    pub street: Option<DivisionId>,
    pub community: Option<DivisionId>,
    pub unit: Option<UnitId>,
}

crate::words! {
    /// How an object lies to an appointment's place.
    pub enum Relation {
        Own = "own", "本级";
        Below = "below", "下级";
        Above = "above", "上级";
        Beside = "beside", "旁系";
        Foreign = "foreign", "外区";
    }
}

impl Place {
    pub const fn district(district: DistrictId) -> Self {
        Self { district, street: None, community: None, unit: None }
    }

    /// A division of the district, given the street it lies in (or is).
    pub fn division(district: DistrictId, level: Level, id: DivisionId, street: Option<DivisionId>) -> Self {
        match level {
            Level::Street => Self { street: Some(id), ..Self::district(district) },
            Level::Community => Self { street, community: Some(id), ..Self::district(district) },
            Level::Province | Level::City | Level::District => Self::district(district),
        }
    }

    #[must_use]
    pub const fn with_unit(self, unit: UnitId) -> Self {
        Self { unit: Some(unit), ..self }
    }

    /// The finest division of the path.
    pub fn division_id(&self) -> DivisionId {
        self.community.or(self.street).unwrap_or(self.district)
    }

    fn contains(&self, other: &Self) -> bool {
        fn covers<T: PartialEq>(outer: Option<T>, inner: Option<T>) -> bool {
            outer.is_none() || outer == inner
        }
        self.district == other.district
            && covers(self.street, other.street)
            && covers(self.community, other.community)
            && covers(self.unit, other.unit)
    }

    /// How `object` lies to this place.
    pub fn relation_to(&self, object: &Self) -> Relation {
        if self == object {
            Relation::Own
        } else if self.district != object.district {
            Relation::Foreign
        } else if self.contains(object) {
            Relation::Below
        } else if object.contains(self) {
            Relation::Above
        } else {
            Relation::Beside
        }
    }
}

/// The part of a list that an appointment may see: the list form of the permission decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    District,
    Street(DivisionId),
    Division(DivisionId),
    Unit(UnitId),
}

impl Scope {
    /// Everything at and below a place.
    pub fn below(place: &Place) -> Self {
        match (place.street, place.community, place.unit) {
            (_, _, Some(unit)) => Self::Unit(unit),
            (_, Some(community), None) => Self::Division(community),
            (Some(street), None, None) => Self::Street(street),
            (None, None, None) => Self::District,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn place() -> impl Strategy<Value = Place> {
        (
            0u128..2,
            proptest::option::of(0u128..2),
            proptest::option::of(0u128..2),
            proptest::option::of(0u128..2),
        )
            .prop_map(|(district, street, community, unit)| Place {
                district: DivisionId::new(Uuid::from_u128(district)),
                street: street.map(|n| DivisionId::new(Uuid::from_u128(10 + n))),
                community: street.and(community).map(|n| DivisionId::new(Uuid::from_u128(20 + n))),
                unit: unit.map(|n| UnitId::new(Uuid::from_u128(30 + n))),
            })
    }

    proptest! {
        #[test]
        fn relations_mirror_each_other(a in place(), b in place()) {
            let mirrored = match a.relation_to(&b) {
                Relation::Below => Relation::Above,
                Relation::Above => Relation::Below,
                same => same,
            };
            prop_assert_eq!(b.relation_to(&a), mirrored);
        }
    }
}
