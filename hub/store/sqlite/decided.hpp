// Finds what a command caused: candidates by the index of keys and by looking at the few events it
// does not know yet, confirmed by their bodies. History calls it inside a read transaction.
#pragma once

#include <optional>

#include "hub/core/model/event.hpp"
#include "hub/store/sqlite/statement.hpp"

namespace usher::store::sqlite {

class Decided {
  public:
    explicit Decided(Connection& connection);
    std::optional<core::Event> find(WorkspaceId workspace, const core::Actor& caller,
                                    std::string_view command_id);

  private:
    Connection& connection_;
    Statement select_workspace_, select_indexed_, select_unindexed_;
};

}  // namespace usher::store::sqlite
