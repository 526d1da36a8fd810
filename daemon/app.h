// Builds each part of the daemon and hands it what it needs, in the order in which it reads; destruction in
// reverse is the shutdown. One thread makes and destroys it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "daemon/config.h"
#include "daemon/logging.h"
#include "daemon/supervisor.h"
#include "projections/fault.h"

namespace htq {

class App {
 public:
  /// Listens, opens everything, catches up; until then its doors say how far it is. Logger and supervisor must outlive
  /// it. `goes_on` is asked between two steps of what takes long: if it says no, the start ends with
  /// FaultKind::unavailable.
  static Result<std::unique_ptr<App>> start(const Config& config, const Logger& logger,
                                            const Supervisor& supervisor, std::function<bool()> goes_on);
  ~App();
  App(const App&) = delete;
  App& operator=(const App&) = delete;

  /// Where it listens on TCP; 0 if it does not.
  std::uint16_t port() const;
  /// Why the daemon cannot go on, if it cannot: then the process must end.
  std::optional<Fault> stopped() const;
  /// Closes the doors, lets what was taken in be recorded, keeps the rows. A fault: what stands
  /// beside the records was not kept, the watermark or the rows; the next start makes them anew.
  Result<> stop();
  /// Reads again what is read at the start alone: the certificates of the TCP door. If they cannot be used,
  /// it says so and goes on with those it has.
  void reload();
  /// Looks after what changes by itself: deadlines, tokens. Called several times a second by the main thread.
  void look_after();

 private:
  struct Parts;
  explicit App(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace htq
