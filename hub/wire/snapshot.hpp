// A workspace's state as bytes and back: what the engine stores now and then, so that a start reads
// only the log that follows. Reading one and applying what came after gives exactly what replaying
// everything gives.
#pragma once

#include <string>
#include <string_view>

#include "hub/base/result.hpp"
#include "hub/core/model/workspace.hpp"

namespace usher::wire {

/// `epoch` and `cursor` of the entry that made the state what it is. Equal states give equal bytes.
std::string encode_snapshot(const core::Workspace& workspace, const std::string& epoch,
                            const std::string& cursor, Timestamp taken);

struct LoadedSnapshot {
    core::Workspace workspace;
    std::string epoch;
    std::string cursor;
    Timestamp taken{};
};

/// Errors: corrupt (not a snapshot, or damaged), invalid (of a newer program that says older ones
/// must not read it). What a newer program merely added is passed over.
Result<LoadedSnapshot> decode_snapshot(std::string_view bytes);

}  // namespace usher::wire
