use totp_rs::{Algorithm, Builder, Secret};

use crate::TestClock;

/// What an authenticator with this secret shows now.
pub fn code_of(secret: &str, clock: &TestClock) -> String {
    use service::Clock as _;
    let secret = Secret::try_from_base32(secret).expect("a secret in base 32");
    let totp =
        Builder::new().with_algorithm(Algorithm::SHA1).with_secret(secret).build().expect("a generator");
    let at = u64::try_from(clock.now().timestamp()).expect("after 1970");
    totp.generate(at).to_string()
}
