# shellcheck shell=bash
# Progress for people and for logs: what is being done, and how long it has been going on.

SECONDS=0

say() { printf '[%02d:%02d] %s\n' $((SECONDS / 60)) $((SECONDS % 60)) "$*"; }

give_up() {
  printf '\n%s: %s\n' "$(basename "$0")" "$1" >&2
  shift
  if (($#)); then printf '  %s\n' "$@" >&2; fi
  exit 1
}
