// Tells senders that their command is safe when its decision takes longer than a moment. One queue
// in the order of durability and one timer for the whole workspace; what is decided in time costs
// nothing more.
#pragma once

#include <deque>

#include "hub/gateway/pending_commands.hpp"
#include "hub/gateway/probe.hpp"
#include "hub/net/loop.hpp"

namespace usher::gateway {

class LateAcks {
  public:
    LateAcks(net::Loop& loop, std::chrono::milliseconds after, GatewayProbe& probe)
        : loop_(loop), after_(after), probe_(probe), timer_(loop) {}

    /// The command is durable now. Bounded by PendingCommands and by the wait's length.
    void durable(std::shared_ptr<PendingCommand> command);

  private:
    void arm();
    void tell_due();

    net::Loop& loop_;
    std::chrono::milliseconds after_;
    GatewayProbe& probe_;
    net::Timer timer_;
    std::deque<std::pair<Timestamp, std::shared_ptr<PendingCommand>>> waiting_;
};

}  // namespace usher::gateway
