//! Appointments (任职): a person acts as exactly one of them at a time.

use super::{Decision, Operation, Place, decide};
use crate::grid::Level;
use crate::id::{AppointmentId, PersonId};
use crate::rule::{Refusal, Rule};

crate::words! {
    /// The kind of an appointment. The three administrators (三员) see no business data.
    pub enum AppointmentKind {
        DistrictAdministrator = "district_administrator", "区级管理员";
        StreetSecretary = "street_secretary", "街道党工委书记";
        CommunitySecretary = "community_secretary", "社区（村）书记";
        Liaison = "liaison", "联络员";
        Auditor = "auditor", "审计管理员";
        SystemAdministrator = "system_administrator", "系统管理员";
        SecurityAdministrator = "security_administrator", "安全管理员";
    }
}

/// Who is acting, as what, from where. Made at the door, handed down to every decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    pub person: PersonId,
    pub person_name: String,
    pub appointment: AppointmentId,
    pub kind: AppointmentKind,
    pub place: Place,
    pub place_name: String,
}

impl Actor {
    pub fn decide(&self, operation: Operation, object: &Place) -> Decision {
        decide(self.kind, operation, self.place.relation_to(object))
    }

    pub fn may(&self, operation: Operation, object: &Place) -> bool {
        self.decide(operation, object) == Decision::Allowed
    }
}

/// # Errors
/// Refuses a place that does not fit the kind: a liaison has a unit, a street secretary a street …
pub fn check_place(
    kind: AppointmentKind,
    level: Level,
    has_unit: bool,
    place_name: &str,
) -> Result<(), Refusal> {
    let fits = match kind {
        AppointmentKind::Liaison => has_unit,
        AppointmentKind::StreetSecretary => !has_unit && level == Level::Street,
        AppointmentKind::CommunitySecretary => !has_unit && level == Level::Community,
        AppointmentKind::DistrictAdministrator
        | AppointmentKind::Auditor
        | AppointmentKind::SystemAdministrator
        | AppointmentKind::SecurityAdministrator => !has_unit && level == Level::District,
    };
    if fits { Ok(()) } else { Err(Refusal::new(Rule::PlaceUnfit, "place").with(place_name)) }
}
