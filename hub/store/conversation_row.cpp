#include "hub/store/conversation_row.hpp"

#include <fmt/format.h>

#include "hub/base/overloaded.hpp"
#include "hub/store/failure.hpp"

namespace usher::store {
namespace {

[[noreturn]] void raise_unfit(const core::Event& event, std::uint64_t stored) {
    raise(Error::Kind::invalid,
          fmt::format("event {} of {} does not follow the {} that are archived", event.seq,
                      event.conversation.text(), stored));
}

}  // namespace

ConversationRow first_row(const core::Event& event, std::int64_t gap_event) {
    if (const auto* e = std::get_if<core::ConversationOpened>(&event.body)) {
        return {.id = event.conversation,
                .contact = e->contact,
                .inbox = e->inbox,
                .queue = e->queue,
                .opened = event.occurred};
    }
    if (gap_event == kNoGap) raise_unfit(event, 0);
    return {.id = event.conversation,
            .contact = event.actor.contact_id(),
            .inbox = {},
            .queue = {},
            .opened = event.occurred};
}

void take_seq(ConversationRow& row, const core::Event& event, std::int64_t event_number,
              std::int64_t gap_event) {
    const bool across_gap =
        gap_event != kNoGap && row.last_event <= gap_event && event.seq > row.last_seq;
    if (event.seq != row.last_seq + 1 && !across_gap) raise_unfit(event, row.last_seq);
    row.last_seq = event.seq;
    row.last_event = event_number;
}

bool apply(ConversationRow& row, const core::Event& event) {
    return std::visit(overloaded{
                          [&](const core::ConversationQueued& e) {
                              row.queue = e.queue;
                              row.assignee = {};
                              return true;
                          },
                          [&](const core::ConversationAssigned& e) {
                              if (e.queue) row.queue = e.queue;
                              row.assignee = e.agent;
                              return true;
                          },
                          [&](const core::ConversationResolved&) {
                              row.status = core::ConversationStatus::resolved;
                              return true;
                          },
                          [&](const core::ConversationReopened&) {
                              row.status = core::ConversationStatus::open;
                              return true;
                          },
                          [](const auto&) { return false; },
                      },
                      event.body);
}

}  // namespace usher::store
