// History in SQLite, on a read-only connection of its own: in WAL mode readers see the last commit
// and wait for nobody. Each call is one short read transaction, so that checkpoints are never held
// up.
#pragma once

#include "hub/store/history.hpp"
#include "hub/store/page_reading.hpp"
#include "hub/store/sqlite/decided.hpp"
#include "hub/store/sqlite/search.hpp"

namespace usher::store::sqlite {

class SqliteHistory final : public History {
  public:
    explicit SqliteHistory(Connection& connection);

    Result<EventPage> page(WorkspaceId workspace, ConversationId conversation,
                           std::uint64_t before_seq, std::size_t limit) override;
    Result<EventPage> after(WorkspaceId workspace, ConversationId conversation,
                            std::uint64_t after_seq, std::size_t limit) override;
    Result<std::vector<SearchHit>> search(WorkspaceId workspace, std::string_view query,
                                          std::size_t limit) override;
    Result<ContactRecord> contact(WorkspaceId workspace, ContactId contact) override;
    Result<ConversationRecord> conversation(WorkspaceId workspace,
                                            ConversationId conversation) override;
    Result<std::vector<ConversationRecord>> conversations_of(WorkspaceId workspace,
                                                             ContactId contact,
                                                             std::size_t limit) override;
    Result<std::vector<ConversationId>> conversations_after(WorkspaceId workspace,
                                                            ConversationId after,
                                                            std::size_t limit) override;
    Result<std::optional<core::Event>> decided(WorkspaceId workspace, const core::Actor& caller,
                                               std::string_view command_id) override;
    Result<std::vector<RecordedChange>> changes(WorkspaceId workspace, std::uint64_t before,
                                                std::size_t limit) override;

  private:
    struct Place;  ///< where a conversation's events are
    /// Rows (body, id) into the reading until it is full, older or newer than `seq`.
    void read_older(PageReading& reading, const Place& place, std::uint64_t seq);
    void read_newer(PageReading& reading, const Place& place, std::uint64_t seq);
    PageReading reading(const Place& place, std::size_t limit);
    std::optional<Place> place_of(WorkspaceId workspace, ConversationId conversation);
    ConversationRecord read_record(const Rows& rows);

    Connection& connection_;
    Statement select_place_;
    Statement newest_unindexed_, newest_indexed_, oldest_unindexed_, oldest_indexed_;
    Statement select_contact_, select_conversation_, select_of_contact_, select_after_;
    Statement last_indexed_, last_unindexed_, select_gap_, select_changes_;
    Decided decided_;
    Search search_;
};

}  // namespace usher::store::sqlite
