// TLS for one connected socket: one OpenSSL session over a descriptor that does not block, for the server's
// wire and for the client alike. It never waits: a step says for what to wait, and is then taken again.
//
// A Tls: one thread at a time; the descriptor is its owner's and outlives it. A TlsContext: any thread.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "domain/instant.h"
#include "projections/fault.h"

struct ssl_ctx_st;
struct ssl_st;

namespace htq::http {

/// Whom a verified certificate names. Names that could be read in two ways are left out.
struct PeerCertificate {
  std::string subject;  // RFC 2253: "CN=mailer,O=Example"
  std::vector<std::string>
      names;  // "DNS:mailer.example", "URI:spiffe://example/mailer", "email:a@example.org"
  Instant not_after;
};

/// What all connections of a door share: TLS 1.2 and 1.3, no renegotiation, no resumption (a certificate that
/// was taken back must not live on in a ticket).
class TlsContext {
 public:
  struct ServerFiles {
    std::filesystem::path certificate;  // the chain, PEM
    std::filesystem::path key;          // refused if everyone on the machine may use it
    std::filesystem::path client_ca;    // empty: clients are not asked for a certificate
  };
  static Result<std::shared_ptr<const TlsContext>> for_server(const ServerFiles& files);

  struct ClientFiles {
    std::filesystem::path ca;           // empty: those that the machine trusts
    std::filesystem::path certificate;  // empty: none is shown
    std::filesystem::path key;
  };
  static Result<std::shared_ptr<const TlsContext>> for_client(const ClientFiles& files);

  ssl_ctx_st* get() const { return context_.get(); }

 private:
  explicit TlsContext(std::shared_ptr<ssl_ctx_st> context) : context_(std::move(context)) {}
  std::shared_ptr<ssl_ctx_st> context_;
};

class Tls {
 public:
  enum class Step { done, wants_read, wants_write, failed };

  static std::unique_ptr<Tls> accepting(const TlsContext& context, int socket);
  /// `host` is what the certificate must name: a name or an address.
  static std::unique_ptr<Tls> connecting(const TlsContext& context, int socket, const std::string& host);
  ~Tls();
  Tls(const Tls&) = delete;
  Tls& operator=(const Tls&) = delete;

  Step handshake();
  /// `count` is more than 0 when it is done, but for the end of the stream, which was said in due form.
  Step read(char* to, std::size_t room, std::size_t& count);
  /// Takes what fits into one record. After wants_… the same bytes come again.
  Step write(std::string_view bytes, std::size_t& count);
  /// Says that nothing more will come, if the kernel takes it at once.
  void say_end();

  /// Of the other side, if it showed one and it was verified.
  std::unique_ptr<PeerCertificate> certificate() const;
  /// Why the last step failed, for people.
  const std::string& why() const { return why_; }

 private:
  explicit Tls(ssl_st* session) : session_(session) {}
  static std::unique_ptr<Tls> over(const TlsContext& context, int socket);
  Step step_of(int returned);

  ssl_st* session_;
  std::string why_;
  bool is_broken_ = false;
};

}  // namespace htq::http
