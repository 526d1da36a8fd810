// simulation --seed S --steps N --seeds K: runs K seeds from S on, N steps each, and says what was tried and
// what was found.
#include <sodium.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>

#include "tests/simulation/world.h"

int main(int argc, char** argv) {
  CLI::App line{
      "Runs the real engine in a seeded, single-threaded simulation with crashes, and checks its history."};
  std::uint64_t seed = 1;
  std::uint64_t seeds = 1;
  std::uint64_t steps = 5'000;
  line.add_option("--seed", seed, "The first seed");
  line.add_option("--seeds", seeds, "How many seeds");
  line.add_option("--steps", steps, "Steps of each seed");
  CLI11_PARSE(line, argc, argv);
  if (sodium_init() < 0) return 2;

  htq::simulation::Counts all;
  std::uint64_t failed = 0;
  const auto began = std::chrono::steady_clock::now();
  for (std::uint64_t each = seed; each < seed + seeds; ++each) {
    htq::simulation::World world(each);
    for (std::uint64_t step = 0; step < steps && world.violations().empty(); ++step) world.step();
    if (world.violations().empty()) world.finish();
    const auto& counts = world.counts();
    all.steps += counts.steps;
    all.commands += counts.commands;
    all.acknowledged += counts.acknowledged;
    all.refused += counts.refused;
    all.repeated += counts.repeated;
    all.restarts += counts.restarts;
    all.records += counts.records;
    if (world.violations().empty()) continue;
    ++failed;
    std::printf("seed %llu, again with: simulation --seed %llu --steps %llu\n",
                static_cast<unsigned long long>(each), static_cast<unsigned long long>(each),
                static_cast<unsigned long long>(steps));
    for (const std::string& violation : world.violations()) std::printf("  %s\n", violation.c_str());
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  std::printf(
      "seeds %llu, steps %llu (%.0f a minute), commands %llu, acknowledged %llu, refused %llu, repeated "
      "%llu, crashes "
      "%llu, records %llu, seeds with a violation %llu\n",
      static_cast<unsigned long long>(seeds), static_cast<unsigned long long>(all.steps),
      static_cast<double>(all.steps) * 60 / seconds, static_cast<unsigned long long>(all.commands),
      static_cast<unsigned long long>(all.acknowledged), static_cast<unsigned long long>(all.refused),
      static_cast<unsigned long long>(all.repeated), static_cast<unsigned long long>(all.restarts),
      static_cast<unsigned long long>(all.records), static_cast<unsigned long long>(failed));
  return failed == 0 ? 0 : 1;
}
