// What is worth telling now and not worth keeping: typing and looking, and how far the archive is.
// Nodes publish these to each other beside the log; nothing here is ever stored or decided upon.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "hub/base/id.hpp"
#include "hub/base/result.hpp"
#include "hub/core/model/actor.hpp"

namespace usher::wire {

enum class TypingState : std::uint8_t { none, typing, stopped };

struct Typing {
    ConversationId conversation;
    core::Actor actor;
    TypingState state = TypingState::none;
    bool note = false;  ///< an agent writes a note: told to agents only
};

/// An agent looks at a conversation, or no longer does.
struct Viewing {
    ConversationId conversation;
    core::Actor actor;
    bool viewing = false;
};

/// The archive holds the log up to `version`.
struct Archived {
    std::uint64_t version = 0;
};

/// Entries of the log or commands were gone: whoever acknowledged something feeds it again.
struct LogLost {};

struct LiveSignal {
    GatewayId gateway;  ///< who publishes: a gateway skips its own
    ContactId contact;  ///< of the conversation
    std::variant<Typing, Viewing, Archived, LogLost> body;
};

std::string encode_live_signal(const LiveSignal& signal);
/// Error::Kind::invalid for bytes that are none, and for kinds this version does not know.
Result<LiveSignal> decode_live_signal(std::string_view bytes);

}  // namespace usher::wire
