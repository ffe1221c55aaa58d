// Who looks at which conversation, here and on other gateways, so that an agent who opens one sees
// at once who is there. Forgets by itself; bounded; nothing depends on it being complete.
#pragma once

#include <map>
#include <vector>

#include "hub/core/model/actor.hpp"

namespace usher::gateway {

class Viewers {
  public:
    static constexpr std::size_t kViewersMax = 20'000;
    static constexpr std::chrono::seconds kForgetAfter{45};

    struct Viewer {
        core::Actor agent;
        std::size_t windows = 0;  ///< of this gateway; 0 for viewers elsewhere
        Timestamp until{};        ///< of viewers elsewhere
    };

    /// Of this gateway. True when he was not looking here before.
    bool begins(ConversationId conversation, const core::Actor& agent, Timestamp now);
    /// True when his last window here looks elsewhere now.
    bool ends(ConversationId conversation, const core::Actor& agent);
    /// Another gateway says so.
    void heard(ConversationId conversation, const core::Actor& agent, bool viewing, Timestamp now);

    /// Those who look at it now.
    std::vector<core::Actor> of(ConversationId conversation, Timestamp now) const;
    /// Those of this gateway, to be told again; forgets the others that are due.
    std::vector<std::pair<ConversationId, core::Actor>> repeat(Timestamp now);

  private:
    std::map<std::pair<ConversationId, AgentId>, Viewer> viewers_;
};

}  // namespace usher::gateway
