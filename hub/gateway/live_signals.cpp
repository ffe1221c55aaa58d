#include "hub/gateway/live_signals.hpp"

#include "hub/base/overloaded.hpp"
#include "hub/gateway/shared_frame.hpp"

namespace usher::gateway {

LiveSignals::LiveSignals(const GatewayContext& context, WorkspaceId workspace,
                         const CustomerFollowers& customers, const ConversationWatchers& watchers,
                         std::function<void()> log_lost)
    : context_(context),
      workspace_(workspace),
      customers_(customers),
      watchers_(watchers),
      log_lost_(std::move(log_lost)),
      repeat_(context.loop) {}

void LiveSignals::start() {
    subscription_ = context_.streams.subscribe(
        workspace_, [this](std::string_view bytes) { on_published(bytes); });
    repeat_viewers();
}

void LiveSignals::typing(const wire::Typing& typing, ContactId contact) {
    deliver(typing, contact);
    publish({context_.options.id, contact, typing});
}

void LiveSignals::viewing_begins(ConversationId conversation, const core::Actor& agent) {
    if (!viewers_.begins(conversation, agent, context_.loop.now())) return;
    const wire::Viewing viewing{conversation, agent, true};
    deliver(viewing);
    publish({context_.options.id, {}, viewing});
}

void LiveSignals::viewing_ends(ConversationId conversation, const core::Actor& agent) {
    if (!viewers_.ends(conversation, agent)) return;
    const wire::Viewing viewing{conversation, agent, false};
    deliver(viewing);
    publish({context_.options.id, {}, viewing});
}

void LiveSignals::tell_viewers(ConversationId conversation, AgentFollower& console) const {
    for (const auto& agent : viewers_.of(conversation, context_.loop.now())) {
        if (agent.agent_id() == console.agent()) continue;
        console.output().send(wire::Viewing{conversation, agent, true});
    }
}

void LiveSignals::publish(const wire::LiveSignal& signal) {
    context_.streams.publish(workspace_, wire::encode_live_signal(signal));
}

void LiveSignals::on_published(std::string_view bytes) {
    const auto signal = wire::decode_live_signal(bytes);
    if (!signal || signal->gateway == context_.options.id) return;
    std::visit(overloaded{
                   [&](const wire::Typing& typing) { deliver(typing, signal->contact); },
                   [&](const wire::Viewing& viewing) {
                       viewers_.heard(viewing.conversation, viewing.actor, viewing.viewing,
                                      context_.loop.now());
                       deliver(viewing);
                   },
                   [](const wire::Archived&) {},  // the node hears that for all its roles
                   [&](const wire::LogLost&) { log_lost_(); },
               },
               signal->body);
}

void LiveSignals::deliver(const wire::Typing& typing, ContactId contact) {
    SharedFrame frame(typing);
    for (auto* console : watchers_.of(typing.conversation)) {
        if (console->agent() == typing.actor.agent_id()) continue;
        console->output().send_bytes(frame.in(console->output().encoding()));
    }
    if (typing.note || !typing.actor.is_agent()) return;
    for (auto* customer : customers_.of(contact)) customer->on_typing(typing);
}

void LiveSignals::deliver(const wire::Viewing& viewing) {
    SharedFrame frame(viewing);
    for (auto* console : watchers_.of(viewing.conversation)) {
        if (console->agent() == viewing.actor.agent_id()) continue;
        console->output().send_bytes(frame.in(console->output().encoding()));
    }
}

void LiveSignals::repeat_viewers() {
    for (const auto& [conversation, agent] : viewers_.repeat(context_.loop.now())) {
        const wire::Viewing viewing{conversation, agent, true};
        deliver(viewing);
        publish({context_.options.id, {}, viewing});
    }
    repeat_.after(context_.options.viewing_interval, [this] { repeat_viewers(); });
}

}  // namespace usher::gateway
