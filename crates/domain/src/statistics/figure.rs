//! The figures, and their sums.

use std::collections::BTreeMap;

use super::{Basis, Contribution, Facts, contributions, recorded_in};
use crate::grid::Series;
use crate::id::DivisionId;
use crate::organisation::{PartySector, UnitType};
use crate::rule::{Refusal, Rule};

/// The finest figures; totals are sets of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Figure {
    Streets,
    Communities,
    Villages,
    Observed(Series),
    Units(UnitType),
    Committees(PartySector),
    Branches(PartySector),
    Members(PartySector),
}

impl Figure {
    /// The figures that a name on the wire (`members.other`, `units.total` …) stands for.
    ///
    /// # Errors
    /// Refuses a name that stands for none.
    pub fn parse(name: &str) -> Result<Vec<Self>, Refusal> {
        let refused = || Refusal::new(Rule::WordUnknown, "figure").with(name);
        let (family, member) = name.split_once('.').unwrap_or((name, "total"));
        let sectors = |of: fn(PartySector) -> Self| -> Result<Vec<Self>, Refusal> {
            Ok(match member {
                "total" => PartySector::ALL.iter().copied().map(of).collect(),
                word => vec![of(PartySector::parse(word, "figure")?)],
            })
        };
        Ok(match (family, member) {
            ("population", "registered") => vec![Self::Observed(Series::PopulationRegistered)],
            ("population", "temporary") => vec![Self::Observed(Series::PopulationTemporary)],
            ("population", "total") => {
                vec![
                    Self::Observed(Series::PopulationRegistered),
                    Self::Observed(Series::PopulationTemporary),
                ]
            }
            ("area", "total") => vec![Self::Observed(Series::Area)],
            ("economy", word) => {
                let series = Series::parse(word, "figure")?;
                if !series.is_economy() {
                    return Err(refused());
                }
                vec![Self::Observed(series)]
            }
            ("divisions", "streets") => vec![Self::Streets],
            ("divisions", "communities") => vec![Self::Communities],
            ("divisions", "villages") => vec![Self::Villages],
            ("units", "total") => UnitType::ALL.iter().copied().map(Self::Units).collect(),
            ("units", word) => vec![Self::Units(UnitType::parse(word, "figure")?)],
            ("committees", _) => sectors(Self::Committees)?,
            ("branches", _) => sectors(Self::Branches)?,
            ("members", _) => sectors(Self::Members)?,
            _ => return Err(refused()),
        })
    }
}

/// Persons; `None` where nothing was recorded, which is not the same as nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Population {
    pub registered: Option<i64>,
    pub temporary: Option<i64>,
    pub total: Option<i64>,
    /// In how many of the communities and villages the registered population is recorded …
    pub recorded_in: i64,
    /// … and how many there are: a sum over some of them is not the population of all.
    pub divisions: i64,
}

/// A figure of Party organisations, whole and by sector.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Three {
    pub total: i64,
    pub local: i64,
    pub other: i64,
}

#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct EconomyRow {
    pub year: i32,
    pub series: Series,
    pub value: f64,
    pub unit: &'static str,
}

/// The figures of one division on one day and basis.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Statistics {
    pub population: Population,
    pub committees: Three,
    pub branches: Three,
    pub members: Three,
    pub streets: i64,
    pub communities: i64,
    pub villages: i64,
    pub units_total: i64,
    pub units_by_type: BTreeMap<UnitType, i64>,
    /// Square kilometres.
    pub area: Option<f64>,
}

pub fn roll_up(facts: &Facts, division: DivisionId, basis: Basis) -> Statistics {
    let parts = contributions(facts, division, basis);
    let count = |figure| whole(&parts, figure).unwrap_or(0);
    let three = |of: fn(PartySector) -> Figure| {
        let (local, other) = (count(of(PartySector::Local)), count(of(PartySector::Other)));
        Three { total: local + other, local, other }
    };
    let registered = whole(&parts, Figure::Observed(Series::PopulationRegistered));
    let temporary = whole(&parts, Figure::Observed(Series::PopulationTemporary));
    let recorded = recorded_in(facts, division, Series::PopulationRegistered);
    let units_by_type: BTreeMap<_, _> =
        UnitType::ALL.iter().map(|kind| (*kind, count(Figure::Units(*kind)))).collect();
    Statistics {
        population: Population {
            registered,
            temporary,
            recorded_in: recorded.0,
            divisions: recorded.1,
            total: (registered.is_some() || temporary.is_some())
                .then(|| registered.unwrap_or(0) + temporary.unwrap_or(0)),
        },
        committees: three(Figure::Committees),
        branches: three(Figure::Branches),
        members: three(Figure::Members),
        streets: count(Figure::Streets),
        communities: count(Figure::Communities),
        villages: count(Figure::Villages),
        units_total: units_by_type.values().sum(),
        units_by_type,
        area: sum(&parts, Figure::Observed(Series::Area)),
    }
}

/// `None` where nothing contributes.
fn sum(parts: &[Contribution], figure: Figure) -> Option<f64> {
    let mut values = parts.iter().filter(|part| part.figure == figure).map(|part| part.value).peekable();
    values.peek()?;
    Some(values.sum())
}

#[expect(clippy::cast_possible_truncation, reason = "sums of whole counts far below 2^53")]
fn whole(parts: &[Contribution], figure: Figure) -> Option<i64> {
    sum(parts, figure).map(|value| value as i64)
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::super::{
        AggregateFact, Blank, Cell, DivisionFact, Line, ObservationFact, PartyFact, UnitFact, difference,
        matrix, point,
    };
    use super::*;
    use crate::grid::DivisionKind;
    use crate::id::{ObservationId, PartyAggregateId, PartyOrganisationId};
    use crate::organisation::{Count, Rank};

    fn id(n: u128) -> DivisionId {
        DivisionId::new(Uuid::from_u128(n))
    }

    fn party(n: u128) -> PartyOrganisationId {
        PartyOrganisationId::new(Uuid::from_u128(n))
    }

    fn day() -> NaiveDate {
        NaiveDate::from_ymd_opt(2018, 12, 31).expect("a date")
    }

    fn counted(
        n: u128,
        rank: Rank,
        host: UnitType,
        superior: Option<u128>,
        division: u128,
        count: Option<Count>,
    ) -> PartyFact {
        PartyFact {
            id: party(n),
            rank,
            superior: superior.map(party),
            host: Some(host),
            division: id(division),
            count: count.map(|count| (day(), count)),
        }
    }

    /// A district 1 with street 2, community 3 and village 4.
    fn facts() -> Facts {
        let division =
            |n, parent: Option<u128>, kind| DivisionFact { id: id(n), parent: parent.map(id), kind };
        let seen = |n, at, series, value| ObservationFact {
            id: ObservationId::new(Uuid::from_u128(n)),
            division: id(at),
            series,
            observed_on: day(),
            value,
        };
        Facts {
            divisions: vec![
                division(1, None, DivisionKind::District),
                division(2, Some(1), DivisionKind::Street),
                division(3, Some(2), DivisionKind::Community),
                division(4, Some(2), DivisionKind::Village),
            ],
            observations: vec![
                seen(1, 3, Series::PopulationRegistered, 100.0),
                seen(2, 4, Series::PopulationRegistered, 50.0),
                seen(3, 3, Series::PopulationTemporary, 30.0),
            ],
            units: vec![
                UnitFact { division: id(3), kind: UnitType::School, units: 2 },
                UnitFact { division: id(2), kind: UnitType::StateEnterprise, units: 1 },
            ],
            parties: vec![
                counted(
                    1,
                    Rank::WorkingCommittee,
                    UnitType::Local,
                    None,
                    2,
                    Some(Count { branches: 3, members: 40 }),
                ),
                counted(
                    2,
                    Rank::Committee,
                    UnitType::Local,
                    Some(1),
                    3,
                    Some(Count { branches: 5, members: 60 }),
                ),
                counted(3, Rank::Branch, UnitType::Local, Some(2), 3, None),
                counted(4, Rank::Branch, UnitType::PrivateEnterprise, Some(1), 4, None),
                counted(
                    5,
                    Rank::Committee,
                    UnitType::StateEnterprise,
                    None,
                    2,
                    Some(Count { branches: 7, members: 90 }),
                ),
                counted(
                    6,
                    Rank::Branch,
                    UnitType::SocialOrganisation,
                    None,
                    4,
                    Some(Count { branches: 0, members: 4 }),
                ),
            ],
            aggregates: vec![AggregateFact {
                id: PartyAggregateId::new(Uuid::from_u128(1)),
                division: id(2),
                counted_on: day(),
                committees: 2,
                count: Count { branches: 11, members: 200 },
            }],
        }
    }

    #[test]
    fn territory_adds_everything_on_the_ground_and_counts_no_branch_twice() {
        let street = roll_up(&facts(), id(2), Basis::Territory);
        assert_eq!(street.committees, Three { total: 5, local: 2, other: 3 });
        assert_eq!(street.branches, Three { total: 27, local: 9, other: 18 });
        assert_eq!(street.members, Three { total: 394, local: 104, other: 290 });
        assert_eq!((street.communities, street.villages, street.units_total), (1, 1, 3));
        let (registered, temporary, total) = (Some(150), Some(30), Some(180));
        assert_eq!(
            street.population,
            Population { registered, temporary, total, recorded_in: 2, divisions: 2 }
        );
        assert_eq!(street.area, None);
    }

    #[test]
    fn subordination_follows_the_line_and_leaves_out_those_led_from_elsewhere() {
        let street = roll_up(&facts(), id(2), Basis::Subordination);
        assert_eq!(street.committees, Three { total: 2, local: 2, other: 0 });
        assert_eq!(street.branches, Three { total: 8, local: 8, other: 0 });
    }

    #[test]
    fn a_street_with_a_population_of_its_own_does_not_add_those_below() {
        let mut facts = facts();
        facts.observations.push(ObservationFact {
            id: ObservationId::new(Uuid::from_u128(9)),
            division: id(2),
            series: Series::PopulationRegistered,
            observed_on: day(),
            value: 160.0,
        });
        assert_eq!(roll_up(&facts, id(1), Basis::Territory).population.registered, Some(160));
    }

    #[test]
    fn the_lines_over_the_territory_add_up_to_the_territorys_figures() {
        let matrix = matrix(&facts(), id(2));
        assert_eq!(matrix.columns, [id(2), id(3), id(4)]);
        let lines: Vec<_> = matrix.rows.iter().map(|row| row.line).collect();
        // Organisation 5 and 6 have no superior and nobody below; the aggregate is in no line.
        assert_eq!(lines, [Line::Below(party(1)), Line::Unrecorded, Line::Aggregate]);
        assert_eq!(matrix.rows[0].cells[1], Some(Cell { committees: 1, branches: 5, members: 60 }));
        // Never finer than the street: the aggregate stands in the column of the street itself.
        assert_eq!(matrix.rows[2].cells[1..], [None, None]);
        assert_eq!(matrix.total, Cell { committees: 5, branches: 27, members: 394 });
    }

    #[test]
    fn the_rows_of_one_basis_only_explain_the_difference() {
        let (facts, figure) = (facts(), Figure::parse("members.total").expect("a figure"));
        let rows = difference(&facts, id(2), &figure);
        let sum = |of| -> f64 { rows.iter().filter(|(basis, _)| *basis == of).map(|(_, p)| p.value).sum() };
        let on = point(&facts, id(2), &figure, day());
        let bases = on.territory.zip(on.subordination).expect("both");
        assert_eq!(bases.0 - bases.1, sum(Basis::Territory) - sum(Basis::Subordination));
        assert!(bases.0 > bases.1);
    }

    #[test]
    fn a_blank_says_why_it_is_blank() {
        let facts = Facts {
            observations: vec![ObservationFact {
                id: ObservationId::new(Uuid::from_u128(1)),
                division: id(3),
                series: Series::Area,
                observed_on: day(),
                value: 3.0,
            }],
            ..facts()
        };
        let area = Figure::parse("area.total").expect("a figure");
        let why =
            |figure: &str, at| point(&facts, id(at), &Figure::parse(figure).expect("a figure"), day()).blank;
        assert_eq!(why("area.total", 2), Some(Blank::Incomplete(vec![id(4)])));
        assert_eq!(why("population.registered", 2), Some(Blank::Unrecorded));
        assert_eq!(why("economy.gdp", 2), Some(Blank::Unrecorded));
        assert_eq!(why("members.total", 9), Some(Blank::NoDivision));
        assert_eq!(why("members.total", 2), None);
        assert_eq!(point(&facts, id(3), &area, day()).territory, Some(3.0));
    }

    #[test]
    fn every_figure_on_the_wire_has_a_name_that_parses() {
        for name in
            ["population.total", "members.other", "units.school", "divisions.villages", "committees.total"]
        {
            assert!(Figure::parse(name).is_ok(), "{name}");
        }
        assert!(Figure::parse("members.residents").is_err());
        assert!(Figure::parse("rank.units").is_err());
    }

    proptest! {
        /// Where no division states a figure of its own, the district's figures are the sums of its streets'.
        #[test]
        fn territory_figures_add_up(
            units in proptest::collection::vec((1u128..8, 0usize..8, 0i64..50), 0..30),
            parties in proptest::collection::vec((1u128..8, 0usize..4, 0usize..8, proptest::option::of((0i64..9, 0i64..99))), 0..30),
        ) {
            let kinds = [DivisionKind::Street, DivisionKind::Street, DivisionKind::Community, DivisionKind::Village,
                DivisionKind::Community, DivisionKind::Village];
            let mut divisions = vec![DivisionFact { id: id(1), parent: None, kind: DivisionKind::District }];
            for (i, kind) in kinds.into_iter().enumerate() {
                let parent = if i < 2 { 1 } else { 2 + (i as u128 % 2) };
                divisions.push(DivisionFact { id: id(2 + i as u128), parent: Some(id(parent)), kind });
            }
            let facts = Facts {
                divisions,
                units: units.into_iter().map(|(at, kind, units)| UnitFact { division: id(at), kind: UnitType::ALL[kind], units }).collect(),
                parties: parties.into_iter().enumerate().map(|(i, (at, rank, host, count))| {
                    counted(i as u128, Rank::ALL[rank], UnitType::ALL[host], None, at, count.map(|(branches, members)| Count { branches, members }))
                }).collect(),
                ..Facts::default()
            };
            let at_district: Facts = Facts {
                units: facts.units.iter().filter(|u| u.division == id(1)).cloned().collect(),
                parties: facts.parties.iter().filter(|p| p.division == id(1)).cloned().collect(),
                divisions: facts.divisions.clone(),
                ..Facts::default()
            };
            let whole = roll_up(&facts, id(1), Basis::Territory);
            let parts = [roll_up(&facts, id(2), Basis::Territory), roll_up(&facts, id(3), Basis::Territory), roll_up(&at_district, id(1), Basis::Territory)];
            prop_assert_eq!(whole.units_total, parts.iter().map(|p| p.units_total).sum::<i64>());
            prop_assert_eq!(whole.members.total, parts.iter().map(|p| p.members.total).sum::<i64>());
            let lines = matrix(&facts, id(1));
            prop_assert_eq!((lines.total.committees, lines.total.branches, lines.total.members),
                (whole.committees.total, whole.branches.total, whole.members.total));
            prop_assert_eq!(whole.branches.other, parts.iter().map(|p| p.branches.other).sum::<i64>());
        }
    }
}
