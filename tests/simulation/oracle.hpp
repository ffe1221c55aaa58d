// What must be true at the end of a schedule: C1 to C7 by the checker of tests/chaos, and beside
// them S1 to S3 of the simulation. Reads the store and the streams directly; changes nothing.
#pragma once

#include <string>
#include <vector>

#include "hub/log/memory_streams.hpp"
#include "hub/store/archive.hpp"
#include "tests/chaos/ledger/checker.hpp"

namespace usher::simulation {

/// The history of one workspace, and what its clocks did.
struct Stored {
    std::string epoch;
    std::uint64_t version = 0;
    std::vector<core::Event> events;
};
Result<Stored> read_stored(store::Archive& archive, WorkspaceId workspace);

/// As chaos::check() wants it.
void add_to_export(chaos::Export& history, WorkspaceId workspace, const Stored& stored);

/// S1 a missed promise is recorded once, with the instant it was due and not before it; when
/// everything has run long enough, none that is due by every clock (`all_due_by`) is left out.
std::string check_clocks(const Stored& stored, Timestamp all_due_by, std::uint64_t& breaches);

/// S2 within an epoch a sequence number of a conversation is one event, whoever was given it.
std::string check_one_event_each(const chaos::Ledger& ledger);

}  // namespace usher::simulation
