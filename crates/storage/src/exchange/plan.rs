//! Match plans that are kept, with their pairs and what they leave over.

use chrono::{DateTime, NaiveDate, Utc};
use domain::exchange::matching::{
    Bar, DeclineReason, Facts, LeftWord, MatchRule, PairOrigin, PairState, PlanState, Standing, Weights,
};
use domain::exchange::{ClaimState, Owner};
use domain::id::{ClaimId, DistrictId, DivisionId, EntryId, MatchPairId, MatchPlanId, PersonId, UnitId};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::FromRow;
use uuid::Uuid;

use crate::{Conn, Error, Result, Tx, sql};

#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    pub id: MatchPlanId,
    pub version: i64,
    /// The demands that lie in it are planned for.
    pub division: DivisionId,
    pub state: PlanState,
    /// Raised by each re-plan.
    pub round: i64,
    pub made: Made,
    pub person: PersonId,
    pub person_name: String,
}

/// How a round came about.
#[derive(Debug, Clone, PartialEq)]
pub struct Made {
    pub on: NaiveDate,
    pub at: DateTime<Utc>,
    /// The last entry of the journal whose lists it was made from.
    pub journal: i64,
    /// Of the instance that was solved.
    pub digest: String,
    pub weights: Weights,
    pub rules: Vec<MatchRule>,
    pub offers: i64,
    pub demands: i64,
    pub asked: i64,
    pub served: i64,
    pub score: i64,
    /// JSON: what would help most is the service's own to read.
    pub help: String,
}

#[derive(FromRow)]
struct PlanRow {
    id: Uuid,
    version: i64,
    division_id: Uuid,
    state: String,
    round: i64,
    made_on: NaiveDate,
    made_at: DateTime<Utc>,
    journal: i64,
    digest: String,
    weights: String,
    rules: String,
    offers: i64,
    demands: i64,
    asked: i64,
    served: i64,
    score: i64,
    help: String,
    person_id: Uuid,
    person_name: String,
}

fn written<T: Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|why| Error::corrupt("match_plan", why))
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|why| Error::corrupt("match_plan", why))
}

fn corrupt(why: domain::rule::Refusal) -> Error {
    Error::corrupt("match_plan", why)
}

impl TryFrom<PlanRow> for Plan {
    type Error = Error;

    fn try_from(row: PlanRow) -> Result<Self> {
        Ok(Self {
            id: MatchPlanId::new(row.id),
            version: row.version,
            division: DivisionId::new(row.division_id),
            state: PlanState::parse(&row.state, "state").map_err(corrupt)?,
            round: row.round,
            made: Made {
                on: row.made_on,
                at: row.made_at,
                journal: row.journal,
                digest: row.digest,
                weights: read(&row.weights)?,
                rules: read(&row.rules)?,
                offers: row.offers,
                demands: row.demands,
                asked: row.asked,
                served: row.served,
                score: row.score,
                help: row.help,
            },
            person: PersonId::new(row.person_id),
            person_name: row.person_name,
        })
    }
}

macro_rules! plans {
    ($where:literal) => {
        concat!(
            "SELECT p.id, p.version, p.division_id, p.state, p.round, p.made_on, p.made_at, p.journal, p.digest, p.weights,
                p.rules, p.offers, p.demands, p.asked, p.served, p.score, p.help, p.person_id,
                COALESCE(n.name, '') AS person_name
            FROM match_plan p LEFT JOIN person n ON n.id = p.person_id WHERE p.district_id = $1",
            $where
        )
    };
}

pub async fn get(conn: &mut Conn, district: DistrictId, id: MatchPlanId) -> Result<Option<Plan>> {
    let row: Option<PlanRow> = sql(plans!(" AND p.id = $2")).arg(district).arg(id).optional(conn).await?;
    row.map(Plan::try_from).transpose()
}

/// The newest plans of a district, newest first.
pub async fn newest(conn: &mut Conn, district: DistrictId, limit: i64) -> Result<Vec<Plan>> {
    const SQL: &str = plans!(" ORDER BY p.made_at DESC, p.id LIMIT $2");
    let rows: Vec<PlanRow> = sql(SQL).arg(district).arg(limit).all(conn).await?;
    rows.into_iter().map(Plan::try_from).collect()
}

/// The newest plans of one scope, newest first.
pub async fn of_division(
    conn: &mut Conn,
    district: DistrictId,
    division: DivisionId,
    limit: i64,
) -> Result<Vec<Plan>> {
    const SQL: &str = plans!(" AND p.division_id = $2 ORDER BY p.made_at DESC, p.id LIMIT $3");
    let rows: Vec<PlanRow> = sql(SQL).arg(district).arg(division).arg(limit).all(conn).await?;
    rows.into_iter().map(Plan::try_from).collect()
}

pub async fn insert(tx: &mut Tx, district: DistrictId, plan: &Plan) -> Result<()> {
    const SQL: &str =
        "INSERT INTO match_plan (district_id, id, version, division_id, state, round, made_on, made_at,
            journal, digest, weights, rules, offers, demands, asked, served, score, help, person_id)
        VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)";
    let made = &plan.made;
    let insert = sql(SQL).arg(district).arg(plan.id).arg(plan.division).arg(plan.state.word());
    let insert = insert.arg(plan.round).arg(made.on).arg(made.at).arg(made.journal).arg(made.digest.as_str());
    let insert = insert.arg(written(&made.weights)?).arg(written(&made.rules)?).arg(made.offers);
    let insert = insert.arg(made.demands).arg(made.asked).arg(made.served).arg(made.score);
    insert.arg(made.help.as_str()).arg(plan.person).later(tx).await
}

/// Another round; `false` when somebody else changed the plan before.
pub async fn replace(tx: &mut Tx, district: DistrictId, plan: &Plan) -> Result<bool> {
    const SQL: &str =
        "UPDATE match_plan SET version = version + 1, state = $4, round = $5, made_on = $6, made_at = $7,
            journal = $8, digest = $9, weights = $10, rules = $11, offers = $12, demands = $13, asked = $14,
            served = $15, score = $16, help = $17
        WHERE district_id = $1 AND id = $2 AND version = $3";
    let made = &plan.made;
    let update = sql(SQL).arg(district).arg(plan.id).arg(plan.version).arg(plan.state.word());
    let update = update.arg(plan.round).arg(made.on).arg(made.at).arg(made.journal).arg(made.digest.as_str());
    let update = update.arg(written(&made.weights)?).arg(written(&made.rules)?).arg(made.offers);
    let update = update.arg(made.demands).arg(made.asked).arg(made.served).arg(made.score);
    Ok(update.arg(made.help.as_str()).run(tx).await? == 1)
}

/// Another state, or the same after a decision about a pair; `false` when somebody else changed the plan before.
pub async fn bump(
    tx: &mut Tx,
    district: DistrictId,
    (id, version): (MatchPlanId, i64),
    state: PlanState,
) -> Result<bool> {
    const SQL: &str = "UPDATE match_plan SET version = version + 1, state = $4
        WHERE district_id = $1 AND id = $2 AND version = $3";
    Ok(sql(SQL).arg(district).arg(id).arg(version).arg(state.word()).run(tx).await? == 1)
}

#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    pub id: MatchPairId,
    pub plan: MatchPlanId,
    pub round: i64,
    pub demand: EntryId,
    pub offer: EntryId,
    pub quantity: i64,
    pub score: i64,
    pub facts: Facts,
    pub origin: PairOrigin,
    pub state: PairState,
    pub claim: Option<Claimed>,
    pub declined: Option<Declined>,
    pub runner_up: Option<EntryId>,
}

/// The claim that an accepted pair has become, as it stands now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claimed {
    pub id: ClaimId,
    pub state: ClaimState,
    pub quantity: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declined {
    pub reason: DeclineReason,
    pub note: Option<String>,
    pub on: NaiveDate,
}

impl Pair {
    pub const fn standing(&self) -> Standing {
        Standing {
            offer: self.offer,
            demand: self.demand,
            quantity: self.quantity,
            score: self.score,
            state: self.state,
        }
    }
}

#[derive(FromRow)]
struct PairRow {
    id: Uuid,
    plan_id: Uuid,
    round: i64,
    demand_id: Uuid,
    offer_id: Uuid,
    quantity: i64,
    score: i64,
    facts: String,
    origin: String,
    state: String,
    claim_id: Option<Uuid>,
    claim_state: Option<String>,
    claim_quantity: Option<i64>,
    decline_reason: Option<String>,
    note: Option<String>,
    decided_on: Option<NaiveDate>,
    runner_up_id: Option<Uuid>,
    said_reason: Option<String>,
    said_note: Option<String>,
    said_on: Option<NaiveDate>,
}

impl TryFrom<PairRow> for Pair {
    type Error = Error;

    fn try_from(row: PairRow) -> Result<Self> {
        let claim = match (row.claim_id, row.claim_state, row.claim_quantity) {
            (Some(id), Some(state), Some(quantity)) => Some(Claimed {
                id: ClaimId::new(id),
                state: ClaimState::parse(&state, "state").map_err(corrupt)?,
                quantity,
            }),
            _ => None,
        };
        // What a unit said to the claim counts for the pair that became it.
        let kept = PairState::parse(&row.state, "state").map_err(corrupt)?;
        let refused = claim.is_some_and(|claim| claim.state == ClaimState::Declined);
        let state = if refused { PairState::Declined } else { kept };
        let (reason, note, on) = match refused {
            true => (row.said_reason, row.said_note, row.said_on),
            false => (row.decline_reason, row.note, row.decided_on),
        };
        let declined = match (state, on) {
            (PairState::Declined, Some(on)) => {
                let reason = reason.map(|word| DeclineReason::parse(&word, "reason")).transpose();
                Some(Declined { reason: reason.map_err(corrupt)?.unwrap_or(DeclineReason::Other), note, on })
            }
            _ => None,
        };
        Ok(Self {
            id: MatchPairId::new(row.id),
            plan: MatchPlanId::new(row.plan_id),
            round: row.round,
            demand: EntryId::new(row.demand_id),
            offer: EntryId::new(row.offer_id),
            quantity: row.quantity,
            score: row.score,
            facts: read(&row.facts)?,
            origin: PairOrigin::parse(&row.origin, "origin").map_err(corrupt)?,
            state,
            claim,
            declined,
            runner_up: row.runner_up_id.map(EntryId::new),
        })
    }
}

macro_rules! pairs {
    ($where:literal) => {
        concat!(
            "SELECT m.id, m.plan_id, m.round, m.demand_id, m.offer_id, m.quantity, m.score, m.facts, m.origin, m.state,
                m.claim_id, c.state AS claim_state, c.quantity AS claim_quantity, m.decline_reason, m.note, m.decided_on,
                m.runner_up_id, s.decline_reason AS said_reason, s.note AS said_note, s.happened_on AS said_on
            FROM match_pair m
            LEFT JOIN claim c ON c.district_id = m.district_id AND c.id = m.claim_id
            LEFT JOIN claim_step s ON s.district_id = c.district_id AND s.claim_id = c.id AND s.kind = 'declined'
            WHERE m.district_id = $1",
            $where
        )
    };
}

/// The pairs of a round, the best scores first.
pub async fn pairs(
    conn: &mut Conn,
    district: DistrictId,
    plan: MatchPlanId,
    round: i64,
) -> Result<Vec<Pair>> {
    const SQL: &str =
        pairs!(" AND m.plan_id = $2 AND m.round = $3 ORDER BY m.score DESC, m.demand_id, m.offer_id, m.id");
    let rows: Vec<PairRow> = sql(SQL).arg(district).arg(plan).arg(round).all(conn).await?;
    rows.into_iter().map(Pair::try_from).collect()
}

pub async fn pair(conn: &mut Conn, district: DistrictId, id: MatchPairId) -> Result<Option<Pair>> {
    let row: Option<PairRow> = sql(pairs!(" AND m.id = $2")).arg(district).arg(id).optional(conn).await?;
    row.map(Pair::try_from).transpose()
}

pub async fn insert_pair(tx: &mut Tx, district: DistrictId, pair: &Pair) -> Result<()> {
    const SQL: &str = "INSERT INTO match_pair (district_id, id, plan_id, round, demand_id, offer_id, quantity, score, facts,
            origin, state, claim_id, decline_reason, note, decided_on, runner_up_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
    let insert = sql(SQL).arg(district).arg(pair.id).arg(pair.plan).arg(pair.round).arg(pair.demand);
    let insert = insert.arg(pair.offer).arg(pair.quantity).arg(pair.score).arg(written(&pair.facts)?);
    decided(insert.arg(pair.origin.word()), pair).arg(pair.runner_up).later(tx).await
}

/// What people decided about a pair, in the order of both statements.
fn decided(query: crate::Sql, pair: &Pair) -> crate::Sql {
    let declined = pair.declined.as_ref();
    query
        .arg(pair.state.word())
        .arg(pair.claim.map(|claim| claim.id))
        .arg(declined.map(|declined| declined.reason.word().to_owned()))
        .arg(declined.and_then(|declined| declined.note.clone()))
        .arg(declined.map(|declined| declined.on))
}

pub async fn update_pair(tx: &mut Tx, district: DistrictId, pair: &Pair) -> Result<()> {
    const SQL: &str =
        "UPDATE match_pair SET state = $3, claim_id = $4, decline_reason = $5, note = $6, decided_on = $7,
            quantity = $8
        WHERE district_id = $1 AND id = $2";
    let update = decided(sql(SQL).arg(district).arg(pair.id), pair).arg(pair.quantity);
    update.run(tx).await.map(|_| ())
}

pub async fn delete_pair(tx: &mut Tx, district: DistrictId, id: MatchPairId) -> Result<()> {
    const SQL: &str = "DELETE FROM match_pair WHERE district_id = $1 AND id = $2";
    sql(SQL).arg(district).arg(id).run(tx).await.map(|_| ())
}

/// Lets go of the rounds before one: the round before the present one is all that is compared with.
pub async fn forget(tx: &mut Tx, district: DistrictId, plan: MatchPlanId, before: i64) -> Result<()> {
    const PAIRS: &str = "DELETE FROM match_pair WHERE district_id = $1 AND plan_id = $2 AND round < $3";
    const LEFT: &str = "DELETE FROM match_left WHERE district_id = $1 AND plan_id = $2 AND round < $3";
    for text in [PAIRS, LEFT] {
        sql(text).arg(district).arg(plan).arg(before).run(tx).await?;
    }
    Ok(())
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    pub row: Uuid,
    pub demand: EntryId,
    pub quantity: i64,
    pub why: LeftWord,
    pub bar: Option<Bar>,
    pub nearest: Option<EntryId>,
}

#[derive(FromRow)]
struct LeftRow {
    id: Uuid,
    demand_id: Uuid,
    quantity: i64,
    why: String,
    bar: Option<String>,
    nearest_id: Option<Uuid>,
}

pub async fn left(conn: &mut Conn, district: DistrictId, plan: MatchPlanId, round: i64) -> Result<Vec<Left>> {
    const SQL: &str = "SELECT id, demand_id, quantity, why, bar, nearest_id FROM match_left
        WHERE district_id = $1 AND plan_id = $2 AND round = $3 ORDER BY demand_id";
    let rows: Vec<LeftRow> = sql(SQL).arg(district).arg(plan).arg(round).all(conn).await?;
    let left = |row: LeftRow| {
        Ok(Left {
            row: row.id,
            demand: EntryId::new(row.demand_id),
            quantity: row.quantity,
            why: LeftWord::parse(&row.why, "why").map_err(corrupt)?,
            bar: row.bar.map(|bar| Bar::parse(&bar, "bar")).transpose().map_err(corrupt)?,
            nearest: row.nearest_id.map(EntryId::new),
        })
    };
    rows.into_iter().map(left).collect()
}

pub async fn insert_left(
    tx: &mut Tx,
    district: DistrictId,
    (plan, round): (MatchPlanId, i64),
    left: &Left,
) -> Result<()> {
    const SQL: &str =
        "INSERT INTO match_left (district_id, id, plan_id, round, demand_id, quantity, why, bar, nearest_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let insert = sql(SQL).arg(district).arg(left.row).arg(plan).arg(round).arg(left.demand);
    let insert =
        insert.arg(left.quantity).arg(left.why.word()).arg(left.bar.map(|bar| bar.word().to_owned()));
    insert.arg(left.nearest).later(tx).await
}

/// Takes a demand off what is left over.
pub async fn delete_left(
    tx: &mut Tx,
    district: DistrictId,
    (plan, round): (MatchPlanId, i64),
    demand: EntryId,
) -> Result<()> {
    const SQL: &str =
        "DELETE FROM match_left WHERE district_id = $1 AND plan_id = $2 AND round = $3 AND demand_id = $4";
    sql(SQL).arg(district).arg(plan).arg(round).arg(demand).run(tx).await.map(|_| ())
}

/// A claim that is open between an offer and a demand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenClaim {
    pub id: ClaimId,
    pub offer: EntryId,
    pub demand: EntryId,
    /// Nobody has agreed to it yet, so it is not committed.
    pub waits: bool,
    pub quantity: i64,
}

#[derive(FromRow)]
struct OpenRow {
    id: Uuid,
    offer_id: Uuid,
    demand_id: Uuid,
    state: String,
    quantity: i64,
}

/// Claims between two entries that still go on.
pub async fn open_claims(conn: &mut Conn, district: DistrictId) -> Result<Vec<OpenClaim>> {
    const SQL: &str = "SELECT id, offer_id, demand_id, state, quantity FROM claim WHERE district_id = $1
        AND offer_id IS NOT NULL AND state IN ('proposed', 'accepted', 'in_progress') ORDER BY id";
    let rows: Vec<OpenRow> = sql(SQL).arg(district).all(conn).await?;
    let open = |row: OpenRow| OpenClaim {
        id: ClaimId::new(row.id),
        offer: EntryId::new(row.offer_id),
        demand: EntryId::new(row.demand_id),
        waits: row.state == ClaimState::Proposed.word(),
        quantity: row.quantity,
    };
    Ok(rows.into_iter().map(open).collect())
}

#[derive(FromRow)]
struct DeclinedRow {
    offer_id: Uuid,
    demand_id: Uuid,
    unit_id: Option<Uuid>,
    owner_division_id: Uuid,
    decline_reason: Option<String>,
    happened_on: NaiveDate,
}

/// Pairs that somebody has declined: as a claim, or in a plan before it became one.
pub async fn declines(
    conn: &mut Conn,
    district: DistrictId,
) -> Result<Vec<domain::exchange::matching::Decline>> {
    const CLAIMS: &str =
        "SELECT c.offer_id, c.demand_id, c.unit_id, c.owner_division_id, s.decline_reason, s.happened_on
        FROM claim c JOIN claim_step s ON s.district_id = c.district_id AND s.claim_id = c.id
        WHERE c.district_id = $1 AND c.offer_id IS NOT NULL AND s.kind = 'declined'
        ORDER BY s.happened_on, c.id";
    const PAIRS: &str = "SELECT m.offer_id, m.demand_id, e.unit_id, e.owner_division_id, m.decline_reason,
            m.decided_on AS happened_on
        FROM match_pair m JOIN entry e ON e.district_id = m.district_id AND e.id = m.offer_id
        WHERE m.district_id = $1 AND m.state = 'declined' AND m.decided_on IS NOT NULL
        ORDER BY m.decided_on, m.id";
    let mut rows: Vec<DeclinedRow> = sql(CLAIMS).arg(district).all(conn).await?;
    rows.extend(sql(PAIRS).arg(district).all::<DeclinedRow>(conn).await?);
    let decline = |row: DeclinedRow| {
        let reason = row.decline_reason.map(|word| DeclineReason::parse(&word, "reason"));
        let division = Owner::Division(DivisionId::new(row.owner_division_id));
        Ok(domain::exchange::matching::Decline {
            offer: EntryId::new(row.offer_id),
            demand: EntryId::new(row.demand_id),
            taker: row.unit_id.map_or(division, |unit| Owner::Unit(UnitId::new(unit))),
            reason: reason.transpose().map_err(corrupt)?.unwrap_or(DeclineReason::Other),
            on: row.happened_on,
        })
    };
    rows.into_iter().map(decline).collect()
}
