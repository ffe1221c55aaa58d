// The gateway's only way in: everything its sockets ask for becomes commands, appended to the
// workspace's command stream in batches of a loop turn. Bounded; beyond the bounds and while the
// stream is away it refuses at once. It decides nothing.
#pragma once

#include <functional>
#include <memory>

#include "hub/core/model/command.hpp"
#include "hub/gateway/mac.hpp"
#include "hub/gateway/probe.hpp"
#include "hub/gateway/unarchived_commands.hpp"
#include "hub/log/streams.hpp"
#include "hub/net/loop.hpp"

namespace usher::gateway {

struct SinkLimits {
    std::size_t commands_max = 8192;  ///< posted and not yet durable
    std::size_t bytes_max = std::size_t{16} << 20;
    std::size_t batch_commands_max = 512;
    std::size_t batch_bytes_max = std::size_t{1} << 20;
    std::size_t batches_in_flight_max = 64;  ///< beyond, the next batch waits and grows
    std::chrono::milliseconds retry_interval{
        250};  ///< between two looks whether the stream is back
};

class CommandSink {
  public:
    /// Success: durable. Called once, in a later turn. Not called when the sink is destroyed first.
    using Done = std::move_only_function<void(Result<void>)>;

    CommandSink(net::Loop& loop, log::Streams& streams, WorkspaceId workspace, GatewayId gateway,
                EntropyPool& entropy, GatewayProbe& probe, SinkLimits limits = {});
    ~CommandSink();
    CommandSink(const CommandSink&) = delete;
    CommandSink& operator=(const CommandSink&) = delete;

    /// Fills in when it was received, by which gateway, and its entropy. Errors: exhausted
    /// (bounds), unavailable (the stream is known to be away); `done` is not called then.
    Result<void> post(core::Command command, Done done);

    /// Posted and not yet durable or failed.
    std::size_t in_flight() const;
    /// What was acknowledged and is not in the archive yet.
    UnarchivedCommands& unarchived();
    /// False while the stream is known to be away.
    bool available() const;

  private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace usher::gateway
