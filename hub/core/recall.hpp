// What memory alone cannot tell about a command: whether an old id was decided before, and what became of a
// contact or conversation that left memory. The engine asks the archive first and decides then. Pure.
#pragma once

#include <optional>
#include <variant>

#include "hub/core/decide.hpp"

namespace usher::core {

/// The first event that carries this command id and is by this caller (role and id).
struct WasDecided { Actor caller; std::string command_id; };
/// The contact, with its newest conversation of each inbox.
struct ContactHistory { ContactId contact; };
/// The conversation's contact as above, and this conversation as well.
struct ConversationHistory { ConversationId conversation; };
using Question = std::variant<WasDecided, ContactHistory, ConversationHistory>;

/// What was asked for a command and answered already; each is asked once.
struct Asked {
    bool decided = false;
    bool contact = false;
    bool conversation = false;
};

/// What the archive must be asked next before the command can be decided; nothing when it can be.
std::optional<Question> question_before(const Workspace& workspace, const Command& command,
                                        const Asked& asked, Timestamp now);

/// The log version that the archive must have reached for its answer to be true.
std::uint64_t archive_needed(const Workspace& workspace, const Question& question);

/// The decision on a command of which the archive has the first event: a repeat, or another text.
Decision decide_repeat(const Command& command, const Event& first);

/// Whether the id was made so far ahead of `now`, and of when a gateway received it, that it must not be decided:
/// nobody can fill memory with ids of times to come. By whichever clock is ahead: they may have been set since.
std::optional<Rejection> fault_of_id_time(const Command& command, Timestamp now);

/// The conversation a command names; empty when it names none.
ConversationId conversation_of(const Command& command);
/// The contact it names, or comes from; empty when there is none.
ContactId contact_of(const Command& command);

}  // namespace usher::core
