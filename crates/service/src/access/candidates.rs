//! Whom and where to appoint: names to choose from, and nothing else of the business data behind them.

use domain::access::{AppointmentKind, Operation, Place, check_place};
use domain::id::{PersonId, PostId};
use domain::journal::ObjectType;
use domain::name::search_key;
use uuid::Uuid;

use super::operator::is_operator;
use crate::{Result, View};

/// As many as a list to choose from shows.
const MOST: usize = 20;
const ROWS: i64 = 60;

/// A place by its name, and the names of what it lies in.
#[derive(Debug, Clone)]
pub struct PlaceFound {
    pub of: ObjectType,
    pub id: Uuid,
    pub name: String,
    pub code: Option<String>,
    pub path: Vec<String>,
}

/// Places that fit a kind of appointment (every place when none is given) and whose name or code holds a text.
///
/// # Errors
/// `NotFound` for everybody but the security administrator.
pub async fn find_places(
    view: &mut View<'_>,
    kind: Option<AppointmentKind>,
    text: &str,
) -> Result<Vec<PlaceFound>> {
    let district = view.district();
    view.authorise(Operation::AppointmentView, &Place::district(district))?;
    let (tree, key) = (view.tree().await?, search_key(text));
    let path = |id| tree.path(id).iter().map(|node| node.facts.name.as_str().to_owned()).collect::<Vec<_>>();
    let fits = |level| kind.is_none_or(|kind| check_place(kind, level, false, "").is_ok());
    let mut found: Vec<PlaceFound> = tree
        .nodes()
        .iter()
        .filter(|node| fits(node.level()))
        .filter(|node| {
            let code = node.facts.code.as_ref().is_some_and(|code| code.as_str().starts_with(&key));
            key.is_empty() || code || search_key(node.facts.name.as_str()).contains(&key)
        })
        .take(MOST)
        .map(|node| {
            let mut path = path(node.id);
            path.retain(|name| name != node.facts.name.as_str());
            PlaceFound {
                of: ObjectType::Division,
                id: node.id.uuid(),
                name: node.facts.name.as_str().to_owned(),
                code: node.facts.code.as_ref().map(ToString::to_string),
                path,
            }
        })
        .collect();
    if kind.is_none_or(|kind| kind == AppointmentKind::Liaison) {
        let limit = i64::try_from(MOST - found.len()).unwrap_or_default();
        let day = view.as_of;
        let units = storage::powers::units(&mut view.conn, district, day, text, limit).await?;
        found.extend(units.into_iter().map(|unit| PlaceFound {
            of: ObjectType::Unit,
            id: unit.id.uuid(),
            path: path(unit.division),
            name: unit.name,
            code: None,
        }));
    }
    Ok(found)
}

/// A person by name, with what tells namesakes apart: the posts held now.
#[derive(Debug, Clone)]
pub struct PersonFound {
    pub id: PersonId,
    pub name: String,
    pub posts: Vec<(PostId, String)>,
}

/// People of the district whose name holds a text.
///
/// # Errors
/// `NotFound` for everybody but the security administrator.
pub async fn find_people(view: &mut View<'_>, name: &str) -> Result<Vec<PersonFound>> {
    let (district, day) = (view.district(), view.as_of);
    view.authorise(Operation::AppointmentView, &Place::district(district))?;
    let name = name.trim();
    if name.is_empty() {
        return Ok(Vec::new());
    }
    let mut people: Vec<PersonFound> = Vec::new();
    for row in storage::powers::people(&mut view.conn, district, day, name, ROWS).await? {
        if is_operator(row.id) {
            continue;
        }
        match people.last_mut().filter(|person| person.id == row.id) {
            Some(person) => person.posts.extend(row.post),
            None => {
                people.push(PersonFound { id: row.id, name: row.name, posts: row.post.into_iter().collect() })
            }
        }
    }
    people.truncate(MOST);
    Ok(people)
}
