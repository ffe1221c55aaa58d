// Inside hub/store a call that cannot go on throws Failure; the methods of the room's interfaces
// catch it and return it as a Result. No other exception type is thrown on purpose.
#pragma once

#include <new>
#include <type_traits>
#include <utility>

#include "hub/base/result.hpp"

namespace usher::store {

struct Failure {
    Error error;
};

[[noreturn]] inline void raise(Error::Kind kind, std::string text) {
    throw Failure{Error{kind, std::move(text)}};
}

template <class T>
T value_or_raise(Result<T> result) {
    if (!result) throw Failure{std::move(result.error())};
    return *std::move(result);
}

/// Runs `work` and turns what it throws into a Result: the edge of the room.
template <class Work>
auto attempt(Work&& work) -> Result<std::invoke_result_t<Work>> {
    try {
        if constexpr (std::is_void_v<std::invoke_result_t<Work>>) {
            std::forward<Work>(work)();
            return {};
        } else {
            return std::forward<Work>(work)();
        }
    } catch (Failure& failure) {
        return std::unexpected(std::move(failure.error));
    } catch (const std::bad_alloc&) {
        return fail(Error::Kind::exhausted, "out of memory");
    }
}

}  // namespace usher::store
