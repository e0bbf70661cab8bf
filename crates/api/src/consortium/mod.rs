//! Consortia, charters, members and seats on the wire.

pub mod apply;
pub mod charter;
pub mod dissolve;
pub mod export;
pub mod found;
pub mod list;
pub mod member_step;
pub mod rename;
pub mod seat_step;
pub mod set_seat;
pub mod show;
