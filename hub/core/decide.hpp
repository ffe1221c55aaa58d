// The business: a command against a state gives events, or a refusal. Pure: time and randomness come in with
// the command. Called by the engine alone.
#pragma once

#include <variant>
#include <vector>

#include "hub/core/model/command.hpp"
#include "hub/core/model/workspace.hpp"

namespace usher::core {

using Events = std::vector<Event>;
using Decision = std::variant<Events, Rejection, Duplicate, Unchanged>;

/// What the command itself means. Whatever question_before() asks about it was answered. The events are numbered to follow `workspace`.
Decision decide(const Workspace& workspace, const Command& command, Timestamp now);

/// The decision on a command that was decided before: the same answer, or a refusal of another text.
Decision repeat_of(const Command& command, const DecidedCommand& known);

/// What follows from events just applied, each command's by itself: SLA clocks start and stop.
Events react(const Workspace& workspace, const Events& applied, Timestamp now);

/// What is due by now: clocks that breach or warn, agents gone for too long, and conversations that can be assigned.
/// Call again after applying until it gives nothing.
Events advance(const Workspace& workspace, Timestamp now);

/// When advance() has something to do next without any command; kNever if never.
Timestamp next_deadline(const Workspace& workspace);

/// A breach is recorded this long after the due instant at the earliest, so that an answer that came in time
/// but is still on its way is not called late. The recorded instant of the breach is the due instant.
inline constexpr Duration kDetectionGrace = std::chrono::milliseconds(250);
/// An agent whose last console went away keeps his unanswered conversations for so long.
inline constexpr Duration kAbsenceGrace = std::chrono::seconds(30);

}  // namespace usher::core
