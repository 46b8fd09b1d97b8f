#!/usr/bin/env bash
# Keeps .sqlx, which lets the SQL in the code be checked without a database, in step with code and migrations.
#
# `write` regenerates it against a scratch database; `check` only tells whether it is up to date.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/messages.sh
. scripts/messages.sh

mode=${1:-write}
case $mode in
  write | check) ;;
  *) fail "usage: scripts/prepare.sh write|check" ;;
esac

services=$(scripts/services.sh)
eval "$services"
have psql || fail "psql is needed: install PostgreSQL's client and try again"

scratch=fabula_prepare_$$
# The address without database and parameters.
server=${DATABASE_URL%%\?*}
server=${server%/*}
fresh=$(mktemp -d)

sql() {
  psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 "$@"
}

clean_up() {
  rm -rf "$fresh"
  sql --command "drop database if exists $scratch with (force)" "$DATABASE_URL" || true
}
trap clean_up EXIT

sql --command "create database $scratch" "$DATABASE_URL"
for migration in migrations/*.sql; do
  sql --single-transaction --file "$migration" "$server/$scratch"
done

# The macros write what they learn while they expand, so what has queries must be compiled again.
for crate in ./*/Cargo.toml; do
  if grep --quiet '^sqlx' "$crate"; then
    find "$(dirname "$crate")" -name '*.rs' -exec touch {} +
  fi
done
SQLX_OFFLINE=false SQLX_OFFLINE_DIR=$fresh DATABASE_URL=$server/$scratch \
  cargo check --locked --workspace --all-targets

if [ "$mode" = check ]; then
  diff --recursive --brief .sqlx "$fresh" || fail ".sqlx is out of date: run 'make prepare' and commit the result"
else
  rm -rf .sqlx
  mkdir .sqlx
  cp "$fresh"/query-*.json .sqlx/
  say "$(find .sqlx -type f | wc -l | tr -d ' ') queries in .sqlx"
fi
