//! Accounts (账号): how a person proves who it is. One for each person; there is none by default and none is shared.

use chrono::{DateTime, TimeDelta, Utc};

use super::AppointmentKind;
use crate::rule::{Refusal, Rule};

crate::words! {
    /// What an account still lacks before its person may do anything else.
    pub enum Need {
        SignInName = "sign_in_name", "登录名";
        Password = "password", "密码";
        SecondFactor = "second_factor", "动态验证码";
    }
}

crate::words! {
    /// How an account stands, as its administrator sees it.
    pub enum AccountState {
        None = "none", "未开通";
        Invited = "invited", "已邀请";
        Incomplete = "incomplete", "未完成设置";
        Active = "active", "正常";
        Locked = "locked", "已锁定";
        Disabled = "disabled", "已停用";
    }
}

crate::words! {
    /// What a session can do: whatever its appointment may, or nothing but to set up the account of its person.
    pub enum Stage {
        Open = "open", "已登录";
        SettingUp = "setting_up", "设置账号";
    }
}

crate::words! {
    /// What a one-time link is for.
    pub enum LinkPurpose {
        SignIn = "sign_in", "登录";
        Invitation = "invitation", "开通账号";
        Recovery = "recovery", "重置账号";
    }
}

/// Whether somebody with such an appointment must show a second factor: those who administer, and those who answer for
/// a whole street or district.
pub const fn needs_second_factor(kind: AppointmentKind) -> bool {
    match kind {
        AppointmentKind::DistrictAdministrator
        | AppointmentKind::StreetSecretary
        | AppointmentKind::Auditor
        | AppointmentKind::SystemAdministrator
        | AppointmentKind::SecurityAdministrator => true,
        AppointmentKind::CommunitySecretary | AppointmentKind::Liaison => false,
    }
}

/// What is there of an account.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Standing {
    pub sign_in_name: bool,
    /// A password, and one that is not too old.
    pub password: bool,
    pub second_factor: bool,
}

/// What is missing, in the order in which it is set up.
pub fn needs(kinds: impl IntoIterator<Item = AppointmentKind>, standing: Standing) -> Vec<Need> {
    let factor = kinds.into_iter().any(needs_second_factor);
    let mut needs = Vec::new();
    if !standing.sign_in_name {
        needs.push(Need::SignInName);
    }
    if !standing.password {
        needs.push(Need::Password);
    }
    if factor && !standing.second_factor {
        needs.push(Need::SecondFactor);
    }
    needs
}

/// A checked sign-in name: 3 to 40 letters, digits, `.`, `-`, `_`, or Chinese characters; case and width make no
/// difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInName(String);

impl SignInName {
    /// # Errors
    /// Refuses a name that is too short, too long, or has other characters.
    pub fn parse(text: &str, field: &'static str) -> Result<Self, Refusal> {
        let name = Self::normalised(text);
        let length = name.chars().count();
        let fits = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
        let chinese = !name.is_ascii();
        if length < if chinese { 2 } else { 3 } || length > 40 || !name.chars().all(fits) {
            return Err(Refusal::new(Rule::SignInNameInvalid, field));
        }
        Ok(Self(name))
    }

    /// What is looked up: whatever was typed, known or not.
    pub fn normalised(text: &str) -> String {
        crate::name::search_key(text)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What failed sign-ins are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guarded {
    /// One sign-in name, whether or not there is such an account.
    Name,
    /// One address: an office shares one, so it has more to spare.
    Address,
}

impl Guarded {
    /// How many failures are free, and the longest delay.
    const fn measure(self) -> (i64, TimeDelta) {
        match self {
            Self::Name => (5, TimeDelta::hours(24)),
            Self::Address => (30, TimeDelta::hours(1)),
        }
    }

    /// After so long without a failure the count begins anew.
    pub const fn forgotten_after(self) -> TimeDelta {
        self.measure().1
    }

    /// How long nobody may try again after so many failures: a minute after the last free one, then twice as long each
    /// time.
    pub fn delay(self, failures: i64) -> Option<TimeDelta> {
        let (free, most) = self.measure();
        let doublings = u32::try_from(failures - free).ok()?;
        let minutes = 1i64.checked_shl(doublings.min(20)).unwrap_or(i64::MAX);
        Some(TimeDelta::minutes(minutes).min(most))
    }
}

/// The longest that a bearer token may live.
const TOKEN_DAYS: i64 = 366;

/// When a token that is to live `days` expires.
///
/// # Errors
/// Refuses less than a day and more than a year.
pub fn token_expiry(now: DateTime<Utc>, days: i64) -> Result<DateTime<Utc>, Refusal> {
    if (1..=TOKEN_DAYS).contains(&days) {
        Ok(now + TimeDelta::days(days))
    } else {
        Err(Refusal::new(Rule::TokenLifetime, "days").with(TOKEN_DAYS))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn whoever_administers_needs_a_second_factor_and_a_liaison_does_not() {
        let complete = Standing { sign_in_name: true, password: true, ..Standing::default() };
        assert_eq!(needs([AppointmentKind::Liaison], complete), []);
        let both = [AppointmentKind::Liaison, AppointmentKind::Auditor];
        assert_eq!(needs(both, complete), [Need::SecondFactor]);
        assert_eq!(needs(both, Standing { second_factor: true, ..complete }), []);
        assert_eq!(
            needs([AppointmentKind::Liaison], Standing::default()),
            [Need::SignInName, Need::Password]
        );
    }

    #[test]
    fn a_sign_in_name_is_the_same_in_every_case_and_width() {
        let name = |text| SignInName::parse(text, "sign_in_name").map(|name| name.as_str().to_owned());
        assert_eq!(name(" Ｍa.Shizhou ").as_deref(), Ok("ma.shizhou"));
        assert_eq!(name("马示舟").as_deref(), Ok("马示舟"));
        for wrong in ["ab", "", "a b@c", &"x".repeat(41)] {
            assert!(name(wrong).is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn the_delay_grows_and_ends_at_its_most(failures in 0i64..10_000) {
            for guarded in [Guarded::Name, Guarded::Address] {
                let (now, next) = (guarded.delay(failures), guarded.delay(failures + 1));
                prop_assert!(now <= next);
                prop_assert!(next.is_none_or(|delay| delay <= guarded.forgotten_after()));
                prop_assert_eq!(now.is_some(), failures >= guarded.measure().0);
            }
            prop_assert!(Guarded::Address.delay(failures) <= Guarded::Name.delay(failures));
        }
    }

    #[test]
    fn the_first_delays_are_one_two_and_four_minutes() {
        let minutes = |failures| Guarded::Name.delay(failures).map(|delay| delay.num_minutes());
        assert_eq!([4, 5, 6, 7, 40].map(minutes), [None, Some(1), Some(2), Some(4), Some(1440)]);
    }
}
