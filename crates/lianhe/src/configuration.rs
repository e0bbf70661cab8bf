//! Configuration: defaults, then one TOML file, then `LIANHE_*` variables (`LIANHE_DATABASE__URL`), then the command
//! line. A struct for each section.

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Configuration {
    pub database: Database,
    pub server: Server,
    pub log: Log,
    pub keys: Keys,
    pub limits: Limits,
    pub office: Office,
    #[serde(default)]
    pub documents: Documents,
    #[serde(default)]
    pub attachments: Attachments,
    pub journal: Journal,
    pub sign_in: SignIn,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oidc: Option<Oidc>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// `sqlite:PATH` or `postgres://…`.
    pub url: String,
    /// SQLite only. `full`: an acknowledged write survives a power cut; `normal`: it survives a crash of the process.
    pub synchronous: Synchronous,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Synchronous {
    Full,
    Normal,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    pub listen: String,
    /// The address in a browser, for links; `http://` and the listening address when absent.
    pub public_url: Option<String>,
    /// Whether the session cookie travels over TLS only: yes behind a TLS proxy.
    pub secure_cookie: bool,
    /// Addresses of proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    /// As `tracing` reads it: `info`, `lianhe=debug` …
    pub filter: String,
    /// One JSON object a line instead of text.
    pub json: bool,
}

/// What seals personal data at rest. Never in the database.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keys {
    /// The key file: beside a SQLite database, or in the user's state folder for PostgreSQL, when absent.
    pub file: Option<PathBuf>,
    /// The keys themselves, as lines of a key file parted by `;`: for the environment (`LIANHE_KEYS__VALUES`).
    pub values: Option<String>,
}

/// Requests a minute that are answered; 0 does not limit. The machine itself is never limited.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Of one address, behind which a whole office may be.
    pub requests: u32,
    /// Attempts to sign in, of one address.
    pub sign_ins: u32,
    /// Exports and imports of one session.
    pub files: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { requests: 6000, sign_ins: 30, files: 60 }
    }
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Documents {
    /// A folder with the site's own fonts for official papers; what it lacks is looked for among the system's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fonts: Option<PathBuf>,
}

/// What files that people attach may weigh, and how many one thing may have.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attachments {
    /// Of one file, 1 to 200.
    pub megabytes: u32,
    /// Of one thing, 1 to 200.
    pub files: u32,
}

impl Default for Attachments {
    fn default() -> Self {
        Self { megabytes: 20, files: 30 }
    }
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Office {
    /// Whom to call, for those who cannot sign in: on the sign-in page.
    pub contact: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Journal {
    /// How many days entries stay in the database; for ever when absent. Nothing goes by itself: `lianhe audit prune`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keep_days: Option<u32>,
    /// The private enterprise number (IANA) in syslog messages.
    pub enterprise_id: u32,
}

impl Default for Journal {
    fn default() -> Self {
        Self { keep_days: None, enterprise_id: service::journal::DOCUMENTATION }
    }
}

/// What the installation decides about signing in.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// Minutes after which a browser that nobody uses has signed out.
    pub idle_minutes: u32,
    /// Hours that a browser session lasts at most.
    pub absolute_hours: u32,
    /// Days after which a password must be changed; never when absent.
    pub password_days: Option<u32>,
}

impl Default for SignIn {
    fn default() -> Self {
        Self { idle_minutes: 30, absolute_hours: 12, password_days: None }
    }
}

/// The organisation's own identity provider (OpenID Connect); nobody signs in by one when the section is absent.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Oidc {
    /// The provider's address, exactly as it calls itself.
    pub issuer: String,
    pub client_id: String,
    /// Given here or in a file; neither for a client that has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_secret_file: Option<PathBuf>,
    /// What the button on the sign-in page says.
    #[serde(default = "usual_title")]
    pub title: String,
    /// Whether a second factor that the provider has asked for counts as ours.
    #[serde(default)]
    pub trust_second_factor: bool,
}

fn usual_title() -> String {
    "单位统一身份认证".to_owned()
}

impl std::fmt::Debug for Oidc {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Oidc")
            .field("issuer", &self.issuer)
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

impl Default for Database {
    fn default() -> Self {
        Self { url: "sqlite:lianhe.db".to_owned(), synchronous: Synchronous::Full }
    }
}

impl Default for Server {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:8080".to_owned(),
            public_url: None,
            secure_cookie: false,
            trusted_proxies: Vec::new(),
        }
    }
}

impl Default for Log {
    fn default() -> Self {
        Self { filter: "info".to_owned(), json: false }
    }
}

/// # Errors
/// Names the file or variable and the key that cannot be read.
pub fn load(file: Option<&Path>) -> Result<Configuration> {
    let mut figment = Figment::from(Serialized::defaults(Configuration::default()));
    if let Some(file) = file {
        anyhow::ensure!(file.exists(), "the configuration file {} does not exist", file.display());
        figment = figment.merge(Toml::file_exact(file));
    }
    // Variables of the tests are not settings of the product.
    let variables = Env::prefixed("LIANHE_").filter(|key| key.as_str().contains("__")).split("__");
    let found: Configuration =
        figment.merge(variables).extract().context("the configuration cannot be read")?;
    check(found)
}

/// The law wants six months at least; less is a mistake that must not pass in silence.
fn check(configuration: Configuration) -> Result<Configuration> {
    let least = service::journal::LEAST_DAYS;
    if let Some(days) = configuration.journal.keep_days {
        anyhow::ensure!(
            days >= least,
            "journal.keep_days is {days}, but the law wants logs kept for six months (网络安全法 第二十一条): give {least} or more, or leave it out to keep everything"
        );
    }
    let (megabytes, files) = (configuration.attachments.megabytes, configuration.attachments.files);
    // A file is in memory once while it comes, and each thing shows all of its files.
    anyhow::ensure!(
        (1..=200).contains(&megabytes) && (1..=200).contains(&files),
        "attachments.megabytes is {megabytes} and attachments.files is {files}: give 1 to 200 for each"
    );
    if let Some(oidc) = &configuration.oidc {
        anyhow::ensure!(
            oidc.issuer.starts_with("https://") || on_this_machine(&oidc.issuer),
            "oidc.issuer is {}: give an address that begins with https://, so that nobody on the way can answer for it",
            oidc.issuer
        );
        anyhow::ensure!(
            oidc.client_secret.is_none() || oidc.client_secret_file.is_none(),
            "oidc.client_secret and oidc.client_secret_file are both given: leave one of them out"
        );
    }
    Ok(configuration)
}

fn on_this_machine(address: &str) -> bool {
    let host = address.strip_prefix("http://").and_then(|rest| rest.split(['/', ':']).next());
    host.is_some_and(|host| host == "localhost" || host == "127.0.0.1")
}

/// The configuration as TOML, with secrets hidden.
///
/// # Errors
/// When it cannot be written as TOML.
pub fn print(configuration: &Configuration) -> Result<String> {
    let mut shown = configuration.clone();
    shown.database.url = without_password(&shown.database.url);
    shown.keys.values = shown.keys.values.map(|_| "***".to_owned());
    if let Some(oidc) = &mut shown.oidc {
        oidc.client_secret = oidc.client_secret.take().map(|_| "***".to_owned());
    }
    Ok(toml::to_string(&shown)?)
}

fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let Some((login, place)) = rest.rsplit_once('@') else { return url.to_owned() };
    let user = login.split(':').next().unwrap_or_default();
    format!("{scheme}://{user}:***@{place}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_printed_configuration_hides_the_password() {
        let mut configuration = Configuration::default();
        configuration.database.url = "postgres://lianhe:s3cr3t@db.example/lianhe".to_owned();
        let shown = print(&configuration).expect("toml");
        assert!(!shown.contains("s3cr3t") && shown.contains("lianhe:***@db.example"));
    }

    #[test]
    fn a_provider_is_reached_safely_and_its_secret_is_hidden() {
        let with = |issuer: &str| Configuration {
            oidc: Some(Oidc {
                issuer: issuer.to_owned(),
                client_id: "lianhe".to_owned(),
                client_secret: Some("s3cr3t".to_owned()),
                client_secret_file: None,
                title: usual_title(),
                trust_second_factor: false,
            }),
            ..Configuration::default()
        };
        assert!(check(with("https://id.example")).is_ok() && check(with("http://127.0.0.1:3000")).is_ok());
        let why = check(with("http://localhost.example")).expect_err("not safe").to_string();
        assert!(why.contains("oidc.issuer is http://localhost.example"), "{why}");
        let configuration = with("https://id.example");
        assert!(!print(&configuration).expect("toml").contains("s3cr3t"));
        assert!(!format!("{configuration:?}").contains("s3cr3t"));
    }

    #[test]
    fn a_journal_is_kept_for_six_months_at_least() {
        let with = |keep_days| Configuration {
            journal: Journal { keep_days, ..Journal::default() },
            ..Configuration::default()
        };
        assert!(check(with(Some(183))).is_ok() && check(with(None)).is_ok());
        let why = check(with(Some(182))).expect_err("too few days").to_string();
        assert!(why.contains("journal.keep_days is 182") && why.contains("183"), "{why}");
    }

    #[test]
    fn attached_files_have_limits_that_a_machine_bears() {
        let with = |megabytes, files| Configuration {
            attachments: Attachments { megabytes, files },
            ..Configuration::default()
        };
        assert!(check(with(20, 30)).is_ok() && check(with(200, 1)).is_ok());
        let why = check(with(0, 30)).expect_err("nothing could be attached").to_string();
        assert!(why.contains("attachments.megabytes is 0"), "{why}");
        assert!(check(with(20, 201)).is_err());
    }

    #[test]
    fn defaults_are_durable_and_local() {
        let configuration = load(None).expect("defaults");
        assert_eq!(configuration.database.synchronous, Synchronous::Full);
        assert!(configuration.server.listen.starts_with("127.0.0.1"));
    }
}
