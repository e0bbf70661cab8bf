//! Time and randomness: the only place where they come in. Everything below takes them as parameters.

use chrono::{DateTime, Days, FixedOffset, NaiveDate, NaiveDateTime, SubsecRound, Utc};
use uuid::Uuid;

pub trait Clock: Send + Sync + 'static {
    fn now(&self) -> DateTime<Utc>;
}

pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is where the clock comes in")]
    fn now(&self) -> DateTime<Utc> {
        // PostgreSQL keeps microseconds; the chain of the journal needs the same instant back.
        Utc::now().trunc_subsecs(6)
    }
}

/// The calendar day of the office (Asia/Shanghai, which has no summer time) at an instant.
pub fn office_day(at: DateTime<Utc>) -> NaiveDate {
    office_time(at).date()
}

/// What the office's clock shows at an instant.
pub fn office_time(at: DateTime<Utc>) -> NaiveDateTime {
    const HOURS_EAST: i32 = 8;
    FixedOffset::east_opt(HOURS_EAST * 3600)
        .map_or_else(|| at.naive_utc(), |zone| at.with_timezone(&zone).naive_local())
}

/// One year before a day, for 'within the last twelve months'.
pub fn year_before(day: NaiveDate) -> NaiveDate {
    day.checked_sub_days(Days::new(365)).unwrap_or(day)
}

/// New identifiers: UUIDv7 of an instant, so that they sort by time.
#[derive(Debug, Clone, Copy)]
pub struct Ids {
    millis: u64,
}

impl Ids {
    pub fn at(now: DateTime<Utc>) -> Self {
        Self { millis: u64::try_from(now.timestamp_millis()).unwrap_or_default() }
    }

    pub fn uuid(self) -> Uuid {
        uuid::Builder::from_unix_timestamp_millis(self.millis, &random()).into_uuid()
    }
}

/// # Panics
/// When the operating system has no randomness to give: nothing may go on without it.
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}
