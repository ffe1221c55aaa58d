#include "hub/gateway/admin/definitions_json.hpp"

#include <boost/json.hpp>

namespace usher::gateway {
namespace {

const char* role_name(core::AgentRole role) {
    switch (role) {
        case core::AgentRole::supervisor:
            return "supervisor";
        case core::AgentRole::admin:
            return "admin";
        case core::AgentRole::agent:
        case core::AgentRole::none:
            break;
    }
    return "agent";
}

const char* presence_name(core::Presence presence) {
    switch (presence) {
        case core::Presence::online:
            return "online";
        case core::Presence::away:
            return "away";
        case core::Presence::offline:
        case core::Presence::none:
            break;
    }
    return "offline";
}

}  // namespace

std::map<QueueId, std::size_t> agents_by_queue(const core::Workspace& state) {
    std::map<QueueId, std::size_t> serving;
    for (const auto& [id, agent] : state.agents) {
        if (agent.inactive) continue;
        std::set<QueueId> of_his(agent.queues.begin(), agent.queues.end());
        of_his.insert(agent.team_queues.begin(), agent.team_queues.end());
        for (auto queue : of_his) ++serving[queue];
    }
    return serving;
}

boost::json::object queue_json(const core::Queue& queue,
                               const std::map<QueueId, std::size_t>& serving) {
    const auto& definition = queue.definition;
    const auto agents = serving.find(definition.id);
    return {{"id", definition.id.text()},
            {"name", definition.name},
            {"first_response_s", definition.first_response.count()},
            {"next_response_s", definition.next_response.count()},
            {"active", !definition.inactive},
            {"waiting", queue.waiting.size()},
            {"agents", agents == serving.end() ? 0 : agents->second}};
}

boost::json::object inbox_json(const core::InboxDefined& inbox) {
    return {{"id", inbox.id.text()},
            {"name", inbox.name},
            {"channel", inbox.channel},
            {"queue_id", inbox.queue.text()},
            {"site_key", inbox.site_key},
            {"origins", boost::json::array(inbox.origins.begin(), inbox.origins.end())},
            {"greeting", inbox.greeting},
            {"active", !inbox.inactive}};
}

boost::json::object agent_json(const core::Agent& agent) {
    boost::json::array queues;
    for (auto queue : agent.queues) queues.emplace_back(queue.text());
    return {{"id", agent.id.text()},      {"display_name", agent.display_name},
            {"email", agent.email},       {"role", role_name(agent.role)},
            {"capacity", agent.capacity}, {"queue_ids", std::move(queues)},
            {"active", !agent.inactive},  {"presence", presence_name(agent.effective())},
            {"load", agent.load()}};
}

boost::json::object change_json(const store::RecordedChange& change) {
    const auto& event = change.event;
    boost::json::object out{
        {"number", change.number},
        {"at_ms", to_ms(event.recorded)},
        {"by",
         {{"id", event.actor.is_agent() ? event.actor.agent_id().text() : std::string()},
          {"name", event.actor.name}}}};
    const auto* record = std::get_if<core::ChangeRecorded>(&event.body);
    if (record == nullptr) return out;
    out["subject"] = {
        {"kind", record->subject_kind}, {"id", record->subject_id}, {"name", record->subject_name}};
    out["action"] = record->action;
    boost::json::array fields;
    for (const auto& each : record->fields) {
        fields.push_back({{"field", each.field}, {"before", each.before}, {"after", each.after}});
    }
    out["fields"] = std::move(fields);
    return out;
}

}  // namespace usher::gateway
