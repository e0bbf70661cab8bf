//! The solver against brute force and against itself.

mod flow;
mod matching;
mod numbers;
