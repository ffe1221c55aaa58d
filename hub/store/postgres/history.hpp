// History in PostgreSQL, on a connection of its own. Each call reads one moment of the database and
// waits for no writer.
#pragma once

#include "hub/store/history.hpp"
#include "hub/store/page_reading.hpp"
#include "hub/store/postgres/search.hpp"

namespace usher::store::postgres {

class PostgresHistory final : public History {
  public:
    explicit PostgresHistory(Connection& connection);

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
    struct Place {
        std::int64_t workspace, number;
    };
    std::optional<Place> place_of(WorkspaceId workspace, ConversationId conversation);
    PageReading reading(const Place& place, std::size_t limit);
    /// Events older, or newer, than `seq` until the reading is full.
    void read_older(PageReading& reading, const Place& place, std::uint64_t seq);
    void read_newer(PageReading& reading, const Place& place, std::uint64_t seq);
    /// Runs `work` on one moment of the database.
    template <class Work>
    auto look(Work&& work);

    Connection& connection_;
    Statement select_place_, select_older_, select_newer_, select_gap_;
    Statement select_contact_, select_conversation_, select_of_contact_, select_decided_;
    Statement select_after_, select_changes_;
    Search search_;
};

}  // namespace usher::store::postgres
