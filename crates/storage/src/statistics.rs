//! The recorded facts that the figures of a district are made of, on one day.

use chrono::NaiveDate;
use domain::id::{DistrictId, DivisionId, PartyAggregateId, PartyOrganisationId};
use domain::organisation::{Count, Rank, UnitType};
use domain::statistics::{AggregateFact, DivisionFact, Facts, ObservationFact, PartyFact, UnitFact};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{Conn, Error, Result, grid, sql};

pub async fn facts(conn: &mut Conn, district: DistrictId, as_of: NaiveDate) -> Result<Facts> {
    let tree = grid::tree(conn, district, as_of).await?;
    let divisions = tree.nodes().iter();
    Ok(Facts {
        divisions: divisions
            .map(|node| DivisionFact { id: node.id, parent: node.facts.parent, kind: node.facts.kind })
            .collect(),
        observations: latest_observations(conn, district, as_of).await?,
        units: units(conn, district, as_of).await?,
        parties: parties(conn, district, as_of).await?,
        aggregates: aggregates(conn, district, as_of).await?,
    })
}

async fn latest_observations(
    conn: &mut Conn,
    district: DistrictId,
    as_of: NaiveDate,
) -> Result<Vec<ObservationFact>> {
    let mut latest = std::collections::BTreeMap::new();
    for seen in grid::observations(conn, district, as_of).await? {
        let fact = ObservationFact {
            id: seen.id,
            division: seen.division,
            series: seen.series,
            observed_on: seen.observed_on,
            value: seen.value,
        };
        latest.insert((seen.division, seen.series), fact);
    }
    Ok(latest.into_values().collect())
}

#[derive(FromRow)]
struct UnitRow {
    division_id: Uuid,
    r#type: String,
    units: i64,
}

/// How many units of each type stand in each division on a day.
pub async fn units(conn: &mut Conn, district: DistrictId, as_of: NaiveDate) -> Result<Vec<UnitFact>> {
    const SQL: &str = "SELECT division_id, type, CAST(COUNT(*) AS BIGINT) AS units FROM unit_period
        WHERE district_id = $1 AND valid_from <= $2 AND valid_to > $2
        GROUP BY division_id, type ORDER BY division_id, type";
    let rows: Vec<UnitRow> = sql(SQL).arg(district).arg(as_of).all(conn).await?;
    rows.into_iter()
        .map(|row| {
            Ok(UnitFact {
                division: DivisionId::new(row.division_id),
                kind: UnitType::parse(&row.r#type, "type").map_err(|why| Error::corrupt("unit", why))?,
                units: row.units,
            })
        })
        .collect()
}

#[derive(FromRow)]
struct PartyRow {
    id: Uuid,
    rank: String,
    superior_id: Option<Uuid>,
    host: Option<String>,
    division_id: Uuid,
    counted_on: Option<NaiveDate>,
    branches: Option<i64>,
    members: Option<i64>,
}

async fn parties(conn: &mut Conn, district: DistrictId, as_of: NaiveDate) -> Result<Vec<PartyFact>> {
    const SQL: &str = "SELECT p.party_organisation_id AS id, p.rank, p.superior_id, u.type AS host, p.division_id,
            c.counted_on, c.branches, c.members
        FROM party_organisation_period p
        LEFT JOIN unit_period u ON u.district_id = p.district_id AND u.unit_id = p.unit_id
            AND u.valid_from <= $2 AND u.valid_to > $2
        LEFT JOIN party_count c ON c.district_id = p.district_id AND c.party_organisation_id = p.party_organisation_id
            AND c.counted_on = (SELECT MAX(l.counted_on) FROM party_count l WHERE l.district_id = p.district_id
                AND l.party_organisation_id = p.party_organisation_id AND l.counted_on <= $2)
        WHERE p.district_id = $1 AND p.valid_from <= $2 AND p.valid_to > $2
        ORDER BY p.name_key, p.party_organisation_id";
    let rows: Vec<PartyRow> = sql(SQL).arg(district).arg(as_of).all(conn).await?;
    let corrupt = |why| Error::corrupt("Party organisation", why);
    rows.into_iter()
        .map(|row| {
            let count = row.branches.zip(row.members).map(|(branches, members)| Count { branches, members });
            Ok(PartyFact {
                id: PartyOrganisationId::new(row.id),
                rank: Rank::parse(&row.rank, "rank").map_err(corrupt)?,
                superior: row.superior_id.map(PartyOrganisationId::new),
                host: row.host.map(|word| UnitType::parse(&word, "type")).transpose().map_err(corrupt)?,
                division: DivisionId::new(row.division_id),
                count: row.counted_on.zip(count),
            })
        })
        .collect()
}

#[derive(FromRow)]
struct AggregateRow {
    id: Uuid,
    division_id: Uuid,
    counted_on: NaiveDate,
    committees: i64,
    branches: i64,
    members: i64,
}

async fn aggregates(conn: &mut Conn, district: DistrictId, as_of: NaiveDate) -> Result<Vec<AggregateFact>> {
    const SQL: &str = "SELECT a.id, a.division_id, a.counted_on, a.committees, a.branches, a.members
        FROM party_aggregate a
        WHERE a.district_id = $1 AND a.counted_on = (SELECT MAX(l.counted_on) FROM party_aggregate l
            WHERE l.district_id = a.district_id AND l.division_id = a.division_id AND l.counted_on <= $2)
        ORDER BY a.division_id";
    let rows: Vec<AggregateRow> = sql(SQL).arg(district).arg(as_of).all(conn).await?;
    Ok(rows
        .into_iter()
        .map(|row| AggregateFact {
            id: PartyAggregateId::new(row.id),
            division: DivisionId::new(row.division_id),
            counted_on: row.counted_on,
            committees: row.committees,
            count: Count { branches: row.branches, members: row.members },
        })
        .collect())
}
