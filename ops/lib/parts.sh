# shellcheck shell=bash
# The parts of ops/test. part_NAME runs one and adds to `passed`, `failed` and `skipped`; what it prints goes to its log.
# They read `short`, `asked`, `preset` and `binaries`. A part whose programs are not there adds nothing.

# shellcheck disable=SC2034,SC2154  # ops/test reads what is set here, and sets what is read

declare -A PARTS=(
  [unit]="every C++ test program, through ctest"
  [http]="the doors of the real program, with good and bad input"
  [access]="who is let in and how far, who sees what: tokens, certificates, TLS, limits, secrets; schemathesis with every role"
  [fold]="figures and register against a second fold of the export"
  [upgrades]="two builds of the daemon on one log"
  [quickstart]="ops/quickstart from nothing: imports, a played cycle, what can be asked"
  [ctl]="the real htqctl: its commands, its imports, a case by hand"
  [coverage]="the lines of domain/ that its tests execute: 95 % at least"
  [faults]="the real program killed under load, on a forgetful, a failing, a hanging, a damaged and a full disk"
  [overload]="more commands, connections and readers than the real program can take"
  [simulation]="the real engine on simulated ports, seed by seed"
  [kafka]="the log on real Kafka brokers: the port's conformance, several daemons, moving there, what is published, failover"
  [fuzz]="hostile bytes for each parser of foreign bytes: a minute of libFuzzer each"
)
PART_ORDER=(unit http access fold upgrades ctl quickstart simulation faults overload kafka fuzz coverage)

part_unit() {
  local log=$1 jobs
  jobs=$(nproc)
  ctest --test-dir "build/$preset" --output-on-failure -j "$jobs" >"$log" 2>&1
  local status=$?
  # "99% tests passed, 1 tests failed out of 900"
  if [[ $(grep -E '^[0-9]+% tests passed' "$log") =~ ,\ ([0-9]+)\ tests?\ failed\ out\ of\ ([0-9]+) ]]; then
    failed=${BASH_REMATCH[1]}
    passed=$((BASH_REMATCH[2] - failed))
  fi
  if ((status != 0 && failed == 0)); then failed=1; fi
}

part_http() { run_python tests/http_api "$1"; }

part_access() {
  local log=$1 seconds=300
  if ((short)); then seconds=60; fi
  run_python tests/access "$log"
  local HTQD_BIN=$binaries/htqd
  export HTQD_BIN
  run_fault_test "$log" tests/access/fuzz_openapi.py --seconds "$seconds"
}

part_fold() { run_python tests/fold "$1"; }

part_upgrades() { run_python tests/golden "$1"; }

part_ctl() {
  local log=$1
  run_python tests/ctl "$log"
  if tests/ctl/by_hand.sh "$binaries" >>"$log" 2>&1; then ((passed += 1)); else ((failed += 1)); fi
}

part_quickstart() { run_python tests/quickstart "$1"; }

# run_python FOLDER LOG: every *_test.py of a folder.
run_python() {
  local folder=$1 log=$2
  HTQD_BIN=$binaries/htqd HTQCTL_BIN=$binaries/htqctl \
    python3 -m unittest discover -v -s "$folder" -t . -p '*_test.py' >"$log" 2>&1
  local status=$? ran left_out
  ran=$(sed -nE 's/^Ran ([0-9]+) tests? in .*/\1/p' "$log" | tail -n 1)
  # A test with several failing subtests is one that failed.
  failed=$(grep -E '^(FAIL|ERROR): ' "$log" | awk '{print $3}' | sort -u | wc -l)
  if ((status != 0 && failed == 0)); then failed=1; fi
  left_out=$(sed -nE 's/^(OK|FAILED) \(.*skipped=([0-9]+).*\)$/\2/p' "$log" | tail -n 1)
  left_out=${left_out:-0}
  passed=$((${ran:-0} > failed + left_out ? ${ran:-0} - failed - left_out : 0))
  while ((left_out-- > 0)); do skip; done
}

# skip: something cannot run on this machine. The short form says so at its end; the full one proves all of it or fails.
skip() {
  if ((short)); then ((skipped += 1)); else ((failed += 1)); fi
}

part_faults() {
  local log=$1
  local -a rounds=() every=() regions=() repairs=() rows=() beside=()
  # In short: few of each, and another n of the failing calls than the first alone.
  if ((short)); then rounds=(--short) every=(--every 12) regions=(--regions 40) repairs=(--regions 21) rows=(--regions 50) beside=(--regions 21); fi
  : >"$log"
  local HTQD_BIN=$binaries/htqd
  export HTQD_BIN
  run_fault_test "$log" tests/faults/kill_test.py "${rounds[@]}"
  run_fault_test "$log" tests/faults/power_cut_test.py --library "$binaries/forgetful_disk.so" "${rounds[@]}"
  run_fault_test "$log" tests/faults/failing_calls_test.py --library "$binaries/failing_disk.so" "${every[@]}"
  run_fault_test "$log" tests/faults/stalled_disk_test.py --library "$binaries/failing_disk.so"
  run_fault_test "$log" tests/faults/slow_start_test.py --library "$binaries/failing_disk.so"
  run_fault_test "$log" tests/faults/damaged_log_test.py "${regions[@]}"
  run_fault_test "$log" tests/faults/damaged_beside_test.py "${beside[@]}"
  run_fault_test "$log" tests/faults/damaged_rows_test.py "${rows[@]}"
  run_fault_test "$log" tests/faults/repair_test.py "${repairs[@]}"
  run_fault_test "$log" tests/faults/full_disk_test.py
}

part_overload() {
  local log=$1
  local -a form=() readers=()
  if ((short)); then form=(--short) readers=(--events 2000 --seconds 2); fi
  : >"$log"
  local HTQD_BIN=$binaries/htqd
  export HTQD_BIN
  run_fault_test "$log" tests/overload/last_hour_test.py --library "$binaries/failing_disk.so" "${form[@]}"
  run_fault_test "$log" tests/overload/connections_test.py "${form[@]}"
  run_fault_test "$log" tests/overload/readers_test.py "${readers[@]}"
}

# run_fault_test LOG PROGRAM ARGUMENTS: says its last line; 77 means that it, or a part of it, cannot run here.
run_fault_test() {
  local log=$1 status=0
  shift
  python3 "$@" >>"$log" 2>&1 || status=$?
  case $status in
    0) ((passed += 1)) ;;
    77) skip ;;
    *) ((failed += 1)) ;;
  esac
  say "$(tail -n 1 "$log")"
}

part_simulation() {
  local log=$1
  local -a rate=()
  [[ -x $binaries/simulation ]] || return 0
  if ((short)); then
    count_one "$binaries/simulation" --seeds 20 --steps 5000 >"$log" 2>&1
  else
    # Checks built into the program take their time.
    case $preset in asan | tsan) ;; *) rate=(--least-rate 1000000) ;; esac
    count_one "$binaries/simulation" --seeds 300 --steps 20000 "${rate[@]}" >"$log" 2>&1
  fi
  say "$(tail -n 1 "$log")"
  count_one "$binaries/simulation" --catch-all --seeds 20 --steps 5000 >>"$log" 2>&1
  say "$(grep '^planted faults' "$log")"
}

# In short the inputs that are kept alone. In full a build of its own, with clang.
part_fuzz() {
  local log=$1
  if ((!short)); then
    fuzz_all "$log" 60
    return 0
  fi
  [[ -x $binaries/fuzz_replay ]] || return 0
  count_one "$binaries/fuzz_replay" >"$log" 2>&1
  say "fuzz: $(find tests/fuzz/corpus -type f | wc -l) inputs that are kept, replayed"
}

# Brokers of its own, on loopback. Where they cannot be had, the short form of everything passes it over and says so.
part_kafka() {
  local log=$1 directory=build/kafka/test bootstrap
  local -a rounds=() filter=()
  : >"$log"
  if ! (install_packages ops/packages.kafka); then
    say "kafka: skipped, since what ops/packages.kafka lists cannot be installed"
    if ((asked)); then failed=1; else skip; fi
    return 0
  fi
  # In short without the tests that append hundreds of times.
  if ((short)); then rounds=(--short) filter=("--gtest_filter=-*RandomWalk*:*ComeAndGo*:*WholeBatchesOnly*:*TwoThatBoth*"); fi
  rm -rf "$directory"
  if ! bootstrap=$(ops/kafka/cluster --directory "$directory" start); then
    say "kafka: no brokers, as said above"
    failed=1
    return 0
  fi
  HTQ_KAFKA=$bootstrap "$binaries/kafka_tests" "${filter[@]}" >>"$log" 2>&1
  count_gtest $? "$log"
  HTQ_KAFKA=$bootstrap HTQD_BIN=$binaries/htqd HTQCTL_BIN=$binaries/htqctl run_fault_test "$log" tests/kafka/cluster_test.py
  HTQ_KAFKA=$bootstrap HTQD_BIN=$binaries/htqd HTQCTL_BIN=$binaries/htqctl run_fault_test "$log" tests/kafka/copy_test.py
  HTQ_KAFKA=$bootstrap HTQD_BIN=$binaries/htqd HTQCTL_BIN=$binaries/htqctl run_fault_test "$log" tests/kafka/streams_test.py
  ops/kafka/cluster --directory "$directory" stop
  say "kafka: $passed tests on brokers passed, $failed failed"
  HTQD_BIN=$binaries/htqd run_fault_test "$log" tests/kafka/failover_test.py "${rounds[@]}"
  if ((!short)); then HTQD_BIN=$binaries/htqd run_fault_test "$log" tests/kafka/cut_off_test.py; fi
  if ((!short)); then HTQD_BIN=$binaries/htqd HTQCTL_BIN=$binaries/htqctl run_fault_test "$log" tests/kafka/not_allowed_test.py; fi
  if ((!short)); then HTQD_BIN=$binaries/htqd run_fault_test "$log" tests/kafka/other_brokers_test.py; fi
}

# count_gtest STATUS LOG: what a GoogleTest program says of itself in its last lines.
count_gtest() {
  passed=$(sed -nE 's/^\[  PASSED  \] ([0-9]+) tests?\.$/\1/p' "$2" | tail -n 1)
  failed=$(sed -nE 's/^ *([0-9]+) FAILED TESTS?$/\1/p' "$2" | tail -n 1)
  passed=${passed:-0} failed=${failed:-0}
  if (($1 != 0 && failed == 0)); then failed=1; fi
}

# A build of its own, of the domain and its tests: some minutes, too long for the short form unless it is asked for.
part_coverage() {
  local log=$1
  if ((short && !asked)); then
    say "coverage: in the full form only"
    return 0
  fi
  if ! (build_preset coverage domain_tests); then
    failed=1
    echo "the build with coverage failed, as said above" >"$log"
    return 0
  fi
  count_one python3 ops/lib/coverage.py build/coverage 95 >"$log" 2>&1
  say "$(tail -n 1 "$log")"
}

count_one() {
  if "$@"; then ((passed += 1)); else ((failed += 1)); fi
}
