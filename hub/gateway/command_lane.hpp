// The road of a workspace's commands as a session sees it: submit, and the answer comes to the
// session, whatever it is. Joins the sink, the pending commands and the late acknowledgements.
#pragma once

#include "hub/core/model/log_entry.hpp"
#include "hub/gateway/command_sink.hpp"
#include "hub/gateway/late_acks.hpp"
#include "hub/gateway/pending_commands.hpp"
#include "hub/gateway/waiting_limit.hpp"

namespace usher::gateway {

class CommandLane {
  public:
    CommandLane(net::Loop& loop, log::Streams& streams, WorkspaceId workspace, GatewayId gateway,
                EntropyPool& entropy, GatewayProbe& probe, std::chrono::milliseconds late_ack_after)
        : loop_(loop),
          sink_(loop, streams, workspace, gateway, entropy, probe),
          late_acks_(loop, late_ack_after, probe) {}

    /// Error unavailable, or exhausted when too many wait: nothing was sent and no answer will
    /// come.
    Result<void> submit(core::Command command, const std::weak_ptr<CommandCaller>& session);
    /// For what the gateway itself reports, and receipts: nobody waits for the decision.
    Result<void> report(core::Command command, CommandSink::Done done);

    /// Answers the callers whose commands the entry decided. Call after its events went out.
    void settle(const core::LogEntry& entry);

    /// The archive holds the log up to `version`.
    void archived(std::uint64_t version) { sink_.unarchived().archived(version); }
    /// Redis may have lost what it acknowledged.
    void feed_again() { sink_.unarchived().feed_again(); }

    bool idle() const { return sink_.in_flight() == 0 && pending_.size() == 0; }
    bool available() const { return sink_.available(); }

  private:
    void answer(const core::LogEntry& entry);

    net::Loop& loop_;
    CommandSink sink_;
    PendingCommands pending_;
    LateAcks late_acks_;
    WaitingLimit waiting_limit_;
};

}  // namespace usher::gateway
