#include "daemon/http/router.h"

#include <algorithm>
#include <span>

#include "daemon/http/problem.h"
#include "domain/ensure.h"

namespace htq::http {

struct Router::Node {
  std::map<std::string, std::unique_ptr<Node>, std::less<>> fixed;
  std::unique_ptr<Node> parameter;
  std::unique_ptr<Node> rest;
  std::vector<std::unique_ptr<Route>> routes;  // one for each method

  const Route* find(std::string_view method) const {
    for (const auto& route : routes)
      if (route->method == method) return route.get();
    return nullptr;
  }

  template <typename Each>
  void each_route(const Each& each) {
    for (const auto& route : routes) each(*route);
    for (const auto& [segment, node] : fixed) node->each_route(each);
    if (parameter) parameter->each_route(each);
    if (rest) rest->each_route(each);
  }

  std::string allowed() const {
    std::string list;
    for (const auto& route : routes) {
      list += (list.empty() ? "" : ", ") + route->method;
      if (route->method == "GET" && find("HEAD") == nullptr) list += ", HEAD";
    }
    return list;
  }

  /// The node for these segments and what its parameters are; a dead end under a fixed segment tries the
  /// parameter.
  const Node* walk(std::span<const std::string> segments, std::vector<std::string>& values) const {
    if (segments.empty() && !routes.empty()) return this;
    if (!segments.empty()) {
      const auto below = segments.subspan(1);
      if (const auto it = fixed.find(segments.front()); it != fixed.end())
        if (const Node* found = it->second->walk(below, values)) return found;
      if (parameter && !segments.front().empty()) {
        values.push_back(segments.front());
        if (const Node* found = parameter->walk(below, values)) return found;
        values.pop_back();
      }
    }
    if (!rest) return nullptr;
    std::string joined;
    for (const std::string& segment : segments) joined += (joined.empty() ? "" : "/") + segment;
    values.push_back(std::move(joined));
    return rest.get();
  }
};

Router::Router() : root_(std::make_unique<Node>()) {}
Router::~Router() = default;

void Router::add(std::string_view method, std::string_view pattern, Handler handler, RouteOptions options) {
  add_route({.method = std::string(method),
             .pattern = std::string(pattern),
             .handler = std::move(handler),
             .options = options});
}

void Router::add_stream(std::string_view method, std::string_view pattern, StreamHandler handler,
                        RouteOptions options) {
  add_route({.method = std::string(method),
             .pattern = std::string(pattern),
             .handler = std::move(handler),
             .options = options});
}

void Router::add_route(Route route) {
  ensure(route.pattern.starts_with('/'), "a pattern begins with a slash");
  Node* node = root_.get();
  std::string_view rest = std::string_view(route.pattern).substr(1);
  for (bool last = false; !last;) {
    const std::size_t slash = rest.find('/');
    last = slash == std::string_view::npos;
    const std::string_view segment = rest.substr(0, slash);
    std::unique_ptr<Node>* below = nullptr;
    if (segment.starts_with('{')) {
      ensure(segment.ends_with('}'), "a parameter is a whole segment");
      std::string_view name = segment.substr(1, segment.size() - 2);
      const bool takes_rest = name.ends_with("...");
      if (takes_rest) name.remove_suffix(3);
      ensure(!name.empty() && (last || !takes_rest),
             "a parameter has a name, and what takes the rest is last");
      route.parameters.emplace_back(name);
      below = takes_rest ? &node->rest : &node->parameter;
    } else {
      below = &node->fixed[std::string(segment)];
    }
    if (!*below) *below = std::make_unique<Node>();
    node = below->get();
    rest.remove_prefix(last ? rest.size() : slash + 1);
  }
  ensure(node->find(route.method) == nullptr, "a pattern has one handler for a method");
  node->routes.push_back(std::make_unique<Route>(std::move(route)));
}

void Router::wrap(std::string_view beneath, const Around& around) {
  root_->each_route([&](Route& route) {
    if (route.pattern.starts_with(beneath)) route.handler = around(route);
  });
}

Router::Match Router::match(Request& request) const {
  std::vector<std::string> values;
  const Node* node = root_->walk(request.segments, values);
  if (node == nullptr) {
    return {
        .route = nullptr,
        .refusal = Problem({.status = 404, .type = "no-such-route", .title = "Nothing is found at this path"})
                       .with("path", request.path)
                       .answer()};
  }
  const Route* route = node->find(request.method);
  if (route == nullptr && request.method == "HEAD") route = node->find("GET");
  if (route == nullptr) {
    const std::string allowed = node->allowed();
    Response refusal =
        Problem({.status = 405, .type = "method-not-allowed", .title = "This path does not take this method"})
            .with("whatToDo", "Use one of: " + allowed)
            .answer();
    refusal.headers.add("Allow", allowed);
    return {.route = nullptr, .refusal = std::move(refusal)};
  }
  request.parameters.clear();
  for (std::size_t i = 0; i < values.size(); ++i)
    request.parameters.emplace_back(route->parameters[i], std::move(values[i]));
  return {.route = route, .refusal = std::nullopt};
}

}  // namespace htq::http
