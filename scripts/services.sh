#!/usr/bin/env bash
# Finds PostgreSQL, RabbitMQ and Redis, or starts them, and prints where they are as shell assignments.
#
#     services=$(scripts/services.sh) && eval "$services"
#
# What DATABASE_URL, AMQP_URL or REDIS_URL already name is taken as it is. Otherwise the default address is tried;
# where nothing answers, the service is started: with Docker Compose if an engine runs, else from the packages of
# Debian or Ubuntu, with or without systemd.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/messages.sh
. scripts/messages.sh

readonly COMPOSE_FILE=deploy/compose.services.yaml
# How long a service may take to answer after it was started.
readonly PATIENCE_SECONDS=90
# What the tests log in with where the distribution's PostgreSQL wants a password. It may create databases, nothing more.
readonly ROLE=fabula
readonly ROLE_URL=postgres://fabula:fabula@127.0.0.1:5432/postgres
readonly SUPERUSER_URL=postgres://postgres@127.0.0.1:5432/postgres
readonly DEFAULT_AMQP_URL=amqp://guest:guest@127.0.0.1:5672
readonly DEFAULT_REDIS_URL=redis://127.0.0.1:6379

# Sends bytes (in printf's notation) to a local port and prints the first byte of the answer in hexadecimal.
first_byte() {
  local port=$1 request=$2
  # shellcheck disable=SC2016 # expanded by the inner shell
  timeout 3 bash -c '
    exec 3<>"/dev/tcp/127.0.0.1/$1"
    printf "$2" >&3
    head -c 1 <&3
  ' _ "$port" "$request" 2>/dev/null | od -An -tx1 | tr -d ' \n'
}

# Whether PostgreSQL takes connections. Without its client at hand: it answers a request for TLS with S or N.
postgresql_answers() {
  if have pg_isready; then
    pg_isready --quiet --host 127.0.0.1 --port 5432
    return
  fi
  case $(first_byte 5432 '\x00\x00\x00\x08\x04\xd2\x16\x2f') in
    53 | 4e) true ;;
    *) false ;;
  esac
}

# RabbitMQ answers the header of AMQP 0-9-1 with a method frame.
rabbitmq_answers() {
  [ "$(first_byte 5672 'AMQP\x00\x00\x09\x01')" = 01 ]
}

# Redis answers PING with +PONG.
redis_answers() {
  [ "$(first_byte 6379 'PING\r\n')" = 2b ]
}

wait_for() {
  local service=$1
  for ((second = 0; second < PATIENCE_SECONDS; second++)); do
    if "${service}_answers"; then
      return
    fi
    sleep 1
  done
  fail "$service was started but does not answer after $PATIENCE_SECONDS seconds"
}

docker_runs() {
  have docker && docker info >/dev/null 2>&1 && docker compose version >/dev/null 2>&1
}

# The distribution's name for a service's package.
package_of() {
  case $1 in
    postgresql) echo postgresql ;;
    rabbitmq) echo rabbitmq-server ;;
    redis) echo redis-server ;;
  esac
}

start_package() {
  local package
  package=$(package_of "$1")
  if ! dpkg-query --show --showformat '${Status}' "$package" 2>/dev/null | grep -q 'ok installed'; then
    install_packages "$package"
  fi
  # Installing starts the service on most machines, but not in most containers.
  if ! "${1}_answers"; then
    if [ -d /run/systemd/system ]; then
      as_root systemctl start "$package"
    else
      as_root service "$package" start >&2 || true
    fi
  fi
  if [ "$1" = redis ] && have redis-cli; then
    # A Redis that fails to write a snapshot refuses everything from then on. One that can't write any keeps none.
    wait_for redis
    if [ "$(redis-cli -h 127.0.0.1 -p 6379 save)" != OK ]; then
      redis-cli -h 127.0.0.1 -p 6379 config set save '' >&2
    fi
  fi
}

start() {
  local service=$1
  if docker_runs; then
    say "starting $service with Docker Compose"
    docker compose --file "$COMPOSE_FILE" up --detach --wait "$service" >&2
  elif is_debian; then
    say "starting $service from the distribution's packages"
    start_package "$service"
  else
    fail "no $service at its default address, and no Docker engine runs to start it with.
       Start Docker and try again, or start $service and set DATABASE_URL, AMQP_URL or REDIS_URL if it is elsewhere."
  fi
  wait_for "$service"
}

ensure() {
  "${1}_answers" || start "$1"
}

can_log_in() {
  psql --no-psqlrc --no-password --quiet --command 'select 1' "$1" >/dev/null 2>&1
}

# Makes the role that the tests use, on a server of this machine that we may administrate.
create_role() {
  say "creating the PostgreSQL role '$ROLE' for the tests"
  as_user postgres psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 postgres >&2 <<SQL
do \$\$ begin
  if not exists (select from pg_roles where rolname = '$ROLE') then
    create role $ROLE login createdb password '$ROLE';
  end if;
end \$\$;
SQL
}

# Prints a URL that opens the server at the default address.
database_url() {
  if ! have psql; then
    if is_debian; then
      install_packages postgresql-client
    else
      # Only the server that Docker Compose starts is known to need no password.
      echo "$SUPERUSER_URL"
      return
    fi
  fi
  if can_log_in "$SUPERUSER_URL"; then
    echo "$SUPERUSER_URL"
    return
  fi
  if ! can_log_in "$ROLE_URL" && id postgres >/dev/null 2>&1; then
    create_role
  fi
  can_log_in "$ROLE_URL" ||
    fail "PostgreSQL answers at 127.0.0.1:5432 but lets neither 'postgres' nor '$ROLE' in: set DATABASE_URL to a role that may create databases"
  echo "$ROLE_URL"
}

if [ -z "${DATABASE_URL:-}" ]; then
  ensure postgresql
  DATABASE_URL=$(database_url)
fi
if [ -z "${AMQP_URL:-}" ]; then
  ensure rabbitmq
  AMQP_URL=$DEFAULT_AMQP_URL
fi
if [ -z "${REDIS_URL:-}" ]; then
  ensure redis
  REDIS_URL=$DEFAULT_REDIS_URL
fi

printf 'export DATABASE_URL=%q AMQP_URL=%q REDIS_URL=%q\n' "$DATABASE_URL" "$AMQP_URL" "$REDIS_URL"
