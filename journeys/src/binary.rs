//! Finds the binary under test, building it first if need be.

use std::{path::PathBuf, process::Command, sync::OnceLock};

use crate::environment;

static BINARY: OnceLock<PathBuf> = OnceLock::new();

/// The `fabula` to test: `FABULA_BINARY`, or the one of this build.
///
/// `cargo test` builds a package's binaries for that package's own tests alone, so the first caller has cargo bring it
/// up to date; that is a matter of a moment if it already is.
pub(crate) fn path() -> &'static PathBuf {
    BINARY.get_or_init(|| environment::binary().map_or_else(build, PathBuf::from))
}

fn build() -> PathBuf {
    // target/<profile>/deps/<this test>
    let this = std::env::current_exe().expect("a test knows its own path");
    let profile_folder = this.ancestors().nth(2).expect("tests are in target/<profile>/deps");
    let target = profile_folder.parent().expect("the profile is in target");
    let profile = match profile_folder.file_name().and_then(|name| name.to_str()) {
        Some("debug") | None => "dev",
        Some(other) => other,
    };
    let status = Command::new(environment::cargo())
        .args([
            "build",
            "--quiet",
            "--locked",
            "--package",
            "fabula",
            "--bin",
            "fabula",
            "--profile",
            profile,
        ])
        .arg("--target-dir")
        .arg(target)
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .status()
        .expect("cargo runs");
    assert!(status.success(), "the binary under test does not build");
    profile_folder.join(format!("fabula{}", std::env::consts::EXE_SUFFIX))
}
