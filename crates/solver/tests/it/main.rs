//! The solver against brute force and against itself.

mod communities;
mod flow;
mod matching;
mod numbers;
mod rota;
mod similarity;
