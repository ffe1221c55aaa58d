// A small contact centre for tests of the core: two queues, named agents and customers, virtual
// time.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "hub/engine/rehearsal.hpp"

namespace usher::test {

using namespace std::chrono_literals;

class Story {
  public:
    static constexpr Timestamp kStart = Timestamp{std::chrono::seconds{1'790'000'000}};

    Story() : play(kStart, 42) {
        define(core::DefineWorkspace{{play.make_id<WorkspaceId>(), "Test"}});
        support = queue("Support", 15min, 30min);
        sales = queue("Sales", 5min, 10min);
        inbox = play.make_id<InboxId>();
        define(core::DefineInbox{{inbox, "Web", "web", support, "site_test", {"*"}, "Hello"}});
    }

    QueueId queue(std::string name, std::chrono::seconds first, std::chrono::seconds next) {
        const auto id = play.make_id<QueueId>();
        define(core::DefineQueue{{id, std::move(name), first, next}});
        return id;
    }
    /// Registered, not yet connected.
    AgentId hire(const std::string& name, std::uint32_t capacity = 4,
                 core::AgentRole role = core::AgentRole::agent) {
        const auto id = play.make_id<AgentId>();
        agents[name] = id;
        define(core::RegisterAgent{{id, name, name + "@test", role, capacity, {support, sales}}});
        return id;
    }
    AgentId online(const std::string& name, std::uint32_t capacity = 4,
                   core::AgentRole role = core::AgentRole::agent) {
        const auto id = agents.contains(name) ? agents[name] : hire(name, capacity, role);
        connect(name, true);
        return id;
    }
    void connect(const std::string& name, bool connected) {
        play.submit(core::Actor::system(), core::ReportAgentConnection{agents[name], connected},
                    gateway);
    }
    ContactId contact(const std::string& name) {
        auto [it, added] = contacts.try_emplace(name);
        if (added) it->second = play.make_id<ContactId>();
        return it->second;
    }
    const core::LogEntry& customer_writes(const std::string& name, std::string text,
                                          std::string command_id = {}) {
        core::SendMessage send;
        send.inbox = inbox;
        send.text = std::move(text);
        return play.submit(core::Actor::contact(contact(name)), send, {}, std::move(command_id));
    }
    const core::LogEntry& agent_writes(const std::string& agent, const std::string& customer,
                                       std::string text, bool note = false) {
        core::SendMessage send;
        send.conversation = conversation(customer).id;
        send.text = std::move(text);
        send.note = note;
        return as(agent, send);
    }
    const core::LogEntry& as(const std::string& agent, core::CommandBody body) {
        return play.submit(core::Actor::agent(agents.at(agent)), std::move(body));
    }
    const core::Conversation& conversation(const std::string& customer) {
        const auto* contact_state = play.workspace().find(contact(customer));
        if (contact_state == nullptr || contact_state->conversations.empty()) {
            throw std::runtime_error(customer + " has no conversation");
        }
        return *play.workspace().find(contact_state->conversations.back());
    }
    std::string assignee(const std::string& customer) {
        const auto* agent = play.workspace().find(conversation(customer).assignee);
        return agent == nullptr ? "" : agent->display_name;
    }
    /// How often an event of this kind stands in the whole log.
    template <class Body>
    std::size_t count() const {
        std::size_t n = 0;
        for (const auto& entry : play.log()) {
            for (const auto& event : entry.events) n += std::holds_alternative<Body>(event.body);
        }
        return n;
    }
    static std::string rejection(const core::LogEntry& entry) {
        if (entry.outcomes.empty()) return "";
        const auto* refused = std::get_if<core::Rejection>(&entry.outcomes.back().result);
        return refused == nullptr ? "" : refused->code;
    }

    engine::Rehearsal play;
    GatewayId gateway{Bits128{7, 7}};
    QueueId support;
    QueueId sales;
    InboxId inbox;
    std::map<std::string, AgentId> agents;
    std::map<std::string, ContactId> contacts;

    const core::LogEntry& define(core::CommandBody body) {
        return play.submit(core::Actor::system(), std::move(body));
    }
    const core::LogEntry& route(QueueId queue, core::QueueRouting rules) {
        return define(core::DefineQueueRouting{{queue, std::move(rules)}});
    }
    const core::LogEntry& equip(const std::string& agent, core::AgentRouting routing) {
        return define(core::DefineAgentRouting{{agents.at(agent), std::move(routing)}});
    }
    void promote(const std::string& name, core::AgentRole role) {
        define(
            core::RegisterAgent{{agents[name], name, name + "@test", role, 4, {support, sales}}});
    }
    const core::LogEntry& customer_writes_in(const std::string& name, std::string locale,
                                             std::string text) {
        core::SendMessage send;
        send.inbox = inbox;
        send.text = std::move(text);
        send.profile.locale = std::move(locale);
        return play.submit(core::Actor::contact(contact(name)), send);
    }
};

}  // namespace usher::test
