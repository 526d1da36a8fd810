#include "daemon/http/tls.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <cstring>

#include "daemon/http/tls_socket.h"
#include "domain/ensure.h"

namespace htq::http {
namespace {

constexpr std::size_t kRecord = 16 << 10;  // the most that one record holds

std::string subject_of(X509* certificate) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> text(BIO_new(BIO_s_mem()), &BIO_free);
  X509_NAME_print_ex(text.get(), X509_get_subject_name(certificate), 0,
                     XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(text.get(), &bytes);
  return size > 0 ? std::string(bytes, static_cast<std::size_t>(size)) : std::string();
}

/// A name with a byte that does not belong there, such as a zero, names nobody.
bool is_plain(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) { return c > ' ' && c <= '~'; });
}

/// One that OpenSSL cannot read is over.
Instant end_of(X509* certificate) {
  std::tm end{};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &end) != 1) return {};
  return {std::int64_t{::timegm(&end)} * 1'000'000'000};
}

std::vector<std::string> names_of(X509* certificate) {
  std::vector<std::string> names;
  const std::unique_ptr<GENERAL_NAMES, decltype(&GENERAL_NAMES_free)> found(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)),
      &GENERAL_NAMES_free);
  for (int at = 0; found && at < sk_GENERAL_NAME_num(found.get()); ++at) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(found.get(), at);
    std::string_view kind;
    if (name->type == GEN_DNS) kind = "DNS:";
    if (name->type == GEN_URI) kind = "URI:";
    if (name->type == GEN_EMAIL) kind = "email:";
    if (kind.empty()) continue;
    const std::string_view text(reinterpret_cast<const char*>(ASN1_STRING_get0_data(name->d.ia5)),
                                static_cast<std::size_t>(ASN1_STRING_length(name->d.ia5)));
    if (is_plain(text)) names.push_back(std::string(kind) + std::string(text));
  }
  return names;
}

}  // namespace

std::unique_ptr<Tls> Tls::over(const TlsContext& context, int socket) {
  SSL* session = SSL_new(context.get());
  ensure(session != nullptr, "there is memory for a TLS session");
  BIO* bio = bio_over_socket(socket);
  SSL_set_bio(session, bio, bio);
  return std::unique_ptr<Tls>(new Tls(session));
}

std::unique_ptr<Tls> Tls::accepting(const TlsContext& context, int socket) {
  auto tls = over(context, socket);
  SSL_set_accept_state(tls->session_);
  return tls;
}

std::unique_ptr<Tls> Tls::connecting(const TlsContext& context, int socket, const std::string& host) {
  auto tls = over(context, socket);
  SSL_set_connect_state(tls->session_);
  unsigned char address[sizeof(in6_addr)];
  const bool is_address =
      ::inet_pton(AF_INET, host.c_str(), address) == 1 || ::inet_pton(AF_INET6, host.c_str(), address) == 1;
  if (is_address) {
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(tls->session_), host.c_str());
  } else {
    SSL_set_tlsext_host_name(tls->session_, host.c_str());
    SSL_set1_host(tls->session_, host.c_str());
  }
  return tls;
}

Tls::~Tls() {
  SSL_free(session_);
}

Tls::Step Tls::step_of(int returned) {
  if (returned > 0) return Step::done;
  const int reason = SSL_get_error(session_, returned);
  if (reason == SSL_ERROR_WANT_READ) return Step::wants_read;
  if (reason == SSL_ERROR_WANT_WRITE) return Step::wants_write;
  is_broken_ = true;
  const long verified = SSL_get_verify_result(session_);
  const unsigned long error = ERR_peek_last_error();
  if (verified != X509_V_OK)
    why_ = X509_verify_cert_error_string(verified);
  else if (const char* text = ERR_reason_error_string(error); error != 0 && text != nullptr)
    why_ = text;
  else
    why_ = "the other side ended the connection";
  ERR_clear_error();
  return Step::failed;
}

Tls::Step Tls::handshake() {
  ERR_clear_error();
  return step_of(SSL_do_handshake(session_));
}

Tls::Step Tls::read(char* to, std::size_t room, std::size_t& count) {
  count = 0;
  ERR_clear_error();
  const int returned = SSL_read_ex(session_, to, room, &count);
  if (returned <= 0 && SSL_get_error(session_, returned) == SSL_ERROR_ZERO_RETURN) return Step::done;
  return step_of(returned);
}

Tls::Step Tls::write(std::string_view bytes, std::size_t& count) {
  count = 0;
  ERR_clear_error();
  return step_of(SSL_write_ex(session_, bytes.data(), std::min(bytes.size(), kRecord), &count));
}

void Tls::say_end() {
  if (is_broken_ || !SSL_is_init_finished(session_)) return;
  ERR_clear_error();
  SSL_shutdown(session_);
  ERR_clear_error();
}

std::unique_ptr<PeerCertificate> Tls::certificate() const {
  X509* certificate = SSL_get0_peer_certificate(session_);
  if (certificate == nullptr || SSL_get_verify_result(session_) != X509_V_OK) return nullptr;
  return std::make_unique<PeerCertificate>(PeerCertificate{
      .subject = subject_of(certificate), .names = names_of(certificate), .not_after = end_of(certificate)});
}

}  // namespace htq::http
