// What this gateway acknowledged and the archive does not hold yet, or not for long, as it was
// appended: when Redis comes back as another server, or has lost entries, all of it is appended
// again. Repeats are recognised by their ids, so that is harmless. Bounded: beyond the bound the
// oldest go, which the log holds still.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <utility>

#include "hub/gateway/probe.hpp"
#include "hub/log/streams.hpp"
#include "hub/net/loop.hpp"

namespace usher::gateway {

class UnarchivedCommands {
  public:
    static constexpr std::size_t kBytesMax = std::size_t{64} << 20;
    static constexpr std::chrono::milliseconds kRetryInterval{250};
    /// A batch counts as decided when a later one was. If Redis lost it under a running engine,
    /// that is wrong, and the engine notices within this time.
    static constexpr std::chrono::seconds kKeepAfter{10};

    using Bytes = std::shared_ptr<const std::string>;

    UnarchivedCommands(net::Loop& loop, log::Streams& streams, WorkspaceId workspace,
                       GatewayProbe& probe);
    ~UnarchivedCommands();

    /// Redis took the batch as entry `id` of the command stream.
    void appended(const std::string& id, Bytes bytes);
    /// A log entry consumed the command stream up to `cursor`.
    void decided(const std::string& cursor, std::uint64_t version);
    /// The archive holds the log up to `version`.
    void archived(std::uint64_t version);
    /// Appends everything again that the archive does not hold.
    void feed_again();

    std::size_t size() const { return kept_.size() + again_.size(); }

  private:
    using StreamId = std::pair<std::uint64_t, std::uint64_t>;
    static StreamId parse(const std::string& id);
    struct Kept {
        StreamId id;
        std::uint64_t version = 0;  ///< of the entry that decided it; 0: not read yet
        Bytes bytes;
        Timestamp archived{};  ///< when that was heard
    };
    void feed_next();

    net::Loop& loop_;
    log::Streams& streams_;
    WorkspaceId workspace_;
    GatewayProbe& probe_;
    net::Timer retry_;
    std::deque<Kept> kept_;       ///< in the order of their ids
    std::size_t undecided_ = 0;   ///< index of the first without a version
    std::size_t unarchived_ = 0;  ///< index of the first that the archive may not hold
    std::deque<Bytes> again_;     ///< to be appended again, the oldest first
    std::size_t bytes_ = 0;
    bool feeding_ = false;
    std::shared_ptr<int> alive_ = std::make_shared<int>(0);
};

}  // namespace usher::gateway
