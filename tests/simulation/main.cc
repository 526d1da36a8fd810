// simulation --seed S --steps N --seeds K: runs K seeds from S on, N steps each, and says what was tried and
// what was found. --least-rate N: and fails if it takes fewer steps a minute. --plant NAME: with that fault
// planted. --catch-all: each fault of daemon/planted.h in turn, which must be found. --twice: each seed
// twice, which must go the same way; a planted fault must be found in each.
#include <sodium.h>
#include <sys/wait.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <iterator>

#include "daemon/planted.h"
#include "tests/simulation/world.h"

namespace {

using namespace htq;
using simulation::Counts;

struct Range {
  std::uint64_t seed = 1;
  std::uint64_t seeds = 1;
  std::uint64_t steps = 5'000;
  std::uint64_t least_rate = 0;  // steps a minute
};

/// What became of one seed.
struct Ran {
  Counts counts;
  std::vector<std::string> violations;

  friend bool operator==(const Ran&, const Ran&) = default;
};

unsigned long long number(std::uint64_t count) {
  return count;
}

void add(Counts& all, const Counts& more) {
  all.steps += more.steps;
  all.commands += more.commands;
  all.acknowledged += more.acknowledged;
  all.refused += more.refused;
  all.conflicts += more.conflicts;
  all.repeated += more.repeated;
  all.given_up += more.given_up;
  all.reads += more.reads;
  all.restarts += more.restarts;
  all.failed_appends += more.failed_appends;
  all.failed_rows += more.failed_rows;
  all.failed_starts += more.failed_starts;
  all.rebuilds += more.rebuilds;
  all.records += more.records;
  all.disposed += more.disposed;
}

/// The world of one seed, as far as it goes without a violation.
Ran run(std::uint64_t seed, std::uint64_t steps) {
  simulation::World world(seed);
  for (std::uint64_t step = 0; step < steps && world.violations().empty(); ++step) world.step();
  if (world.violations().empty()) world.finish();
  return {.counts = world.counts(), .violations = world.violations()};
}

int run_all(const Range& range) {
  Counts all;
  std::uint64_t failed = 0;
  const auto began = std::chrono::steady_clock::now();
  for (std::uint64_t seed = range.seed; seed < range.seed + range.seeds; ++seed) {
    const Ran ran = run(seed, range.steps);
    add(all, ran.counts);
    if (ran.violations.empty()) continue;
    ++failed;
    std::printf("seed %llu, again with: tests/simulation/run --seed %llu --steps %llu\n", number(seed),
                number(seed), number(range.steps));
    for (const std::string& violation : ran.violations) std::printf("  %s\n", violation.c_str());
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  const double rate = static_cast<double>(all.steps) * 60 / seconds;
  const bool is_slow = rate < static_cast<double>(range.least_rate);
  if (is_slow) std::printf("TOO SLOW: fewer than %llu steps a minute\n", number(range.least_rate));
  std::printf(
      "seeds %llu, steps %llu (%.0f a minute), commands %llu: acknowledged %llu, refused %llu, conflicts "
      "%llu, repeated %llu, given up %llu; reads %llu; crashes %llu, while catching up %llu; failed appends "
      "%llu, failed rows %llu; rebuilds that took over %llu; records %llu, cases disposed of %llu; lost: "
      "%s\n",
      number(range.seeds), number(all.steps), rate, number(all.commands), number(all.acknowledged),
      number(all.refused), number(all.conflicts), number(all.repeated), number(all.given_up),
      number(all.reads), number(all.restarts), number(all.failed_starts), number(all.failed_appends),
      number(all.failed_rows), number(all.rebuilds), number(all.records), number(all.disposed),
      failed == 0 ? "nothing" : ("see above: " + std::to_string(failed) + " seeds failed").c_str());
  return failed == 0 && !is_slow ? 0 : 1;
}

/// Whether each seed goes the same way when it is run again.
int run_twice(const Range& range) {
  std::uint64_t found = 0;
  for (std::uint64_t seed = range.seed; seed < range.seed + range.seeds; ++seed) {
    const Ran once = run(seed, range.steps);
    const Ran again = run(seed, range.steps);
    for (const Ran* ran : {&once, &again})
      std::printf("seed %llu: steps %llu, commands %llu, records %llu; %s\n", number(seed),
                  number(ran->counts.steps), number(ran->counts.commands), number(ran->counts.records),
                  ran->violations.empty() ? "nothing found" : ran->violations.front().c_str());
    if (once != again) {
      std::printf("seed %llu does NOT go the same way twice\n", number(seed));
      return 1;
    }
    found += !once.violations.empty();
  }
  const std::uint64_t to_be_found = planted == Plant::none ? 0 : range.seeds;
  if (found == to_be_found) return 0;
  std::printf("of %llu seeds something is found in %llu, and not in %llu\n", number(range.seeds),
              number(found), number(to_be_found));
  return 1;
}

/// Ends with 1 if the planted fault is found.
int find_planted(const Range& range) {
  for (std::uint64_t seed = range.seed; seed < range.seed + range.seeds; ++seed) {
    const Ran ran = run(seed, range.steps);
    if (ran.violations.empty()) continue;
    std::printf("seed %llu, step %llu: %s\n", number(seed), number(ran.counts.steps),
                ran.violations.front().c_str());
    std::fflush(stdout);
    return 1;
  }
  return 0;
}

/// Each fault in a process of its own: some end it, by a check of the daemon's.
int catch_all(const Range& range) {
  std::size_t missed = 0;
  for (std::size_t plant = 1; plant < std::size(kPlantNames); ++plant) {
    std::printf("%s: ", kPlantNames[plant]);
    std::fflush(stdout);
    const pid_t child = fork();
    if (child == 0) {
      planted = static_cast<Plant>(plant);
      _exit(find_planted(range));
    }
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) != child) return 2;
    if (WIFSIGNALED(status)) std::printf("the daemon itself ends, by a check of its own\n");
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
      std::printf("NOT FOUND\n");
      ++missed;
    }
  }
  std::printf("planted faults %zu, not found %zu\n", std::size(kPlantNames) - 1, missed);
  return missed == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App line{
      "Runs the real engine in a seeded, single-threaded simulation with crashes, and checks its history."};
  Range range;
  std::string plant;
  bool every_plant = false;
  bool twice = false;
  line.add_option("--seed", range.seed, "The first seed");
  line.add_option("--seeds", range.seeds, "How many seeds");
  line.add_option("--steps", range.steps, "Steps of each seed");
  line.add_option("--least-rate", range.least_rate, "Steps a minute: with fewer it fails");
  line.add_option("--plant", plant, "A fault to plant, by its name in daemon/planted.h")
      ->check(CLI::IsMember(std::vector<std::string>(std::begin(kPlantNames), std::end(kPlantNames))));
  line.add_flag("--catch-all", every_plant, "Plants each fault in turn: each must be found within the seeds");
  line.add_flag("--twice", twice, "Runs each seed twice: both must go the same way");
  CLI11_PARSE(line, argc, argv);
  if (sodium_init() < 0) return 2;
  if (every_plant) return catch_all(range);
  if (!plant.empty())
    planted = static_cast<Plant>(std::ranges::find(kPlantNames, plant) - std::begin(kPlantNames));
  return twice ? run_twice(range) : run_all(range);
}
