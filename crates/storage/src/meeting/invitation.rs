//! Whom a notice called, and how each unit answered.

use chrono::NaiveDate;
use domain::id::{DistrictId, MeetingId, PersonId, UnitId};
use domain::meeting::invitation::InvitationAnswer;
use sqlx::FromRow;
use uuid::Uuid;

use crate::{Conn, Error, Result, Tx, sql};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    pub id: Uuid,
    pub meeting: MeetingId,
    pub unit: UnitId,
    pub answer: Option<InvitationAnswer>,
    /// The reason of leave, or who comes as proxy.
    pub note: Option<String>,
    /// Another member that speaks and votes for the unit.
    pub proxy_unit: Option<UnitId>,
    pub answered_on: Option<NaiveDate>,
    pub person: Option<PersonId>,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    meeting_id: Uuid,
    unit_id: Uuid,
    answer: Option<String>,
    note: Option<String>,
    proxy_unit_id: Option<Uuid>,
    answered_on: Option<NaiveDate>,
    person_id: Option<Uuid>,
}

macro_rules! invitations {
    ($where:literal) => {
        concat!(
            "SELECT i.id, i.meeting_id, i.unit_id, i.answer, i.note, i.proxy_unit_id, i.answered_on, i.person_id
            FROM invitation i WHERE i.district_id = $1",
            $where,
            " ORDER BY i.meeting_id, i.id"
        )
    };
}

impl TryFrom<Row> for Invitation {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let answer = row.answer.as_deref().map(|word| InvitationAnswer::parse(word, "answer")).transpose();
        Ok(Self {
            id: row.id,
            meeting: MeetingId::new(row.meeting_id),
            unit: UnitId::new(row.unit_id),
            answer: answer.map_err(|why| Error::corrupt("invitation", why))?,
            note: row.note,
            proxy_unit: row.proxy_unit_id.map(UnitId::new),
            answered_on: row.answered_on,
            person: row.person_id.map(PersonId::new),
        })
    }
}

fn read(rows: Vec<Row>) -> Result<Vec<Invitation>> {
    rows.into_iter().map(Invitation::try_from).collect()
}

/// Whom a meeting called, by the order in which they were called.
pub async fn of_meeting(conn: &mut Conn, district: DistrictId, id: MeetingId) -> Result<Vec<Invitation>> {
    read(sql(invitations!(" AND i.meeting_id = $2")).arg(district).arg(id).all(conn).await?)
}

/// What calls a unit to a meeting that lies ahead.
pub async fn ahead_of_unit(conn: &mut Conn, district: DistrictId, unit: UnitId) -> Result<Vec<Invitation>> {
    const SQL: &str = invitations!(
        " AND i.unit_id = $2 AND EXISTS (SELECT 1 FROM meeting m WHERE m.district_id = i.district_id
            AND m.id = i.meeting_id AND m.stage = 'notified')"
    );
    read(sql(SQL).arg(district).arg(unit).all(conn).await?)
}

pub async fn all(conn: &mut Conn, district: DistrictId) -> Result<Vec<Invitation>> {
    read(sql(invitations!("")).arg(district).all(conn).await?)
}

pub async fn clear(tx: &mut Tx, district: DistrictId, id: MeetingId) -> Result<()> {
    sql("DELETE FROM invitation WHERE district_id = $1 AND meeting_id = $2")
        .arg(district)
        .arg(id)
        .run(tx)
        .await?;
    Ok(())
}

/// Calls a unit, or replaces how it answered.
pub async fn put(tx: &mut Tx, district: DistrictId, invitation: &Invitation) -> Result<()> {
    const SQL: &str =
        "INSERT INTO invitation (district_id, id, meeting_id, unit_id, answer, note, proxy_unit_id, answered_on, person_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (district_id, meeting_id, unit_id) DO UPDATE SET answer = excluded.answer, note = excluded.note,
            proxy_unit_id = excluded.proxy_unit_id, answered_on = excluded.answered_on, person_id = excluded.person_id";
    let put = sql(SQL).arg(district).arg(invitation.id).arg(invitation.meeting).arg(invitation.unit);
    let put = put.arg(invitation.answer.map(|answer| answer.word().to_owned())).arg(invitation.note.clone());
    put.arg(invitation.proxy_unit).arg(invitation.answered_on).arg(invitation.person).run(tx).await?;
    Ok(())
}
