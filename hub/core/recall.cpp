#include "hub/core/recall.hpp"

#include <fmt/format.h>

#include "hub/base/overloaded.hpp"
#include "hub/base/uuid.hpp"
#include "hub/core/conversation/fingerprint.hpp"

namespace usher::core {
namespace {

/// An id made later than `floor` by more than the slack was decided later than `floor` as well, if
/// it ever was: nothing is decided whose id is further ahead of its decision than the slack.
bool memory_tells(const RecentKeys& recent, const Command& command) {
    // Watermarks only ever rise: a repeat changes nothing.
    if (std::holds_alternative<RecordReceipt>(command.body)) return true;
    if (recent.may_be_seen(command.caller, command.id)) return false;
    const auto& floor = recent.floor();
    if (floor.at == Timestamp{}) return true;
    const auto made = uuid_v7_time(command.id);
    return made && *made > floor.at + kIdSlack;
}

bool may_be_forgotten(const Workspace& workspace, ContactId contact) {
    return contact && workspace.find(contact) == nullptr &&
           workspace.forgotten.until != Timestamp{} && contact.made() <= workspace.forgotten.until;
}

bool may_be_forgotten(const Workspace& workspace, ConversationId conversation) {
    return conversation && workspace.find(conversation) == nullptr &&
           workspace.forgotten.until != Timestamp{};
}

}  // namespace

std::optional<Question> question_before(const Workspace& workspace, const Command& command,
                                        const Asked& asked, Timestamp now) {
    if (command.id.empty() || fault_of_id_time(command, now)) return {};
    if (workspace.recent.find(command.caller, command.id) != nullptr) return {};
    if (!asked.decided && !memory_tells(workspace.recent, command)) {
        return WasDecided{command.caller, command.id};
    }
    const auto contact = contact_of(command);
    if (!asked.contact && may_be_forgotten(workspace, contact)) return ContactHistory{contact};
    const auto conversation = conversation_of(command);
    if (!asked.conversation && may_be_forgotten(workspace, conversation)) {
        return ConversationHistory{conversation};
    }
    return {};
}

std::uint64_t archive_needed(const Workspace& workspace, const Question& question) {
    return std::holds_alternative<WasDecided>(question) ? workspace.recent.floor().version
                                                        : workspace.forgotten.version;
}

Decision decide_repeat(const Command& command, const Event& first) {
    return repeat_of(command, decided_by(first));
}

std::optional<Rejection> fault_of_id_time(const Command& command, Timestamp now) {
    const auto made = uuid_v7_time(command.id);
    if (!made || *made <= now + kIdSlack) return {};
    const auto ahead = std::chrono::ceil<std::chrono::minutes>(*made - now);
    return Rejection{"invalid",
                     fmt::format("The clock of the sender is {} minutes ahead; ids are made from "
                                 "the hub's time, which the welcome tells.",
                                 ahead.count())};
}

ConversationId conversation_of(const Command& command) {
    return std::visit(
        [](const auto& body) -> ConversationId {
            if constexpr (requires { body.conversation; }) return body.conversation;
            return {};
        },
        command.body);
}

ContactId contact_of(const Command& command) {
    if (command.caller.is_contact()) return command.caller.contact_id();
    const auto* update = std::get_if<UpdateContact>(&command.body);
    return update != nullptr ? update->contact : ContactId();
}

}  // namespace usher::core
