// Collects the events of one decision and numbers them to follow the workspace. Used inside the core only.
#pragma once

#include <map>

#include "hub/core/decide.hpp"

namespace usher::core {

class EventWriter {
  public:
    /// `occurred` is when it counts to have happened; no event of a conversation counts earlier than the one
    /// before it, none later than `now`.
    EventWriter(const Workspace& workspace, Actor actor, Timestamp occurred, Timestamp now)
        : workspace_(workspace), actor_(std::move(actor)), occurred_(std::min(occurred, now)), now_(now) {}

    void add(EventBody body, std::string key = {});
    void add(ConversationId conversation, EventBody body, std::string key = {});
    /// The same, by somebody else or at another instant.
    void add_as(Actor actor, Timestamp occurred, ConversationId conversation, EventBody body);

    bool empty() const { return events_.empty(); }
    Events take() { return std::move(events_); }

  private:
    struct Last { std::uint64_t seq; Timestamp occurred; };
    Last& last_of(ConversationId conversation);

    const Workspace& workspace_;
    Actor actor_;
    Timestamp occurred_;
    Timestamp now_;
    std::map<ConversationId, Last> last_;
    Events events_;
};

}  // namespace usher::core
