// Loads a running daemon over HTTP and measures, in the same run and on the same disk, what a plain 4 KiB
// append with fdatasync costs. Figures are ratios: machines differ, and this one drifts.
//
//   load --url unix:/path --token TOKEN --directory DIR [--connections 64] [--seconds 10]
//
// With --commands-only nothing but the commands of all connections, as one line of JSON; --url may then be
// there several times, and each connection takes the next of them.
#include <fcntl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <string>
#include <thread>
#include <vector>

#include "daemon/http/client.h"
#include "daemon/log/posix_file.h"

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point began) {
  return std::chrono::duration<double>(Clock::now() - began).count();
}

struct Measured {
  std::uint64_t done = 0;
  double seconds = 0;
  std::vector<double> took;  // microseconds, each

  double rate() const { return static_cast<double>(done) / seconds; }
  double at(double share) {
    if (took.empty()) return 0;
    std::ranges::sort(took);
    return took[std::min(took.size() - 1,
                         static_cast<std::size_t>(share * static_cast<double>(took.size())))];
  }
};

/// Single appends of 4 KiB, each synced.
Measured measure_fdatasync(const std::string& directory, double seconds) {
  const std::string path = directory + "/fdatasync-probe";
  const int descriptor = ::open(path.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
  if (descriptor < 0) {
    std::perror(path.c_str());
    std::exit(2);
  }
  const htq::PosixFile file(descriptor);
  const std::string block(4096, 'x');
  Measured measured;
  const auto began = Clock::now();
  while (seconds_since(began) < seconds) {
    const auto one = Clock::now();
    if (::write(descriptor, block.data(), block.size()) != static_cast<ssize_t>(block.size()) ||
        ::fdatasync(descriptor) != 0) {
      std::perror("fdatasync");
      std::exit(2);
    }
    measured.took.push_back(seconds_since(one) * 1e6);
    ++measured.done;
  }
  measured.seconds = seconds_since(began);
  ::unlink(path.c_str());
  return measured;
}

/// Each connection sends one command after the other; every one is acknowledged durable.
Measured measure_commands(const std::vector<std::string>& urls, const std::string& token, int connections,
                          double seconds, const std::string& run) {
  std::atomic<bool> stop = false;
  std::vector<Measured> each(static_cast<std::size_t>(connections));
  std::vector<std::thread> threads;
  const auto began = Clock::now();
  for (int connection = 0; connection < connections; ++connection) {
    threads.emplace_back([&, connection] {
      auto client = htq::http::Client::to(urls[static_cast<std::size_t>(connection) % urls.size()]);
      if (!client) std::exit(2);
      Measured& mine = each[static_cast<std::size_t>(connection)];
      for (std::uint64_t number = 0; !stop; ++number) {
        const std::string id = run + "-" + std::to_string(connection) + "-" + std::to_string(number);
        htq::http::Headers headers;
        headers.add("Authorization", "Bearer " + token);
        headers.add("Idempotency-Key", id);
        headers.add("Content-Type", "application/json");
        const std::string body = R"({"organisation":")" + id + R"(","name":"A made-up college of )" + id +
                                 R"(","kind":"higherEducationProvider","madeUp":true})";
        const auto one = Clock::now();
        const auto answer = client->request("POST", "/v1/commands/register-organisation", headers, body);
        if (!answer || answer->status != 201) {
          std::fprintf(stderr, "refused: %s\n", answer ? answer->body.c_str() : answer.error().what.c_str());
          std::exit(1);
        }
        mine.took.push_back(seconds_since(one) * 1e6);
        ++mine.done;
      }
    });
  }
  std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
  stop = true;
  for (std::thread& thread : threads) thread.join();
  Measured all{.seconds = seconds_since(began)};
  for (Measured& one : each) {
    all.done += one.done;
    all.took.insert(all.took.end(), one.took.begin(), one.took.end());
  }
  return all;
}

void print(const char* what, Measured& measured, double beside) {
  std::printf("%-44s %9.0f/s   p50 %7.0f us   p99 %7.0f us   %5.2f times fdatasync\n", what, measured.rate(),
              measured.at(0.50), measured.at(0.99), measured.rate() / beside);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App line{"Durable commands over HTTP, beside raw fdatasync."};
  std::vector<std::string> urls{"unix:/run/htqd/htqd.sock"};
  std::string token;
  std::string directory = ".";
  int connections = 64;
  double seconds = 10;
  bool commands_only = false;
  line.add_option("--url", urls, "The daemon, or several of one office");
  line.add_flag("--commands-only", commands_only, "No probe of the disk, and one line of JSON");
  line.add_option("--token", token, "Of an official")->required();
  line.add_option("--directory", directory, "On the daemon's disk: where the probe writes");
  line.add_option("--connections", connections, "At once");
  line.add_option("--seconds", seconds, "Of each measurement");
  CLI11_PARSE(line, argc, argv);

  const std::string run = "run" + std::to_string(::getpid());
  if (commands_only) {
    Measured all = measure_commands(urls, token, connections, seconds, run);
    std::printf(R"({"commands":%llu,"seconds":%.3f,"p50_us":%.0f,"p99_us":%.0f})" "\n",
                static_cast<unsigned long long>(all.done), all.seconds, all.at(0.50), all.at(0.99));
    return 0;
  }
  Measured probe = measure_fdatasync(directory, seconds / 2);
  Measured one = measure_commands(urls, token, 1, seconds / 2, run + "-one");
  Measured many = measure_commands(urls, token, connections, seconds, run + "-many");
  Measured again = measure_fdatasync(directory, seconds / 2);
  const double beside = (probe.rate() + again.rate()) / 2;
  print("4 KiB append and fdatasync, before", probe, beside);
  print("4 KiB append and fdatasync, after", again, beside);
  print("one durable command at a time", one, beside);
  print((std::to_string(connections) + " connections, durable commands").c_str(), many, beside);
  return 0;
}
