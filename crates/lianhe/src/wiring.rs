//! Putting the parts together: database, application, router, server.

use std::future::Future;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result};
use api::{App, Options};
use chrono::TimeDelta;
use domain::attachment::Limits;
use domain::id::{DistrictId, DivisionId};
use metrics_exporter_prometheus::PrometheusBuilder;
use service::access::{Policy, Provider, ProviderSettings};
use service::sealing::Keyring;
use service::{Clock as _, Lianhe, SystemClock};
use storage::Db;
use tokio::net::TcpListener;

use crate::configuration::{Attachments, Configuration, Log, Oidc, Server, SignIn, Synchronous};
use crate::serving::HEADERS_MOST;

/// How often the journal's chain grows.
const SEAL_EVERY: Duration = Duration::from_secs(5);
const KEEP_EVERY: Duration = Duration::from_secs(10);

/// Opens the database and brings its schema up to date.
pub async fn open(configuration: &Configuration) -> Result<Lianhe> {
    let synchronous = match configuration.database.synchronous {
        Synchronous::Full => storage::Synchronous::Full,
        Synchronous::Normal => storage::Synchronous::Normal,
    };
    let db =
        Db::open(&configuration.database.url, synchronous).await.context("the database cannot be opened")?;
    db.migrate().await.context("the database cannot be brought up to date")?;
    let keys = keyring(configuration, &db).await.context("personal data cannot be sealed")?;
    let mut lianhe = Lianhe::new(db, Arc::new(SystemClock), keys)
        .under(policy(&configuration.sign_in))
        .printing_with(configuration.documents.fonts.clone())
        .attaching_within(attaching(&configuration.attachments));
    if let Some(oidc) = &configuration.oidc {
        lianhe = lianhe.provided_by(provider(oidc, &configuration.server)?);
    }
    match service::sealing::register(&lianhe).await {
        // Everything but what is sealed can be done; what is sealed says that its key is missing.
        Err(service::Error::Sealed(why)) => tracing::error!(error = %why, "personal data stays sealed"),
        registered => registered.context("the keys cannot be registered")?,
    }
    Ok(lianhe)
}

fn attaching(attachments: &Attachments) -> Limits {
    let number = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
    Limits { bytes: number(attachments.megabytes) << 20, files: number(attachments.files) }
}

fn policy(sign_in: &SignIn) -> Policy {
    Policy {
        idle: TimeDelta::minutes(i64::from(sign_in.idle_minutes)),
        absolute: TimeDelta::hours(i64::from(sign_in.absolute_hours)),
        password_age: sign_in.password_days.map(|days| TimeDelta::days(i64::from(days))),
    }
}

/// It is asked nothing yet: one that does not answer keeps nobody from starting.
fn provider(oidc: &Oidc, server: &Server) -> Result<Provider> {
    let client_secret = match &oidc.client_secret_file {
        Some(file) => {
            let text = std::fs::read_to_string(file)
                .with_context(|| format!("oidc.client_secret_file: {}", file.display()))?;
            Some(text.trim().to_owned())
        }
        None => oidc.client_secret.clone(),
    };
    let settings = ProviderSettings {
        issuer: oidc.issuer.clone(),
        client_id: oidc.client_id.clone(),
        client_secret,
        title: oidc.title.clone(),
        trust_second_factor: oidc.trust_second_factor,
        public_url: server.public_url.clone().unwrap_or_else(|| format!("http://{}", server.listen)),
    };
    Provider::new(settings).map_err(|why| anyhow::anyhow!("oidc: {why}"))
}

/// The keys that seal personal data; made on the first start, never beside a database that others have sealed.
async fn keyring(configuration: &Configuration, db: &Db) -> Result<Keyring> {
    if let Some(lines) = &configuration.keys.values {
        return Ok(Keyring::from_lines(lines)?);
    }
    let file = match &configuration.keys.file {
        Some(file) => file.clone(),
        None => usual_key_file(&configuration.database.url)?,
    };
    let sealed_before = !storage::sealed::keys(&mut db.read().await?).await?.is_empty();
    if sealed_before && !file.exists() {
        return Ok(Keyring::awaiting(&file));
    }
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    }
    Ok(Keyring::from_file_or_new(&file, SystemClock.now())?)
}

/// Beside a database that is a file; else in the user's state folder, named after the server and the database.
fn usual_key_file(url: &str) -> Result<PathBuf> {
    if let Some(path) = url.strip_prefix("sqlite:") {
        return Ok(PathBuf::from(path.trim_start_matches("//")).with_extension("keys"));
    }
    let folder = std::env::var_os("XDG_STATE_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".local/state")))
        .context("there is no home folder to keep a key file in: set keys.file")?;
    let place = url.rsplit_once('@').map_or(url, |(_, place)| place);
    let place = place.split('?').next().unwrap_or(place).trim_start_matches("postgres://");
    let name: String = place.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    Ok(folder.join("lianhe").join(format!("{name}.keys")))
}

pub fn log(log: &Log) -> Result<()> {
    let filter = tracing_subscriber::EnvFilter::try_new(&log.filter).context("log.filter")?;
    let logger = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = if log.json { logger.json().try_init() } else { logger.try_init() };
    started.map_err(|why| anyhow::anyhow!("logging does not start: {why}"))
}

/// Serves until Ctrl-C or SIGTERM; `ready` runs once requests are accepted.
pub async fn serve<F: Future<Output = Result<()>>>(
    lianhe: Lianhe,
    configuration: &Configuration,
    ready: impl FnOnce(SocketAddr) -> F,
) -> Result<()> {
    let metrics = PrometheusBuilder::new().install_recorder().context("metrics")?;
    let options = Options {
        secure_cookie: configuration.server.secure_cookie,
        trusted_proxies: configuration.server.trusted_proxies.clone(),
        limits: api::Limits {
            requests: NonZeroU32::new(configuration.limits.requests),
            sign_ins: NonZeroU32::new(configuration.limits.sign_ins),
            files: NonZeroU32::new(configuration.limits.files),
        },
        office_contact: configuration.office.contact.clone(),
        public_url: configuration.server.public_url.clone(),
        ..Options::default()
    };
    let app = App { lianhe: lianhe.clone(), options, metrics: Some(Arc::new(metrics)) };
    let router = api::router(app, crate::pages::router());
    let listen = &configuration.server.listen;
    let listener = TcpListener::bind(listen).await.with_context(|| format!("cannot listen on {listen}"))?;
    let address = listener.local_addr()?;
    let sealer = tokio::spawn(seal_now_and_then(lianhe.clone()));
    let keeper = tokio::spawn(keep_now_and_then(lianhe.clone()));
    ready(address).await?;
    tracing::info!(server.address = %address, "Lianhe is serving");
    crate::serving::serve(listener, router, HEADERS_MOST, stopped()).await?;
    sealer.abort();
    keeper.abort();
    service::journal::seal(&lianhe.db).await.context("the journal cannot be sealed")?;
    lianhe.db.close().await;
    tracing::info!("Lianhe has stopped");
    Ok(())
}

async fn seal_now_and_then(lianhe: Lianhe) {
    let mut ticks = tokio::time::interval(SEAL_EVERY);
    loop {
        ticks.tick().await;
        if let Err(why) = service::journal::seal(&lianhe.db).await {
            tracing::error!(error = %why, "the journal could not be sealed");
        }
    }
}

/// What bodies owe is computed where it is not kept: late costs time, never truth.
async fn keep_now_and_then(lianhe: Lianhe) {
    let mut ticks = tokio::time::interval(KEEP_EVERY);
    loop {
        ticks.tick().await;
        if let Err(why) = service::obligation::keep_obligations(&lianhe.db, &*lianhe.clock).await {
            tracing::error!(error = %why, "what bodies owe could not be kept");
        }
    }
}

async fn stopped() {
    let interrupted = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! { () = interrupted => (), () = terminated => () }
}

/// The district and division that a code or name stands for; the only district when nothing is given.
pub async fn find_division(
    lianhe: &Lianhe,
    code_or_name: Option<&str>,
) -> Result<(DistrictId, Option<DivisionId>)> {
    let mut conn = lianhe.db.read().await?;
    let Some(wanted) = code_or_name else {
        let districts = storage::grid::districts(&mut conn).await?;
        return match districts.as_slice() {
            [only] => Ok((*only, None)),
            [] => anyhow::bail!("the database holds no district yet: import divisions first"),
            many => anyhow::bail!("the database holds {} districts: name one by its code", many.len()),
        };
    };
    let padded = domain::grid::DivisionCode::parse(wanted, "division").ok();
    let key = padded.as_ref().map_or(wanted, |code| code.as_str());
    let found = storage::grid::find(&mut conn, key).await?;
    match found.as_slice() {
        [(district, division)] => Ok((*district, Some(*division))),
        [] => anyhow::bail!("there is no division '{wanted}': give its code or full name"),
        many => anyhow::bail!("'{wanted}' names {} divisions: give the code", many.len()),
    }
}
