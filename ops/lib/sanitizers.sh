# shellcheck shell=bash
# for_sanitizers PRESET: what programs with checks built in, and the tests of them, need in their environment.

for_sanitizers() {
  case $1 in
    asan)
      # A disk of tests/faults is preloaded into the real program, before the checks' own library.
      export ASAN_OPTIONS=verify_asan_link_order=0:detect_stack_use_after_return=1 UBSAN_OPTIONS=print_stacktrace=1
      ;;
    tsan) export TSAN_OPTIONS=suppressions=$PWD/tests/tsan.supp:second_deadlock_stack=1 ;;
    *) return 0 ;;
  esac
  # Every bound of time in tests that drive the real program is multiplied by it: tests/support/htqd.py.
  export HTQ_SLOWNESS=${HTQ_SLOWNESS:-5}
}
