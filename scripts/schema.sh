#!/usr/bin/env bash
# The public contract, printed from the code: `print` it, `write` it to schema.graphql, or `check` that the file is
# what the code says.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/messages.sh
. scripts/messages.sh

binary=$(scripts/build.sh)
case ${1:-print} in
  print)
    "$binary" schema
    ;;
  write)
    # Complete or not at all.
    printed=$("$binary" schema)
    printf '%s\n' "$printed" >schema.graphql
    ;;
  check)
    "$binary" schema | diff --unified schema.graphql - ||
      fail "schema.graphql is not what the code says: run 'make schema' and commit the result"
    ;;
  *)
    fail "usage: scripts/schema.sh print|write|check"
    ;;
esac
