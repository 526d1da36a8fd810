# shellcheck shell=bash
# build_preset PRESET [TARGET…]: configures and builds into build/PRESET. Needs say.sh.

build_preset() {
  local preset=$1 configured=build/logs/configure.log built=build/logs/build.log
  shift
  mkdir -p build/logs
  say "build: configuring the preset $preset"
  if ! cmake --preset "$preset" >"$configured" 2>&1; then
    tail -n 20 "$configured" >&2
    give_up "CMake could not configure the preset $preset (all of it: $configured)."
  fi
  say "build: compiling on $(jobs_at_once) processors"
  # A source folder that changes while it is listed is configured again by ninja itself.
  if ! cmake --build --preset "$preset" -j "$(jobs_at_once)" ${1:+--target "$@"} 2>&1 | tee "$built" | tell_building
  then
    grep -nE -m 3 -A 15 '^FAILED|error:' "$built" >&2
    give_up "the build failed (all of it: $built)."
  fi
  say "build: done, programs in build/$preset/bin"
}

# As many as there are processors, but no more than memory holds: a compiler needs up to 2 GB here.
jobs_at_once() {
  local processors gigabytes
  processors=$(nproc)
  gigabytes=$(awk '/^MemAvailable/ {print int($2 / 1048576)}' /proc/meminfo)
  local by_memory=$((gigabytes / 2 > 0 ? gigabytes / 2 : 1))
  echo $((processors < by_memory ? processors : by_memory))
}

# One line for each twentieth of ninja's [done/all].
tell_building() {
  local line twentieth last=0
  while IFS= read -r line; do
    if [[ $line =~ ^\[([0-9]+)/([0-9]+)\] ]]; then
      twentieth=$((BASH_REMATCH[1] * 20 / BASH_REMATCH[2]))
      if ((twentieth != last)); then
        say "build: ${BASH_REMATCH[1]} of ${BASH_REMATCH[2]}"
        last=$twentieth
      fi
    fi
  done
}
