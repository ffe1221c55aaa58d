#include <fmt/format.h>

#include "hub/base/utf8.hpp"
#include "hub/core/event_writer.hpp"
#include "hub/core/workspace/commands.hpp"
#include "hub/core/workspace/definition_rules.hpp"
#include "hub/core/workspace/field_changes.hpp"
#include "hub/core/workspace/rights.hpp"

namespace usher::core {
namespace {

std::optional<Rejection> fault_of(const Workspace& workspace, const InboxDefined& inbox) {
    if (auto fault = fault_of_name("name", inbox.name)) return fault;
    if (auto fault = fault_of_origins(inbox.origins)) return fault;
    if (inbox.greeting.size() > kGreetingBytesMax || !is_utf8(inbox.greeting)) {
        return invalid_field("greeting", fmt::format("At most {} bytes.", kGreetingBytesMax));
    }
    for (const auto& [id, other] : workspace.inboxes) {
        if (id != inbox.id && same_name(other.name, inbox.name)) {
            return invalid_field("name", "Another inbox has this name.");
        }
    }
    const auto queue = workspace.queues.find(inbox.queue);
    if (queue == workspace.queues.end()) {
        return invalid_field("queue_id", "A queue is needed where its conversations go.");
    }
    if (queue->second.definition.inactive && !inbox.inactive) {
        return invalid_field("queue_id", "This queue is not in use.");
    }
    return {};
}

/// Public, and never that of another inbox: made of the random half of the id.
std::string site_key_of(InboxId inbox) {
    auto key = inbox.text();
    key = key.substr(key.size() - 16);
    for (char& c : key) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return "site_" + key;
}

}  // namespace

Decision decide_change(const Workspace& workspace, const Command& command,
                       const ChangeInbox& change, Timestamp now) {
    const auto* caller = caller_with(workspace, command.caller, AgentRole::admin);
    if (caller == nullptr) return only_admins();
    const auto known = workspace.inboxes.find(change.id);
    const bool missing = known == workspace.inboxes.end();
    if (change.create && !missing) return Rejection{"conflict", "There is such an inbox already."};
    if (!change.create && missing) return Rejection{"unknown_inbox", "There is no such inbox."};
    if (change.create && workspace.inboxes.size() >= kInboxesMax) {
        return Rejection{"invalid",
                         fmt::format("A workspace has at most {} inboxes.", kInboxesMax)};
    }
    auto inbox = change.create
                     ? InboxDefined{change.id, {}, "web", {}, site_key_of(change.id), {}, {}}
                     : known->second;
    const bool was_inactive = inbox.inactive;
    const auto queue_name = [&](QueueId id) {
        const auto queue = workspace.queues.find(id);
        return queue == workspace.queues.end() ? std::string() : queue->second.definition.name;
    };
    FieldChanges changes;
    changes.set("name", inbox.name, change.name);
    changes.set("queue", inbox.queue, change.queue, queue_name);
    changes.set("origins", inbox.origins, change.origins);
    changes.set("greeting", inbox.greeting, change.greeting);
    if (change.active) inbox.inactive = !*change.active;
    if (auto fault = fault_of(workspace, inbox)) return *fault;
    if (!change.create && changes.empty() && was_inactive == inbox.inactive) return Unchanged{};

    EventWriter events(workspace, Actor::agent(caller->id, caller->display_name), command.received,
                       now);
    events.add(inbox, command.id);
    events.add(ChangeRecorded{"inbox", inbox.id.text(), inbox.name,
                              action_of(change.create, was_inactive, inbox.inactive),
                              changes.take()});
    return events.take();
}

}  // namespace usher::core
