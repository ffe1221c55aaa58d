// Typing and looking, between the sockets of this gateway and, by publish and subscribe, those of
// others. At most once and never stored: what is lost is repeated or forgotten by its receivers.
#pragma once

#include "hub/gateway/context.hpp"
#include "hub/gateway/followers.hpp"
#include "hub/gateway/viewers.hpp"

namespace usher::gateway {

class LiveSignals {
  public:
    /// `log_lost`: the log had lost something, so feed again what was acknowledged.
    LiveSignals(const GatewayContext& context, WorkspaceId workspace,
                const CustomerFollowers& customers, const ConversationWatchers& watchers,
                std::function<void()> log_lost);

    void start();
    /// To the agents that watch; of an agent's reply, to the customer too.
    void typing(const wire::Typing& typing, ContactId contact);
    void viewing_begins(ConversationId conversation, const core::Actor& agent);
    void viewing_ends(ConversationId conversation, const core::Actor& agent);
    /// Who looks at it already, told to a console that begins to watch.
    void tell_viewers(ConversationId conversation, AgentFollower& console) const;

  private:
    void publish(const wire::LiveSignal& signal);
    void on_published(std::string_view bytes);
    void deliver(const wire::Typing& typing, ContactId contact);
    void deliver(const wire::Viewing& viewing);
    void repeat_viewers();

    const GatewayContext& context_;
    WorkspaceId workspace_;
    const CustomerFollowers& customers_;
    const ConversationWatchers& watchers_;
    Viewers viewers_;
    std::function<void()> log_lost_;
    net::Timer repeat_;
    std::unique_ptr<log::Subscription> subscription_;
};

}  // namespace usher::gateway
