// What a conversation waits for, answers that are not needed, labels: what agents say about the
// work itself.
#include <fmt/format.h>

#include <algorithm>

#include "hub/base/utf8.hpp"
#include "hub/core/conversation/commands.hpp"
#include "hub/core/event_writer.hpp"

namespace usher::core {
namespace {

constexpr std::size_t kReasonBytesMax = 500;

Rejection resolved_already() {
    return {"already_resolved", "This conversation is resolved; reopen it first."};
}

}  // namespace

Decision decide_work_status(const Workspace& workspace, const Command& command,
                            const SetWorkStatus& set, Timestamp now) {
    const auto* conversation = find_for(workspace, command.caller, set.conversation);
    const auto* caller = workspace.find(command.caller.agent_id());
    if (conversation == nullptr || caller == nullptr) return unknown_conversation();
    if (set.status > WorkStatus::waiting_partner) {
        return Rejection{"invalid", "The status is open, waiting_customer or waiting_partner."};
    }
    if (!conversation->open()) return resolved_already();
    if (conversation->sla.status() == set.status) {
        return Unchanged{conversation->id, conversation->seq};
    }
    EventWriter events(workspace, Actor::agent(caller->id, caller->display_name), command.received,
                       now);
    events.add(conversation->id, WorkStatusChanged{set.status}, command.id);
    return events.take();
}

Decision decide_waive(const Workspace& workspace, const Command& command,
                      const WaiveResponse& waive, Timestamp now) {
    const auto* conversation = find_for(workspace, command.caller, waive.conversation);
    const auto* caller = workspace.find(command.caller.agent_id());
    if (conversation == nullptr || caller == nullptr) return unknown_conversation();
    if (trimmed(waive.reason).empty()) {
        return Rejection{"invalid", "reason: say why no answer is needed."};
    }
    if (waive.reason.size() > kReasonBytesMax) {
        return Rejection{"too_long",
                         fmt::format("A reason has at most {} bytes.", kReasonBytesMax)};
    }
    if (!is_utf8(waive.reason)) return Rejection{"not_utf8", "The reason is not UTF-8."};
    if (!conversation->open()) return resolved_already();
    if (conversation->sla.unanswered_since == Timestamp{}) {
        return Unchanged{conversation->id, conversation->seq};
    }
    EventWriter events(workspace, Actor::agent(caller->id, caller->display_name), command.received,
                       now);
    events.add(conversation->id, ResponseWaived{waive.reason}, command.id);
    return events.take();
}

Decision decide_label(const Workspace& workspace, const Command& command,
                      const LabelConversation& label, Timestamp now) {
    const auto* conversation = find_for(workspace, command.caller, label.conversation);
    const auto* caller = workspace.find(command.caller.agent_id());
    if (conversation == nullptr || caller == nullptr) return unknown_conversation();
    auto labels = label.labels;
    std::ranges::sort(labels);
    const auto repeated = std::ranges::unique(labels);
    labels.erase(repeated.begin(), repeated.end());
    if (labels.size() > kLabelsMax) {
        return Rejection{"invalid",
                         fmt::format("A conversation has at most {} labels.", kLabelsMax)};
    }
    for (const auto& each : labels) {
        if (each.empty() || each.size() > kLabelBytesMax || !is_utf8(each)) {
            return Rejection{"invalid",
                             fmt::format("A label has 1 to {} bytes of UTF-8.", kLabelBytesMax)};
        }
    }
    if (labels == conversation->labels) return Unchanged{conversation->id, conversation->seq};
    EventWriter events(workspace, Actor::agent(caller->id, caller->display_name), command.received,
                       now);
    events.add(conversation->id, ConversationLabelled{std::move(labels)}, command.id);
    return events.take();
}

}  // namespace usher::core
