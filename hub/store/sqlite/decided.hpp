// Finds what a command caused: candidates by the index of keys, and by a table in memory of the few
// events the index does not know yet, confirmed by their bodies. History calls it inside a read
// transaction.
#pragma once

#include <optional>
#include <unordered_map>

#include "hub/core/model/event.hpp"
#include "hub/store/sqlite/statement.hpp"

namespace usher::store::sqlite {

class Decided {
  public:
    explicit Decided(Connection& connection);
    std::optional<core::Event> find(WorkspaceId workspace, const core::Actor& caller,
                                    std::string_view command_id);

  private:
    /// The keys of the events of (after, through], so that many questions read each event once.
    struct Unindexed {
        std::int64_t workspace = 0;
        std::int64_t after = 0;
        std::int64_t through = 0;
        std::unordered_multimap<std::int64_t, std::int64_t> events;  ///< by key_number()
    };
    void read_unindexed(std::int64_t workspace, std::int64_t after, std::int64_t through);

    Connection& connection_;
    Statement select_workspace_, select_indexed_, select_unindexed_, select_event_;
    Unindexed unindexed_;
};

}  // namespace usher::store::sqlite
