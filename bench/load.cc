// Loads a running daemon over HTTP and measures, in the same run and on the same disk, what a plain 4 KiB
// append with fdatasync costs, and what a plain RocksDB takes. Figures are ratios: machines differ, and this
// one drifts. While the load still goes on it asks how far the projections are behind.
//
//   load --url unix:/path --token TOKEN --directory DIR [--connections 64] [--seconds 10]
//
// With --commands-only nothing but the commands of all connections, as one line of JSON; --url may then be
// there several times, and each connection takes the next of them.
#include <fcntl.h>
#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <random>
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

constexpr std::size_t kRecordBytes = 360;  // of the command that is sent

/// A RocksDB as it comes, and the same records in the batches that one writer makes of so many connections:
/// one half is written while the other is decided.
Measured measure_rocksdb(const std::string& directory, std::size_t batch_records, double seconds) {
  const std::string path = directory + "/rocksdb-probe";
  rocksdb::Options options;
  options.create_if_missing = true;
  rocksdb::DB* opened = nullptr;
  const auto check = [](const rocksdb::Status& status) {
    if (status.ok()) return;
    std::fprintf(stderr, "rocksdb: %s\n", status.ToString().c_str());
    std::exit(2);
  };
  check(rocksdb::DB::Open(options, path, &opened));
  std::unique_ptr<rocksdb::DB> db(opened);
  rocksdb::WriteOptions synced;
  synced.sync = true;
  std::mt19937_64 random(1);
  std::string record(kRecordBytes, '\0');
  Measured measured;
  const auto began = Clock::now();
  while (seconds_since(began) < seconds) {
    const auto one = Clock::now();
    rocksdb::WriteBatch batch;
    for (std::size_t at = 0; at < batch_records; ++at) {
      char key[17];
      std::snprintf(key, sizeof key, "%016llx", static_cast<unsigned long long>(measured.done++));
      std::ranges::generate(record, [&] { return static_cast<char>(random()); });
      check(batch.Put(rocksdb::Slice(key, 16), record));
    }
    check(db->Write(synced, &batch));
    measured.took.push_back(seconds_since(one) * 1e6);
  }
  measured.seconds = seconds_since(began);
  db.reset();
  std::filesystem::remove_all(path);
  return measured;
}

/// How far the projections are behind the log, in seconds: by /metrics.
double projections_lag(const std::string& url, const std::string& token) {
  constexpr std::string_view kLag = "\nhtqd_projections_lag_seconds ";
  auto client = htq::http::Client::to(url);
  htq::http::Headers headers;
  headers.add("Authorization", "Bearer " + token);
  const auto answer = client ? client->request("GET", "/metrics", headers) : std::unexpected(client.error());
  const std::size_t at = answer && answer->status == 200 ? answer->body.find(kLag) : std::string::npos;
  if (at == std::string::npos) {
    std::fprintf(stderr, "the lag is not told: %s\n",
                 answer ? answer->body.c_str() : answer.error().what.c_str());
    std::exit(1);
  }
  return std::strtod(answer->body.c_str() + at + kLag.size(), nullptr);
}

/// Each connection sends one command after the other; every one is acknowledged durable. `at_the_end` is
/// called while they still do.
Measured measure_commands(const std::vector<std::string>& urls, const std::string& token, int connections,
                          double seconds, const std::string& run,
                          const std::function<void()>& at_the_end = {}) {
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
  if (at_the_end) at_the_end();
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
  line.add_option("--token", token, "Of an official who is an operator, too")->required();
  line.add_option("--directory", directory, "On the daemon's disk: where the probe writes");
  line.add_option("--connections", connections, "At once");
  line.add_option("--seconds", seconds, "Of each measurement");
  CLI11_PARSE(line, argc, argv);

  const std::string run = "run" + std::to_string(::getpid());
  if (commands_only) {
    Measured all = measure_commands(urls, token, connections, seconds, run);
    std::printf(R"({"commands":%llu,"seconds":%.3f,"p50_us":%.0f,"p99_us":%.0f})"
                "\n",
                static_cast<unsigned long long>(all.done), all.seconds, all.at(0.50), all.at(0.99));
    return 0;
  }
  Measured probe = measure_fdatasync(directory, seconds / 2);
  Measured one = measure_commands(urls, token, 1, seconds / 2, run + "-one");
  double lag = 0;
  Measured many = measure_commands(urls, token, connections, seconds, run + "-many",
                                   [&] { lag = projections_lag(urls.front(), token); });
  const auto batch_records = std::max<std::size_t>(1, static_cast<std::size_t>(connections) / 2);
  Measured rocksdb = measure_rocksdb(directory, batch_records, seconds / 2);
  Measured again = measure_fdatasync(directory, seconds / 2);
  const double beside = (probe.rate() + again.rate()) / 2;
  print("4 KiB append and fdatasync, before", probe, beside);
  print("4 KiB append and fdatasync, after", again, beside);
  print("one durable command at a time", one, beside);
  print((std::to_string(connections) + " connections, durable commands").c_str(), many, beside);
  print(("raw RocksDB, records in synced batches of " + std::to_string(batch_records)).c_str(), rocksdb,
        beside);
  std::printf("durable commands %.2f times the records of raw RocksDB\n", many.rate() / rocksdb.rate());
  std::printf("projections behind at the end of the load %.3f s\n", lag);
  return 0;
}
