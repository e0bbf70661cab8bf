//! Times on the wire: numbers a form can show, beside the one line that people read.

use chrono::NaiveDate;
use domain::exchange::{Hours, Times, Weekdays};
use domain::rule::{Refusal, Rule};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct HoursBody {
    /// 1 is Monday, 7 is Sunday.
    pub days: Vec<u8>,
    /// `09:00`.
    pub from: String,
    /// Up to, not including: `11:30`.
    pub to: String,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct TimesBody {
    /// None: any time, by agreement.
    #[serde(default)]
    pub hours: Vec<HoursBody>,
    #[serde(default)]
    pub working_days_only: bool,
    /// Not on these days.
    #[serde(default)]
    pub except: Vec<NaiveDate>,
}

impl From<&Times> for TimesBody {
    fn from(times: &Times) -> Self {
        let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
        let hours = times.hours.iter().map(|hours| HoursBody {
            days: hours.days.days().collect(),
            from: clock(hours.from),
            to: clock(hours.to),
        });
        Self {
            hours: hours.collect(),
            working_days_only: times.working_days_only,
            except: times.except.clone(),
        }
    }
}

impl TryFrom<TimesBody> for Times {
    type Error = Refusal;

    fn try_from(body: TimesBody) -> Result<Self, Refusal> {
        let minute = |text: &str| {
            let (hour, minute) = text.split_once(':')?;
            let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
            (hour <= 24 && minute < 60).then_some(hour * 60 + minute)
        };
        let mut hours = Vec::with_capacity(body.hours.len());
        for said in body.hours {
            let refused =
                || Refusal::new(Rule::TimesHours, "times").with(format!("{}-{}", said.from, said.to));
            hours.push(Hours {
                days: Weekdays::of(said.days.iter().copied()),
                from: minute(&said.from).ok_or_else(refused)?,
                to: minute(&said.to).ok_or_else(refused)?,
            });
        }
        Times::new(hours, body.working_days_only, body.except)
    }
}
