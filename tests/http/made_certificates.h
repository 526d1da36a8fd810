// Keys and certificates of a test's own, signed by a made-up authority and gone with it.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "tests/log/temporary_directory.h"

struct evp_pkey_st;
struct x509_st;

namespace htq::http {

class MadeCertificates {
 public:
  MadeCertificates();

  struct Files {
    std::filesystem::path certificate, key;
  };
  /// `names` as OpenSSL's configuration writes them: "IP:127.0.0.1,DNS:localhost".
  Files issue(const std::string& name, const std::string& names);
  std::filesystem::path authority() const { return directory_.path() / "authority.pem"; }

 private:
  using Key = std::shared_ptr<evp_pkey_st>;
  using Certificate = std::shared_ptr<x509_st>;
  Certificate sign(const Key& key, const std::string& name, const std::string& names);

  TemporaryDirectory directory_;
  Key key_;
  Certificate certificate_;
  long serial_ = 0;
};

}  // namespace htq::http
