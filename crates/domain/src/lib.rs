//! What is true and what is allowed: the pure heart of Lianhe.
//!
//! One folder per context, the same word as in every other layer. Nothing here reads a clock, a file or a database:
//! dates come in as parameters, refusals go out as values ([`rule::Refusal`]).
//!
//! To add a fact to a context: give every checked value a type with `parse`, write the rule that decides about it as a
//! function that returns `Result<_, Refusal>`, name the rule in [`rule::Rule`] with its Chinese and English words, and
//! add the operation to [`access::permission`], whose golden table then fails until you say who may do it.

pub mod access;
pub mod attachment;
pub mod bulletin;
pub mod consortium;
pub mod exchange;
pub mod feedback;
pub mod grid;
pub mod id;
pub mod journal;
pub mod meeting;
pub mod name;
pub mod obligation;
pub mod organisation;
pub mod paper;
pub mod period;
pub mod rule;
pub mod statistics;
mod words;
