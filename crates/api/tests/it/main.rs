//! Use cases through HTTP, on both engines. The tree mirrors the addresses.

mod access;
mod consortium;
mod exchange;
mod export;
mod grid;
mod grid_events;
mod history;
mod imports;
mod journal;
mod merge;
mod obligations;
mod organisation;
mod personal;
mod personal_data;
mod powers;
mod problems;
mod protection;
mod provider;
mod round_trip;
mod routes;
mod sign_in;
mod statistics;
mod unauthorised;
