#include "hub/gateway/forgotten.hpp"

namespace usher::gateway {
namespace {

/// `read` runs on the history's thread, `done` on the loop.
template <class T, class Read>
void ask(const GatewayContext& context, const core::Workspace& state, Read read,
         HistoryReader::Done<T> done) {
    context.history.ask(
        state.id, state.forgotten.version,
        [&loop = context.loop, read,
         done = std::move(done)](Result<store::History*> history) mutable {
            auto answer = history ? read(**history) : Result<T>(std::unexpected(history.error()));
            loop.post([done = std::move(done), answer = std::move(answer)]() mutable {
                done(std::move(answer));
            });
        });
}

}  // namespace

void ask_contact(const GatewayContext& context, const core::Workspace& state, ContactId contact,
                 HistoryReader::Done<std::optional<core::ContactRecalled>> done) {
    ask<std::optional<core::ContactRecalled>>(
        context, state,
        [workspace = state.id, contact](store::History& history) {
            return store::recall_contact(history, workspace, contact);
        },
        std::move(done));
}

void ask_conversation(const GatewayContext& context, const core::Workspace& state,
                      ConversationId conversation,
                      HistoryReader::Done<store::ConversationRecord> done) {
    ask<store::ConversationRecord>(
        context, state,
        [workspace = state.id, conversation](store::History& history) {
            return history.conversation(workspace, conversation);
        },
        std::move(done));
}

}  // namespace usher::gateway
