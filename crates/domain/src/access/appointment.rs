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

impl AppointmentKind {
    /// The three administrators (三员): system, security, audit.
    pub const fn is_of_three(self) -> bool {
        matches!(self, Self::Auditor | Self::SystemAdministrator | Self::SecurityAdministrator)
    }

    /// Whether it can come and go with a post (岗位): the powers of those who lead a street, a community or a unit's liaison.
    pub const fn may_rest_on_post(self) -> bool {
        matches!(self, Self::StreetSecretary | Self::CommunitySecretary | Self::Liaison)
    }

    /// Who may enter something for a unit or person that cannot do so itself (代录).
    pub const fn may_record_for_others(self) -> bool {
        matches!(self, Self::StreetSecretary | Self::CommunitySecretary)
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
    /// Whether it stands in for somebody else's appointment for a while (代).
    pub deputy: bool,
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

/// # Errors
/// Refuses a post for a kind of appointment that rests on none.
pub fn check_basis(kind: AppointmentKind, post: Option<&str>) -> Result<(), Refusal> {
    match post {
        Some(title) if !kind.may_rest_on_post() => {
            Err(Refusal::new(Rule::AppointmentPostUnfit, "post").with(title))
        }
        _ => Ok(()),
    }
}
