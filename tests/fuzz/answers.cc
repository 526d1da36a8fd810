#include "tests/fuzz/answers.h"

#include <simdjson.h>

#include "daemon/http/chunks.h"
#include "tests/fuzz/target.h"

namespace htq::fuzz {
namespace {

using namespace std::string_literals;

/// Takes the next answer off the front of `bytes`; interim ones are passed over.
SeenAnswer next_answer(std::string_view& bytes, const ToldAnswer& told) {
  SeenAnswer answer;
  do {
    const std::size_t end = bytes.find("\r\n\r\n");
    require(end != std::string_view::npos, "an answer has a head");
    auto head = http::parse_response_head(bytes.substr(0, end + 4));
    require(head.has_value(), "the head of an answer can be read: " + std::string(bytes.substr(0, end)));
    bytes.remove_prefix(end + 4);
    answer.status = head->status;
    answer.headers = std::move(head->headers);
  } while (answer.status == 100);
  if (told.method == "HEAD" || answer.status == 204 || answer.status == 304) return answer;

  if (const auto length = answer.headers.find("Content-Length")) {
    const auto announced = http::parse_content_length(*length);
    require(announced && *announced <= bytes.size(), "an answer is as long as it says");
    answer.body = bytes.substr(0, *announced);
    bytes.remove_prefix(*announced);
  } else if (answer.headers.count("Transfer-Encoding") == 1) {
    http::ChunkDecoder chunks;
    answer.is_whole = chunks.take(bytes, answer.body, ~0ULL) == http::ChunkDecoder::Step::complete;
  } else {
    answer.body = bytes;
    bytes = {};
  }
  return answer;
}

void check_problem(const SeenAnswer& answer) {
  const std::string status = "\"status\":" + std::to_string(answer.status);
  require(answer.headers.find("Content-Type") == "application/problem+json", "a no is a problem");
  require(is_json(answer.body), "a problem is JSON: " + answer.body);
  require(answer.body.find(status) != std::string::npos, "a problem has its status: " + answer.body);
  require(text_in(answer.body, "type").starts_with("/problems/"), "a problem has a type: " + answer.body);
  require(!text_in(answer.body, "title").empty(), "a problem has a title: " + answer.body);
}

void check_content(const SeenAnswer& answer) {
  const std::string_view type = answer.headers.find("Content-Type").value_or("");
  if (type == "application/json") require(is_json(answer.body), "an answer in JSON is JSON: " + answer.body);
  if (type != "application/x-ndjson" || !answer.is_whole) return;
  for (std::string_view rest = answer.body; !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    require(line.empty() || is_json(line), "a line of JSON is JSON: "s + std::string(line));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
  }
}

}  // namespace

bool is_json(std::string_view text) {
  simdjson::dom::parser parser;
  return parser.parse(text.data(), text.size()).error() == simdjson::SUCCESS;
}

std::string text_in(const std::string& json, std::string_view property) {
  simdjson::dom::parser parser;
  std::string_view text;
  if (parser.parse(json)[property].get(text) != simdjson::SUCCESS) return {};
  return std::string(text);
}

std::vector<SeenAnswer> checked(const Exchange& exchange) {
  std::vector<SeenAnswer> answers;
  std::string_view bytes = exchange.bytes;
  for (const ToldAnswer& told : exchange.told) {
    const bool was_cut_off = told.failure.starts_with("cut off");
    require(told.failure.empty() || was_cut_off || told.failure.starts_with("the client left"),
            "no door fails: " + told.route + ": " + told.failure);
    if (was_cut_off) break;
    SeenAnswer answer = next_answer(bytes, told);
    require(answer.status == told.status, "what was sent is what was told");
    require(answer.status >= 200 && answer.status != 500 && !http::reason_phrase(answer.status).empty(),
            "an answer is one of those that are known: " + std::to_string(answer.status));
    if (told.method != "HEAD") {
      if (answer.status >= 400) check_problem(answer);
      check_content(answer);
    }
    answers.push_back(std::move(answer));
  }
  return answers;
}

void require_advice(const SeenAnswer& answer) {
  require(!text_in(answer.body, "whatToDo").empty(), "a no says what to do: " + answer.body);
  require(!text_in(answer.body, "detail").empty(), "a no says why: " + answer.body);
}

}  // namespace htq::fuzz
