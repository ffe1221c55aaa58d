// The oracle of every chaos run: compares what people saw (ledgers) with what the hub kept (history
// export) and names each broken promise, C1 to C7. Pure; it is itself tested with planted faults.
#pragma once

#include <string>
#include <vector>

#include "tests/chaos/ledger/ledger.hpp"

namespace usher::chaos {

/// C1 every acknowledged id is stored exactly once, with equal hash and the acknowledged seq
/// C2 an id that was only ever refused is not stored; `unavailable` may mean that nobody can tell
///    (an append that was not answered in time), so such an id counts as unknown, and as late when
///    it is stored all the same
/// C3 no id is stored twice, and nothing is stored that nobody sent
/// C4 the seqs of a conversation are 1..n without gap
/// C5 the messages of one sender that were never refused are stored in the order they were sent
/// C6 each receiver holds every seq he may see up to the end, in order; repeats are the same event
/// C7 nothing crosses to another conversation, contact or tenant, and no note reaches a contact
struct Fault {
    std::string rule;  ///< "C1" … "C7"
    std::string what;  ///< names ids and seqs; no message text
};

struct Verdict {
    std::vector<Fault> faults;  ///< at most kFaultsMax
    std::size_t faults_in_all = 0;

    std::size_t sent = 0;      ///< different ids
    std::size_t attempts = 0;  ///< resends counted
    std::size_t acked = 0;     ///< ids that were accepted or acked at least once
    std::size_t refused = 0;   ///< ids that were only ever refused
    std::size_t unknown = 0;   ///< ids that nobody was told about
    std::size_t stored = 0;    ///< messages in the export
    std::size_t late = 0;      ///< refused as unavailable, and stored before it was sent again
    std::size_t deliveries = 0;
    std::size_t renumbered = 0;  ///< stored in a later life than the acknowledged one
    std::size_t reordered = 0;   ///< behind later ones of their sender, by a new life

    static constexpr std::size_t kFaultsMax = 50;
    bool clean() const { return faults_in_all == 0; }
    /// One line of figures, then one line per fault.
    std::string text() const;
};

struct CheckOptions {
    /// Whether every receiver was live and drained at the end, so that he must hold the last seq.
    bool receivers_are_at_the_end = true;
    /// Whether a new life of the log began: what was acknowledged in an earlier one may be stored
    /// under another number, and, where only a gateway still had it, behind later ones of its
    /// sender; both are counted. Whoever starts over may be told of his own message first.
    bool lives_change = false;
};

Verdict check(const Ledger& ledger, const Export& history, CheckOptions options = {});

}  // namespace usher::chaos
