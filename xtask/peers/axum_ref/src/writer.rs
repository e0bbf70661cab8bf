//! One thread writes. All that waits at the same moment goes into one transaction and is answered after its commit.

use crate::Unit;
use anyhow::{Context, Result};
use rusqlite::{Connection, params};
use std::thread;
use tokio::sync::{mpsc, oneshot};

/// As many as can wait; a group is never larger.
const GROUP: usize = 256;

type Reply = oneshot::Sender<Result<Unit>>;

pub struct Writer(mpsc::Sender<(Unit, Reply)>);

impl Writer {
    pub fn start(mut connection: Connection) -> Self {
        let (sender, mut waiting) = mpsc::channel::<(Unit, Reply)>(GROUP);
        thread::spawn(move || {
            let mut group = Vec::with_capacity(GROUP);
            while let Some(first) = waiting.blocking_recv() {
                group.push(first);
                while group.len() < GROUP {
                    match waiting.try_recv() {
                        Ok(next) => group.push(next),
                        Err(_) => break,
                    }
                }
                write(&mut connection, &mut group);
            }
        });
        Self(sender)
    }

    pub async fn create(&self, unit: Unit) -> Result<Unit> {
        let (reply, answer) = oneshot::channel();
        self.0.send((unit, reply)).await.ok().context("the writer has ended")?;
        answer.await.context("the writer gave no answer")?
    }
}

fn write(connection: &mut Connection, group: &mut Vec<(Unit, Reply)>) {
    let outcome = (|| {
        let transaction = connection.transaction()?;
        for (unit, _) in group.iter_mut() {
            unit.id = insert(&transaction, unit)?;
        }
        Ok(transaction.commit()?)
    })();
    let why = outcome.err().map(|error: anyhow::Error| format!("{error:#}"));
    for (unit, reply) in group.drain(..) {
        let answer = why.clone().map_or(Ok(unit), |why| Err(anyhow::Error::msg(why)));
        // Whoever asked may have gone.
        reply.send(answer).ok();
    }
}

pub fn insert(connection: &Connection, unit: &Unit) -> Result<i64> {
    // The first nine digits of a division code name its street.
    let street = unit.division_code.get(..9).context("a division code has twelve digits")?;
    connection
        .prepare_cached(
            "INSERT INTO unit (name, type, credit_code, street_code, division_code, industry_code, valid_from)
             VALUES (?1, ?2, ?3, ?4 || '000', ?5, ?6, ?7)",
        )?
        .execute(params![
            unit.name,
            unit.kind,
            unit.credit_code,
            street,
            unit.division_code,
            unit.industry_code,
            unit.valid_from
        ])?;
    Ok(connection.last_insert_rowid())
}
