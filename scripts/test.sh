#!/usr/bin/env bash
# Runs all tests against PostgreSQL, RabbitMQ and Redis, starting them where they don't run. Arguments go to
# `cargo test`: `scripts/test.sh claim` runs the tests with "claim" in their name.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scripts/prerequisites.sh
services=$(scripts/services.sh)
eval "$services"
export FABULA_TEST_DATABASE_URL=$DATABASE_URL FABULA_TEST_AMQP_URL=$AMQP_URL FABULA_TEST_REDIS_URL=$REDIS_URL
# The journeys start the binary as its users do.
FABULA_BINARY=$(scripts/build.sh)
export FABULA_BINARY
exec cargo test --locked --workspace "$@"
