#!/usr/bin/env bash
# Runs other people's GraphQL clients (graphql-http's audits, graphql-ws, graphql-sse, Relay, graphql-codegen, Apollo, urql)
# against this build. Node.js is installed on Debian and Ubuntu where it is missing; elsewhere it is named.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/messages.sh
. scripts/messages.sh

if ! have node || ! have npm; then
  if is_debian; then
    install_packages nodejs npm
  else
    fail "Node.js 20 or later, with npm, is missing: install it from https://nodejs.org and try again"
  fi
fi
node -e 'process.exit(Number(process.versions.node.split(".")[0]) < 20 ? 1 : 0)' ||
  fail "Node.js $(node --version) is too old: the clients need 20 or later"

FABULA_BINARY=${FABULA_BINARY:-$(scripts/build.sh)}
export FABULA_BINARY
cd journeys/clients
npm ci --no-audit --no-fund --loglevel=error
exec node run.js
