// What the parts of a gateway share, made once by Gateway and outliving all of them. References and
// a few facts; hardly any behaviour.
#pragma once

#include <unordered_set>
#include <vector>

#include "hub/gateway/clock_watch.hpp"
#include "hub/gateway/customer_token.hpp"
#include "hub/gateway/history_reader.hpp"
#include "hub/gateway/mac.hpp"
#include "hub/gateway/options.hpp"
#include "hub/gateway/probe.hpp"
#include "hub/gateway/tickets.hpp"
#include "hub/log/streams.hpp"
#include "hub/net/loop.hpp"

namespace usher::gateway {

/// An open socket of either kind, as those who close many see it.
class GatewaySession {
  public:
    virtual ~GatewaySession() = default;
    /// Says goodbye where the protocol has a frame for it, and closes.
    virtual void end(std::uint16_t code, std::string_view reason) = 0;
    /// Tells what time it is here, unasked.
    virtual void tell_time() = 0;
    /// Leaves everything of the gateway; nothing happens here any more.
    virtual void detach() = 0;
    virtual WorkspaceId workspace() const = 0;  ///< empty before the hello
    virtual SessionId login() const = 0;        ///< of agents: the log-in it belongs to
};

struct GatewayContext {
    net::Loop& loop;
    log::Streams& streams;
    const GatewayOptions& options;
    GatewayProbe& probe;
    HistoryReader& history;
    CustomerTokens& tokens;
    Tickets& tickets;
    EntropyPool entropy{};
    std::unordered_set<GatewaySession*> sessions{};
    bool draining = false;  ///< no new sockets, no new commands
    ClockWatch clock{loop};

    /// Everybody is told when it was set.
    void look_at_clock() {
        if (!clock.was_set()) return;
        tell("The clock was set; everybody is told the time.");
        for (auto* session : std::vector(sessions.begin(), sessions.end())) session->tell_time();
    }
    void tell(const std::string& sentence) const {
        if (options.on_event) options.on_event(sentence);
    }
};

}  // namespace usher::gateway
