# shellcheck shell=bash
# install_packages FILE: installs the Debian packages that the file lists and that are missing. Needs say.sh.

install_packages() {
  local list=$1 log=build/logs/packages.log package
  local -a wanted missing=() as_root=()
  mapfile -t wanted < <(grep -Ev '^[[:space:]]*(#|$)' "$list")
  command -v dpkg-query >/dev/null ||
    give_up "this is not Debian: dpkg-query is missing." "Install what $list names in your system's way."
  for package in "${wanted[@]}"; do
    [[ $(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) == installed ]] && continue
    # A program of that name that another package brought: Node's own packages hold npm, and exclude Debian's.
    command -v "$package" >/dev/null || missing+=("$package")
  done
  if ((${#missing[@]} == 0)); then
    say "packages: all ${#wanted[@]} are installed"
    return
  fi
  say "packages: ${#missing[@]} of ${#wanted[@]} are missing: ${missing[*]}"

  if ((EUID != 0)); then
    command -v sudo >/dev/null ||
      give_up "installing packages needs root, and sudo is not there." "As root: apt-get install ${missing[*]}"
    as_root=(sudo)
    # Without a terminal nobody could answer its question.
    [[ -t 0 ]] || as_root=(sudo -n)
    "${as_root[@]}" true || give_up "sudo was not granted." "As root: apt-get install ${missing[*]}"
  fi
  as_root+=(env DEBIAN_FRONTEND=noninteractive)

  mkdir -p "$(dirname "$log")"
  say "packages: reading the lists of the package servers"
  # It succeeds with old lists where a server is out of reach; what matters is what can be installed.
  if ! "${as_root[@]}" apt-get update >"$log" 2>&1 || grep -q '^Err:' "$log"; then
    say "packages: not every list could be read:"
    grep -E '^(Err|E|W):' "$log" | head -n 5 >&2
  fi
  if ! "${as_root[@]}" apt-get install -y --no-install-recommends "${missing[@]}" 2>&1 | tee -a "$log" | tell_installing
  then
    tail -n 15 "$log" >&2
    give_up "the packages could not be installed (all of it: $log)." \
      "Is there a network? Do /etc/apt/sources.list and sources.list.d name servers of Debian 12?" \
      "To try by hand: apt-get install ${missing[*]}"
  fi
}

# Some lines of what apt says, so that one sees it move.
tell_installing() {
  local line got=0 set_up=0
  while IFS= read -r line; do
    case $line in
      Get:*) ((++got % 20)) || say "packages: $got downloaded" ;;
      'Setting up '*) ((++set_up % 20)) || say "packages: $set_up set up" ;;
    esac
  done
  say "packages: $got downloaded, $set_up set up"
}
