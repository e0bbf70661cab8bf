//! Accounts as the system administrator sees them: who has one and how it stands. Names and appointments, nothing else.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;
use domain::access::{AccountState, Operation};
use domain::id::PersonId;
use domain::name::{Name, search_key};
use storage::access::Held;
use storage::account::Account;

use super::guard::of_name;
use super::is_operator;
use super::own::{Standings, guarded_name, needs_of};
use crate::query::page_of;
use crate::{After, Listing, Paged, Result, View};

/// A person with its appointments, and how its account stands.
#[derive(Clone)]
pub struct PersonAccount {
    pub person: PersonId,
    pub name: String,
    pub held: Vec<Held>,
    pub state: AccountState,
    pub sign_in_name: Option<String>,
    pub second_factor: bool,
    /// The day, never the hour: nobody's time at the screen is watched.
    pub last_sign_in_on: Option<NaiveDate>,
}

/// # Errors
/// `NotFound` for whoever does not administer accounts.
pub async fn list_accounts(
    view: &mut View<'_>,
    name: Option<&str>,
    state: Option<AccountState>,
    listing: &Listing,
) -> Result<Paged<PersonAccount>> {
    let wanted = name.map(search_key);
    let mut rows = all(view).await?;
    rows.retain(|row| {
        let named = wanted.as_ref().is_none_or(|wanted| search_key(&row.name).contains(wanted));
        named && state.is_none_or(|state| row.state == state)
    });
    Ok(page_of(rows, listing, key))
}

/// One person's, after something was done to it.
///
/// # Errors
/// `NotFound` for somebody without an appointment in the district.
pub async fn show_account(view: &mut View<'_>, person: PersonId) -> Result<PersonAccount> {
    let rows = all(view).await?;
    rows.into_iter().find(|row| row.person == person).ok_or(crate::Error::NotFound)
}

fn key(row: &PersonAccount) -> After {
    let key = Name::parse(&row.name, "name").map(|name| name.sort_key()).unwrap_or_default();
    After { key, id: row.person.uuid() }
}

async fn all(view: &mut View<'_>) -> Result<Vec<PersonAccount>> {
    let (district, now, today) = (view.district(), view.lianhe.clock.now(), view.lianhe.today());
    view.authorise(Operation::AccountView, &view.caller.actor.place)?;
    let mut people: BTreeMap<PersonId, Vec<Held>> = BTreeMap::new();
    for held in storage::access::appointments_in(&mut view.conn, district, today).await? {
        if !is_operator(held.actor.person) {
            people.entry(held.actor.person).or_default().push(held);
        }
    }
    let accounts = storage::account::accounts_in(&mut view.conn, district).await?;
    let accounts: HashMap<PersonId, Account> = accounts.into_iter().map(|a| (a.person, a)).collect();
    let invited = storage::account::invited_in(&mut view.conn, district, now).await?;
    let invited: HashSet<PersonId> = invited.into_iter().collect();
    let locked: HashSet<Vec<u8>> =
        storage::account::locked_now(&mut view.conn, now).await?.into_iter().collect();
    let row = |(person, held): (PersonId, Vec<Held>)| {
        let account = accounts.get(&person);
        let lacking = !needs_of(&held, &Standings { account, now, policy: &view.lianhe.policy }).is_empty();
        let name_locked = account.is_some_and(|account| locked.contains(&of_name(&guarded_name(account))));
        let state = match account {
            Some(account) if account.disabled_at.is_some() => AccountState::Disabled,
            _ if invited.contains(&person) && lacking => AccountState::Invited,
            None => AccountState::None,
            Some(_) if name_locked => AccountState::Locked,
            Some(_) if lacking => AccountState::Incomplete,
            Some(_) => AccountState::Active,
        };
        PersonAccount {
            person,
            name: held.first().map(|held| held.actor.person_name.clone()).unwrap_or_default(),
            held,
            state,
            sign_in_name: account.and_then(|account| account.sign_in_name.clone()),
            second_factor: account.is_some_and(|account| account.second_factor.is_some()),
            last_sign_in_on: account.and_then(|account| account.last_sign_in_on),
        }
    };
    let mut rows: Vec<PersonAccount> = people.into_iter().map(row).collect();
    rows.sort_by_cached_key(|row| {
        let After { key, id } = key(row);
        (key, id)
    });
    Ok(rows)
}
