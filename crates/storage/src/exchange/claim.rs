//! Claims with their steps.

use chrono::NaiveDate;
use domain::exchange::matching::DeclineReason;
use domain::exchange::{ClaimState, ClaimStep, ClaimStepKind, Owner, Satisfaction, Side};
use domain::id::{ClaimId, DistrictId, DivisionId, EntryId, PersonId, UnitId};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{Conn, Error, Result, Tx, sql};

/// A claim as it is kept; what it says follows from its steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub id: ClaimId,
    pub version: i64,
    pub demand: EntryId,
    pub offer: Option<EntryId>,
    pub taker: Owner,
    /// The division that takes it on, or in which its unit lies.
    pub home: DivisionId,
    pub steps: Vec<Taken>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    pub row: Uuid,
    pub step: ClaimStep,
    pub person: PersonId,
    pub person_name: String,
}

impl Kept {
    pub fn domain_steps(&self) -> Vec<ClaimStep> {
        self.steps.iter().map(|taken| taken.step.clone()).collect()
    }
}

/// What is written beside the steps, so that lists need not read them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sums {
    pub state: ClaimState,
    pub quantity: i64,
    pub committed: i64,
    pub delivered: i64,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    version: i64,
    demand_id: Uuid,
    offer_id: Option<Uuid>,
    unit_id: Option<Uuid>,
    owner_division_id: Uuid,
    step_id: Uuid,
    kind: String,
    side: String,
    happened_on: NaiveDate,
    quantity: Option<i64>,
    score: Option<i64>,
    plan_on: Option<NaiveDate>,
    note: Option<String>,
    decline_reason: Option<String>,
    person_id: Uuid,
    person_name: String,
}

macro_rules! claims {
    ($where:literal) => {
        concat!(
            "SELECT c.id, c.version, c.demand_id, c.offer_id, c.unit_id, c.owner_division_id, s.id AS step_id, s.kind,
                s.side, s.happened_on, s.quantity, s.score, s.plan_on, s.note, s.decline_reason, s.person_id,
                COALESCE(n.name, '') AS person_name
            FROM claim c JOIN claim_step s ON s.district_id = c.district_id AND s.claim_id = c.id
            LEFT JOIN person n ON n.id = s.person_id WHERE c.district_id = $1",
            $where,
            " ORDER BY c.id, s.sequence"
        )
    };
}

fn gathered(rows: Vec<Row>) -> Result<Vec<Kept>> {
    let mut found: Vec<Kept> = Vec::new();
    for row in rows {
        let corrupt = |why| Error::corrupt("claim", why);
        let reason = row.decline_reason.map(|word| DeclineReason::parse(&word, "reason")).transpose();
        let step = Taken {
            row: row.step_id,
            step: ClaimStep {
                kind: ClaimStepKind::parse(&row.kind, "kind").map_err(corrupt)?,
                side: Side::parse(&row.side, "side").map_err(corrupt)?,
                on: row.happened_on,
                quantity: row.quantity,
                score: row.score.map(Satisfaction::new).transpose().map_err(corrupt)?,
                plan: row.plan_on,
                note: row.note,
                reason: reason.map_err(corrupt)?,
            },
            person: PersonId::new(row.person_id),
            person_name: row.person_name,
        };
        if let Some(last) = found.last_mut().filter(|last| last.id.uuid() == row.id) {
            last.steps.push(step);
            continue;
        }
        let home = DivisionId::new(row.owner_division_id);
        found.push(Kept {
            id: ClaimId::new(row.id),
            version: row.version,
            demand: EntryId::new(row.demand_id),
            offer: row.offer_id.map(EntryId::new),
            taker: row.unit_id.map_or(Owner::Division(home), |unit| Owner::Unit(UnitId::new(unit))),
            home,
            steps: vec![step],
        });
    }
    Ok(found)
}

pub async fn get(conn: &mut Conn, district: DistrictId, id: ClaimId) -> Result<Option<Kept>> {
    Ok(gathered(sql(claims!(" AND c.id = $2")).arg(district).arg(id).all(conn).await?)?.pop())
}

/// The claims on a demand, or of an offer.
pub async fn of_entry(conn: &mut Conn, district: DistrictId, id: EntryId) -> Result<Vec<Kept>> {
    gathered(
        sql(claims!(" AND (c.demand_id = $2 OR c.offer_id = $2)")).arg(district).arg(id).all(conn).await?,
    )
}

pub async fn of_unit(conn: &mut Conn, district: DistrictId, id: UnitId) -> Result<Vec<Kept>> {
    gathered(sql(claims!(" AND c.unit_id = $2")).arg(district).arg(id).all(conn).await?)
}

pub async fn all(conn: &mut Conn, district: DistrictId) -> Result<Vec<Kept>> {
    gathered(sql(claims!("")).arg(district).all(conn).await?)
}

pub async fn insert(tx: &mut Tx, district: DistrictId, claim: &Kept, sums: Sums) -> Result<()> {
    const SQL: &str =
        "INSERT INTO claim (district_id, id, version, demand_id, offer_id, unit_id, owner_division_id,
            state, quantity, committed, delivered, proposed_on)
        VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    let Some(first) = claim.steps.first() else { return Err(Error::corrupt("claim", "no step")) };
    let insert = sql(SQL).arg(district).arg(claim.id).arg(claim.demand).arg(claim.offer);
    let insert = insert.arg(match claim.taker {
        Owner::Unit(unit) => Some(unit),
        Owner::Division(_) => None,
    });
    let insert = insert.arg(claim.home).arg(sums.state.word()).arg(sums.quantity).arg(sums.committed);
    insert.arg(sums.delivered).arg(first.step.on).later(tx).await?;
    insert_step(tx, district, claim.id, 0, first).await
}

pub async fn insert_step(
    tx: &mut Tx,
    district: DistrictId,
    id: ClaimId,
    sequence: usize,
    taken: &Taken,
) -> Result<()> {
    const SQL: &str =
        "INSERT INTO claim_step (district_id, id, claim_id, sequence, kind, side, happened_on, quantity,
            score, plan_on, note, person_id, decline_reason)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    let step = &taken.step;
    let insert =
        sql(SQL).arg(district).arg(taken.row).arg(id).arg(i64::try_from(sequence).unwrap_or(i64::MAX));
    let insert = insert.arg(step.kind.word()).arg(step.side.word()).arg(step.on).arg(step.quantity);
    let insert = insert.arg(step.score.map(|score| i64::from(score.score()))).arg(step.plan);
    insert
        .arg(step.note.clone())
        .arg(taken.person)
        .arg(step.reason.map(|reason| reason.word().to_owned()))
        .later(tx)
        .await
}

/// Keeps the sums; `false` when somebody else took a step before.
pub async fn update(
    tx: &mut Tx,
    district: DistrictId,
    id: ClaimId,
    version: i64,
    sums: Sums,
) -> Result<bool> {
    const SQL: &str =
        "UPDATE claim SET version = version + 1, state = $4, quantity = $5, committed = $6, delivered = $7
        WHERE district_id = $1 AND id = $2 AND version = $3";
    let update = sql(SQL).arg(district).arg(id).arg(version).arg(sums.state.word()).arg(sums.quantity);
    Ok(update.arg(sums.committed).arg(sums.delivered).run(tx).await? == 1)
}
