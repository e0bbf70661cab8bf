//! The journal's chain under everything that can happen to it.

mod damage;
mod sealers;
