//! The solver against brute force, against itself, and against published optima.

mod flow;
mod shared;
