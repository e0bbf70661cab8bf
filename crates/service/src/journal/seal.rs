//! The chain: each seal is the SM3 hash of the one before it and of the entry. Whoever changes, removes, inserts or
//! swaps a sealed entry breaks it, and `verify` says where.

use domain::id::DistrictId;
use sm3::{Digest, Sm3};
use storage::Db;
use storage::journal::Chain;

use crate::{Error, Result};

/// Entries sealed in one transaction.
const STEP: i64 = 500;

fn link(before: &[u8], entry: &[u8]) -> Vec<u8> {
    Sm3::new().chain_update(before).chain_update(entry).finalize().to_vec()
}

/// Seals whatever is not sealed yet. Several processes may try at once: one wins, the others find nothing to do.
///
/// # Errors
/// When the database cannot be written.
pub async fn seal(db: &Db) -> Result<()> {
    let mut conn = db.read().await?;
    let chains = storage::journal::chains(&mut conn).await?;
    drop(conn);
    for mut chain in chains {
        while chain.sealed < chain.entries {
            match seal_step(db, chain.clone()).await? {
                Some(next) => chain = next,
                None => break,
            }
        }
    }
    Ok(())
}

async fn seal_step(db: &Db, chain: Chain) -> Result<Option<Chain>> {
    db.write(move |tx| {
        Box::pin(async move {
            let entries = storage::journal::from(tx, chain.district, chain.sealed, STEP).await?;
            let Some(last) = entries.last().map(|(shown, _)| shown.recorded.sequence) else {
                return Ok(None);
            };
            let mut hash = chain.hash.clone();
            let mut seals = Vec::with_capacity(entries.len());
            for (shown, _) in &entries {
                hash = link(&hash, &shown.recorded.canonical());
                seals.push((shown.recorded.sequence, hash.clone()));
            }
            // Moving the end on first locks the district: a process that comes second stops here.
            if !storage::journal::advance(tx, &chain, last, &hash).await? {
                return Ok(None);
            }
            for (sequence, hash) in &seals {
                storage::journal::insert_seal(tx, chain.district, *sequence, hash).await?;
            }
            Ok::<_, Error>(Some(Chain { sealed: last, hash, ..chain }))
        })
    })
    .await
}

/// Where the chain is broken first, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bad {
    pub district: DistrictId,
    pub sequence: i64,
    pub why: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    pub entries: i64,
    pub sealed: i64,
    pub first_bad: Option<Bad>,
}

/// Recomputes every chain from its beginning.
///
/// # Errors
/// When the database cannot be read.
pub async fn verify(db: &Db) -> Result<Verified> {
    let mut conn = db.read().await?;
    let mut verified = Verified { entries: 0, sealed: 0, first_bad: None };
    for chain in storage::journal::chains(&mut conn).await? {
        let (entries, seals) = storage::journal::counted(&mut conn, chain.district).await?;
        verified.entries += entries;
        verified.sealed += seals;
        if verified.first_bad.is_none() {
            verified.first_bad = first_bad(&mut conn, &chain, entries, seals).await?;
        }
    }
    Ok(verified)
}

async fn first_bad(conn: &mut storage::Conn, chain: &Chain, entries: i64, seals: i64) -> Result<Option<Bad>> {
    let bad = |sequence, why| Some(Bad { district: chain.district, sequence, why });
    let (mut hash, mut at) = (Vec::new(), 0);
    loop {
        let step = storage::journal::from(conn, chain.district, at, STEP).await?;
        if step.is_empty() {
            break;
        }
        for (shown, seal) in step {
            let sequence = shown.recorded.sequence;
            if sequence != at + 1 {
                return Ok(bad(at + 1, "an entry is missing"));
            }
            at = sequence;
            if sequence > chain.sealed {
                if seal.is_some() {
                    return Ok(bad(sequence, "a seal stands behind the end of the chain"));
                }
                continue;
            }
            hash = link(&hash, &shown.recorded.canonical());
            match seal {
                None => return Ok(bad(sequence, "the seal is missing")),
                Some(seal) if seal != hash => return Ok(bad(sequence, "the entry does not fit its seal")),
                Some(_) => {}
            }
        }
    }
    Ok(if at < chain.sealed || entries < chain.entries || at < chain.entries {
        bad(at + 1, "entries are missing at the end")
    } else if entries > chain.entries {
        bad(at, "there are more entries than the district has written")
    } else if seals != chain.sealed {
        bad(chain.sealed, "seals and chain do not agree in number")
    } else if hash != chain.hash {
        bad(chain.sealed, "the end of the chain was changed")
    } else {
        None
    })
}
