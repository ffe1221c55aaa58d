#include "hub/gateway/http/history_routes.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "hub/gateway/admin/definitions_json.hpp"
#include "hub/gateway/http/problem.hpp"
#include "hub/gateway/http/request_parts.hpp"
#include "hub/wire/codec.hpp"

namespace usher::gateway {
namespace {

std::string_view role_name(core::Role role) {
    switch (role) {
        case core::Role::contact:
            return "contact";
        case core::Role::agent:
            return "agent";
        case core::Role::bot:
            return "bot";
        case core::Role::system:
            return "system";
        default:
            break;
    }
    return "unknown";
}

std::string page_json(const store::EventPage& page) {
    std::string out = R"({"events":[)";
    for (const core::Event& event : page.events) {
        if (out.back() != '[') out += ',';
        out += wire::event_json(event);
    }
    return out + (page.complete ? R"(],"complete":true})" : R"(],"complete":false})");
}

boost::json::object hit_json(const store::SearchHit& hit) {
    return {{"conversation_id", hit.conversation.text()},
            {"seq", hit.seq},
            {"message_id", hit.message.text()},
            {"at_ms", to_ms(hit.occurred)},
            {"author_role", role_name(hit.author)},
            {"private_note", hit.note},
            {"snippet", hit.snippet},
            {"contact_id", hit.contact.text()},
            {"contact_name", hit.contact_name}};
}

boost::json::object conversation_json(const store::ConversationRecord& record) {
    const bool open = record.status == core::ConversationStatus::open;
    return {{"id", record.id.text()},
            {"inbox_id", record.inbox.text()},
            {"queue_id", record.queue.text()},
            {"assignee_id", record.assignee ? record.assignee.text() : std::string()},
            {"status", open ? "open" : "resolved"},
            {"last_seq", record.last_seq},
            {"opened_ms", to_ms(record.opened)},
            {"last_event_ms", to_ms(record.last_event)}};
}

Result<std::string> contact_json(store::History& history, WorkspaceId workspace, ContactId id) {
    auto contact = history.contact(workspace, id);
    if (!contact) return std::unexpected(contact.error());
    auto conversations =
        history.conversations_of(workspace, id, HistoryRoutes::kContactConversations);
    if (!conversations) return std::unexpected(conversations.error());
    boost::json::array list;
    for (const auto& record : *conversations) list.push_back(conversation_json(record));
    boost::json::object body;
    body["contact"] = {{"id", id.text()},
                       {"display_name", contact->profile.display_name},
                       {"email", contact->profile.email},
                       {"locale", contact->profile.locale},
                       {"time_zone", contact->profile.time_zone},
                       {"created_ms", to_ms(contact->created)}};
    body["conversations"] = std::move(list);
    return boost::json::serialize(body);
}

Result<std::string> search_json(store::History& history, WorkspaceId workspace,
                                const std::string& query, std::size_t limit) {
    auto hits = history.search(workspace, query, limit);
    if (!hits) return std::unexpected(hits.error());
    boost::json::array list;
    for (const auto& hit : *hits) list.push_back(hit_json(hit));
    return boost::json::serialize(boost::json::object{{"hits", std::move(list)}});
}

Result<std::string> changes_json(store::History& history, WorkspaceId workspace,
                                 std::uint64_t before, std::size_t limit) {
    auto changes = history.changes(workspace, before, limit + 1);  // one more tells of the end
    if (!changes) return std::unexpected(changes.error());
    const bool complete = changes->size() <= limit;
    if (!complete) changes->pop_back();
    boost::json::array list;
    for (const auto& change : *changes) list.push_back(change_json(change));
    return boost::json::serialize(
        boost::json::object{{"changes", std::move(list)}, {"complete", complete}});
}

/// Larger limits are cut, none and 0 mean the default.
Result<std::size_t> read_limit(const net::HttpRequest& request, std::size_t fallback,
                               std::size_t most) {
    const auto asked = query_number(request.query, "limit", fallback);
    if (!asked) return std::unexpected(asked.error());
    return *asked == 0 ? fallback : static_cast<std::size_t>(std::min<std::uint64_t>(*asked, most));
}

}  // namespace

void HistoryRoutes::ask(Call call, std::uint64_t at_least, Question question) {
    const WorkspaceId workspace = call.session->account.workspace;
    auto held = std::make_shared<Call>(std::move(call));
    reader_.ask(workspace, at_least,
                [&loop = loop_, log = log_, held,
                 question = std::move(question)](Result<store::History*> history) mutable {
                    auto json = history ? question(**history)
                                        : Result<std::string>(std::unexpected(history.error()));
                    // Moved, so that the call ends on the loop's thread.
                    loop.post([held = std::move(held), log, json = std::move(json)]() mutable {
                        if (json)
                            return held->answer(net::HttpResponse::json(200, std::move(*json)));
                        if (json.error().kind != Error::Kind::not_found) {
                            log.warning("a question to the archive failed",
                                        {{"why", json.error().text}});
                        }
                        held->answer(problem_of(json.error()));
                    });
                });
}

void HistoryRoutes::events(Call call) {
    const auto id = ConversationId::parse(call.params.at(0));
    const auto before = query_number(call.request.query, "before", 0);
    const auto limit = read_limit(call.request, kEventsDefault, kEventsMax);
    if (!before) return call.answer(problem_of(before.error()));
    if (!limit) return call.answer(problem_of(limit.error()));
    if (!id) return call.answer(problem_of({Error::Kind::not_found, {}}));
    const WorkspaceId workspace = call.session->account.workspace;
    ask(std::move(call), 0, [=](store::History& history) -> Result<std::string> {
        if (auto known = history.conversation(workspace, *id); !known)
            return std::unexpected(known.error());
        auto page = history.page(workspace, *id, *before, *limit);
        if (!page) return std::unexpected(page.error());
        return page_json(*page);
    });
}

void HistoryRoutes::contact(Call call) {
    const auto id = ContactId::parse(call.params.at(0));
    if (!id) return call.answer(problem_of({Error::Kind::not_found, {}}));
    const WorkspaceId workspace = call.session->account.workspace;
    ask(std::move(call), 0,
        [=](store::History& history) { return contact_json(history, workspace, *id); });
}

void HistoryRoutes::search(Call call) {
    const std::string query = query_value(call.request.query, "q");
    const auto limit = read_limit(call.request, kHitsDefault, kHitsMax);
    if (!limit) return call.answer(problem_of(limit.error()));
    if (query.empty() || query.size() > kQueryBytesMax) {
        return call.answer(problem(400, "invalid", "'q' must have 1 to 256 bytes."));
    }
    const WorkspaceId workspace = call.session->account.workspace;
    ask(std::move(call), 0,
        [=](store::History& history) { return search_json(history, workspace, query, *limit); });
}

void HistoryRoutes::changes(Call call, std::uint64_t at_least) {
    const auto before = query_number(call.request.query, "before", 0);
    const auto limit = read_limit(call.request, kChangesDefault, store::kChangesMax - 1);
    if (!before) return call.answer(problem_of(before.error()));
    if (!limit) return call.answer(problem_of(limit.error()));
    const WorkspaceId workspace = call.session->account.workspace;
    ask(std::move(call), at_least,
        [=](store::History& history) { return changes_json(history, workspace, *before, *limit); });
}

}  // namespace usher::gateway
