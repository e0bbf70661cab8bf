//! How people are reached: sealed values, by person.

use std::collections::HashMap;

use domain::access::ContactKind;
use domain::id::PersonId;
use sqlx::FromRow;
use uuid::Uuid;

use crate::sql::composed;
use crate::{Conn, Error, Result, Tx, sql};

/// A contact as it is kept.
#[derive(Debug, Clone)]
pub struct Sealed {
    pub id: Uuid,
    pub person: PersonId,
    pub kind: ContactKind,
    pub value: Vec<u8>,
}

#[derive(FromRow)]
struct ContactRow {
    id: Uuid,
    person_id: Uuid,
    kind: String,
    value: Vec<u8>,
}

impl TryFrom<ContactRow> for Sealed {
    type Error = Error;

    fn try_from(row: ContactRow) -> Result<Self> {
        let kind = ContactKind::parse(&row.kind, "kind").map_err(|why| Error::corrupt("contact", why))?;
        Ok(Self { id: row.id, person: PersonId::new(row.person_id), kind, value: row.value })
    }
}

pub async fn of(conn: &mut Conn, person: PersonId) -> Result<Vec<Sealed>> {
    Ok(of_all(conn, &[person]).await?.remove(&person).unwrap_or_default())
}

/// The contacts of several people, each in the order of the kinds.
pub async fn of_all(conn: &mut Conn, people: &[PersonId]) -> Result<HashMap<PersonId, Vec<Sealed>>> {
    const HEAD: &str = "SELECT id, person_id, kind, value FROM person_contact WHERE person_id IN (";
    let mut found: HashMap<PersonId, Vec<Sealed>> = HashMap::new();
    if people.is_empty() {
        return Ok(found);
    }
    // As many placeholders as the next power of two: a page of any size shares a few statements.
    let places = people.len().next_power_of_two();
    let text = composed((vec![HEAD], places), |text| {
        text.push_str(HEAD);
        for n in 1..=places {
            text.push_str(if n == 1 { "$" } else { ", $" });
            text.push_str(&n.to_string());
        }
        text.push(')');
    });
    let padded = people.iter().chain(std::iter::repeat(&people[0])).take(places);
    let rows: Vec<ContactRow> = padded.fold(sql(text), |query, person| query.arg(*person)).all(conn).await?;
    for row in rows {
        let contact = Sealed::try_from(row)?;
        found.entry(contact.person).or_default().push(contact);
    }
    found.values_mut().for_each(|contacts| contacts.sort_by_key(|contact| contact.kind));
    Ok(found)
}

pub async fn insert(tx: &mut Tx, contact: &Sealed) -> Result<()> {
    const SQL: &str = "INSERT INTO person_contact (id, person_id, kind, value) VALUES ($1, $2, $3, $4)";
    let insert = sql(SQL).arg(contact.id).arg(contact.person).arg(contact.kind.word());
    insert.arg(contact.value.clone()).later(tx).await
}

pub async fn replace(tx: &mut Tx, id: Uuid, value: Vec<u8>) -> Result<()> {
    sql("UPDATE person_contact SET value = $2 WHERE id = $1").arg(id).arg(value).later(tx).await
}

pub async fn delete(tx: &mut Tx, id: Uuid) -> Result<()> {
    sql("DELETE FROM person_contact WHERE id = $1").arg(id).later(tx).await
}
