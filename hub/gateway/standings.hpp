// Tells customers where they stand when that changed: who has the conversation, the place in the
// queue, by when an answer is due. Changes of a moment are told together; places at most once a
// second.
#pragma once

#include <unordered_set>

#include "hub/core/model/log_entry.hpp"
#include "hub/gateway/context.hpp"
#include "hub/gateway/followers.hpp"
#include "hub/gateway/throttle.hpp"

namespace usher::gateway {

class Standings {
  public:
    Standings(const GatewayContext& context, const core::Workspace& state,
              const CustomerFollowers& customers);

    void on_entry(const core::LogEntry& entry);
    void clear();

  private:
    void tell_changed();
    void tell_places();
    void tell(const core::Conversation& conversation, std::uint32_t place);

    const core::Workspace& state_;
    const CustomerFollowers& customers_;
    std::unordered_set<ConversationId> changed_;
    std::uint64_t places_told_ = 0;  ///< version of the log
    Throttle soon_;
    Throttle places_;
};

}  // namespace usher::gateway
