// The one thread on which all sockets, sessions and handlers run. It is an Executor, so other parts may post
// to it.
//
// Built before everything that runs on it (signals, server) and destroyed after it; whoever holds a Callback
// that is not called yet must be done with it before.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <memory>
#include <thread>

#include "daemon/executor.h"

namespace boost::asio {
class io_context;
}

namespace htq::http {

class Loop final : public Executor {
 public:
  Loop();
  /// Ends the thread; what is still posted is dropped.
  ~Loop() override;
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  void post(Work work) override;  // any thread
  boost::asio::any_io_executor executor() const;
  bool is_this_thread() const { return std::this_thread::get_id() == thread_.get_id(); }

 private:
  std::unique_ptr<boost::asio::io_context> context_;
  std::thread thread_;
};

}  // namespace htq::http
