// Result<T>: the world failed. Used at every edge that touches sockets, files or other programs; business
// refusals are core::Rejection instead, and our own mistakes are asserts.
#pragma once

#include <expected>
#include <string>
#include <utility>

namespace usher {

/// One sentence for a person: names the place and, where known, the fix.
struct Error {
    enum class Kind {
        unavailable,  ///< the other side does not answer; trying again later may help
        conflict,     ///< somebody else was first (compare-and-set)
        not_found,    ///< no such thing
        invalid,      ///< the input is wrong and stays wrong
        refused,      ///< not allowed: credentials, permissions, origin
        exhausted,    ///< a limit was reached: size, rate, memory, descriptors
        corrupt,      ///< stored data does not make sense
        cancelled,    ///< the owner went away
    };
    Kind kind = Kind::unavailable;
    std::string text;
};

template <class T>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> fail(Error::Kind kind, std::string text) {
    return std::unexpected(Error{kind, std::move(text)});
}

}  // namespace usher
