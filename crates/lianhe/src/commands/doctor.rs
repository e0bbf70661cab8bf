//! `lianhe doctor`: each check with its result and how to mend it.

use std::process::ExitCode;

use anyhow::Result;
use chrono::Datelike as _;
use clap::Args;
use serde_json::json;

use super::Where;

#[derive(Args)]
pub struct Doctor {
    #[command(flatten)]
    place: Where,
    #[arg(long)]
    json: bool,
    /// Throw away what is kept of what consortia owe, and compute it anew first
    #[arg(long)]
    recompute: bool,
}

struct Check {
    name: &'static str,
    ok: bool,
    detail: String,
    mend: &'static str,
}

impl Doctor {
    pub async fn run(self) -> Result<ExitCode> {
        let checks = self.checks().await;
        let ok = checks.iter().all(|check| check.ok);
        if self.json {
            let checks: Vec<_> = checks
                .iter()
                .map(|c| json!({ "name": c.name, "ok": c.ok, "detail": c.detail, "mend": (!c.ok).then_some(c.mend) }))
                .collect();
            println!("{}", json!({ "ok": ok, "checks": checks }));
        } else {
            for check in &checks {
                println!("{} {}: {}", if check.ok { "ok  " } else { "FAIL" }, check.name, check.detail);
                if !check.ok {
                    println!("     {}", check.mend);
                }
            }
        }
        Ok(if ok { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    async fn checks(&self) -> Vec<Check> {
        let mut checks = vec![Check {
            name: "pages",
            ok: crate::pages::are_built(),
            detail: if crate::pages::are_built() { "embedded".into() } else { "not in this binary".into() },
            mend: "build the web before the binary: cargo xtask demo",
        }];
        let opened = self.place.open().await;
        let mend =
            "check --database, the file's folder and rights, or that PostgreSQL runs and lets this user in";
        let lianhe = match opened {
            Ok(lianhe) => lianhe,
            Err(why) => {
                checks.push(Check { name: "database", ok: false, detail: format!("{why:#}"), mend });
                return checks;
            }
        };
        checks.push(Check {
            name: "database",
            ok: true,
            detail: format!("{}, up to date", lianhe.db.engine()),
            mend,
        });
        checks.push(journal(&lianhe).await);
        checks.push(grid(&lianhe).await);
        checks.push(holidays(&lianhe).await);
        checks.push(key_file(&lianhe));
        checks.push(sealed(&lianhe).await);
        checks.push(obligations(&lianhe, self.recompute).await);
        checks.push(attachments(&lianhe).await);
        checks
    }
}

async fn journal(lianhe: &service::Lianhe) -> Check {
    let mend = "restore a backup and compare; lianhe audit verify names the first damaged entry";
    match service::journal::verify(&lianhe.db, &[]).await {
        Ok(found) => {
            let detail = format!("{} entries, {} sealed", found.entries, found.sealed);
            Check { name: "journal", ok: found.first_bad.is_none(), detail, mend }
        }
        Err(why) => Check { name: "journal", ok: false, detail: why.to_string(), mend },
    }
}

async fn grid(lianhe: &service::Lianhe) -> Check {
    const NAMED: usize = 5;
    let mend = "correct the table of divisions that was imported last, and import it again";
    match service::grid::soundness(&lianhe.db).await {
        Ok(found) if found.broken.is_empty() => {
            let detail = format!("{} divisions, a tree on every day", found.divisions);
            Check { name: "grid", ok: true, detail, mend }
        }
        Ok(found) => {
            let more = found.broken.len().saturating_sub(NAMED);
            let mut detail = found.broken.iter().take(NAMED).cloned().collect::<Vec<_>>().join("; ");
            if more > 0 {
                detail.push_str(&format!("; and {more} more"));
            }
            Check { name: "grid", ok: false, detail, mend }
        }
        Err(why) => Check { name: "grid", ok: false, detail: why.to_string(), mend },
    }
}

/// Whether the kept rows say what the facts say.
async fn obligations(lianhe: &service::Lianhe, recompute: bool) -> Check {
    const NAMED: usize = 5;
    let mend = "lianhe doctor --recompute computes what is kept anew from the recorded facts";
    let found = async {
        if recompute {
            service::obligation::recompute(lianhe).await?;
        }
        service::obligation::check_kept(&lianhe.db).await
    };
    match found.await {
        Ok(found) => {
            let mut detail =
                format!("{} bodies kept, {} things owed and not settled", found.bodies, found.rows);
            if !found.broken.is_empty() {
                let named = found.broken.iter().take(NAMED).cloned().collect::<Vec<_>>().join("; ");
                detail = format!("{} bodies differ from their facts: {named}", found.broken.len());
            }
            Check { name: "obligations", ok: found.broken.is_empty(), detail, mend }
        }
        Err(why) => Check { name: "obligations", ok: false, detail: why.to_string(), mend },
    }
}

/// Whether every attached file is still, byte by byte, what was attached.
async fn attachments(lianhe: &service::Lianhe) -> Check {
    const NAMED: usize = 5;
    let mend =
        "restore a backup and take these files from it; the journal holds the digest of what was attached";
    match service::attachment::check_attachments(&lianhe.db).await {
        Ok(found) => {
            let mut detail = format!("{} files, {} bytes, each as it was attached", found.files, found.bytes);
            if !found.broken.is_empty() {
                let named = found.broken.iter().take(NAMED).cloned().collect::<Vec<_>>().join("; ");
                detail = format!("{} files are damaged: {named}", found.broken.len());
            }
            Check { name: "attachments", ok: found.broken.is_empty(), detail, mend }
        }
        Err(why) => Check { name: "attachments", ok: false, detail: why.to_string(), mend },
    }
}

async fn holidays(lianhe: &service::Lianhe) -> Check {
    let mend = "import this year's holiday notice: lianhe import holidays FILE";
    let this_year = lianhe.today().year();
    let found = async {
        let mut conn = lianhe.db.read().await?;
        storage::reference::holidays(&mut conn).await
    };
    match found.await {
        Ok(days) => {
            let known = days.iter().filter(|day| day.day.year() == this_year).count();
            Check { name: "holidays", ok: known > 0, detail: format!("{known} days of {this_year}"), mend }
        }
        Err(why) => Check { name: "holidays", ok: false, detail: why.to_string(), mend },
    }
}

/// Whether the keys are there and nobody else can read them.
fn key_file(lianhe: &service::Lianhe) -> Check {
    let mend = "put back the key file that belongs to this database (keys.file), readable by its owner only: chmod 600";
    let keys = lianhe.keys.keys();
    let (place, open_to_others) = match lianhe.keys.path() {
        Some(file) => (file.display().to_string(), open_to_others(&file)),
        None => ("the configuration".to_owned(), false),
    };
    let detail = if open_to_others {
        format!("{place} can be read by others")
    } else {
        format!("{} in {place}", keys.len())
    };
    Check { name: "keys", ok: !keys.is_empty() && !open_to_others, detail, mend }
}

#[cfg(unix)]
fn open_to_others(file: &std::path::Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(file).is_ok_and(|found| found.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn open_to_others(_: &std::path::Path) -> bool {
    false
}

async fn sealed(lianhe: &service::Lianhe) -> Check {
    let mend = "put back the key that is named; for values under older keys run lianhe keys rotate";
    match service::sealing::check(lianhe).await {
        Ok(found) => {
            let detail = match &found.broken {
                Some(broken) => broken.clone(),
                None => format!("{} sealed values open, {} under older keys", found.values, found.older),
            };
            Check { name: "sealed values", ok: found.broken.is_none(), detail, mend }
        }
        Err(why) => Check { name: "sealed values", ok: false, detail: why.to_string(), mend },
    }
}
