//! The command line acts as a person of its own, never as somebody else: the journal says so.

use domain::access::{Actor, AppointmentKind};
use domain::id::{AppointmentId, DistrictId, PersonId};
use domain::period::Period;
use storage::Tx;
use storage::access::{Appointment, Held};
use uuid::Uuid;

use super::Caller;
use crate::sealing::Keyring;
use crate::{Ids, Lianhe, Result, office_day};

/// The name under which the journal keeps what the command line did.
pub const OPERATOR: &str = "命令行";
const OPERATOR_ID: PersonId = PersonId::new(Uuid::from_u128(1));

/// The operator as district administrator of a district that exists: for business data.
///
/// # Errors
/// When the database cannot be written.
pub async fn operator_in(lianhe: &Lianhe, district: DistrictId) -> Result<Caller> {
    in_kind(lianhe, district, AppointmentKind::DistrictAdministrator).await
}

/// The operator as security administrator of a district: for appointments, links and tokens.
///
/// # Errors
/// When the database cannot be written.
pub async fn security_in(lianhe: &Lianhe, district: DistrictId) -> Result<Caller> {
    in_kind(lianhe, district, AppointmentKind::SecurityAdministrator).await
}

async fn in_kind(lianhe: &Lianhe, district: DistrictId, kind: AppointmentKind) -> Result<Caller> {
    let (now, keys) = (lianhe.clock.now(), lianhe.keys.clone());
    let actor = lianhe
        .db
        .write(move |tx| Box::pin(async move { actor(tx, district, kind, now, keys).await }))
        .await?;
    acting(lianhe, actor, domain::grid::Level::District).await
}

/// The operator in an appointment of its own that it holds.
///
/// # Errors
/// When the database cannot be read.
pub async fn operator_as(lianhe: &Lianhe, held: Held) -> Result<Caller> {
    acting(lianhe, held.actor, held.level).await
}

async fn acting(lianhe: &Lianhe, actor: Actor, level: domain::grid::Level) -> Result<Caller> {
    let mut conn = lianhe.db.read().await?;
    let revision = storage::journal::revision(&mut conn, actor.place.district).await?;
    Ok(Caller {
        actor,
        level,
        session: domain::id::SessionId::new(Uuid::nil()),
        expires_at: lianhe.clock.now(),
        channel: storage::access::Channel::Bearer,
        stage: domain::access::Stage::Open,
        read_only: false,
        revision,
        behalf: None,
    })
}

/// Whether a person is the command line: it has tokens, and no account.
pub(crate) fn is_operator(person: PersonId) -> bool {
    person == OPERATOR_ID
}

/// Finds the operator's appointment of a kind in a district, or makes it, inside a transaction that is under way.
pub(crate) async fn actor(
    tx: &mut Tx,
    district: DistrictId,
    kind: AppointmentKind,
    now: chrono::DateTime<chrono::Utc>,
    keys: Keyring,
) -> Result<Actor> {
    let today = office_day(now);
    let own = |held: &Held| {
        held.appointment.person == OPERATOR_ID
            && held.appointment.kind == kind
            && held.appointment.division == Some(district)
    };
    // By district, not by person: the command line has an appointment in every district of a nation.
    let held = storage::access::appointments_in(tx, district, today).await?;
    if let Some(held) = held.into_iter().find(own) {
        return Ok(held.actor);
    }
    if storage::access::person(tx, OPERATOR_ID).await?.is_none() {
        storage::access::insert_person(tx, OPERATOR_ID, OPERATOR).await?;
    }
    let appointment = Appointment {
        district,
        id: AppointmentId::new(Ids::at(now).uuid()),
        person: OPERATOR_ID,
        kind,
        division: Some(district),
        unit: None,
        period: Period::open(today),
        post: None,
        deputy_for: None,
        basis: None,
    };
    storage::access::insert_appointment(tx, &appointment).await?;
    let mut work = crate::Work::new(tx, operator(district, appointment.id, kind, String::new()), now, keys);
    let object = domain::journal::ObjectRef {
        kind: domain::journal::ObjectType::Appointment,
        id: appointment.id.uuid(),
        name: OPERATOR.to_owned(),
    };
    let after = serde_json::json!({ "kind": kind.word() });
    work.journal(domain::access::Operation::AppointmentGrant, object, (None, Some(after)), None).await?;
    let held = storage::access::appointments_in(tx, district, today).await?;
    let found = held.into_iter().find(own);
    Ok(found.map_or_else(|| operator(district, appointment.id, kind, String::new()), |held| held.actor))
}

fn operator(
    district: DistrictId,
    appointment: AppointmentId,
    kind: AppointmentKind,
    place_name: String,
) -> Actor {
    Actor {
        person: OPERATOR_ID,
        person_name: OPERATOR.to_owned(),
        appointment,
        kind,
        place: domain::access::Place::district(district),
        place_name,
        deputy: false,
    }
}
