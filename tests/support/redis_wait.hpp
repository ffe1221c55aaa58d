// Turns callbacks on a Loop into values, for tests: runs the loop until something has happened,
// with a deadline. It never sleeps.
#pragma once

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <memory>
#include <optional>

#include "hub/log/streams.hpp"
#include "hub/net/loop.hpp"

namespace usher::test {

/// False when `limit` is over first.
template <class Predicate>
bool run_until(net::Loop& loop, Predicate happened,
               std::chrono::seconds limit = std::chrono::seconds(30)) {
    auto& context = *static_cast<boost::asio::io_context*>(loop.native());
    const auto deadline = std::chrono::steady_clock::now() + limit;
    while (!happened()) {
        const auto left = deadline - std::chrono::steady_clock::now();
        if (left.count() <= 0) return false;
        context.restart();
        context.run_one_for(
            std::min<std::chrono::steady_clock::duration>(left, std::chrono::milliseconds(20)));
    }
    return true;
}

/// One answer that is still to come. A second call of the callback is a failure of the test.
template <class T>
class Answer {
  public:
    log::Callback<T> callback() {
        return [state = state_](Result<T> result) {
            EXPECT_FALSE(state->has_value()) << "called twice";
            state->emplace(std::move(result));
        };
    }
    bool here() const { return state_->has_value(); }
    const Result<T>& get() const { return **state_; }
    Result<T> wait(net::Loop& loop, std::chrono::seconds limit = std::chrono::seconds(30)) {
        if (!run_until(loop, [&] { return here(); }, limit)) {
            return fail(Error::Kind::unavailable, "the test waited in vain");
        }
        return std::move(**state_);
    }

  private:
    std::shared_ptr<std::optional<Result<T>>> state_ = std::make_shared<std::optional<Result<T>>>();
};

}  // namespace usher::test
