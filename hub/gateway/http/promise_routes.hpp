// Promises of time over HTTP: calendars and policies for administrators, and for every agent how
// the timers of a conversation came about. Reads the gateway's copy of the workspace; what it
// changes goes the way of all commands.
#pragma once

#include <functional>

#include "hub/core/model/workspace.hpp"
#include "hub/gateway/history_reader.hpp"
#include "hub/gateway/http/one_command.hpp"
#include "hub/ops/log.hpp"
#include "hub/wire/sla/definition_json.hpp"

namespace usher::gateway {

/// Null when this node does not serve it.
using StateOfWorkspace = std::function<const core::Workspace*(WorkspaceId)>;

/// 422, "path: reason".
net::HttpResponse problem_of_mistake(const wire::Mistake& mistake);
/// Of the calendar or policy that the path names; a plus sign is one.
std::string promise_name_of(const Call& call);
wire::QueueByName queues_of(const core::Workspace& workspace);

class PromiseRoutes {
  public:
    /// A longer conversation is not explained over HTTP; `usher sla explain` does.
    static constexpr std::size_t kExplainedEventsMax = 50'000;
    /// At once; they share the history's thread with everybody who searches.
    static constexpr std::size_t kPreviewsMax = 2;

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
    /// Of an iCalendar file in the body.
    void import_holidays(Call call);
    /// What a policy would have done with last days' conversations; saves nothing.
    void preview(Call call);
    /// The names of time zones that a calendar may have.
    void zones(Call call);

  private:
    /// Null after answering that it is not served.
    const core::Workspace* workspace_of(Call& call) const;
    void submit(Call call, core::CommandBody body);

    net::Loop& loop_;
    HistoryReader& reader_;
    StateOfWorkspace state_;
    SubmitCommand submit_;
    ops::Log log_;
    std::size_t previews_ = 0;
};

}  // namespace usher::gateway
