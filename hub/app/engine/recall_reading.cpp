#include "hub/app/engine/recall_reading.hpp"

#include "hub/base/overloaded.hpp"
#include "hub/store/recall.hpp"

namespace usher::app {
namespace {

Result<engine::Answer> as_answer(store::Recalled recalled) {
    if (!recalled) return std::unexpected(recalled.error());
    return std::move(*recalled);
}

}  // namespace

Result<engine::Answer> read_answer(store::History& history, WorkspaceId workspace,
                                   const core::Question& question) {
    return std::visit(
        overloaded{
            [&](const core::WasDecided& q) -> Result<engine::Answer> {
                auto event = history.decided(workspace, q.caller, q.command_id);
                if (!event) return std::unexpected(event.error());
                return std::move(*event);
            },
            [&](const core::ContactHistory& q) {
                return as_answer(recall_contact(history, workspace, q.contact));
            },
            [&](const core::ConversationHistory& q) {
                return as_answer(recall_conversation(history, workspace, q.conversation));
            },
        },
        question);
}

}  // namespace usher::app
