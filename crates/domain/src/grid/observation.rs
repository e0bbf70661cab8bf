//! Dated observations of a division: population, area, economy.

use crate::rule::{Refusal, Rule};

crate::words! {
    /// A series of observations. Source: system.md S1, figures of the case.
    pub enum Series {
        Area = "area", "面积";
        PopulationRegistered = "population_registered", "户籍人口";
        PopulationTemporary = "population_temporary", "流动人口";
        Gdp = "gdp", "地区生产总值";
        GdpGrowth = "gdp_growth", "地区生产总值增速";
        PrimaryGrowth = "primary_growth", "第一产业增速";
        SecondaryGrowth = "secondary_growth", "第二产业增速";
        TertiaryGrowth = "tertiary_growth", "第三产业增速";
        IndustrialGrowth = "industrial_growth", "规上工业增加值增速";
    }
}

impl Series {
    /// The unit in which every value of the series is kept.
    pub const fn unit(self) -> &'static str {
        match self {
            Self::Area => "km²",
            Self::PopulationRegistered | Self::PopulationTemporary => "人",
            Self::Gdp => "百万元",
            Self::GdpGrowth
            | Self::PrimaryGrowth
            | Self::SecondaryGrowth
            | Self::TertiaryGrowth
            | Self::IndustrialGrowth => "%",
        }
    }

    pub const fn is_growth(self) -> bool {
        matches!(
            self,
            Self::GdpGrowth
                | Self::PrimaryGrowth
                | Self::SecondaryGrowth
                | Self::TertiaryGrowth
                | Self::IndustrialGrowth
        )
    }

    pub const fn is_economy(self) -> bool {
        self.is_growth() || matches!(self, Self::Gdp)
    }

    pub const fn counts_persons(self) -> bool {
        matches!(self, Self::PopulationRegistered | Self::PopulationTemporary)
    }
}

/// Larger than any figure of a nation, small enough that sums stay exact.
const MOST: f64 = 1e12;

/// # Errors
/// Refuses a value that the series cannot have: not a number, negative (growth may be), a fraction of a person.
pub fn check_value(series: Series, value: f64) -> Result<f64, Refusal> {
    if !value.is_finite() {
        return Err(Refusal::new(Rule::NumberInvalid, "value").with(value));
    }
    if value < 0.0 && !series.is_growth() {
        return Err(Refusal::new(Rule::NumberNegative, "value").with(value));
    }
    if value.abs() > MOST {
        return Err(Refusal::new(Rule::NumberTooLarge, "value").with(value));
    }
    if series.counts_persons() && value.fract() != 0.0 {
        return Err(Refusal::new(Rule::NotWhole, "value").with(value));
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_person_and_a_negative_area_are_refused_but_shrinking_is_not() {
        assert_eq!(check_value(Series::PopulationRegistered, 0.5).expect_err("half").rule, Rule::NotWhole);
        assert_eq!(check_value(Series::Area, -1.0).expect_err("negative").rule, Rule::NumberNegative);
        assert_eq!(check_value(Series::GdpGrowth, -3.2), Ok(-3.2));
        assert_eq!(check_value(Series::Gdp, f64::NAN).expect_err("nan").rule, Rule::NumberInvalid);
    }
}
