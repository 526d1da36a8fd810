#include "daemon/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <set>

#include "daemon/config_values.h"
#include "domain/london_text.h"

namespace htq {
namespace {

/// A configuration file, called htqd.toml in what is expected of a message.
class ConfigFile : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "/config_XXXXXX";
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    directory_ = name;
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  std::filesystem::path write(const std::string& text, const std::string& name = "htqd.toml") {
    std::ofstream(directory_ / name, std::ios::binary) << text;
    return directory_ / name;
  }

  std::string mistakes(const char* text) { return mistakes(ConfigInput{.files = {write(text)}}); }

  std::string mistakes(const ConfigInput& input) {
    const auto loaded = load_config(input);
    if (loaded) return "none";
    EXPECT_EQ(loaded.error().kind, FaultKind::bad_input);
    std::string what = loaded.error().what;
    const std::string before = directory_.native() + "/";
    for (auto at = what.find(before); at != what.npos; at = what.find(before)) what.erase(at, before.size());
    return what;
  }

  Config config(const std::string& text) {
    const auto loaded = load_config({.files = {write(text)}});
    EXPECT_TRUE(loaded) << loaded.error().what;
    return loaded ? loaded->config : Config{};
  }

  std::filesystem::path directory_;
};

std::string source(const LoadedConfig& loaded, std::string_view name) {
  for (std::size_t i = 0; i < config_keys().size(); ++i)
    if (config_keys()[i].name == name) return loaded.sources[i];
  return "no such key";
}

TEST(Config, WithoutAnyInputIsItsDefaults) {
  const auto loaded = load_config({});
  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->config, Config{});
  EXPECT_THAT(loaded->sources, testing::Each("default"));
  EXPECT_EQ(loaded->sources.size(), config_keys().size());
}

TEST_F(ConfigFile, SetsEveryKindOfValue) {
  const Config read = config(R"(
[office]
name = "north-2"
[http]
listen = "[::1]:80"
socket = ""
socket_mode = 0o600
max_connections = 12
[clock]
mode = "manual"
start = 2020-09-01T09:00:00Z
[random]
seed = 7
[projections]
flush_every_ms = 500
[log]
cache_bytes = 1_048_576
[logging]
level = "warn"
format = "json"
)");
  EXPECT_EQ(read.office.name, "north-2");
  EXPECT_EQ(read.http.listen, "[::1]:80");
  EXPECT_EQ(read.http.socket, "");
  EXPECT_EQ(read.http.socket_mode.bits, 0600u);
  EXPECT_EQ(read.http.max_connections, 12u);
  EXPECT_EQ(read.clock.mode, ClockMode::manual);
  EXPECT_EQ(read.clock.start, parse_rfc3339("2020-09-01T09:00:00Z"));
  EXPECT_EQ(read.random.seed, 7u);
  EXPECT_EQ(read.projections.flush_every, std::chrono::milliseconds{500});
  EXPECT_EQ(read.log.cache_bytes, 1048576u);
  EXPECT_EQ(read.logging.level, LogLevel::warn);
  EXPECT_EQ(read.logging.format, LogFormat::json);
  EXPECT_EQ(read.engine.queue_length, 4096u) << "what a file does not name keeps its default";
}

TEST_F(ConfigFile, TakesAnInstantAndPermissionsAsTextToo) {
  const Config read = config(
      "[http]\nsocket_mode = \"0640\"\n[clock]\nmode = \"manual\"\nstart = \"2020-09-01T09:00:00Z\"\n");
  EXPECT_EQ(read.http.socket_mode.bits, 0640u);
  EXPECT_EQ(read.clock.start, parse_rfc3339("2020-09-01T09:00:00Z"));
}

TEST_F(ConfigFile, MayBeEmpty) {
  EXPECT_EQ(config(""), Config{});
}

TEST_F(ConfigFile, ThatIsMissingIsRefused) {
  EXPECT_EQ(mistakes(ConfigInput{.files = {directory_ / "none.toml"}}), "none.toml: cannot be read");
  EXPECT_EQ(mistakes(ConfigInput{.files = {directory_ / "."}}), ".: cannot be read");
}

struct Mistake {
  const char* file;
  const char* message;
};

TEST_F(ConfigFile, NamesLineMistakeAndRemedy) {
  const Mistake kMistakes[] = {
      {"[http]\nlistne = \"127.0.0.1:1\"\n",
       "htqd.toml:2: http.listne is not a key; did you mean http.listen?"},
      {"\nlisten = \"127.0.0.1:1\"\n", "htqd.toml:2: listen is not a key; did you mean http.listen?"},
      {"[http]\nzzzzzz = 1\n", "htqd.toml:2: http.zzzzzz is not a key"},
      {"[htpp]\nlisten = \"x\"\nother = 1\n", "htqd.toml:1: [htpp] is not a section; did you mean [http]?"},
      {"[zzzzzz]\n", "htqd.toml:1: [zzzzzz] is not a section"},
      {"http = 3\n", "htqd.toml:1: http should be a section, [http], not 3"},
      {"[http.tls]\nkey = 1\n", "htqd.toml:1: http.tls is not a key"},
      {"[http.listen]\nport = 1\n",
       "htqd.toml:1: http.listen should be an address and a port such as \"127.0.0.1:7707\" or "
       "\"[::1]:7707\", or "
       "\"\" for none, not a section"},
      {"[http]\nlisten = \"127.0.0.1\"\n",
       "htqd.toml:2: http.listen should be an address and a port such as \"127.0.0.1:7707\" or "
       "\"[::1]:7707\", or "
       "\"\" for none, not \"127.0.0.1\""},
      {"[http]\nmax_connections = \"12\"\n",
       "htqd.toml:2: http.max_connections should be a whole number from 1 to 65536, not \"12\""},
      {"[http]\nmax_connections = 0\n",
       "htqd.toml:2: http.max_connections should be a whole number from 1 to 65536, not 0"},
      {"[http]\nmax_connections = -1\n",
       "htqd.toml:2: http.max_connections should be a whole number from 1 to 65536, not -1"},
      {"[http]\nmax_connections = 1.5\n",
       "htqd.toml:2: http.max_connections should be a whole number from 1 to 65536, not 1.5"},
      {"[http]\nmax_connections = true\n",
       "htqd.toml:2: http.max_connections should be a whole number from 1 to 65536, not true"},
      {"[http]\nmax_connections = [1]\n",
       "htqd.toml:2: http.max_connections should be a whole number from 1 to 65536, not an array"},
      {"[http]\nmax_body_bytes = 1\n",
       "htqd.toml:2: http.max_body_bytes should be a whole number of bytes from 1024 to 1073741824, not 1"},
      {"[http]\nsocket_mode = 660\n",
       "htqd.toml:2: http.socket_mode should be permissions in octal such as 0o660 or \"0660\", not 660"},
      {"[http]\nsocket_mode = 0o7777\n",
       "htqd.toml:2: http.socket_mode should be permissions in octal such as 0o660 or \"0660\", not 7777"},
      {"[office]\nname = \"North West\"\n",
       "htqd.toml:2: office.name should be a slug: a lower-case letter or digit, then those, dots and "
       "hyphens, at "
       "most 64, not \"North West\""},
      {"[data]\ndirectory = \"\"\n", "htqd.toml:2: data.directory should be a path, not \"\""},
      {"[clock]\nmode = \"fast\"\n",
       "htqd.toml:2: clock.mode should be \"system\" or \"manual\", not \"fast\""},
      {"[clock]\nmode = \"manual\"\nstart = 2020-09-01T09:00:00\n",
       "htqd.toml:3: clock.start should be an instant in UTC such as 2020-09-01T09:00:00Z, not "
       "2020-09-01T09:00:00"},
      {"[clock]\nmode = \"manual\"\nstart = \"2021-02-29T09:00:00Z\"\n",
       "htqd.toml:3: clock.start should be an instant in UTC such as 2020-09-01T09:00:00Z, not "
       "\"2021-02-29T09:00:00Z\""},
      {"[clock]\nmode = \"manual\"\n",
       "htqd.toml:2: a manual clock needs clock.start, an instant in UTC such as "
       "2020-09-01T09:00:00Z"},
      {"[clock]\nstart = 2020-09-01T09:00:00Z\n",
       "htqd.toml:2: clock.start is only for a manual clock, and clock.mode is \"system\" (default)"},
      {"[random]\nseed = 7\n",
       "htqd.toml:2: random.seed is only for a manual clock, and clock.mode is \"system\" (default)"},
      {"[random]\nseed = -7\n", "htqd.toml:2: random.seed should be a whole number, 0 or more, not -7"},
      {"[logging]\nlevel = \"loud\"\n",
       "htqd.toml:2: logging.level should be \"debug\", \"info\", \"warn\", \"error\" or \"critical\", not "
       "\"loud\""},
      {"[logging]\nlevel = \"\\u001b[2J\"\n",
       "htqd.toml:2: logging.level should be \"debug\", \"info\", \"warn\", \"error\" or \"critical\", not "
       "\"\\x1b[2J\""},
      {"[log]\nkind = \"kafka\"\n",
       "htqd.toml:2: log.kind \"kafka\" needs log.kafka.bootstrap_servers, addresses such as "
       "\"kafka-1:9092,kafka-2:9092\"\n"
       "htqd.toml:2: log.kind \"kafka\" needs cluster.secret_file, a path, or \"\" for none"},
      {"[log]\nkind = \"kafka\"\nkafka.bootstrap_servers = \"k:9092\"\n[cluster]\nsecret_file = "
       "\"s\"\n[keys]\nerasures_file = \"e\"\n",
       "htqd.toml:7: keys.erasures_file goes with keys in a file, and log.kind is \"kafka\" (htqd.toml:2): "
       "their topic says which were destroyed"},
      {"[publish]\nto = \"kafka\"\n",
       "htqd.toml:2: publish.to \"kafka\" needs log.kafka.bootstrap_servers, addresses such as "
       "\"kafka-1:9092,kafka-2:9092\""},
      {"[publish]\nto = \"everywhere\"\n",
       "htqd.toml:2: publish.to should be \"nowhere\" or \"kafka\", not \"everywhere\""},
      {"[log.kafka]\nreplicaton = 3\n",
       "htqd.toml:2: log.kafka.replicaton is not a key; did you mean log.kafka.replication?"},
      {"[log.kafka]\nsecurity_protocol = \"tls\"\n",
       "htqd.toml:2: log.kafka.security_protocol should be \"plaintext\", \"ssl\", \"sasl_plaintext\" or "
       "\"sasl_ssl\", not \"tls\""},
      {"[cluster]\nca = \"/etc/htqd/daemons.pem\"\n", "htqd.toml:2: cluster.ca needs tls.certificate"},
      {"[office]\nnmae = 1\n[http]\nmax_connections = 0\n",
       "htqd.toml:2: office.nmae is not a key; did you mean office.name?\n"
       "htqd.toml:4: http.max_connections should be a whole number from 1 to 65536, not 0"},
  };
  for (const auto& [file, message] : kMistakes) EXPECT_EQ(mistakes(file), message) << file;
}

TEST_F(ConfigFile, ThatIsNoTomlIsRefusedWithItsLine) {
  EXPECT_THAT(mistakes("[http]\n\nlisten = \n"), testing::StartsWith("htqd.toml:3: "));
  EXPECT_THAT(mistakes("[http]\nlisten = \"a\"\nlisten = \"b\"\n"), testing::StartsWith("htqd.toml:3: "));
  EXPECT_THAT(mistakes("[http]\nlisten = \"\xff\"\n"), testing::StartsWith("htqd.toml:2: "));
}

TEST_F(ConfigFile, ALongValueIsCutInTheMessage) {
  const std::string message =
      mistakes({.files = {write("[logging]\nlevel = \"" + std::string(5000, 'x') + "\"\n")}});
  EXPECT_THAT(message, testing::EndsWith("not \"" + std::string(60, 'x') + "…\""));
}

TEST_F(ConfigFile, IsOverriddenByALaterFileTheEnvironmentAndTheCommandLineInThisOrder) {
  const auto first = write(
      "[office]\nname = \"a\"\n[engine]\nqueue_length = 1\n[http]\nmax_connections = 1\n"
      "[log]\ncache_bytes = 1\n",
      "first.toml");
  const auto second = write(
      "[engine]\nqueue_length = 2\n[http]\nmax_connections = 2\n[log]\ncache_bytes = 2\n", "second.toml");
  const auto loaded =
      load_config({.files = {first, second},
                   .environment = {{"HTQD_HTTP_MAX_CONNECTIONS", "3"}, {"HTQD_LOG_CACHE_BYTES", "3"}},
                   .settings = {"log.cache_bytes=4"}});
  ASSERT_TRUE(loaded) << loaded.error().what;
  EXPECT_EQ(loaded->config.office.name, "a");
  EXPECT_EQ(loaded->config.engine.queue_length, 2u);
  EXPECT_EQ(loaded->config.http.max_connections, 3u);
  EXPECT_EQ(loaded->config.log.cache_bytes, 4u);
  EXPECT_EQ(source(*loaded, "office.name"), first.native() + ":2");
  EXPECT_EQ(source(*loaded, "engine.queue_length"), second.native() + ":2");
  EXPECT_EQ(source(*loaded, "http.max_connections"), "HTQD_HTTP_MAX_CONNECTIONS");
  EXPECT_EQ(source(*loaded, "log.cache_bytes"), "--set log.cache_bytes");
  EXPECT_EQ(source(*loaded, "data.directory"), "default");
}

TEST_F(ConfigFile, AWrongValueIsRefusedEvenIfItIsOverridden) {
  EXPECT_EQ(
      mistakes({.files = {write("[logging]\nformat = \"xml\"\n")}, .settings = {"logging.format=json"}}),
      "htqd.toml:2: logging.format should be \"text\" or \"json\", not \"xml\"");
}

TEST_F(ConfigFile, AnEmptyVariableClosesADoor) {
  const auto loaded = load_config({.environment = {{"HTQD_HTTP_LISTEN", ""}}});
  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->config.http.listen, "");
}

TEST_F(ConfigFile, TheEnvironmentAndTheCommandLineAreHeldToTheSameRules) {
  EXPECT_EQ(mistakes({.environment = {{"HTQD_HTTP_LISTNE", "x"}}}),
            "HTQD_HTTP_LISTNE: there is no such setting; did you mean HTQD_HTTP_LISTEN?");
  EXPECT_EQ(mistakes({.environment = {{"HTQD_ENGINE_FLYWHEEL_COUNT", "x"}}}),
            "HTQD_ENGINE_FLYWHEEL_COUNT: there is no such setting");
  EXPECT_EQ(mistakes({.environment = {{"HTQD_HTTP_MAX_CONNECTIONS", "many"}}}),
            "HTQD_HTTP_MAX_CONNECTIONS: http.max_connections should be a whole number from 1 to 65536, not "
            "\"many\"");
  EXPECT_EQ(mistakes({.settings = {"http.listne=x"}}),
            "--set: http.listne is not a key; did you mean http.listen?");
  EXPECT_EQ(mistakes({.settings = {"http.listen"}}),
            "--set http.listen: should be KEY=VALUE, such as http.listen=127.0.0.1:7707");
  EXPECT_EQ(
      mistakes({.settings = {"clock.start=2020-09-01T09:00:00Z"}}),
      "--set clock.start: clock.start is only for a manual clock, and clock.mode is \"system\" (default)");
  EXPECT_EQ(
      mistakes({.settings = {"http.max_connections=18446744073709551616"}}),
      "--set: http.max_connections should be a whole number from 1 to 65536, not \"18446744073709551616\"");
}

TEST_F(ConfigFile, VariablesOfAContainerPlatformAreNotOurs) {
  EXPECT_EQ(mistakes({.environment = {{"HTQD_PORT_7707_TCP", "tcp://10.0.0.1:7707"},
                                      {"HTQD_SERVICE_HOST", "10.0.0.1"}}}),
            "none");
}

TEST(Environment, IsTheVariablesThatBeginWithOurName) {
  const char* const variables[] = {"HOME=/root", "HTQD_LOG_CACHE_BYTES=1=2", "HTQD_BROKEN", "AHTQD_X=1",
                                   nullptr};
  EXPECT_THAT(environment_of(variables), testing::ElementsAre(testing::Pair("HTQD_LOG_CACHE_BYTES", "1=2")));
}

TEST_F(ConfigFile, WhatIsPrintedLoadsToTheSameValues) {
  const auto loaded = load_config({.settings = {"clock.mode=manual", "clock.start=2020-09-01T09:00:00.5Z",
                                                "random.seed=9", "http.socket_mode=0600", "office.name=north",
                                                "data.directory=/tmp/a \"b\"\\c\nd", "http.listen="}});
  ASSERT_TRUE(loaded) << loaded.error().what;
  EXPECT_EQ(config(print_config(*loaded)), loaded->config) << print_config(*loaded);
  EXPECT_EQ(config(print_config(*load_config({}))), Config{});
}

TEST(ConfigPrint, SaysWhatAKeyIsForWhatItMayBeAndWhereItComesFrom) {
  const auto loaded = load_config({.settings = {"logging.format=json"}});
  EXPECT_THAT(print_config(*loaded), testing::HasSubstr("# Lines for people, or one JSON object a line.\n"
                                                        "# It is \"text\" or \"json\".\n"
                                                        "format = \"json\"  # --set logging.format\n"));
  EXPECT_THAT(print_config(*loaded), testing::HasSubstr("\n# start =\n"));
}

TEST(ConfigKeys, HaveASentenceEachAndStandTogetherBySection) {
  std::set<std::string> finished;
  std::string section;
  std::set<std::string> environment;
  for (const ConfigKey& key : config_keys()) {
    EXPECT_THAT(std::string(key.sentence), testing::EndsWith(".")) << key.name;
    EXPECT_FALSE(type_name(key).empty());
    const std::string now(key.name.substr(0, key.name.find('.')));
    if (now != section) {
      EXPECT_TRUE(finished.insert(now).second) << key.name;
    }
    section = now;
    EXPECT_TRUE(environment.insert(environment_name(key.name)).second) << key.name;
  }
}

TEST(ConfigKeys, AcceptTheirOwnDefaults) {
  for (const ConfigKey& key : config_keys()) {
    const std::string value = show(key, Config{});
    if (value.empty()) continue;
    const bool text = value.starts_with('"');
    Config config;
    EXPECT_TRUE(
        take(key, {.as = Written::As::any, .text = text ? value.substr(1, value.size() - 2) : value}, config))
        << key.name;
    EXPECT_EQ(config, Config{}) << key.name;
  }
}

}  // namespace
}  // namespace htq
