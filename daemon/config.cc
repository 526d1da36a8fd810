#include "daemon/config.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "daemon/config_file.h"
#include "daemon/config_keys.h"
#include "daemon/config_values.h"
#include "daemon/spelling.h"

namespace htq {
namespace {

constexpr std::string_view kPrefix = "HTQD_";
constexpr std::string_view kDefault = "default";

/// Of an address and port; no address is no door.
bool is_loopback(std::string_view listen) {
  return listen.empty() || listen.starts_with("127.") || listen.starts_with("[::1]:");
}

std::string_view section_of(const ConfigKey& key) {
  return key.name.substr(0, key.name.rfind('.'));
}

std::vector<std::string> section_names() {
  std::vector<std::string> names;
  for (const ConfigKey& key : config_keys())
    if (names.empty() || names.back() != section_of(key)) names.emplace_back(section_of(key));
  return names;
}

std::vector<std::string> key_names() {
  std::vector<std::string> names;
  for (const ConfigKey& key : config_keys()) names.emplace_back(key.name);
  return names;
}

std::string did_you_mean(std::string_view typed, std::span<const std::string> known,
                         std::string_view as = "{}") {
  const auto meant = nearest(typed, known);
  return meant ? fmt::format("; did you mean {}?", fmt::format(fmt::runtime(as), *meant)) : "";
}

/// A config in the making: what was loaded so far, and every mistake.
class Loading {
 public:
  LoadedConfig loaded{.config = {},
                      .sources = std::vector<std::string>(config_keys().size(), std::string(kDefault))};
  std::vector<std::string> mistakes;

  void from_file(const std::filesystem::path& file) {
    const auto lines = read_config_file(file);
    if (!lines) {
      mistakes.push_back(lines.error().what);
      return;
    }
    std::string unknown_section;
    for (const ConfigLine& line : *lines) {
      const std::string where = fmt::format("{}:{}", file.native(), line.line);
      if (std::ranges::count(sections_, line.key) == 1) {
        if (!line.is_section)
          mistakes.push_back(fmt::format("{}: {} should be a section, [{}], not {}", where, line.key,
                                         line.key, show(line.written)));
      } else if (line.is_section) {
        unknown_section = line.key + ".";
        // Within a section keys are what is expected: [log.kafka] is there, most others are a slip.
        if (line.key.contains('.'))
          set(line.key, line.written, where, where);
        else
          mistakes.push_back(fmt::format("{}: [{}] is not a section{}", where, printable(line.key),
                                         did_you_mean(line.key, sections_, "[{}]")));
      } else if (unknown_section.empty() || !line.key.starts_with(unknown_section)) {
        // What stands in an unknown section is not a second mistake.
        set(line.key, line.written, where, where);
      }
    }
  }

  void from_environment(const std::string& name, const std::string& value) {
    for (const ConfigKey& key : config_keys()) {
      if (environment_name(key.name) == name)
        return set(key.name, {.as = Written::As::any, .text = value}, name, name);
    }
    // Container platforms make HTQD_PORT and its like for a service of our name: only what looks like one of
    // ours is a mistake.
    std::vector<std::string> known;
    for (const ConfigKey& key : config_keys()) known.push_back(environment_name(key.name));
    const auto is_ours = [&](const std::string& section) {
      return name.starts_with(environment_name(section + "_"));
    };
    if (nearest(name, known) || std::ranges::any_of(sections_, is_ours))
      mistakes.push_back(
          fmt::format("{}: there is no such setting{}", printable(name), did_you_mean(name, known)));
  }

  void from_command_line(const std::string& setting) {
    const auto equals = setting.find('=');
    if (equals == setting.npos) {
      mistakes.push_back(fmt::format("--set {}: should be KEY=VALUE, such as http.listen=127.0.0.1:7707",
                                     printable(setting)));
      return;
    }
    const std::string name = setting.substr(0, equals);
    set(name, {.as = Written::As::any, .text = setting.substr(equals + 1)}, "--set", "--set " + name);
  }

  /// What no key can say for itself.
  void check_together() {
    const Config& config = loaded.config;
    const bool manual = config.clock.mode == ClockMode::manual;
    const std::string mode =
        fmt::format("clock.mode is {} ({})", manual ? "\"manual\"" : "\"system\"", source_of("clock.mode"));
    const auto in_manual_only = [&](std::string_view name) {
      mistakes.push_back(
          fmt::format("{}: {} is only for a manual clock, and {}", source_of(name), name, mode));
    };
    if (!manual && config.clock.start) in_manual_only("clock.start");
    if (!manual && config.random.seed) in_manual_only("random.seed");
    if (config.log.kind == LogKind::kafka) check_kafka();
    if (config.publish.to == PublishTo::kafka && config.log.kind != LogKind::kafka)
      check_brokers("publish.to");
    if (manual && !config.clock.start)
      mistakes.push_back(fmt::format("{}: a manual clock needs clock.start, {}", source_of("clock.mode"),
                                     expectation(key_of("clock.start"))));
    check_doors();
  }

 private:
  void check_doors() {
    const Config& config = loaded.config;
    for (const auto& [there, name, missing] :
         {std::tuple{!config.tls.certificate.empty() && config.tls.key.empty(), "tls.certificate", "tls.key"},
          {!config.tls.key.empty() && config.tls.certificate.empty(), "tls.key", "tls.certificate"},
          {!config.tls.client_ca.empty() && config.tls.certificate.empty(), "tls.client_ca",
           "tls.certificate"},
          {!config.cluster.ca.empty() && config.tls.certificate.empty(), "cluster.ca", "tls.certificate"},
          {!config.oidc.jwks.empty() && config.oidc.issuer.empty(), "oidc.jwks", "oidc.issuer"},
          {!config.oidc.jwks.empty() && config.oidc.audience.empty(), "oidc.jwks", "oidc.audience"}})
      if (there) mistakes.push_back(fmt::format("{}: {} needs {}", source_of(name), name, missing));
    if (config.tls.certificate.empty() && config.http.plain == PlainDoor::loopback &&
        !is_loopback(config.http.listen))
      mistakes.push_back(fmt::format(
          "{}: {} is no address of this machine alone, and the door is plain: name tls.certificate and "
          "tls.key, or set http.plain = \"anywhere-unencrypted\"",
          source_of("http.listen"), config.http.listen));
  }

  static const ConfigKey& key_of(std::string_view name) {
    return *std::ranges::find(config_keys(), name, &ConfigKey::name);
  }

  void missing(std::string_view who, std::string_view what) {
    mistakes.push_back(
        fmt::format("{}: {} \"kafka\" needs {}, {}", source_of(who), who, what, expectation(key_of(what))));
  }

  /// What it takes to reach brokers, for the key that asks for them.
  void check_brokers(std::string_view who) {
    const Config::Kafka& kafka = loaded.config.kafka;
    if (kafka.bootstrap_servers.empty()) missing(who, "log.kafka.bootstrap_servers");
    if (!kafka.security_protocol.starts_with("sasl")) return;
    if (kafka.sasl_mechanism.empty()) missing(who, "log.kafka.sasl_mechanism");
    if (kafka.sasl_username.empty()) missing(who, "log.kafka.sasl_username");
    if (kafka.sasl_password_file.empty()) missing(who, "log.kafka.sasl_password_file");
  }

  /// What several daemons on one log need of each.
  void check_kafka() {
    const Config& config = loaded.config;
    const std::string why = fmt::format("log.kind is \"kafka\" ({})", source_of("log.kind"));
    check_brokers("log.kind");
    if (config.cluster.secret_file.empty()) missing("log.kind", "cluster.secret_file");
    if (!config.keys.erasures_file.empty())
      mistakes.push_back(fmt::format(
          "{}: keys.erasures_file goes with keys in a file, and {}: their topic says which were destroyed",
          source_of("keys.erasures_file"), why));
    if (config.kafka.min_insync_replicas > config.kafka.replication)
      mistakes.push_back(fmt::format("{}: log.kafka.min_insync_replicas is more than log.kafka.replication",
                                     source_of("log.kafka.min_insync_replicas")));
    constexpr std::uint64_t kMostBody = 4 << 20;
    if (config.http.max_body_bytes > kMostBody)
      mistakes.push_back(
          fmt::format("{}: http.max_body_bytes should be at most {}, so that a record fits into a "
                      "message, since {}",
                      source_of("http.max_body_bytes"), kMostBody, why));
  }

  std::string& source_of(std::string_view name) {
    return loaded.sources[static_cast<std::size_t>(&key_of(name) - config_keys().data())];
  }

  void set(std::string_view name, const Written& written, const std::string& where,
           const std::string& source) {
    const auto key = std::ranges::find(config_keys(), name, &ConfigKey::name);
    if (key == config_keys().end()) {
      mistakes.push_back(
          fmt::format("{}: {} is not a key{}", where, printable(name), did_you_mean(name, keys_)));
    } else if (!take(*key, written, loaded.config)) {
      mistakes.push_back(
          fmt::format("{}: {} should be {}, not {}", where, name, expectation(*key), show(written)));
    } else {
      source_of(name) = printable(source);
    }
  }

  const std::vector<std::string> sections_ = section_names();
  const std::vector<std::string> keys_ = key_names();
};

}  // namespace

std::vector<std::pair<std::string, std::string>> environment_of(const char* const* environ) {
  std::vector<std::pair<std::string, std::string>> ours;
  for (; *environ != nullptr; ++environ) {
    const std::string_view variable = *environ;
    const auto equals = variable.find('=');
    if (variable.starts_with(kPrefix) && equals != variable.npos)
      ours.emplace_back(variable.substr(0, equals), variable.substr(equals + 1));
  }
  std::ranges::sort(ours);
  return ours;
}

Result<LoadedConfig> load_config(const ConfigInput& input) {
  Loading loading;
  for (const auto& file : input.files) loading.from_file(file);
  for (const auto& [name, value] : input.environment) loading.from_environment(name, value);
  for (const auto& setting : input.settings) loading.from_command_line(setting);
  if (loading.mistakes.empty()) loading.check_together();
  if (loading.mistakes.empty()) return std::move(loading.loaded);

  std::string all;
  for (const auto& mistake : loading.mistakes) all += (all.empty() ? "" : "\n") + mistake;
  return fault(FaultKind::bad_input, std::move(all));
}

std::string print_config(const LoadedConfig& loaded) {
  std::string out;
  std::string_view section;
  for (std::size_t i = 0; i < config_keys().size(); ++i) {
    const ConfigKey& key = config_keys()[i];
    if (section_of(key) != section) {
      section = section_of(key);
      out += fmt::format("{}[{}]\n", out.empty() ? "" : "\n", section);
    }
    const std::string value = show(key, loaded.config);
    const std::string_view name = key.name.substr(section.size() + 1);
    out += fmt::format("# {}\n# It is {}.\n", key.sentence, expectation(key));
    out += value.empty() ? fmt::format("# {} =\n", name)
                         : fmt::format("{} = {}  # {}\n", name, value, loaded.sources[i]);
  }
  return out;
}

}  // namespace htq
