#!/usr/bin/env bash
# Measures the optimised binary against floors, on this machine, against PostgreSQL, RabbitMQ and Redis.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scripts/prerequisites.sh
services=$(scripts/services.sh)
eval "$services"
cargo build --release --locked --workspace --bins
target=${CARGO_TARGET_DIR:-$PWD/target}/release
FABULA_BINARY=$target/fabula
export FABULA_BINARY
exec "$target/fabula-bench" "$@"
