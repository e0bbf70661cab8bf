//! `lianhe serve`.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;

use super::Where;
use crate::{configuration, wiring};

#[derive(Args)]
pub struct Serve {
    #[command(flatten)]
    place: Where,
    /// Address and port, such as 0.0.0.0:8080
    #[arg(long)]
    listen: Option<String>,
    /// Print the configuration, secrets hidden, and end
    #[arg(long)]
    print_config: bool,
}

impl Serve {
    pub async fn run(self) -> Result<ExitCode> {
        let mut configuration = self.place.configuration()?;
        if let Some(listen) = self.listen {
            configuration.server.listen = listen;
        }
        if self.print_config {
            print!("{}", configuration::print(&configuration)?);
            return Ok(ExitCode::SUCCESS);
        }
        wiring::log(&configuration.log)?;
        let lianhe = wiring::open(&configuration).await?;
        wiring::serve(lianhe, &configuration, |_| async { Ok(()) }).await?;
        Ok(ExitCode::SUCCESS)
    }
}
