//! A whole application for tests: a database on each engine, a clock to turn, a small world, and HTTP without a socket.
//!
//! `on_both_engines! { async fn a_sentence_about_it(app) { … } }` makes one test for SQLite and one for PostgreSQL; the
//! latter says that it was skipped where `LIANHE_TEST_POSTGRES` names no server (`cargo xtask test` starts one).

mod app;
mod clock;
mod code;
mod database;
mod keys;
mod provider;
mod world;

pub use app::{Answer, Client, TestApp};
pub use clock::TestClock;
pub use code::code_of;
pub use database::TestDb;
pub use documents::Table;
pub use keys::keys;
pub use provider::{Said, TestProvider};
pub use world::{COMMUNITY, DISTRICT, OTHER_STREET, STREET, VILLAGE, full_export, operator};

/// Two tests out of one body, one for each engine.
#[macro_export]
macro_rules! on_both_engines {
    ($(async fn $name:ident($app:ident) $body:block)+) => {$(
        mod $name {
            use super::*;

            async fn body($app: $crate::TestApp) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                body($crate::TestApp::sqlite().await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                if let Some(app) = $crate::TestApp::postgres().await {
                    body(app).await;
                }
            }
        }
    )+};
}
