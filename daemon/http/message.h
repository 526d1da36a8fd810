// What a handler is given and what it gives back: requests and answers of HTTP/1.1, free of sockets and of
// the domain.
//
// Plain values. A Request belongs to its connection and is used again for the next one: views into it are
// good until the handler has answered. Views into Headers are good until the next add() or clear().
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/instant.h"

namespace htq::http {

/// Header fields in the order they came. Names compare without case. All text lies in one string, so that a
/// connection that answers many requests does not allocate for each.
class Headers {
 public:
  struct Header {
    std::string_view name;
    std::string_view value;
  };

  Headers() = default;
  Headers(std::initializer_list<Header> headers);

  void add(std::string_view name, std::string_view value);
  /// The first of that name.
  std::optional<std::string_view> find(std::string_view name) const;
  std::size_t count(std::string_view name) const;

  std::size_t size() const { return places_.size(); }
  Header operator[](std::size_t index) const;
  void clear();

 private:
  struct Place {
    std::uint32_t name_at, name_size, value_at, value_size;
  };
  std::string text_;
  std::vector<Place> places_;
};

/// Decoded parameters in order; a name may come more than once, and count() tells.
struct Query {
  std::vector<std::pair<std::string, std::string>> parameters;

  std::optional<std::string_view> find(std::string_view name) const;
  std::size_t count(std::string_view name) const;
};

struct PeerCertificate;

/// What somebody keeps with a request while it is answered. HTTP looks at none of it.
struct Attachment {
  virtual ~Attachment() = default;
};

enum class Door { tcp, unix_socket };

struct Request {
  std::string method;
  std::string target;                 // as sent
  std::string path;                   // decoded
  std::vector<std::string> segments;  // of the path, split before decoding: a %2F does not split
  Query query;
  Headers headers;
  std::string body;
  Instant received_at;  // when the last byte of the complete request was read
  Door door = Door::tcp;
  // Of the connection, the same for all its requests:
  std::optional<std::uint32_t> peer_user;                     // uid behind a Unix socket
  std::string peer_address;                                   // behind TCP, without the port
  std::shared_ptr<const PeerCertificate> peer_certificate{};  // that the client showed and that was verified
  std::vector<std::pair<std::string, std::string>> parameters{};  // from the route's pattern
  std::shared_ptr<Attachment> attachment{};

  /// The part of the path that the pattern calls `name`; a pattern without it is a bug.
  const std::string& parameter(std::string_view name) const;
  void clear();
};

struct Response {
  int status = 200;
  Headers headers{};
  std::string body{};
  std::string content_type = "application/json";
  std::string problem{};  // the word that it goes out by, of one that says no
};

bool equal_without_case(std::string_view a, std::string_view b);
std::string_view reason_phrase(int status);

}  // namespace htq::http
