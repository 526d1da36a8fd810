#include "daemon/app_parts.h"
#include "daemon/doors/asyncapi_door.h"
#include "daemon/doors/attested.h"
#include "daemon/doors/journal_door.h"
#include "daemon/kafka_settings_of.h"
#include "projections/timeline.h"

namespace htq {

Result<> App::Parts::open_doors() {
  doors = std::make_unique<Doors>(Doors{
      .engine = *engine,
      .log = *log,
      .projector = *projector,
      .identity = *identity,
      .clock = *clock,
      .sealing = *sealing,
      .positions = *positions,
      .pseudonyms = *pseudonyms,
      .statements = *statements,
      .logger = logger,
      .applied = applied,
      .past = *past,
      .reading = *reads,
      .events = *events,
      .rebuild = *rebuild,
      .journal = *journal,
      .office = config.office.name,
      .clock_mode = config.clock.mode,
      .copy = copy.get(),
      .data_directory = config.data.directory.string(),
      .destroyed_keys_gone_within = keys.shared != nullptr ? std::chrono::seconds(kDestroyedKeysAreGoneWithin)
                                                           : std::chrono::seconds(0),
      .needs_purpose = config.journal.purpose == Purpose::required});
  if (shared != nullptr) HTQ_TRY(join_cluster());
  if (config.publish.to == PublishTo::kafka) HTQ_TRY(publish());
  followed = std::make_unique<Followed>(
      Followed{.doors = *doors, .publisher = publisher.get(), .groups = groups.get()});
  add_doors();
  return {};
}

/// What the doors need to know of the other daemons.
Result<> App::Parts::join_cluster() {
  constexpr std::size_t kForwardedAtOnce = 16;
  cluster = std::make_unique<Cluster>(*shared, address_of(config));
  const RowView rows = projector->view();
  HTQ_TRY(read_timeline(rows.snapshot(), rows.family("timeline"), timeline_prefix(StreamKind::OFFICE),
                        [&](Record::Reader, std::string_view bytes) {
                          cluster->note(bytes);
                          return true;
                        }));
  auto opened = WayToDaemons::open(config.cluster.ca);
  if (!opened) return std::unexpected(std::move(opened).error());
  way = *std::move(opened);
  const std::string key = secret->key_for("signatures of forwarded commands");
  forwarder = std::make_unique<Forwarder>(kForwardedAtOnce, key, *way);
  forwarder->turn_to(cluster->other_writer().value_or(""));
  forwarded = std::make_unique<ForwardedCheck>(key, cluster->own_address());
  others = std::make_unique<OtherDaemons>(key, *way);
  cluster_doors = std::make_unique<ClusterDoors>(ClusterDoors{.doors = *doors,
                                                              .take_here = commands_taken_here(*doors),
                                                              .cluster = *cluster,
                                                              .forwarder = *forwarder,
                                                              .check = *forwarded,
                                                              .others = *others,
                                                              .writer_changed = writer_changed});
  doors->ask_other_daemons = [this](Caller caller) {
    return reports_of_others(*cluster_doors, std::move(caller));
  };
  return {};
}

Result<> App::Parts::publish() {
  auto brokers = kafka_settings_of(config, {}, &logger);
  if (!brokers) return std::unexpected(std::move(brokers).error());
  groups = std::make_unique<ConsumerGroups>(*brokers, config.office.name);
  publisher = std::make_unique<Publisher>(*doors, *std::move(brokers),
                                          [this] { return shared == nullptr || shared->writes(); });
  return {};
}

void App::Parts::add_doors() {
  add_health_doors(router, *doors);
  TakeCommand take_command;
  if (shared == nullptr) {
    add_command_door(router, *doors);
    take_command = commands_taken_here(*doors);
  } else {
    add_forwarding(router, *cluster_doors);
    add_cluster_door(router, *cluster_doors);
    take_command = commands_handed_on(*cluster_doors);
  }
  add_case_doors(router, *doors);
  add_disclosure_door(router, *doors, take_command);
  add_records_doors(router, *doors);
  add_certificate_door(router, *doors);
  add_list_doors(router, *doors);
  add_cycle_doors(router, *doors);
  add_rules_door(router, *doors);
  add_audit_door(router, *doors);
  add_journal_door(router, *doors, cluster_doors.get());
  add_projection_doors(router, *doors);
  add_event_door(router, *doors);
  add_clock_door(router, *doors);
  add_log_door(router, *doors);
  add_copy_door(router, *doors);
  add_streams_door(router, *followed);
  add_metrics_door(router, *followed);
  add_openapi_door(router);
  add_asyncapi_door(router, config.office.name);
  attest(router, *doors);
}

Result<> App::Parts::listen() {
  add_opening_doors(opening_router, opening);
  server = std::make_unique<http::Server>(
      loop, opening_router, *clock,
      http::Limits{.body_bytes = config.http.max_body_bytes, .connections = config.http.max_connections});
  if (!config.tls.certificate.empty()) HTQ_TRY(read_certificates());
  if (!config.http.listen.empty()) {
    const std::size_t colon = config.http.listen.rfind(':');
    const auto bound =
        server->listen_tcp(config.http.listen.substr(0, colon),
                           static_cast<std::uint16_t>(std::stoul(config.http.listen.substr(colon + 1))));
    if (!bound) return std::unexpected(bound.error());
    port = *bound;
  }
  if (!config.http.socket.empty())
    HTQ_TRY(server->listen_unix(config.http.socket, config.http.socket_mode.bits));
  return {};
}

void App::Parts::let_in() {
  const auto& limits = config.limits;
  gate = std::make_unique<Gate>(
      *identity,
      Gate::Options{.callers = {.per_second = static_cast<double>(limits.requests_per_second),
                                .burst = static_cast<double>(limits.burst)},
                    .anonymous = {.per_second = static_cast<double>(limits.anonymous_requests_per_second),
                                  .burst = static_cast<double>(limits.anonymous_burst)},
                    .anonymous_body_bytes = limits.anonymous_body_bytes,
                    .streams = limits.streams,
                    .was_counted = [this](const http::Request& request) {
                      return forwarded && forwarded->has_a_signed_head(request, machine.now());
                    }});
  server->turn_to(router, gate.get());
}

}  // namespace htq
