//! Time and randomness: the only place where they come in. Everything below takes them as parameters.

use std::sync::atomic::{AtomicU32, Ordering};

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

    /// Those of one instant sort in the order in which this process made them (RFC 9562, 6.2, method 1), so that the
    /// rows of an import lie side by side in every index.
    pub fn uuid(self) -> Uuid {
        static MADE: AtomicU32 = AtomicU32::new(0);
        // Version and variant lie among the counter's 4 + 8 + 6 + 8 bits.
        let [high, a, b, low] = (MADE.fetch_add(1, Ordering::Relaxed) & 0x03ff_ffff).to_be_bytes();
        let mut bytes: [u8; 10] = random();
        bytes[..4].copy_from_slice(&[high << 2 | a >> 6, a << 2 | b >> 6, b & 0x3f, low]);
        uuid::Builder::from_unix_timestamp_millis(self.millis, &bytes).into_uuid()
    }
}

/// # Panics
/// When the operating system has no randomness to give: nothing may go on without it.
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_one_instant_sort_in_the_order_in_which_they_were_made() {
        let ids = Ids::at(SystemClock.now());
        let made: Vec<Uuid> = (0..1000).map(|_| ids.uuid()).collect();
        assert!(made.is_sorted() && made[0].get_version_num() == 7);
    }
}
