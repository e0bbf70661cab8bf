//! The solver against brute force and against itself.

mod communities;
mod flow;
mod kept;
mod matching;
mod numbers;
mod rota;
mod similarity;
