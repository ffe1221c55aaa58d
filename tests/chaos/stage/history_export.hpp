// What the hub kept, as an agent reads it: pages of history over HTTP, from the archive. Called at
// the end of a run, when nothing moves any more.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <string>

#include "hub/base/result.hpp"
#include "tests/chaos/ledger/ledger.hpp"
#include "usher/v1/event.pb.h"

namespace usher::chaos {

struct ExportQuestion {
    std::uint16_t port = 0;
    std::string cookie;
    std::string workspace;
    /// What must be there: the last seq of each conversation. The archive may be a little behind.
    std::map<std::string, std::uint64_t> last_seqs;
    std::chrono::milliseconds limit{20'000};
    /// Sees each event of each conversation, once, in order; may be empty.
    std::function<void(const std::string& conversation, const v1::Event&)> each;
};

/// `unavailable` names the conversation that did not come up to its last seq in time.
Result<Export> read_export(const ExportQuestion& question);

}  // namespace usher::chaos
