// Bytes that are no proper request, each with the status that it must be answered with: through the reader
// all at once and byte by byte, and over a real socket.
#include <gtest/gtest.h>

#include "daemon/http/request_reader.h"
#include "tests/http/running_server.h"

namespace htq::http {
namespace {

struct Hostile {
  std::string_view name;
  std::string bytes;
  int status;
};

std::string with(std::string_view headers, std::string_view body = "") {
  return "POST /echo HTTP/1.1\r\nHost: here\r\n" + std::string(headers) + "\r\n" + std::string(body);
}

std::string many_headers(int count) {
  std::string headers;
  for (int i = 0; i < count; ++i) headers += "A" + std::to_string(i) + ": x\r\n";
  return with(headers);
}

const std::vector<Hostile> kHostile{
    {"a greeting of TLS", std::string("\x16\x03\x01\x02\x00\x01", 6), 400},
    {"a zero byte in the line", std::string("GET /\0x HTTP/1.1\r\nHost: here\r\n\r\n", 33), 400},
    {"bare line feeds", "GET / HTTP/1.1\nHost: here\n\n", 400},
    {"a bare carriage return", "GET / HTTP/1.1\rHost: here\r\n\r\n", 400},
    {"no version", "GET /\r\n\r\n", 400},
    {"HTTP/2's preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
    {"a version to come", "GET / HTTP/1.2\r\nHost: here\r\n\r\n", 505},
    {"no such protocol", "GET / HTTQ/1.1\r\nHost: here\r\n\r\n", 400},
    {"two blanks", "GET  / HTTP/1.1\r\nHost: here\r\n\r\n", 400},
    {"no method", " / HTTP/1.1\r\nHost: here\r\n\r\n", 400},
    {"a method that is no token", "G(T / HTTP/1.1\r\nHost: here\r\n\r\n", 400},
    {"a target without slash", "GET x HTTP/1.1\r\nHost: here\r\n\r\n", 400},
    {"the asterisk", "OPTIONS * HTTP/1.1\r\nHost: here\r\n\r\n", 400},
    {"the authority form", "CONNECT here:80 HTTP/1.1\r\nHost: here\r\n\r\n", 400},
    {"a path out of the tree", "GET /../x HTTP/1.1\r\nHost: here\r\n\r\n", 400},
    {"the same, encoded", "GET /%2e%2e/x HTTP/1.1\r\nHost: here\r\n\r\n", 400},
    {"an empty segment", "GET //x HTTP/1.1\r\nHost: here\r\n\r\n", 400},
    {"an encoded zero byte", "GET /x%00 HTTP/1.1\r\nHost: here\r\n\r\n", 400},
    {"a bad escape", "GET /x%zz HTTP/1.1\r\nHost: here\r\n\r\n", 400},
    {"bytes beyond ASCII in the target", "GET /\xC3\xA9 HTTP/1.1\r\nHost: here\r\n\r\n", 400},
    {"no host", "GET / HTTP/1.1\r\n\r\n", 400},
    {"two hosts", "GET / HTTP/1.1\r\nHost: here\r\nHost: here\r\n\r\n", 400},
    {"a host that is none", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400},
    {"a host with a user", "GET / HTTP/1.1\r\nHost: a@b\r\n\r\n", 400},
    {"a header without colon", with("Nonsense\r\n"), 400},
    {"a header without name", with(": x\r\n"), 400},
    {"a blank before the colon", with("Content-Length : 5\r\n", "hello"), 400},
    {"a folded header", with("X: a\r\n b\r\n"), 400},
    {"a folded first header", "GET / HTTP/1.1\r\n Host: here\r\n\r\n", 400},
    {"a control character in a value", with("X: a\x01\r\n"), 400},
    {"the same under a version to come", "GET / HTTP/1.2\r\nHost: here\r\nX: a\x01\r\n\r\n", 400},
    {"the same in a head that is too large", with("X: a\x01\r\nY: " + std::string(20'000, 'y') + "\r\n"), 400},
    {"length and coding", with("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400},
    {"coding and length", with("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n"), 400},
    {"two lengths", with("Content-Length: 5\r\nContent-Length: 6\r\n", "hello"), 400},
    {"two equal lengths", with("Content-Length: 5\r\nContent-Length: 5\r\n", "hello"), 400},
    {"two callers", with("Authorization: Bearer a\r\nauthorization: Bearer b\r\n"), 400},
    {"one caller twice", with("Authorization: Bearer a\r\nAuthorization: Bearer a\r\n"), 400},
    {"two types", with("Content-Type: a/b\r\nCONTENT-TYPE: c/d\r\n"), 400},
    {"two ids", with("Idempotency-Key: a\r\nIdempotency-Key: b\r\n"), 400},
    {"two versions", with("If-Match: \"1\"\r\nIf-Match: \"2\"\r\n"), 400},
    {"two of our own", with("Htqd-After: 1\r\nX: y\r\nhtqd-after: 2\r\n"), 400},
    {"two encodings", with("Content-Encoding: identity\r\nContent-Encoding: gzip\r\n"), 400},
    {"a list of lengths", with("Content-Length: 5, 5\r\n", "hello"), 400},
    {"a negative length", with("Content-Length: -1\r\n"), 400},
    {"a length with a sign", with("Content-Length: +5\r\n", "hello"), 400},
    {"a hexadecimal length", with("Content-Length: 0x5\r\n", "hello"), 400},
    {"a length beyond numbers", with("Content-Length: 99999999999999999999999\r\n"), 400},
    {"no length", with("Content-Length:\r\n"), 400},
    {"a length beyond the limit", with("Content-Length: 99999999\r\n"), 413},
    {"chunks beyond the limit", with("Transfer-Encoding: chunked\r\n", "fffffff\r\n"), 413},
    {"two codings", with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), 400},
    {"an unknown coding", with("Transfer-Encoding: gzip, chunked\r\n"), 501},
    {"almost chunked", with("Transfer-Encoding: xchunked\r\n"), 501},
    {"chunks in HTTP/1.0", "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
    {"a chunk without size", with("Transfer-Encoding: chunked\r\n", "\r\nhello"), 400},
    {"a chunk longer than it says", with("Transfer-Encoding: chunked\r\n", "3\r\nhello\r\n"), 400},
    {"a chunk ended by a line feed", with("Transfer-Encoding: chunked\r\n", "5\nhello\r\n"), 400},
    {"a compressed body", with("Content-Encoding: gzip\r\nContent-Length: 1\r\n", "x"), 415},
    {"an expectation", with("Expect: miracles\r\nContent-Length: 1\r\n", "x"), 417},
    {"too many headers", many_headers(200), 431},
    {"one header too large", with("X: " + std::string(20'000, 'x') + "\r\n"), 431},
    {"a head without end", "GET / HTTP/1.1\r\nHost: here\r\nX: " + std::string(20'000, 'x'), 431},
    {"a target too long", "GET /" + std::string(9'000, 'x') + " HTTP/1.1\r\nHost: here\r\n\r\n", 414},
    {"a line without end", "GET /" + std::string(20'000, 'x'), 414},
};

int status_by_reader(std::string_view bytes, std::size_t at_once) {
  const Limits limits;
  RequestReader reader(limits);
  Request request;
  std::string unread;
  while (true) {
    std::string_view input = unread;
    const auto step = reader.take(input, request);
    unread.erase(0, unread.size() - input.size());
    if (step == RequestReader::Step::refused) return reader.problem().status();
    if (step == RequestReader::Step::complete) return 200;
    if (step == RequestReader::Step::head) {
      if (reader.allow_body(limits.body_bytes) == RequestReader::Step::refused)
        return reader.problem().status();
      continue;
    }
    if (bytes.empty()) return 0;
    unread += bytes.substr(0, at_once);
    bytes.remove_prefix(std::min(at_once, bytes.size()));
  }
}

TEST(HostileBytes, AreRefusedByTheReaderHoweverTheyArrive) {
  for (const Hostile& hostile : kHostile)
    for (const std::size_t at_once : {1, 7, 100'000})
      EXPECT_EQ(status_by_reader(hostile.bytes, at_once), hostile.status) << hostile.name << ", " << at_once;
}

TEST(HostileBytes, AreAnsweredWithAProblemAndAClosedConnection) {
  RunningServer running;
  running.route_echo("/echo");
  running.open();
  for (const Hostile& hostile : kHostile) {
    RawConnection connection = running.connect();
    connection.send(hostile.bytes);
    connection.end_sending();
    const std::string answer = connection.read_to_end();
    EXPECT_EQ(status_of(answer), hostile.status) << hostile.name << ": " << answer;
    EXPECT_NE(answer.find("application/problem+json"), std::string::npos) << hostile.name;
    EXPECT_NE(answer.find("Connection: close"), std::string::npos) << hostile.name;
    EXPECT_EQ(answer.find("Server:"), answer.rfind("Server:")) << hostile.name << ": a second answer";
  }
}

TEST(HostileBytes, DoNotHideBehindAProperRequest) {
  RunningServer running;
  running.route_echo("/echo");
  running.open();
  RawConnection connection = running.connect();
  connection.send(post("/echo", "one") + "POST /echo HTTP/1.1\r\nHost: here\r\nContent-Length: 3\r\n" +
                  "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + post("/echo", "smuggled"));
  EXPECT_EQ(body_of(connection.read_answer()), "one");
  const std::string rest = connection.read_to_end();
  EXPECT_EQ(status_of(rest), 400);
  EXPECT_EQ(rest.find("smuggled"), std::string::npos);
}

TEST(HostileBytes, OfAHeadRequestAreRefusedWithoutABody) {
  RunningServer running;
  running.route_echo("/echo");
  running.open();
  RawConnection connection = running.connect();
  connection.send("HEAD /%zz HTTP/1.1\r\nHost: here\r\n\r\n");
  const std::string answer = connection.read_to_end();
  EXPECT_EQ(status_of(answer), 400);
  EXPECT_EQ(body_of(answer), "");
}

}  // namespace
}  // namespace htq::http
