# shellcheck shell=bash
# fuzz_all LOG SECONDS: every fuzz target of the preset `fuzz` for so long, as many at a time as there are processors.
# Adds to `passed` and `failed`. Needs say.sh, packages.sh and build.sh.
#
# New inputs are kept in build/fuzz/corpus and go on from there the next time; what breaks a promise lies in
# build/fuzz/found. What the repository keeps, tests/fuzz/corpus, is only read.

# shellcheck disable=SC2034  # passed and failed are read by ops/test

fuzz_all() {
  local log=$1 seconds=$2 program name at=0
  local -a programs=()
  if ! (install_packages ops/packages.fuzz && build_preset fuzz); then
    failed=1
    echo "the build for fuzzing failed, as said above" >"$log"
    return 0
  fi
  mkdir -p build/fuzz/found build/fuzz/said
  rm -f build/fuzz/said/*
  programs=(build/fuzz/bin/fuzz_*)
  say "fuzz: ${#programs[@]} targets, $seconds s each, $(nproc) at a time; executions, inputs kept, findings"
  for program in "${programs[@]}"; do
    while (($(jobs -rp | wc -l) >= $(nproc))); do wait -n; done
    name=${program##*/fuzz_}
    say "fuzz: $name ($((++at)) of ${#programs[@]})"
    fuzz_one "$program" "$name" "$seconds" &
  done
  wait
  : >"$log"
  for program in "${programs[@]}"; do
    name=${program##*/fuzz_}
    if [[ -e build/fuzz/said/$name.failed ]]; then ((failed += 1)); else ((passed += 1)); fi
    cat "build/fuzz/said/$name" >>"$log"
  done
}

# fuzz_one PROGRAM NAME SECONDS: leaves what it said in build/fuzz/said/NAME, and NAME.failed beside it if it found something.
fuzz_one() {
  local program=$1 name=$2 seconds=$3 said=build/fuzz/said/$2 status=0 executions inputs
  local -a dictionary=()
  [[ -e tests/fuzz/$name.dict ]] && dictionary=(-dict="tests/fuzz/$name.dict")
  mkdir -p "build/fuzz/corpus/$name"
  UBSAN_OPTIONS=print_stacktrace=1 "$program" -max_total_time="$seconds" -timeout=25 -rss_limit_mb=3000 \
    -print_final_stats=1 "${dictionary[@]}" -artifact_prefix="build/fuzz/found/$name-" \
    "build/fuzz/corpus/$name" "tests/fuzz/corpus/$name" >"$said" 2>&1 || status=$?
  executions=$(sed -nE 's/^stat::number_of_executed_units: *//p' "$said")
  inputs=$(grep -oE 'corp: [0-9]+' "$said" | tail -n 1)
  if ((status == 0)); then
    say "fuzz: $name: ${executions:-0} executions, ${inputs#corp: } inputs, 0 findings"
    return
  fi
  touch "$said.failed"
  say "fuzz: $name: ${executions:-0} executions, 1 FINDING: $(grep -oE 'build/fuzz/found/[^ ]+' "$said" | tail -n 1)"
  grep -m 1 -A 12 -E '^==[0-9]+==|what\(\):|runtime error' "$said"
}
