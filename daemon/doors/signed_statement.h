// A statement of the office and its signature, as an answer: the text of a JSON document, and what checks it.
#pragma once

#include <string>

#include "daemon/access/statement_key.h"
#include "schemas/json_text.h"

namespace htq {

inline std::string signed_statement(const StatementKey& key, std::string_view statement) {
  std::string json = R"({"statement":)";
  append_json_string(json, statement);
  json += R"(,"algorithm":"Ed25519","publicKey":")";
  append_hex(json, key.public_key());
  json += R"(","signature":")";
  append_base64(json, key.sign(statement));
  return json + R"("})";
}

}  // namespace htq
