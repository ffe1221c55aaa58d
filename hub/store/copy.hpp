// Copies everything an installation keeps from one store into another: archive with positions, gaps
// and snapshots, accounts, secrets. Called by `usher store migrate` while no hub runs on either,
// and by `usher backup` and `usher restore`, where a hub may go on writing into the source.
// Sessions are not copied: agents log in again.
#pragma once

#include <functional>

#include "hub/store/open.hpp"

namespace usher::store {

struct CopyReport {
    std::size_t workspaces = 0;
    std::uint64_t events = 0;         ///< in all
    std::uint64_t events_copied = 0;  ///< by this run
    std::size_t conversations = 0;
    std::size_t accounts = 0;
    std::size_t secrets = 0;
};

enum class CopySource {
    still,   ///< nobody writes into it: both are compared at the end
    in_use,  ///< copied as far as it was when the copy of a workspace began
};

/// May be stopped anywhere and run again: it goes on where it was. `progress` gets a sentence now
/// and then. Errors: conflict, before anything is written, when the target holds something that is
/// not a beginning of the source; corrupt when, at the end, both are not equal in counts and in the
/// last seq of each conversation.
Result<CopyReport> copy_store(Store& from, Store& to,
                              const std::function<void(std::string)>& progress,
                              CopySource source = CopySource::still);

}  // namespace usher::store
