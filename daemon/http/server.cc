#include "daemon/http/server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <future>
#include <list>

#include "daemon/http/head_writer.h"
#include "daemon/http/listener.h"
#include "daemon/http/session.h"
#include "domain/ensure.h"

namespace htq::http {

namespace asio = boost::asio;
using boost::system::error_code;
using std::chrono::steady_clock;

namespace {

constexpr auto kPauseAfterFailedAccept = std::chrono::milliseconds(50);
/// Between two accepts the loop turns to every connection that has something to do. With hundreds that always
/// have, one accept a turn would leave newcomers, health among them, waiting for seconds.
constexpr int kAcceptedAtOnce = 64;

/// Often enough that a timeout is late by a quarter at most.
Duration sweep_interval(const Limits& limits) {
  const Duration shortest = std::min({limits.head_timeout, limits.body_timeout, limits.idle_timeout,
                                      limits.write_timeout, limits.linger_timeout});
  return std::clamp<Duration>(shortest / 4, std::chrono::milliseconds(5), std::chrono::milliseconds(250));
}

Door door_of(int socket) {
  int domain = 0;
  socklen_t size = sizeof domain;
  ::getsockopt(socket, SOL_SOCKET, SO_DOMAIN, &domain, &size);
  return domain == AF_UNIX ? Door::unix_socket : Door::tcp;
}

/// Numeric, without port and zone.
std::string address_behind(int socket) {
  sockaddr_storage name{};
  socklen_t size = sizeof name;
  char text[INET6_ADDRSTRLEN] = "";
  if (::getpeername(socket, reinterpret_cast<sockaddr*>(&name), &size) != 0) return {};
  if (name.ss_family == AF_INET)
    ::inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in*>(&name)->sin_addr, text, sizeof text);
  else if (name.ss_family == AF_INET6)
    ::inet_ntop(AF_INET6, &reinterpret_cast<const sockaddr_in6*>(&name)->sin6_addr, text, sizeof text);
  return text;
}

std::optional<std::uint32_t> user_behind(int socket) {
  ucred credentials{};
  socklen_t size = sizeof credentials;
  if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0) return std::nullopt;
  return credentials.uid;
}

/// Coroutines end by an exception when they are cut off; there is nothing more to say about it.
void ignore_end(const std::exception_ptr&) {}

}  // namespace

/// What lives on the loop's thread. Sessions and accepting coroutines share it; the server only posts to it.
class Server::Doorkeeper : public std::enable_shared_from_this<Doorkeeper> {
 public:
  using Acceptor = asio::basic_socket_acceptor<asio::generic::stream_protocol>;

  Doorkeeper(Loop& loop, Site site) : executor_(loop.executor()), site_(std::move(site)), sweep_(executor_) {}

  void begin() { asio::co_spawn(executor_, sweep(shared_from_this()), ignore_end); }

  void open(int listening, std::filesystem::path file) {
    Acceptor& acceptor = acceptors_.emplace_back(executor_);
    error_code failure;
    acceptor.assign(asio::generic::stream_protocol(door_of(listening) == Door::tcp ? AF_INET : AF_UNIX, 0),
                    listening, failure);
    ensure(!failure, "a listening socket can be watched");
    acceptor.non_blocking(true, failure);
    ensure(!failure, "a listening socket need not block");
    if (!file.empty()) files_.push_back(std::move(file));
    asio::co_spawn(executor_, accept(shared_from_this(), acceptor), ignore_end);
  }

  void use_tls(std::shared_ptr<const TlsContext> tls) { site_.tls = std::move(tls); }

  void turn_to(const Router& router, Gatekeeper* gatekeeper) {
    site_.router = &router;
    site_.gatekeeper = gatekeeper;
  }

  void serve(int socket) {
    error_code failure;
    Wire::Socket connected(executor_);
    const Door door = door_of(socket);
    connected.assign(asio::generic::stream_protocol(door == Door::tcp ? AF_INET : AF_UNIX, 0), socket,
                     failure);
    if (failure) ::close(socket);
    if (failure || site_.is_stopping) return;
    admit(std::move(connected));
  }

  /// `emptied` is called when no session is left.
  void stop(Duration grace, Work emptied) {
    site_.is_stopping = true;
    for (Acceptor& acceptor : acceptors_) {
      error_code ignored;
      acceptor.close(ignored);
    }
    for (const std::filesystem::path& file : files_) ::unlink(file.c_str());
    files_.clear();
    // Ending a session may take it out of the list, but never before this loop is over: coroutines resume
    // later.
    for (const auto& session : sessions_) session->finish();
    cut_off_at_ = steady_clock::now() + grace;
    emptied_.push_back(std::move(emptied));
    sweep_.cancel();
    tell_if_empty();
  }

  std::atomic<std::size_t> connections = 0;
  std::atomic<std::uint64_t> turned_away = 0;

 private:
  using Sessions = std::list<std::unique_ptr<Session>>;

  static asio::awaitable<void> accept(std::shared_ptr<Doorkeeper> self, Acceptor& acceptor) {
    while (!self->site_.is_stopping) {
      error_code failure;
      Wire::Socket socket =
          co_await acceptor.async_accept(asio::redirect_error(asio::use_awaitable, failure));
      if (self->site_.is_stopping) break;
      if (!failure) {
        self->admit(std::move(socket));
        for (int more = 1; more < kAcceptedAtOnce; ++more) {
          Wire::Socket next(self->executor_);
          acceptor.accept(next, failure);
          if (failure) break;
          self->admit(std::move(next));
        }
        continue;
      }
      // Out of descriptors or memory, or the client left: neither may become a busy loop.
      asio::steady_timer pause(self->executor_, kPauseAfterFailedAccept);
      co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, failure));
    }
  }

  void admit(Wire::Socket socket) {
    const Limits& limits = site_.limits;
    error_code ignored;
    const int number = socket.native_handle();
    Peer peer{.door = door_of(number)};
    if (peer.door == Door::tcp) {
      socket.set_option(asio::ip::tcp::no_delay(true), ignored);
      peer.address = address_behind(number);
    } else {
      peer.user = user_behind(number);
    }
    if (sessions_.size() >= limits.connections) {
      ++turned_away;
      if (sessions_.size() >= limits.connections + limits.reserved_connections) return turn_away(socket);
      peer.admission = Admission::reserved;
    }
    std::unique_ptr<Tls> tls;
    if (peer.door == Door::tcp && site_.tls) tls = Tls::accepting(*site_.tls, number);
    const auto at = sessions_.insert(
        sessions_.end(),
        std::make_unique<Session>(site_, std::move(socket), std::move(tls), std::move(peer)));
    connections = sessions_.size();
    Session& session = **at;
    asio::co_spawn(
        executor_, session.run(),
        asio::bind_cancellation_slot(
            session.slot(), [self = shared_from_this(), at](std::exception_ptr) { self->ended(at); }));
  }

  /// Says why, if the kernel takes it at once, and what the client has sent is read so that it may see it.
  void turn_away(Wire::Socket& socket) const {
    if (door_of(socket.native_handle()) == Door::tcp && site_.tls) return;  // it would not be understood
    const Response response = too_many_connections(site_.limits);
    const std::string answer =
        whole_answer(response, {.content_length = response.body.size(), .closes = true});
    char dropped[4096];
    ::recv(socket.native_handle(), dropped, sizeof dropped, MSG_DONTWAIT);
    ::send(socket.native_handle(), answer.data(), answer.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  }

  void ended(Sessions::iterator at) {
    // Not here: the session's cancellation signal is still in use by the completion that called.
    asio::post(executor_, [self = shared_from_this(), at] {
      self->sessions_.erase(at);
      self->connections = self->sessions_.size();
      self->tell_if_empty();
    });
  }

  void tell_if_empty() {
    if (!sessions_.empty()) return;
    for (Work& emptied : emptied_) emptied();
    emptied_.clear();
  }

  static asio::awaitable<void> sweep(std::shared_ptr<Doorkeeper> self) {
    const Duration interval = sweep_interval(self->site_.limits);
    for (bool is_cut_off = false; !(self->site_.is_stopping && self->sessions_.empty());) {
      self->sweep_.expires_after(interval);
      error_code ignored;
      co_await self->sweep_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
      const auto now = steady_clock::now();
      for (const auto& session : self->sessions_) session->check(now);
      if (is_cut_off || !self->site_.is_stopping || now < self->cut_off_at_) continue;
      is_cut_off = true;
      for (const auto& session : self->sessions_) session->cut_off();
    }
  }

  asio::any_io_executor executor_;
  Site site_;
  asio::steady_timer sweep_;
  std::list<Acceptor> acceptors_;
  std::vector<std::filesystem::path> files_;
  Sessions sessions_;
  steady_clock::time_point cut_off_at_;
  std::vector<Work> emptied_;
};

Server::Server(Loop& loop, const Router& router, const Clock& clock, Limits limits, OnAnswered on_answered,
               Gatekeeper* gatekeeper)
    : doorkeeper_(std::make_shared<Doorkeeper>(loop, Site{.router = &router,
                                                          .clock = clock,
                                                          .limits = limits,
                                                          .on_answered = std::move(on_answered),
                                                          .gatekeeper = gatekeeper})),
      loop_(loop) {
  loop_.post([doorkeeper = doorkeeper_] { doorkeeper->begin(); });
}

Server::~Server() {
  stop(Duration(0));
}

void Server::use_tls(std::shared_ptr<const TlsContext> tls) {
  loop_.post(
      [doorkeeper = doorkeeper_, tls = std::move(tls)]() mutable { doorkeeper->use_tls(std::move(tls)); });
}

void Server::turn_to(const Router& router, Gatekeeper* gatekeeper) {
  loop_.post([doorkeeper = doorkeeper_, &router, gatekeeper] { doorkeeper->turn_to(router, gatekeeper); });
}

Result<std::uint16_t> Server::listen_tcp(const std::string& address, std::uint16_t port) {
  const Result<TcpDoor> door = open_tcp_door(address, port);
  if (!door) return std::unexpected(door.error());
  loop_.post([doorkeeper = doorkeeper_, socket = door->socket] { doorkeeper->open(socket, {}); });
  return door->port;
}

Result<> Server::listen_unix(const std::filesystem::path& path, mode_t mode) {
  const Result<int> door = open_unix_door(path, mode);
  if (!door) return std::unexpected(door.error());
  loop_.post([doorkeeper = doorkeeper_, socket = *door, path] { doorkeeper->open(socket, path); });
  return {};
}

void Server::serve(int connected_socket) {
  loop_.post([doorkeeper = doorkeeper_, connected_socket] { doorkeeper->serve(connected_socket); });
}

void Server::stop(Duration grace) {
  ensure(!loop_.is_this_thread(), "the loop cannot wait for itself");
  // Shared, because the loop may still be inside set_value() when this returns.
  const auto emptied = std::make_shared<std::promise<void>>();
  loop_.post([doorkeeper = doorkeeper_, grace, emptied] {
    doorkeeper->stop(grace, [emptied] { emptied->set_value(); });
  });
  emptied->get_future().wait();
}

std::size_t Server::connections() const {
  return doorkeeper_->connections;
}
std::uint64_t Server::turned_away() const {
  return doorkeeper_->turned_away;
}

}  // namespace htq::http
