//! S2: units, Party organisations, posts.

pub mod party_organisation;
pub mod post;
pub mod unit;

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
