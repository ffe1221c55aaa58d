// What leaves memory and comes back: closed conversations with their contact. The log carries both, so every
// reader of it holds the same. The engine decides when; the archive has everything meanwhile.
#pragma once

#include "hub/core/decide.hpp"

namespace usher::core {

/// Long enough for the customer's afterthought and the agent's "one more thing" to find everything in memory,
/// short against what a day of closed conversations would weigh.
inline constexpr Duration kForgetAfter = std::chrono::hours(1);
/// Contacts that one log entry forgets at most: an entry stays small after a long absence of the archive.
inline constexpr std::size_t kForgetMax = 256;

/// Contacts without an open conversation that nobody touched for kForgetAfter and that the archive holds, as it
/// holds the log up to version `archived`. Not part of advance(): it is one slice of the work, not all of it.
Events forget(const Workspace& workspace, Timestamp now, std::uint64_t archived);

/// When forget() has something next; kNever if only a later `archived` can change that.
Timestamp next_forgetting(const Workspace& workspace, std::uint64_t archived);

// The reducer's side.
void forget(Workspace& workspace, const ContactForgotten& forgotten);
void recall(Workspace& workspace, const ContactRecalled& recalled, const Event& event);

}  // namespace usher::core
