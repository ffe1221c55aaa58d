// One store as a side of a copy from store to store: everything that is kept, in a form that every
// store understands. Used by copy_store() alone, while no hub runs on either; events themselves are
// written through Archive.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "hub/store/account_rules.hpp"
#include "hub/store/archive.hpp"
#include "hub/store/log_order.hpp"
#include "hub/store/secrets.hpp"

namespace usher::store {

/// Events count from 1 per workspace, in the order of the log.
struct CopiedGap {
    std::uint64_t after_event = 0;
    std::uint64_t after_version = 0;
    Position to;
    bool operator==(const CopiedGap&) const = default;
};

struct CopiedWorkspace {
    WorkspaceId id;
    LogMark mark;
    std::uint64_t events = 0;
    std::vector<CopiedGap> gaps;  ///< in order
    std::optional<Snapshot> snapshot;
    std::uint64_t snapshot_event = 0;  ///< the last one it contains
};

/// The epoch of a workspace that is being copied. No log has such a one, so a hub that is started
/// on half a copy writes nothing into it. Its version is twice the number of events, and one more
/// after a gap.
inline constexpr std::string_view kCopyingEpoch = "copying";

class Transfer {
  public:
    virtual ~Transfer() = default;

    virtual Result<std::vector<WorkspaceId>> workspaces() = 0;
    /// Not found is an empty one.
    virtual Result<CopiedWorkspace> describe(WorkspaceId workspace) = 0;
    /// At most `count` events after event number `after`.
    virtual Result<std::vector<core::Event>> read(WorkspaceId workspace, std::uint64_t after,
                                                  std::size_t count) = 0;
    /// The last seq of every conversation, by id.
    virtual Result<std::vector<std::pair<ConversationId, std::uint64_t>>> last_seqs(
        WorkspaceId workspace) = 0;

    /// Puts the workspace into kCopyingEpoch, where it stands.
    virtual Result<void> begin(WorkspaceId workspace) = 0;
    /// All events are there: the position, the gaps and the snapshot become those of the original.
    virtual Result<void> finish(const CopiedWorkspace& workspace) = 0;

    virtual Result<std::vector<Credentials>> accounts() = 0;
    /// What is there with this agent id stays. Errors: conflict for an e-mail of another agent.
    virtual Result<void> put_account(const Credentials& account) = 0;
    virtual Result<std::vector<std::pair<std::string, SecretKey>>> secrets() = 0;
    virtual Result<void> put_secret(std::string_view name, const SecretKey& key) = 0;
};

}  // namespace usher::store
