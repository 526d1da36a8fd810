// The server's side of a StreamWriter: begins, writes and ends one answer on a wire. The loop's thread alone;
// lives within the session's answer to one request.
#pragma once

#include <optional>
#include <string>

#include "daemon/http/handler.h"
#include "daemon/http/wire.h"

namespace htq::http {

class Stream final : public StreamWriter {
 public:
  struct Shape {
    bool is_http_1_0 = false;
    bool head_only = false;  // HEAD
    bool closes = false;
    Duration write_timeout{};
  };

  Stream(Wire& wire, Shape shape) : wire_(wire), shape_(shape) {}

  void begin(int status, const Headers& headers) override;
  Awaitable<bool> write(std::string chunk) override;
  Awaitable<bool> write_shared(std::shared_ptr<const std::string> chunk) override;
  void break_off(std::string why) override { broken_off_ = std::move(why); }
  void answer(Response response) override { answer_ = std::move(response); }

  /// After the handler: what is still to be written. False: the client is gone.
  Awaitable<bool> end();

  std::optional<Response>& plain_answer() { return answer_; }
  /// Why the handler broke it off; empty if it did not.
  const std::string& broken_off() const { return broken_off_; }
  bool has_begun() const { return status_ != 0; }
  bool has_sent_anything() const { return has_sent_head_; }
  bool is_broken() const { return is_broken_; }
  int status() const { return status_; }
  /// The end of such a stream is the end of the connection.
  bool is_until_closed() const { return shape_.is_http_1_0; }

 private:
  Awaitable<bool> write_viewed(std::string_view chunk);
  Awaitable<bool> send(std::string_view frame, std::string_view chunk, std::string_view after);

  Wire& wire_;
  Shape shape_;
  int status_ = 0;
  std::string unsent_;  // the head, and what frames the chunk
  std::optional<Response> answer_;
  std::string broken_off_;
  bool has_sent_head_ = false;
  bool is_broken_ = false;
};

}  // namespace htq::http
