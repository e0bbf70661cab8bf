use service::sealing::Keyring;

/// The same key in every test: it seals nothing but what tests made up.
const KEY: &str = "7f9b2f3e aes-256-gcm 2026-01-01T00:00:00Z 0707070707070707070707070707070707070707070707070707070707070707";

pub fn keys() -> Keyring {
    Keyring::from_lines(KEY).expect("a key")
}
