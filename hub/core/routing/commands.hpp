// One function per command about routing; decide() dispatches to them.
#pragma once

#include "hub/core/decide.hpp"

namespace usher::core {

Decision decide_routing(const Workspace&, const Command&, const DefineQueueRouting&, Timestamp now);
Decision decide_routing(const Workspace&, const Command&, const DefineAgentRouting&, Timestamp now);
Decision decide_routing(const Workspace&, const Command&, const DefineTeam&, Timestamp now);
Decision decide_routing(const Workspace&, const Command&, const DefineTiers&, Timestamp now);
Decision decide_routing(const Workspace&, const Command&, const ClassifyConversation&, Timestamp now);
Decision decide_routing(const Workspace&, const Command&, const AcceptOffer&, Timestamp now);
Decision decide_routing(const Workspace&, const Command&, const DeclineOffer&, Timestamp now);
Decision decide_routing(const Workspace&, const Command&, const SetAccepting&, Timestamp now);
Decision decide_routing(const Workspace&, const Command&, const CancelTransfer&, Timestamp now);

template <class Body>
concept RoutingCommand = requires(const Workspace& w, const Command& c, const Body& b, Timestamp t) {
    decide_routing(w, c, b, t);
};

/// The longest name of a skill, tier, team or channel, in bytes.
inline constexpr std::size_t kNameBytesMax = 80;
/// Skills, languages, needs, tiers, teams: of each at most so many in one definition.
inline constexpr std::size_t kListMax = 64;
/// A context packet with its note, in bytes.
inline constexpr std::size_t kPacketBytesMax = 16'384;

}  // namespace usher::core
