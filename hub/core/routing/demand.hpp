// What a conversation needs of an agent at this moment, who meets it, and when that changes by itself. Read by
// routing and by the indexes it looks into.
#pragma once

#include "hub/core/model/workspace.hpp"

namespace usher::core {

/// An offer ends this long after it expires: a yes that came in time may still be on its way.
inline constexpr Duration kOfferGrace = std::chrono::milliseconds(250);
/// For how long whoever gave a conversation back is not asked for it again.
inline constexpr std::chrono::seconds kGivenBackFor{60};
/// Those who were asked are remembered up to here; then a new round begins.
inline constexpr std::size_t kTriedMax = 64;

Demand demand_of(const Conversation& conversation);

/// Skills, language, room, and not asked already; that he is among the free is not looked at.
bool meets(const Agent& agent, const Demand& demand);
bool meets_but_for_room(const Agent& agent, const Demand& demand);

/// How many preferred needs a plan has.
std::size_t preferences_of(const RoutingPlan& plan);
/// The next to be given up: the skill, empty for the language.
std::string next_to_relax(const RoutingState& routing);

/// When something is due for the conversation in its line; zero: nothing.
Timestamp routing_due(const Conversation& conversation);

/// What holds in the queue whose line it stands in.
RoutingPlan plan_for(const Workspace& workspace, const Conversation& conversation, Timestamp now);

/// The primary tag in lower case: "de" of "de-AT".
std::string primary_language(std::string_view tag);

}  // namespace usher::core
