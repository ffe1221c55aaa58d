// What one write of the archive will change, worked out in memory before anything is sent: each row
// once however many events touched it. Made and sent by PostgresArchive.
#pragma once

#include <span>
#include <unordered_map>
#include <vector>

#include "hub/core/model/log_entry.hpp"
#include "hub/store/conversation_row.hpp"
#include "hub/store/log_order.hpp"
#include "hub/store/postgres/statement.hpp"

namespace usher::store::postgres {

/// Events and conversations of a workspace are numbered densely: (number << 40) + 1 and up.
inline constexpr int kNumberBits = 40;

/// What is kept in memory of one workspace, as of its last commit or better.
struct Shelf {
    std::int64_t number = 0;
    LogMark mark;
    std::int64_t last_event = 0;         ///< without the number of the workspace
    std::int64_t last_conversation = 0;  ///< the same
    std::int64_t gap_event = kNoGap;
    std::unordered_map<ConversationId, ConversationRow> conversations;

    std::int64_t numbered(std::int64_t n) const { return (number << kNumberBits) + n; }
};

struct ArchivePlan {
    struct EventRow {
        std::int64_t id, conversation;
        const core::Event* event;
    };
    struct ContactRow {
        core::Profile profile;
        Timestamp created{};
    };
    std::vector<EventRow> events;
    std::vector<ConversationId> opened, changed;
    std::unordered_map<ContactId, ContactRow> contacts;
};

/// Finds conversations that are stored but not on the shelf.
class ConversationLookup {
  public:
    explicit ConversationLookup(Connection& connection);
    void load(Shelf& shelf, std::span<const core::LogEntry* const> entries);

  private:
    Statement select_;
};

/// Moves the shelf over the entries, whose conversations are on it if they are stored. Raises what
/// Archive::write() says; the shelf is worth nothing then.
ArchivePlan plan_write(Shelf& shelf, std::span<const core::LogEntry* const> entries);

}  // namespace usher::store::postgres
