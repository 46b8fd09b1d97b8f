#!/usr/bin/env bash
# Makes sure that Fabula can be built: a Rust toolchain that is new enough, a C compiler, pkg-config.
#
# On Debian and Ubuntu what is missing is installed; elsewhere it is named. Prints nothing when nothing is missing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/messages.sh
. scripts/messages.sh

# rustup writes this file; a shell that was open while it ran has not read it.
if ! have cargo && [ -f "${CARGO_HOME:-$HOME/.cargo}/env" ]; then
  fail "cargo is not on the PATH: run '. ${CARGO_HOME:-$HOME/.cargo}/env' and try again"
fi
have cargo || fail "there is no Rust toolchain: install one from https://rustup.rs and try again"

wanted=$(sed -n 's/^rust-version = "\(.*\)"$/\1/p' Cargo.toml | head -n 1)
found=$(rustc --version | cut -d ' ' -f 2 | cut -d - -f 1)
if [ "$(printf '%s\n%s\n' "$wanted" "$found" | sort -V | head -n 1)" != "$wanted" ]; then
  fail "Rust $found is too old: Fabula needs $wanted. With rustup: 'rustup update stable'"
fi

missing=()
have cc || missing+=(build-essential)
have pkg-config || missing+=(pkg-config)
# Certificates are what cargo downloads crates with.
if is_debian && [ ! -e /etc/ssl/certs/ca-certificates.crt ]; then
  missing+=(ca-certificates)
fi

if [ ${#missing[@]} -eq 0 ]; then
  exit 0
fi
if is_debian; then
  install_packages "${missing[@]}"
elif [ "$(uname -s)" = Darwin ]; then
  have cc || fail "there is no C compiler: run 'xcode-select --install' and try again"
else
  fail "missing: a C compiler (cc) and pkg-config; install them with your package manager and try again"
fi
