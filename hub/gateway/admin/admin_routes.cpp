#include "hub/gateway/admin/admin_routes.hpp"

#include <boost/json.hpp>

#include "hub/base/uuid.hpp"
#include "hub/gateway/admin/body_fields.hpp"
#include "hub/gateway/admin/definitions_json.hpp"
#include "hub/gateway/http/problem.hpp"
#include "hub/gateway/http/request_parts.hpp"
#include "hub/store/account_rules.hpp"

namespace usher::gateway {
namespace {

net::HttpResponse json(unsigned status, const boost::json::object& body) {
    return net::HttpResponse::json(status, boost::json::serialize(body));
}

net::HttpResponse unknown() {
    return problem_of({Error::Kind::not_found, {}});
}

net::HttpResponse used_key() {
    return problem(409, "conflict", "This Idempotency-Key was used for another thing.");
}

std::optional<std::chrono::seconds> seconds(std::optional<std::uint32_t> number) {
    if (!number) return {};
    return std::chrono::seconds(*number);
}

std::optional<core::AgentRole> role_of(const std::optional<std::string>& name) {
    if (!name) return {};
    if (*name == "agent") return core::AgentRole::agent;
    if (*name == "supervisor") return core::AgentRole::supervisor;
    if (*name == "admin") return core::AgentRole::admin;
    return core::AgentRole::none;  // the core refuses it
}

}  // namespace

void AdminRoutes::handle(Endpoint endpoint, Call call) {
    auto* live = around_.workspace ? around_.workspace(call.session->account.workspace) : nullptr;
    if (live == nullptr || !live->ready()) {
        return call.answer(problem_of({Error::Kind::unavailable, {}}));
    }
    if (endpoint == Endpoint::admin_changes) {
        return around_.history.changes(std::move(call), live->state().version);
    }
    auto key = std::string(call.request.header("idempotency-key"));
    if (key.empty()) key = uuid_v7(around_.loop.now(), entropy_.draw());
    const auto bits = uuid_v7_bits(key);
    if (!bits) {
        return call.answer(
            problem_of_field("Idempotency-Key", "The header must be a UUID of version 7."));
    }
    const bool of_one = !call.params.empty();
    const auto param = of_one ? call.params.front() : std::string();
    auto request = std::make_shared<AdminRequest>(
        AdminRequest{std::move(call), live, uuid_text(*bits), *bits});
    const auto queue = QueueId::parse(param);
    const auto inbox = InboxId::parse(param);
    const auto agent = AgentId::parse(param);
    if (RoutingRoutes::has(endpoint)) return routing_.handle(endpoint, std::move(request));
    if (of_one && !queue && !inbox && !agent) return request->answer(unknown());
    if (endpoint == Endpoint::admin_queues) return queues(std::move(request));
    if (endpoint == Endpoint::admin_inboxes) return inboxes(std::move(request));
    if (endpoint == Endpoint::admin_agents) return agents(std::move(request));
    if (endpoint == Endpoint::admin_queue && queue) {
        return change_queue(std::move(request), *queue, false);
    }
    if (endpoint == Endpoint::admin_inbox && inbox) {
        return change_inbox(std::move(request), *inbox, false);
    }
    if (endpoint == Endpoint::admin_agent && agent) {
        return change_agent(std::move(request), *agent);
    }
    if (endpoint == Endpoint::admin_password && agent) return password(std::move(request), *agent);
    if (endpoint == Endpoint::admin_sessions && agent) {
        return accounts_.end_sessions(std::move(request), *agent);
    }
    request->answer(unknown());
}

void AdminRoutes::queues(HeldRequest request) {
    if (request->call.request.method == "POST") {
        const QueueId id(request->made_id);
        return change_queue(std::move(request), id, true);
    }
    boost::json::array list;
    const auto serving = agents_by_queue(request->state());
    for (const auto& [id, queue] : request->state().queues) {
        if (queue.definition.id) list.push_back(queue_json(queue, serving));
    }
    request->answer(json(200, {{"queues", std::move(list)}}));
}

void AdminRoutes::inboxes(HeldRequest request) {
    if (request->call.request.method == "POST") {
        const InboxId id(request->made_id);
        return change_inbox(std::move(request), id, true);
    }
    boost::json::array list;
    for (const auto& [id, inbox] : request->state().inboxes) list.push_back(inbox_json(inbox));
    request->answer(json(200, {{"inboxes", std::move(list)}}));
}

void AdminRoutes::agents(HeldRequest request) {
    if (request->call.request.method == "POST") return create_agent(std::move(request));
    list_agents(*request);
}

void AdminRoutes::list_agents(AdminRequest& request) {
    const auto after_text = query_value(request.call.request.query, "after");
    const auto after = AgentId::parse(after_text);
    const auto asked = query_number(request.call.request.query, "limit", kAgentsDefault);
    if (!asked) return request.answer(problem_of(asked.error()));
    if (!after_text.empty() && !after) {
        return request.answer(problem(400, "invalid", "'after' must be the id of an agent."));
    }
    const auto limit = std::clamp<std::uint64_t>(*asked, 1, kAgentsMax);
    const auto& all = request.state().agents;
    boost::json::array list;
    auto next = after ? all.upper_bound(*after) : all.begin();
    for (; next != all.end() && list.size() < limit; ++next) {
        if (next->second.id) list.push_back(agent_json(next->second));
    }
    boost::json::object body;
    if (next != all.end()) body["next"] = std::prev(next)->first.text();
    body["agents"] = std::move(list);
    request.answer(json(200, body));
}

void AdminRoutes::change_queue(HeldRequest request, QueueId id, bool create) {
    BodyFields body(request->call.request.body);
    core::ChangeQueue change{id, create};
    change.name = body.text("name");
    change.first_response = seconds(body.number("first_response_s"));
    change.next_response = seconds(body.number("next_response_s"));
    change.active = body.truth("active");
    if (auto fault = body.fault()) return request->answer(refusal_of(*fault));
    decide_then(commands_, std::move(request), std::move(change), [id, create](HeldRequest held) {
        const auto found = held->state().queues.find(id);
        if (found == held->state().queues.end()) return held->answer(used_key());
        held->answer(
            json(create ? 201 : 200, queue_json(found->second, agents_by_queue(held->state()))));
    });
}

void AdminRoutes::change_inbox(HeldRequest request, InboxId id, bool create) {
    BodyFields body(request->call.request.body);
    core::ChangeInbox change{id, create};
    change.name = body.text("name");
    change.queue = body.id<QueueId>("queue_id");
    change.origins = body.texts("origins");
    change.greeting = body.text("greeting");
    change.active = body.truth("active");
    if (auto fault = body.fault()) return request->answer(refusal_of(*fault));
    decide_then(commands_, std::move(request), std::move(change), [id, create](HeldRequest held) {
        const auto found = held->state().inboxes.find(id);
        if (found == held->state().inboxes.end()) return held->answer(used_key());
        held->answer(json(create ? 201 : 200, inbox_json(found->second)));
    });
}

namespace {

/// What both a new and a changed agent may have.
core::ChangeAgent agent_change(BodyFields& body, AgentId id) {
    core::ChangeAgent change{id, false};
    change.display_name = body.text("display_name");
    change.role = role_of(body.text("role"));
    change.capacity = body.number("capacity");
    change.queues = body.ids<QueueId>("queue_ids");
    return change;
}

}  // namespace

void AdminRoutes::change_agent(HeldRequest request, AgentId id) {
    BodyFields body(request->call.request.body);
    auto change = agent_change(body, id);
    change.active = body.truth("active");
    if (auto fault = body.fault()) return request->answer(refusal_of(*fault));
    decide_then(commands_, std::move(request), std::move(change),
                [this, id](HeldRequest held) { accounts_.follow(std::move(held), id); });
}

void AdminRoutes::create_agent(HeldRequest request) {
    BodyFields body(request->call.request.body);
    auto change = agent_change(body, {});
    change.email = store::normal_email(body.text("email").value_or(""));
    auto password = body.text("password");
    if (auto fault = body.fault()) return request->answer(refusal_of(*fault));
    accounts_.create(std::move(request), std::move(change), std::move(password));
}

void AdminRoutes::password(HeldRequest request, AgentId id) {
    BodyFields body(request->call.request.body);
    auto password = body.text("password");
    if (auto fault = body.fault()) return request->answer(refusal_of(*fault));
    accounts_.set_password(std::move(request), id, std::move(password));
}

}  // namespace usher::gateway
