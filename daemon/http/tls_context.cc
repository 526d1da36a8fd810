// What is shared by the connections of a door or of a client: versions, certificates, whom to believe.
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/stat.h>

#include <cstring>

#include "daemon/http/tls.h"

namespace htq::http {
namespace {

using Context = std::shared_ptr<SSL_CTX>;
using Files = std::filesystem::path;

// Of TLS 1.2 what keeps what was said secret when the key is lost later, and detects changes as it decrypts.
constexpr const char* kCiphersOf12 =
    "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:"
    "ECDHE-RSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256";

/// The reason that OpenSSL has for its last failure. It never holds any of a file's bytes.
std::unexpected<Fault> cannot(std::string_view doing, const Files& file) {
  const unsigned long error = ERR_peek_last_error();
  std::string why = "OpenSSL does not say why";
  if (ERR_SYSTEM_ERROR(error))
    why = std::strerror(ERR_GET_REASON(error));
  else if (const char* reason = ERR_reason_error_string(error); error != 0 && reason != nullptr)
    why = reason;
  ERR_clear_error();
  return fault(FaultKind::bad_input, file.native() + ": cannot " + std::string(doing) + ": " + why);
}

/// A key that asks for a passphrase cannot be used by a daemon; OpenSSL would ask on the terminal.
int no_passphrase(char*, int, int, void*) {
  return 0;
}

Result<Context> new_context(const SSL_METHOD* method) {
  ERR_clear_error();
  Context context(SSL_CTX_new(method), &SSL_CTX_free);
  if (!context || SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION) != 1 ||
      SSL_CTX_set_max_proto_version(context.get(), TLS1_3_VERSION) != 1 ||
      SSL_CTX_set_cipher_list(context.get(), kCiphersOf12) != 1)
    return fault(FaultKind::io, "OpenSSL does not offer TLS 1.2 and 1.3 on this machine");
  SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET | SSL_OP_NO_COMPRESSION |
                                         SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_num_tickets(context.get(), 0);
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
  SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                      SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_default_passwd_cb(context.get(), no_passphrase);
  return context;
}

Result<> use_certificate(SSL_CTX* context, const Files& certificate, const Files& key) {
  struct stat status{};
  if (::stat(key.c_str(), &status) == 0 && (status.st_mode & 0007) != 0)
    return fault(
        FaultKind::bad_input,
        key.native() + ": everyone on this machine may use it; run: chmod o-rwx '" + key.native() + "'");
  if (SSL_CTX_use_certificate_chain_file(context, certificate.c_str()) != 1)
    return cannot("read a certificate in PEM from it", certificate);
  if (SSL_CTX_use_PrivateKey_file(context, key.c_str(), SSL_FILETYPE_PEM) != 1)
    return cannot("use it as the key of " + certificate.native(), key);
  if (SSL_CTX_check_private_key(context) != 1)
    return cannot("use it as the key of " + certificate.native(), key);
  return {};
}

/// HTTP/1.1 is all that is spoken; who offers other protocols alone is told so by the handshake.
int choose_protocol(SSL*, const unsigned char** out, unsigned char* size, const unsigned char* offered,
                    unsigned int offered_size, void*) {
  static constexpr unsigned char kSpoken[] = "\x08http/1.1";
  const int chosen = SSL_select_next_proto(const_cast<unsigned char**>(out), size, kSpoken,
                                           sizeof kSpoken - 1, offered, offered_size);
  return chosen == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

}  // namespace

Result<std::shared_ptr<const TlsContext>> TlsContext::for_server(const ServerFiles& files) {
  auto context = new_context(TLS_server_method());
  HTQ_TRY(context);
  HTQ_TRY(use_certificate(context->get(), files.certificate, files.key));
  SSL_CTX_set_alpn_select_cb(context->get(), choose_protocol, nullptr);
  if (!files.client_ca.empty()) {
    if (SSL_CTX_load_verify_file(context->get(), files.client_ca.c_str()) != 1)
      return cannot("read certificates in PEM from it", files.client_ca);
    STACK_OF(X509_NAME)* names = SSL_load_client_CA_file(files.client_ca.c_str());
    if (names == nullptr) return cannot("read certificates in PEM from it", files.client_ca);
    SSL_CTX_set_client_CA_list(context->get(), names);  // takes them over
    // Asked for and not required: people come with tokens. One that is shown and does not hold ends the
    // handshake.
    SSL_CTX_set_verify(context->get(), SSL_VERIFY_PEER, nullptr);
  }
  return std::shared_ptr<const TlsContext>(new TlsContext(*std::move(context)));
}

Result<std::shared_ptr<const TlsContext>> TlsContext::for_client(const ClientFiles& files) {
  auto context = new_context(TLS_client_method());
  HTQ_TRY(context);
  if (files.ca.empty())
    SSL_CTX_set_default_verify_paths(context->get());
  else if (SSL_CTX_load_verify_file(context->get(), files.ca.c_str()) != 1)
    return cannot("read certificates in PEM from it", files.ca);
  SSL_CTX_set_verify(context->get(), SSL_VERIFY_PEER, nullptr);
  if (!files.certificate.empty()) HTQ_TRY(use_certificate(context->get(), files.certificate, files.key));
  return std::shared_ptr<const TlsContext>(new TlsContext(*std::move(context)));
}

}  // namespace htq::http
