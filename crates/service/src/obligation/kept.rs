//! What a whole district's bodies still owe is kept in a table, so that its desk need not read ten thousand bodies' ten
//! years. `domain::obligation::obligations` remains the only rule: the table holds what it answers for some months ahead,
//! without the settled ones. Days make it no less true, because only the deadline decides what is overdue; a write to a
//! fact takes the body out of it (`storage::obligation::facts_changed`) until this job has looked again, and until then
//! the body is computed.

use chrono::{Days, NaiveDate};
use domain::id::{ConsortiumId, DistrictId};
use domain::obligation::{Obligation, State, WorkingDays, obligations};
use storage::consortium::body::{self, Consortium};
use storage::consortium::charter::charters;
use storage::obligation::Open;
use storage::{Conn, Db, Tx};

use super::{facts, working_days};
use crate::{Clock, Error, Ids, Lianhe, Result, office_day};

/// As far ahead as is kept, and how much of that may be left when it is done anew.
const AHEAD: Days = Days::new(124);
const LEFT: Days = Days::new(31);
/// Bodies in one transaction.
const STEP: i64 = 64;

/// Keeps what is not kept, for every district.
///
/// # Errors
/// When the database fails.
pub async fn keep_obligations(db: &Db, clock: &dyn Clock) -> Result<usize> {
    let now = clock.now();
    let today = office_day(now);
    let mut conn = db.read().await?;
    let districts = storage::grid::districts(&mut conn).await?;
    drop(conn);
    let mut done = 0;
    for district in districts {
        loop {
            let ids = Ids::at(now);
            match db.write(move |tx| Box::pin(step(tx, district, today, ids))).await? {
                0 => break,
                bodies => done += bodies,
            }
        }
    }
    Ok(done)
}

/// Throws away all that is kept and keeps it anew.
///
/// # Errors
/// When the database fails.
pub async fn recompute(lianhe: &Lianhe) -> Result<usize> {
    lianhe
        .db
        .write(|tx| {
            Box::pin(async move {
                for district in storage::grid::districts(tx).await? {
                    storage::obligation::all_facts_changed(tx, district).await?;
                }
                Ok::<(), Error>(())
            })
        })
        .await?;
    keep_obligations(&lianhe.db, &*lianhe.clock).await
}

async fn step(tx: &mut Tx, district: DistrictId, today: NaiveDate, ids: Ids) -> Result<usize> {
    let (soon, until) = (today + LEFT, today + AHEAD);
    let bodies = storage::obligation::not_kept(tx, district, soon, STEP).await?;
    for id in &bodies {
        storage::obligation::begin_keeping(tx, district, *id, until).await?;
    }
    for (body, owed) in computed(tx, district, &bodies, until).await? {
        for open in owed.iter().filter(|owed| is_kept(owed)) {
            storage::obligation::keep(tx, district, ids.uuid(), (body.id, body.life()), open).await?;
        }
    }
    Ok(bodies.len())
}

fn is_kept(owed: &Obligation) -> bool {
    !matches!(owed.state, State::Fulfilled { .. } | State::Waived { .. })
}

/// What some bodies owe as of a day.
async fn computed(
    conn: &mut Conn,
    district: DistrictId,
    ids: &[ConsortiumId],
    as_of: NaiveDate,
) -> Result<Vec<(Consortium, Vec<Obligation>)>> {
    let bodies = body::some(conn, district, ids).await?;
    let charters = charters(conn, district, ids).await?;
    let facts = facts(conn, district, &bodies, &charters).await?;
    let days: WorkingDays = working_days(conn).await?;
    let owed = |body: Consortium| {
        let owed = facts.get(&body.id).map(|facts| obligations(facts, &days, as_of));
        (body, owed.unwrap_or_default())
    };
    Ok(bodies.into_iter().map(owed).collect())
}

/// How much of what is kept was looked at, and a line for each body whose rows say something else than its facts.
#[derive(Debug, Default)]
pub struct KeptCheck {
    pub bodies: usize,
    pub rows: usize,
    pub broken: Vec<String>,
}

/// # Errors
/// When the database cannot be read.
pub async fn check_kept(db: &Db) -> Result<KeptCheck> {
    let mut found = KeptCheck::default();
    let mut conn = db.snapshot().await?;
    for district in storage::grid::districts(&mut conn).await? {
        let keeping = storage::obligation::keeping(&mut conn, district).await?;
        let chunk = usize::try_from(STEP).map_err(|_| Error::NotFound)?;
        for part in keeping.chunks(chunk) {
            let ids: Vec<ConsortiumId> = part.iter().map(|(id, _)| *id).collect();
            let rows = storage::obligation::kept(&mut conn, district, &ids).await?;
            found.rows += rows.len();
            for (id, until) in part {
                found.bodies += 1;
                let computed = computed(&mut conn, district, &[*id], *until).await?;
                let mut owed: Vec<Open> = computed
                    .into_iter()
                    .flat_map(|(body, owed)| {
                        owed.into_iter().filter(is_kept).map(move |owed| open(body.id, &owed))
                    })
                    .collect();
                let mut kept: Vec<Open> = rows.iter().filter(|row| row.consortium == *id).copied().collect();
                owed.sort_by_key(|open| (open.kind, open.period.from()));
                kept.sort_by_key(|open| (open.kind, open.period.from()));
                if owed != kept {
                    found.broken.push(format!("{id}: {} kept, {} owed", kept.len(), owed.len()));
                }
            }
        }
    }
    Ok(found)
}

pub(super) fn open(consortium: ConsortiumId, owed: &Obligation) -> Open {
    Open { consortium, due: owed.due, kind: owed.kind, period: owed.period }
}
