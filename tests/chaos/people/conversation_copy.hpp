// What one receiver holds of one conversation: takes runs of events as docs/protocol.md says,
// closes gaps by history pages, and writes each delivery into the ledger in the order it becomes
// visible.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "tests/chaos/ledger/ledger.hpp"
#include "usher/v1/socket.pb.h"

namespace usher::chaos {

class ConversationCopy {
  public:
    ConversationCopy() = default;
    ConversationCopy(Ledger& ledger, std::string receiver, std::string conversation);

    /// A run, live or of a catch-up. Nonzero: it left a gap; ask for history before this seq.
    std::uint64_t take(const std::string& epoch, const v1::Events& run, std::int64_t now_ns);
    /// A page of history that was asked for. Nonzero as above: the gap is not closed yet.
    std::uint64_t take_page(const std::string& epoch, const v1::Events& page, bool complete,
                            std::int64_t now_ns);
    /// The epoch changed: all that is held is void.
    void drop();
    /// The line is gone: a gap that was being closed is asked for anew.
    void line_lost();

    std::uint64_t held() const { return fresh_ ? 0 : holding().through; }
    /// Gaps that had to be closed by history pages.
    std::uint64_t gaps() const { return gaps_; }

  private:
    const Holding& holding() const;
    Holding& holding();
    void deliver(const std::string& epoch, const v1::Event& event, std::int64_t now_ns);
    void join(const std::string& epoch, std::int64_t now_ns);

    Ledger* ledger_ = nullptr;
    std::string receiver_;
    std::string conversation_;
    bool fresh_ = true;

    // Above a gap, until history reaches down to what is held.
    bool waiting_ = false;
    std::uint64_t above_from_ = 0;
    std::uint64_t above_through_ = 0;
    std::map<std::uint64_t, v1::Event> above_;
    std::uint64_t gaps_ = 0;
};

}  // namespace usher::chaos
