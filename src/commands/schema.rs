use crate::{failure::Failure, output};

/// Prints the contract that clients are built against. Needs no database.
pub(crate) fn run() -> Result<(), Failure> {
    let sdl = fabula_api::sdl();
    output::line(sdl.trim_end())
}
