// Promises of time over HTTP: calendars and policies for administrators, and for every agent how
// the timers of a conversation came about. Reads the gateway's copy of the workspace; what it
// changes goes the way of all commands.
#pragma once

#include <functional>

#include "hub/core/model/workspace.hpp"
#include "hub/gateway/history_reader.hpp"
#include "hub/gateway/http/one_command.hpp"
#include "hub/ops/log.hpp"

namespace usher::gateway {

/// Null when this node does not serve it.
using StateOfWorkspace = std::function<const core::Workspace*(WorkspaceId)>;

class PromiseRoutes {
  public:
    /// A longer conversation is not explained over HTTP; `usher sla explain` does.
    static constexpr std::size_t kExplainedEventsMax = 50'000;

    /// Loop and reader outlive this.
    PromiseRoutes(net::Loop& loop, HistoryReader& reader, StateOfWorkspace state,
                  SubmitCommand submit, ops::Log log)
        : loop_(loop),
          reader_(reader),
          state_(std::move(state)),
          submit_(std::move(submit)),
          log_(std::move(log)) {}

    void show(Call call);
    void put_calendar(Call call);
    void remove_calendar(Call call);
    void put_policy(Call call);
    void remove_policy(Call call);
    void order_policies(Call call);
    void timers(Call call);

  private:
    /// Null after answering that it is not served.
    const core::Workspace* workspace_of(Call& call) const;
    void submit(Call call, core::CommandBody body);

    net::Loop& loop_;
    HistoryReader& reader_;
    StateOfWorkspace state_;
    SubmitCommand submit_;
    ops::Log log_;
};

}  // namespace usher::gateway
