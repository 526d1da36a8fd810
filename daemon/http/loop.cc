#include "daemon/http/loop.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include "domain/ensure.h"

namespace htq::http {

Loop::Loop() : context_(std::make_unique<boost::asio::io_context>(1)) {
  thread_ = std::thread([context = context_.get()] {
    const auto work = boost::asio::make_work_guard(*context);
    try {
      context->run();
    } catch (const std::exception& exception) {
      bug(exception.what());
    }
  });
}

Loop::~Loop() {
  context_->stop();
  thread_.join();
}

void Loop::post(Work work) {
  boost::asio::post(*context_, std::move(work));
}

boost::asio::any_io_executor Loop::executor() const {
  return context_->get_executor();
}

}  // namespace htq::http
