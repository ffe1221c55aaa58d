#include "hub/gateway/http/promise_routes.hpp"

#include "hub/gateway/http/problem.hpp"
#include "hub/gateway/http/request_parts.hpp"
#include "hub/wire/sla/timer_json.hpp"
#include "hub/wire/sla/zone_database.hpp"

namespace usher::gateway {

net::HttpResponse problem_of_mistake(const wire::Mistake& mistake) {
    return problem(422, "invalid", mistake.path + ": " + mistake.reason);
}

std::string promise_name_of(const Call& call) {
    std::string segment = "name=";
    for (const char c : call.params.at(0))
        segment += c == '+' ? std::string("%2B") : std::string(1, c);
    return query_value(segment, "name");
}

wire::QueueByName queues_of(const core::Workspace& workspace) {
    return [&workspace](const std::string& name) {
        for (const auto& [id, queue] : workspace.queues) {
            if (queue.definition.name == name || id.text() == name) return id;
        }
        return QueueId();
    };
}

namespace {

std::string_view body_of(const Call& call) {
    return call.request.body;
}

wire::NameOfQueue names_of(const core::Workspace& workspace) {
    return [&workspace](QueueId id) {
        const auto queue = workspace.queues.find(id);
        return queue == workspace.queues.end() ? id.text() : queue->second.definition.name;
    };
}

/// What timers are counted from; the texts of messages are left out.
Result<std::vector<core::Event>> events_of(store::History& history, WorkspaceId workspace,
                                           ConversationId id) {
    std::vector<core::Event> events;
    for (std::uint64_t after = 0;;) {
        auto page = history.after(workspace, id, after, store::kPageEventsMax);
        if (!page) return std::unexpected(page.error());
        for (auto& event : page->events) {
            if (auto* message = std::get_if<core::MessageAdded>(&event.body)) message->text.clear();
            events.push_back(std::move(event));
        }
        if (events.size() > PromiseRoutes::kExplainedEventsMax) {
            return fail(Error::Kind::invalid,
                        "The conversation is too long; usher sla explain tells.");
        }
        if (page->complete) return events;
        after = page->through_seq;
    }
}

}  // namespace

const core::Workspace* PromiseRoutes::workspace_of(Call& call) const {
    const auto* workspace = state_ ? state_(call.session->account.workspace) : nullptr;
    if (workspace == nullptr) {
        call.answer(problem_later(503, "unavailable", "This workspace is not served here now.",
                                  std::chrono::seconds(2)));
    }
    return workspace;
}

void PromiseRoutes::submit(Call call, core::CommandBody body) {
    OneCommand::run(loop_, submit_, std::move(call), std::move(body), loop_.now());
}

void PromiseRoutes::show(Call call) {
    const auto* workspace = workspace_of(call);
    if (workspace == nullptr) return;
    const auto rules = wire::rules_json(workspace->sla, names_of(*workspace));
    call.answer(net::HttpResponse::json(200, boost::json::serialize(rules)));
}

void PromiseRoutes::put_calendar(Call call) {
    auto calendar = wire::read_calendar_definition(promise_name_of(call), body_of(call));
    if (!calendar) return call.answer(problem_of_mistake(calendar.error()));
    submit(std::move(call), core::DefineCalendar{{std::move(*calendar)}});
}

void PromiseRoutes::remove_calendar(Call call) {
    auto name = promise_name_of(call);
    submit(std::move(call), core::RemoveCalendar{std::move(name)});
}

void PromiseRoutes::put_policy(Call call) {
    const auto* workspace = workspace_of(call);
    if (workspace == nullptr) return;
    auto policy =
        wire::read_policy_definition(promise_name_of(call), body_of(call), queues_of(*workspace));
    if (!policy) return call.answer(problem_of_mistake(policy.error()));
    submit(std::move(call), core::DefineSlaPolicy{{std::move(*policy)}});
}

void PromiseRoutes::remove_policy(Call call) {
    auto name = promise_name_of(call);
    submit(std::move(call), core::RemoveSlaPolicy{std::move(name)});
}

void PromiseRoutes::order_policies(Call call) {
    auto names = wire::read_policy_order(body_of(call));
    if (!names) return call.answer(problem_of_mistake(names.error()));
    submit(std::move(call), core::OrderSlaPolicies{std::move(*names)});
}

void PromiseRoutes::zones(Call call) {
    const auto names = wire::zone_names();
    if (!names) return call.answer(problem_of(names.error()));
    const boost::json::array all(names->begin(), names->end());
    call.answer(
        net::HttpResponse::json(200, boost::json::serialize(boost::json::object{{"zones", all}})));
}

void PromiseRoutes::timers(Call call) {
    const auto id = ConversationId::parse(call.params.at(0));
    if (!id) return call.answer(problem_of({Error::Kind::not_found, {}}));
    const auto* state = workspace_of(call);
    if (state == nullptr) return;
    const auto* known = state->find(*id);
    const auto workspace = call.session->account.workspace;
    auto held = std::make_shared<Call>(std::move(call));
    const auto explain = [this, held, id = *id,
                          workspace](Result<std::vector<core::Event>> events) {
        if (!events) {
            if (events.error().kind != Error::Kind::not_found) {
                log_.warning("timers could not be explained", {{"why", events.error().text}});
            }
            return held->answer(problem_of(events.error()));
        }
        const auto* now_known = state_(workspace);
        if (now_known == nullptr || events->empty()) {
            return held->answer(problem_of({Error::Kind::not_found, {}}));
        }
        core::SlaExplanation explanation(*now_known);
        for (const auto& event : *events) explanation.add(event);
        const auto now = std::max(loop_.now(), events->back().occurred);
        const auto told = wire::explanation_json(explanation, id, now);
        held->answer(net::HttpResponse::json(200, boost::json::serialize(told)));
    };
    reader_.ask(workspace, known == nullptr ? 0 : known->changed,
                [&loop = loop_, explain, workspace, id = *id](Result<store::History*> history) {
                    auto events =
                        history
                            ? events_of(**history, workspace, id)
                            : Result<std::vector<core::Event>>(std::unexpected(history.error()));
                    loop.post([explain, events = std::move(events)]() mutable {
                        explain(std::move(events));
                    });
                });
}

}  // namespace usher::gateway
