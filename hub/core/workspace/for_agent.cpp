#include <fmt/format.h>

#include "hub/base/utf8.hpp"
#include "hub/core/event_writer.hpp"
#include "hub/core/workspace/commands.hpp"
#include "hub/core/workspace/definition_rules.hpp"
#include "hub/core/workspace/rights.hpp"

namespace usher::core {
namespace {

const char* presence_name(Presence presence) {
    switch (presence) {
        case Presence::online:
            return "online";
        case Presence::away:
            return "away";
        case Presence::offline:
            return "offline";
        case Presence::none:
            break;
    }
    return "none";
}

}  // namespace

Decision decide_for_agent(const Workspace& workspace, const Command& command,
                          const SetAgentPresence& set, Timestamp now) {
    const auto* caller = caller_with(workspace, command.caller, AgentRole::supervisor);
    if (caller == nullptr) return only_leads();
    const auto* agent = workspace.find(set.agent);
    if (agent == nullptr || agent->inactive) {
        return Rejection{"unknown_agent", "There is no such agent."};
    }
    if (set.presence != Presence::online && set.presence != Presence::away) {
        return invalid_field("presence", "One of online, away.");
    }
    if (set.note.size() > kPauseNoteBytesMax || !is_utf8(set.note)) {
        return invalid_field("note", fmt::format("At most {} bytes.", kPauseNoteBytesMax));
    }
    if (agent->chosen == set.presence && agent->note == set.note) return Unchanged{};
    EventWriter events(workspace, Actor::agent(caller->id, caller->display_name), command.received,
                       now);
    const bool pauses = set.presence != Presence::online;
    events.add(AgentPresenceChanged{agent->id, set.presence, agent->gateways,
                                    "set by " + caller->display_name, set.note},
               command.id);
    ChangeRecorded record{"agent", agent->id.text(), agent->display_name,
                          pauses ? "paused" : "resumed"};
    record.fields.push_back(
        {"presence", presence_name(agent->chosen), presence_name(set.presence)});
    if (!set.note.empty()) record.fields.push_back({"note", "", set.note});
    events.add(std::move(record));
    return events.take();
}

Decision decide_for_agent(const Workspace& workspace, const Command& command,
                          const SetAgentCapacity& set, Timestamp now) {
    const auto* caller = caller_with(workspace, command.caller, AgentRole::supervisor);
    if (caller == nullptr) return only_leads();
    const auto* agent = workspace.find(set.agent);
    if (agent == nullptr || agent->inactive) {
        return Rejection{"unknown_agent", "There is no such agent."};
    }
    if (set.capacity > kCapacityMax) {
        return invalid_field("capacity", fmt::format("From 0 to {}.", kCapacityMax));
    }
    if (agent->capacity == set.capacity) return Unchanged{};
    EventWriter events(workspace, Actor::agent(caller->id, caller->display_name), command.received,
                       now);
    events.add(AgentRegistered{agent->id, agent->display_name, agent->email, agent->role,
                               set.capacity, agent->queues, agent->inactive},
               command.id);
    ChangeRecorded record{"agent", agent->id.text(), agent->display_name, "changed"};
    record.fields.push_back(
        {"capacity", fmt::format("{}", agent->capacity), fmt::format("{}", set.capacity)});
    events.add(std::move(record));
    return events.take();
}

}  // namespace usher::core
