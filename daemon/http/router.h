// Which handler answers a request: by method and pattern ("/v1/cases/{id}/timeline"). A fixed segment goes
// before a parameter; "{name...}" as the last segment takes the rest of the path, which may be empty.
//
// Filled while the daemon is put together, then only read: by the loop's thread. It outlives the server.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "daemon/http/handler.h"

namespace htq::http {

struct RouteOptions {
  std::optional<std::uint64_t> body_bytes{};  // instead of Limits::body_bytes
  bool always_answers = false;                // health: also on a connection beyond the limit
};

struct Route {
  std::string method;
  std::string pattern;
  std::variant<Handler, StreamHandler> handler;
  RouteOptions options;
  std::vector<std::string> parameters;  // names, in the order of the pattern
};

class Router {
 public:
  Router();
  ~Router();
  Router(const Router&) = delete;
  Router& operator=(const Router&) = delete;

  /// A pattern that is malformed or has this method already is a bug. HEAD is answered by the handler of GET.
  void add(std::string_view method, std::string_view pattern, Handler handler, RouteOptions options = {});
  void add_stream(std::string_view method, std::string_view pattern, StreamHandler handler,
                  RouteOptions options = {});

  /// Every handler of a pattern under `beneath` by the one that `around` makes of its route: what is to be
  /// done about all requests. Before the first match.
  using Around = std::function<std::variant<Handler, StreamHandler>(Route)>;
  void wrap(std::string_view beneath, const Around& around);

  struct Match {
    const Route* route = nullptr;
    std::optional<Response> refusal;  // without a route: 404, or 405 with Allow
  };
  /// Fills the parameters of `request`.
  Match match(Request& request) const;

 private:
  struct Node;
  void add_route(Route route);

  std::unique_ptr<Node> root_;
};

}  // namespace htq::http
