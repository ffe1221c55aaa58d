#include "hub/app/replay_state.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace usher::app {
namespace {

namespace json = boost::json;

json::value instant(Timestamp at) {
    if (at == Timestamp{}) return nullptr;
    return to_ms(at);
}

template <class Tag>
json::value id(Id<Tag> value) {
    if (value.empty()) return nullptr;
    return json::value(value.text());
}

std::string_view name(core::Presence presence) {
    switch (presence) {
        case core::Presence::online:
            return "online";
        case core::Presence::away:
            return "away";
        case core::Presence::offline:
            return "offline";
        case core::Presence::none:
            break;
    }
    return "none";
}

std::string_view name(core::ClockState state) {
    using enum core::ClockState;
    switch (state) {
        case running:
            return "running";
        case paused:
            return "paused";
        case met:
            return "met";
        case missed:
            return "missed";
        case cancelled:
            return "cancelled";
        case waived:
            return "waived";
        case none:
            break;
    }
    return "none";
}

json::value clock(const core::SlaClock& clock) {
    if (!clock.exists()) return nullptr;
    return json::object{{"cycle", clock.cycle},
                        {"state", name(clock.state)},
                        {"started_ms", instant(clock.started)},
                        {"due_ms", instant(clock.due)},
                        {"ended_ms", instant(clock.ended)},
                        {"breached_ms", instant(clock.breached)}};
}

json::object conversation(const core::Conversation& c) {
    return {{"id", id(c.id)},
            {"contact", id(c.contact)},
            {"queue", id(c.queue)},
            {"status", c.open() ? "open" : "resolved"},
            {"assignee", id(c.assignee)},
            {"seq", c.seq},
            {"opened_ms", instant(c.opened)},
            {"last_activity_ms", instant(c.last_activity)},
            {"queued_ms", instant(c.queued)},
            {"waiting_since_ms", instant(c.waiting_since)},
            {"unread", c.unread.size()},
            {"contact_read_seq", c.contact_read_seq},
            {"agent_read_seq", c.agent_read_seq},
            {"first_response", clock(c.first_response)},
            {"next_response", clock(c.next_response)}};
}

void write(std::string& out, const json::value& value, std::size_t depth) {
    const auto indent = [&](std::size_t n) { out.append(n * 2, ' '); };
    if (const auto* object = value.if_object(); object != nullptr && !object->empty()) {
        out += "{\n";
        for (std::size_t left = object->size(); const auto& [key, member] : *object) {
            indent(depth + 1);
            out += json::serialize(json::string(key)) + ": ";
            write(out, member, depth + 1);
            out += --left > 0 ? ",\n" : "\n";
        }
        indent(depth);
        out += '}';
    } else if (const auto* array = value.if_array(); array != nullptr && !array->empty()) {
        out += "[\n";
        for (std::size_t left = array->size(); const auto& element : *array) {
            indent(depth + 1);
            write(out, element, depth + 1);
            out += --left > 0 ? ",\n" : "\n";
        }
        indent(depth);
        out += ']';
    } else {
        out += json::serialize(value);
    }
}

}  // namespace

std::string state_json(const core::Workspace& workspace) {
    json::array queues;
    for (const auto& [queue_id, queue] : workspace.queues) {
        queues.push_back(json::object{{"id", id(queue_id)},
                                      {"name", queue.definition.name},
                                      {"waiting", queue.waiting.size()}});
    }
    json::array agents;
    for (const auto& [agent_id, agent] : workspace.agents) {
        agents.push_back(json::object{{"id", id(agent_id)},
                                      {"name", agent.display_name},
                                      {"chosen", name(agent.chosen)},
                                      {"connected", agent.connected()},
                                      {"load", agent.load()},
                                      {"capacity", agent.capacity}});
    }
    std::vector<const core::Conversation*> sorted;
    for (const auto& [conversation_id, c] : workspace.conversations) sorted.push_back(&c);
    std::ranges::sort(sorted, {}, &core::Conversation::id);
    json::array conversations;
    for (const auto* c : sorted) conversations.push_back(conversation(*c));

    std::string out;
    write(out,
          json::object{{"workspace", id(workspace.id)},
                       {"name", workspace.name},
                       {"version", workspace.version},
                       {"contacts", workspace.contacts.size()},
                       {"queues", std::move(queues)},
                       {"agents", std::move(agents)},
                       {"conversations", std::move(conversations)}},
          0);
    out += '\n';
    return out;
}

}  // namespace usher::app
