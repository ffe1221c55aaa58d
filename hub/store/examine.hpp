// A look into a store that changes nothing, not even by making a file: whether it is whole and up
// to date, and how far each workspace is. Used by `usher doctor`, beside a running hub or not.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "hub/store/transfer.hpp"

namespace usher::store {

struct ExaminedWorkspace {
    WorkspaceId id;
    Position position;
    std::uint64_t events = 0;
    std::vector<CopiedGap> gaps;  ///< after_event is not filled in
};

struct Examination {
    std::string damage;       ///< what the database says of itself; empty when it is whole
    std::size_t missing = 0;  ///< migrations the next start applies
    std::size_t accounts = 0;
    Timestamp clock{};    ///< of the store's machine; zero for SQLite
    std::string version;  ///< of the server; empty for SQLite
    std::vector<ExaminedWorkspace> workspaces;
    std::vector<WorkspaceId> with_accounts;
};

/// `thorough` reads every page. Errors as open_sqlite(), and not_found.
Result<Examination> examine_sqlite(const std::filesystem::path& folder, bool thorough);
/// Errors as open_postgres().
Result<Examination> examine_postgres(std::string_view url);

}  // namespace usher::store
