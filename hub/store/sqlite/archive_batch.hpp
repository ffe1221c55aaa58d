// What one write changes beside the events themselves: contacts and conversations, each row written
// once however many events touched it. The archive feeds it; it keeps recently used conversations
// in memory.
#pragma once

#include <unordered_map>
#include <vector>

#include "hub/store/conversation_row.hpp"
#include "hub/store/sqlite/statement.hpp"

namespace usher::store::sqlite {

/// The conversations of one workspace, as far as they were used lately.
class ConversationRows {
  public:
    ConversationRows(Connection& connection, std::int64_t workspace);

    /// From memory, or the database; null when there is none. Stays valid until forget().
    ConversationRow* find(ConversationId id);
    /// Inserted at once, so that its events have a number to name.
    ConversationRow& insert(ConversationRow row);
    /// Loads those that have events the index does not know: find() cannot see their last seq.
    void load_unindexed(std::int64_t indexed_event, std::int64_t last_event);
    void write_changed();

    std::size_t size() const { return rows_.size(); }
    void forget() { rows_.clear(); }
    void mark_changed(ConversationRow& row);

  private:
    ConversationRow& remember(Rows& rows);

    Connection& connection_;
    std::int64_t workspace_;
    Statement select_, select_last_, select_unindexed_, insert_, update_;
    std::unordered_map<ConversationId, ConversationRow> rows_;
    std::vector<ConversationRow*> changed_;
};

/// The last profile of each contact that a batch names.
class ContactRows {
  public:
    ContactRows(Connection& connection, std::int64_t workspace);
    void put(ContactId id, const core::Profile& profile, Timestamp at);
    void write();
    void forget() { changed_.clear(); }

  private:
    struct Changed {
        core::Profile profile;
        Timestamp created{};
    };
    std::int64_t workspace_;
    Statement upsert_;
    std::unordered_map<ContactId, Changed> changed_;
};

}  // namespace usher::store::sqlite
