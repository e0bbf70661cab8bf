//! Use cases through HTTP, on both engines. The tree mirrors the addresses.

mod access;
mod export;
mod grid;
mod grid_events;
mod imports;
mod journal;
mod merge;
mod organisation;
mod personal_data;
mod powers;
mod problems;
mod protection;
mod round_trip;
mod routes;
mod statistics;
mod unauthorised;
