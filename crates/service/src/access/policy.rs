//! What an installation decides about signing in.

use chrono::TimeDelta;

#[derive(Debug, Clone)]
pub struct Policy {
    /// A browser that was not seen for so long has signed out.
    pub idle: TimeDelta,
    /// The longest that a browser session lasts.
    pub absolute: TimeDelta,
    /// After so long a password must be changed; never when absent.
    pub password_age: Option<TimeDelta>,
}

impl Default for Policy {
    fn default() -> Self {
        Self { idle: TimeDelta::minutes(30), absolute: TimeDelta::hours(12), password_age: None }
    }
}
