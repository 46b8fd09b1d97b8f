#!/usr/bin/env bash
# Runs README's tour as printed against a server that is running, and fails if the comment does not arrive.
#
# `scripts/tour.sh` runs the first tour, `scripts/tour.sh moderator` the moderator's as well. WRITER and READER name the
# servers that are written to and listened on; `http://127.0.0.1:8080` if not set.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/messages.sh
. scripts/messages.sh

# How long a comment may take from the mutation to the listener.
readonly PATIENCE_SECONDS=20

# The shell blocks between README's markers for a part.
blocks() {
  awk -v part="$1" '
    $0 == "<!-- " part ": begin -->" { inside = 1 }
    $0 == "<!-- " part ": end -->" { inside = 0 }
    /^```/ { if (inside && !code && $0 == "```bash") { code = 1; next } if (code) { code = 0; print ""; next } }
    inside && code { print }
  ' README.md
}

# Shell code that waits until the listener has printed a line that matches.
wait_for_line() {
  cat <<SHELL
for ((tenth = 0; tenth < ${PATIENCE_SECONDS}0; tenth++)); do
  grep --quiet -e '$1' "\$TOUR_OUTPUT" && break
  sleep 0.1
done
SHELL
}

have curl || fail "the tour needs curl"
TOUR_OUTPUT=$(mktemp)
export TOUR_OUTPUT
trap 'rm -f "$TOUR_OUTPUT"' EXIT

arrived='"kind":"PUBLISHED".*She still pours the tea'
approved='"kind":"PUBLISHED".*remembers the sign'
{
  echo 'set -u'
  blocks tour
  wait_for_line "$arrived"
  if [ "${1:-}" = moderator ]; then
    blocks moderator
    wait_for_line "$approved"
  fi
  # shellcheck disable=SC2016 # expanded by the tour's own shell
  echo 'kill $listener'
} | bash >"$TOUR_OUTPUT" 2>&1 || true

cat "$TOUR_OUTPUT"
grep --quiet -e "$arrived" "$TOUR_OUTPUT" || fail "the comment did not arrive"
if [ "${1:-}" = moderator ]; then
  grep --quiet -e "$approved" "$TOUR_OUTPUT" || fail "the approved comment did not arrive"
fi
say "the tour works as printed"
