//! The chain: each seal is the SM3 hash of the one before it and of the entry. Whoever changes, removes, inserts or
//! swaps a sealed entry breaks it, and `verify` says where.

use sm3::{Digest, Sm3};
use storage::Db;
use storage::journal::{Chain, Shown, Stored};

use crate::{Error, Result};

/// Entries sealed in one transaction, and read at a time.
pub(super) const STEP: i64 = 500;

pub(super) fn link(before: &[u8], entry: &[u8]) -> Vec<u8> {
    Sm3::new().chain_update(before).chain_update(entry).finalize().to_vec()
}

/// Seals whatever is not sealed yet. Several processes may try at once: one wins, the others find nothing to do. A
/// damaged chain of one district does not keep those of others from growing.
///
/// # Errors
/// When the database cannot be written, or an entry cannot be read.
pub async fn seal(db: &Db) -> Result<()> {
    let mut conn = db.read().await?;
    let chains = storage::journal::chains(&mut conn).await?;
    drop(conn);
    let mut failed = None;
    for mut chain in chains {
        while chain.sealed < chain.entries {
            match seal_step(db, chain.clone()).await {
                Ok(Some(next)) => chain = next,
                Ok(None) => break,
                Err(why) => {
                    failed = Some(why);
                    break;
                }
            }
        }
    }
    failed.map_or(Ok(()), Err)
}

async fn seal_step(db: &Db, chain: Chain) -> Result<Option<Chain>> {
    db.write(move |tx| {
        Box::pin(async move {
            let stored = storage::journal::stored(tx, chain.district, chain.sealed, STEP).await?;
            let (mut hash, mut last) = (chain.hash.clone(), chain.sealed);
            let mut seals = Vec::with_capacity(stored.len());
            for Stored { sequence, entry, .. } in stored {
                // Writers hold the district until they commit, so a gap is damage: nothing is sealed beyond it.
                if sequence != last + 1 {
                    break;
                }
                hash = link(&hash, &readable(sequence, entry)?.recorded.canonical());
                last = sequence;
                seals.push((sequence, hash.clone()));
            }
            // Moving the end on first locks the district: a process that comes second stops here.
            if seals.is_empty() || !storage::journal::advance(tx, &chain, last, &hash).await? {
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

/// # Errors
/// Names an entry that damage has made unreadable.
pub(super) fn readable(sequence: i64, entry: std::result::Result<Shown, String>) -> Result<Shown> {
    let named = |why| storage::Error::corrupt("journal entry", format!("number {sequence}: {why}"));
    Ok(entry.map_err(named)?)
}
