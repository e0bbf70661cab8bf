//! S3: consortia, their charters, members and seats.

pub mod body;
pub mod charter;
pub mod membership;
pub mod seat;
