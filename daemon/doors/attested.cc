#include "daemon/doors/attested.h"

#include <algorithm>
#include <utility>

#include "daemon/access/journal.h"
#include "daemon/doors/clearance.h"
#include "domain/case_reference.h"

// GCC 12 takes Asio's paired operators for a mismatch when it inlines one of them.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

namespace htq {
namespace {

constexpr std::string_view kPurpose = "htqd-purpose";
constexpr std::size_t kLongestPurpose = 200;
constexpr std::string_view kOfCases = "/v1/cases/{id}";

/// Of auditors everything is on record that is not for everyone anyway; of others what is for few.
policy::Audience on_record_from(Roles roles) {
  return roles.has(Role::AUDITOR) ? policy::Audience::APPLICANT : policy::Audience::RESTRICTED;
}

http::Response not_on_record(const Fault& why) {
  const bool is_busy = why.kind == FaultKind::overloaded;
  http::Response answer =
      http::Problem({.status = is_busy ? 429 : 503,
                     .type = "access-not-recorded",
                     .title = "What would be read here is put on record first, and cannot be",
                     .detail = why.what})
          .with("whatToDo",
                "Ask again later. What is neither restricted nor personal is answered meanwhile. If it "
                "lasts, an "
                "operator looks at the disk of the access journal.")
          .answer();
  answer.headers.add("Retry-After", is_busy ? "1" : "10");
  return answer;
}

http::Response without_purpose() {
  return http::Problem(
             {.status = 400,
              .type = "purpose-missing",
              .title = "What it is read for is not said",
              .detail = "This office asks for a purpose with each read of restricted or personal material."})
      .with("field", "Htqd-Purpose")
      .with("whatToDo", "Say it in the header Htqd-Purpose, or with htqctl --purpose.")
      .answer();
}

/// Whether the process or the policy said no, and not that the request was malformed or came at a bad time.
bool is_refusal(const http::Response& response) {
  switch (response.status) {
    case 403:
    case 409:
    case 422: return !response.problem.empty();
    case 404: return response.problem == "no-such-stream";
    default: return false;
  }
}

http::Awaitable<std::optional<http::Response>> record(const Doors& doors, AccessNote note) {
  if (doors.needs_purpose && note.purpose.empty()) co_return without_purpose();
  const auto recorded = co_await http::await_callback<Result<>>([&](http::Callback<Result<>> done) {
    doors.journal.record(std::move(note),
                         [done = std::move(done)](const Result<>& result) mutable { done(result); });
  });
  if (!recorded) co_return not_on_record(recorded.error());
  co_return std::nullopt;
}

std::optional<http::Response> read_purpose(const http::Request& request, AccessNote& note) {
  const auto purpose = request.headers.find(kPurpose);
  if (!purpose) return std::nullopt;
  const bool is_text = std::ranges::all_of(*purpose, [](char c) { return c >= ' ' && c <= '~'; });
  if (is_text && !purpose->empty() && purpose->size() <= kLongestPurpose &&
      request.headers.count(kPurpose) == 1) {
    note.purpose = *purpose;
    return std::nullopt;
  }
  return bad_parameter("Htqd-Purpose", "A purpose is said once, in 1 to 200 printable characters of ASCII.",
                       "Shorten it, such as to \"complaint 2021-17\", or leave it out.");
}

/// What is known of a request once its door has looked: kept with it.
struct Access final : http::Attachment {
  AccessNote note;                       // of its caller; without a subject: nobody who is known
  std::shared_ptr<Disclosed> disclosed;  // what was told and is not on record yet; there if there is a caller
  bool is_recorded = false;              // whatever more is told
};

Access* access_of(const http::Request& request) {
  return static_cast<Access*>(request.attachment.get());
}

class Attestor {
 public:
  Attestor(const Doors& doors, const http::Route& route)
      : doors_(doors), method_(route.method), path_(route.pattern) {}

  http::Awaitable<http::Response> answer(const http::Handler& handler, http::Request& request) const {
    if (auto wrong = begin(request)) co_return *std::move(wrong);
    http::Response response = co_await handler(request);
    auto attested = co_await attest(request, std::move(response));
    co_return attested;
  }

  http::Awaitable<void> stream(const http::StreamHandler& handler, http::Request& request,
                               http::StreamWriter& out) const;

  /// The answer, if what it says is on record; otherwise why not.
  http::Awaitable<http::Response> attest(const http::Request& request, http::Response response) const {
    if (response.status < 400) {
      auto no = co_await put_on_record(request, response.status);
      co_return no ? *std::move(no) : std::move(response);
    }
    const Access& access = *access_of(request);
    if (response.status != 401 && !is_refusal(response)) co_return response;
    if (access.note.subject.empty()) {
      doors_.journal.count_stranger();
      co_return response;
    }
    AccessNote note = access.note;
    note.kind = journal::EntryKind::REFUSAL;
    note.status = response.status;
    note.refusal = response.problem;
    if (path_.starts_with(kOfCases))
      if (const auto reference = parse_case_reference(request.parameter("id")))
        note.disclosed.note_case(reference->text);
    doors_.journal.note(std::move(note));
    co_return response;
  }

  /// What was told since the last time; the answer instead, if it must not leave.
  http::Awaitable<std::optional<http::Response>> put_on_record(const http::Request& request,
                                                               int status) const {
    Access& access = *access_of(request);
    if (access.is_recorded || access.note.subject.empty()) co_return std::nullopt;
    const bool is_new = !access.disclosed->empty() || access.note.every_case;
    if (!is_new) co_return std::nullopt;
    AccessNote note = access.note;
    note.kind = journal::EntryKind::READ;
    note.status = status;
    note.disclosed = access.disclosed->take();
    // From then on whatever comes is on record.
    access.is_recorded = note.every_case;
    auto no = co_await record(doors_, std::move(note));
    co_return no;
  }

 private:
  std::optional<http::Response> begin(http::Request& request) const {
    auto access = std::make_shared<Access>();
    access->note.method = method_;
    access->note.path = path_;
    auto wrong = read_purpose(request, access->note);
    request.attachment = std::move(access);
    return wrong;
  }

  const Doors& doors_;
  std::string method_;
  std::string path_;
};

/// Lets a chunk through when what it tells is on record.
class AttestedStream final : public http::StreamWriter {
 public:
  AttestedStream(const Attestor& attestor, const http::Request& request, http::StreamWriter& out)
      : attestor_(attestor), request_(request), out_(out) {}

  void begin(int status, const http::Headers& headers) override {
    status_ = status;
    headers_ = headers;
  }
  http::Awaitable<bool> write(std::string chunk) override {
    const bool may = co_await is_on_record();
    if (!may) co_return false;
    const bool taken = co_await out_.write(std::move(chunk));
    co_return taken;
  }
  http::Awaitable<bool> write_shared(std::shared_ptr<const std::string> chunk) override {
    const bool may = co_await is_on_record();
    if (!may) co_return false;
    const bool taken = co_await out_.write_shared(std::move(chunk));
    co_return taken;
  }
  void break_off(std::string why) override { out_.break_off(std::move(why)); }
  void answer(http::Response response) override { answer_ = std::move(response); }

  /// After the handler: a plain answer is attested, too.
  http::Awaitable<void> end() {
    if (answer_) {
      auto attested = co_await attestor_.attest(request_, *std::move(answer_));
      out_.answer(std::move(attested));
    } else if (status_ != 0 && !is_begun_ && !is_refused_) {
      out_.begin(status_, headers_);
    }
  }

 private:
  http::Awaitable<bool> is_on_record() {
    auto no = co_await attestor_.put_on_record(request_, status_);
    is_refused_ = no.has_value();
    if (no && is_begun_) out_.break_off("what would be read is put on record first, and cannot be");
    if (no && !is_begun_) out_.answer(*std::move(no));
    if (!no && !std::exchange(is_begun_, true)) out_.begin(status_, headers_);
    co_return !is_refused_;
  }

  const Attestor& attestor_;
  const http::Request& request_;
  http::StreamWriter& out_;
  int status_ = 0;
  http::Headers headers_;
  bool is_begun_ = false;
  bool is_refused_ = false;
  std::optional<http::Response> answer_;
};

http::Awaitable<void> Attestor::stream(const http::StreamHandler& handler, http::Request& request,
                                       http::StreamWriter& out) const {
  if (auto wrong = begin(request)) co_return out.answer(*std::move(wrong));
  AttestedStream attested(*this, request, out);
  co_await handler(request, attested);
  co_await attested.end();
}

}  // namespace

void is_called_by(const http::Request& request, Caller& caller) {
  Access* access = access_of(request);
  if (access == nullptr) return;
  access->note.subject = caller.subject;
  access->note.organisation = caller.organisation;
  access->note.roles = roles_of(caller);
  if (access->disclosed == nullptr)
    access->disclosed = std::make_shared<Disclosed>(on_record_from(access->note.roles));
  caller.disclosed = access->disclosed;
}

void is_about(const http::Request& request, std::string_view command, std::string_view reference) {
  Access* access = access_of(request);
  if (access == nullptr) return;
  access->note.command = command;
  if (!reference.empty()) access->note.disclosed.note_case(reference);
}

void tells_of_every_case(const http::Request& request) {
  if (Access* access = access_of(request)) access->note.every_case = true;
}

void tells(const http::Request& request, policy::Audience audience) {
  Access* access = access_of(request);
  if (access != nullptr && access->disclosed != nullptr && access->disclosed->counts(audience))
    access->disclosed->note_case("");
}

http::Awaitable<std::optional<http::Response>> put_on_record_first(const Doors& doors,
                                                                   const http::Request& request) {
  Access* access = access_of(request);
  if (access == nullptr) co_return std::nullopt;
  access->is_recorded = true;
  AccessNote note = access->note;
  note.kind = journal::EntryKind::READ;
  note.status = 200;
  auto no = co_await record(doors, std::move(note));
  co_return no;
}

void attest(http::Router& router, const Doors& doors) {
  router.wrap("/v1/", [&doors](http::Route route) -> std::variant<http::Handler, http::StreamHandler> {
    auto attestor = std::make_shared<const Attestor>(doors, route);
    if (const auto* handler = std::get_if<http::Handler>(&route.handler))
      return [attestor, handler = *handler](http::Request& request) {
        return attestor->answer(handler, request);
      };
    return [attestor, handler = std::get<http::StreamHandler>(route.handler)](http::Request& request,
                                                                              http::StreamWriter& out) {
      return attestor->stream(handler, request, out);
    };
  });
}

}  // namespace htq
