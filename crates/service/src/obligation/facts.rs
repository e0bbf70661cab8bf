//! The facts of some bodies from which follows what they owe. Whoever lets one more thing be owed reads here what fulfils
//! it, and calls `storage::obligation::facts_changed` where that is written.

use std::collections::HashMap;

use domain::id::{ConsortiumId, DistrictId};
use domain::obligation::Facts;
use storage::Conn;
use storage::consortium::body::Consortium;
use storage::consortium::charter::{Charters, charters};

use crate::Result;

pub(crate) async fn facts(
    conn: &mut Conn,
    district: DistrictId,
    bodies: &[Consortium],
    charters: &Charters,
) -> Result<HashMap<ConsortiumId, Facts>> {
    let ids: Vec<ConsortiumId> = bodies.iter().map(|body| body.id).collect();
    let fact = |body: &Consortium| {
        let charter = charters.of(body.id);
        (body.id, Facts { life: body.life(), charter, held: Vec::new(), waivers: Vec::new() })
    };
    let mut facts: HashMap<ConsortiumId, Facts> = bodies.iter().map(fact).collect();
    let met = storage::meeting::held(conn, district, &ids).await?;
    for (id, held) in met.into_iter().chain(storage::bulletin::held(conn, district, &ids).await?) {
        facts.entry(id).and_modify(|facts| facts.held.push(held));
    }
    for (id, waiver) in storage::obligation::waivers(conn, district, &ids).await? {
        facts.entry(id).and_modify(|facts| facts.waivers.push(waiver));
    }
    Ok(facts)
}

/// Those of one body.
pub(crate) async fn facts_of(conn: &mut Conn, district: DistrictId, body: &Consortium) -> Result<Facts> {
    let charters = charters(conn, district, &[body.id]).await?;
    let found = facts(conn, district, std::slice::from_ref(body), &charters).await?.remove(&body.id);
    found.ok_or(crate::Error::NotFound)
}
