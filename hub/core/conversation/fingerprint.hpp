// What tells two messages under one command id apart.
#pragma once

#include "hub/base/hash.hpp"
#include "hub/core/model/command.hpp"
#include "hub/core/model/recent_keys.hpp"

namespace usher::core {

inline std::uint64_t fingerprint(std::string_view text, bool note) {
    return hash_bytes(text, note ? 1 : 0) | 1;  // never 0, which stands for "no text"
}

/// What is remembered of the command whose first event this is.
inline DecidedCommand decided_by(const Event& event) {
    const auto* message = std::get_if<MessageAdded>(&event.body);
    return {event.conversation, event.seq,
            message != nullptr ? fingerprint(message->text, message->note()) : 0};
}

}  // namespace usher::core
