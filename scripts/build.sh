#!/usr/bin/env bash
# Builds everything that the tests run, and prints the path of the binary.
#
# One build for all: the same packages, targets and features as `cargo test --workspace`, so that nothing is compiled
# twice for the schema, the tests and the journeys.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

cargo build --locked --workspace --bins --tests >&2
printf '%s\n' "${CARGO_TARGET_DIR:-$PWD/target}/debug/fabula"
