// Asks something of Redis and turns the loop until the answer is there: for verbs, which do one
// thing after the other. Never used while a hub serves.
#pragma once

#include <chrono>
#include <memory>
#include <optional>

#include "hub/log/streams.hpp"
#include "hub/net/loop.hpp"

namespace usher::app {

inline constexpr std::chrono::seconds kAnswerLimit{30};

/// Turns the loop until `done` says so; false when that takes longer than `limit`.
inline bool turn_until(net::Loop& loop, std::chrono::milliseconds limit,
                       const std::function<bool()>& done) {
    bool late = false;
    net::Timer timer(loop);
    timer.after(limit, [&late] { late = true; });
    loop.run_until([&] { return late || done(); });
    return !late || done();
}

/// `ask` gets the callback that takes the answer. Error unavailable when there is none in time.
template <class T, class Ask>
Result<T> answer_of(net::Loop& loop, Ask&& ask) {
    auto answer = std::make_shared<std::optional<Result<T>>>();
    ask([answer](Result<T> result) { answer->emplace(std::move(result)); });
    if (turn_until(loop, kAnswerLimit, [&] { return answer->has_value(); })) {
        return std::move(**answer);
    }
    return fail(Error::Kind::unavailable, "Redis does not answer; see whether it runs");
}

}  // namespace usher::app
