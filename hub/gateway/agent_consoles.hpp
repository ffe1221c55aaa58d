// Which agents have a console open on this gateway, and whether the log knows: reports the first
// one that opens and the last one that closes, again and again until the report is durable.
#pragma once

#include <map>

#include "hub/gateway/command_lane.hpp"
#include "hub/gateway/context.hpp"

namespace usher::gateway {

class AgentConsoles {
  public:
    AgentConsoles(GatewayContext& context, CommandLane& commands)
        : context_(context), commands_(commands), retry_(context.loop) {}

    /// Reports that this gateway began anew: the consoles it had before are gone.
    void start();
    void opened(AgentId agent);
    void closed(AgentId agent);
    /// An engine that took this gateway for dead took its consoles away: they are reported again.
    void on_entry(const core::LogEntry& entry);

  private:
    struct Consoles {
        std::size_t open = 0;
        bool reported = false;   ///< what the log was told last
        bool reporting = false;  ///< a report is on its way
    };
    void report_start();
    void reconcile(AgentId agent);
    void try_again();
    core::Command command(core::CommandBody body);

    GatewayContext& context_;
    CommandLane& commands_;
    net::Timer retry_;
    std::map<AgentId, Consoles> consoles_;
    bool started_ = false;
    bool starting_ = false;
};

}  // namespace usher::gateway
