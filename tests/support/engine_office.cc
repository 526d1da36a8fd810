#include "tests/support/engine_office.h"

#include <utility>
#include <variant>

#include "daemon/applier.h"
#include "projections/all.h"
#include "projections/memory_rows.h"
#include "schemas/text.h"

namespace htq::tests {
namespace {

/// Whether the engine has done it by itself: there is nobody to do it again.
bool is_its_own(const Asked& asked, const Process& history) {
  const auto command = asked.message->getRoot<Command>().asReader();
  if (asked.actor.roles.has(Role::SYSTEM)) return true;
  if (!command.isGrantFormAccess()) return false;
  const std::string& cycle = history.file(string(command.getTarget())).cycle;
  return !history.office().cycle(cycle)->edition.support_session_required;
}

}  // namespace

EngineOffice::EngineOffice(const Process& history) : rows_(std::make_shared<MemoryRows>()) {
  projector_ = std::make_unique<Projector>(std::move(*Applier::open(all_projections(), log_, rows_)), lane_,
                                           clock_, Projector::Options{});
  projector_->follow(log_, {});
  start_again();
  for (const Asked& asked : history.accepted()) repeat(asked, history);
}

EngineOffice::~EngineOffice() = default;

void EngineOffice::start_again() {
  engine_.reset();
  engine_ = std::make_unique<Engine>(lane_, log_, *projector_, clock_, random_, keys_,
                                     Engine::Options{.queue_length = kQueue,
                                                     .digest_key = std::string(32, 'k'),
                                                     .incarnation = "one",
                                                     .address = "test",
                                                     .on_system_refused = {}});
  EXPECT_TRUE(engine_->start().has_value());
  work();
}

void EngineOffice::at(Instant instant) {
  EXPECT_TRUE(clock_.move_to(instant));
}

Slot EngineOffice::send(const Actor& actor, const std::string& target, Sending sending,
                        const std::function<void(Command::Builder)>& fill) {
  auto message = std::make_unique<capnp::MallocMessageBuilder>();
  auto command = message->initRoot<Command>();
  fill(command);
  command.setTarget(text(target));
  return send(std::move(message), actor, std::move(sending));
}

void EngineOffice::work() {
  engine_->look_at_the_clock();
  while (lane_.run_one()) {
  }
}

RowView EngineOffice::rows() const {
  return projector_->view();
}

Position EngineOffice::last_entry_of(const std::string& stream) const {
  Position position = end();
  const auto is_of_it = [&](Record::Reader record) { return view(record.getStream()) == stream; };
  while (position.value > 1 && !read(position, is_of_it)) --position.value;
  return position;
}

void EngineOffice::Lane::post(Work work) {
  work_.push_back(std::move(work));
}

bool EngineOffice::Lane::run_one() {
  if (work_.empty()) return false;
  Work work = std::move(work_.front());
  work_.pop_front();
  work();
  return true;
}

Slot EngineOffice::send(std::unique_ptr<capnp::MallocMessageBuilder> message, const Actor& actor,
                        Sending sending) {
  Order order{.message = std::move(message),
              .actor = actor,
              .command_id = std::move(sending.command_id),
              .received_at = sending.received_at.ns == 0 ? clock_.now() : sending.received_at,
              .occurred_at = sending.occurred_at};
  auto slot = std::make_shared<std::optional<Reply>>();
  engine_->submit(std::move(order), [slot](Reply reply) { *slot = std::move(reply); });
  return slot;
}

std::string EngineOffice::bytes_at(Position position) const {
  auto bytes = log_.read(position);
  EXPECT_TRUE(bytes.has_value());
  return std::move(bytes).value_or(std::string());
}

void EngineOffice::repeat(const Asked& asked, const Process& history) {
  at(asked.at);
  work();
  const auto command = asked.message->getRoot<Command>().asReader();
  if (is_its_own(asked, history)) return;
  auto message = std::make_unique<capnp::MallocMessageBuilder>();
  message->setRoot(command);
  const Slot slot = send(std::move(message), asked.actor, {.command_id = asked.command_id});
  work();
  EXPECT_TRUE(std::holds_alternative<Receipt>(slot->value())) << name_of(command.which());
}

const Receipt& receipt(const Slot& slot) {
  return std::get<Receipt>(slot->value());
}

Answer refused(const Slot& slot) {
  const auto* refused = slot->has_value() ? std::get_if<Refused>(&**slot) : nullptr;
  return {.stream = {}, .refused = refused == nullptr ? std::nullopt : std::optional(*refused), .events = {}};
}

}  // namespace htq::tests
