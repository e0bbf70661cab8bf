//! What is best: pure, deterministic algorithms over plain arrays.
//!
//! Nothing here knows a word of the business, reads a clock, a file or a random device: the same input and
//! seed give the same answer. Each module states its guarantee in its first lines.
//!
//! To add one more algorithm: a module with its input as plain arrays, a result that carries a certificate
//! where one exists (prices, a cut, a bound), a brute-force oracle in `tests/it`, and a page in `docs/SOLVER.md`.

pub mod communities;
pub mod flow;
pub mod matching;
pub mod rota;
mod seeded;
pub mod similarity;
pub mod text;
