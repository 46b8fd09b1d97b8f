# shellcheck shell=bash
# How the scripts speak. Sourced, never run.

say() {
  printf '%s\n' "$*" >&2
}

fail() {
  say "error: $*"
  exit 1
}

have() {
  command -v "$1" >/dev/null 2>&1
}

# Whether this is a distribution whose packages we know.
is_debian() {
  have apt-get
}

# Runs a command as root: directly, or through sudo.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif have sudo; then
    sudo "$@"
  else
    fail "'$*' needs root: run this as root or install sudo"
  fi
}

# Runs a command as another user, without depending on sudo when we are root.
as_user() {
  local user=$1
  shift
  if [ "$(id -u)" -eq 0 ]; then
    runuser --user "$user" -- "$@"
  else
    as_root runuser --user "$user" -- "$@"
  fi
}

# Installs packages of the distribution, asking nothing.
install_packages() {
  say "installing $*"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get update --quiet=2
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install --quiet=2 --yes --no-install-recommends "$@" >&2
}
