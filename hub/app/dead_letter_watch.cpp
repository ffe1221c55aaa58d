#include "hub/app/dead_letter_watch.hpp"

#include <fmt/format.h>

namespace usher::app {

DeadLetterWatch::DeadLetterWatch(net::Loop& loop, log::Streams& streams,
                                 std::vector<WorkspaceId> workspaces, ops::Health& health,
                                 ops::Metrics& metrics)
    : streams_(streams),
      workspaces_(std::move(workspaces)),
      health_(health),
      metrics_(metrics),
      timer_(loop) {}

DeadLetterWatch::~DeadLetterWatch() {
    alive_.reset();
}

void DeadLetterWatch::look() {
    for (auto workspace : workspaces_) {
        streams_.dead_letter_count(workspace,
                                   [this, alive = std::weak_ptr(alive_), workspace](auto count) {
                                       // What cannot be asked now is asked again; /readyz has a
                                       // line for Redis.
                                       if (!alive.expired() && count) counted(workspace, *count);
                                   });
    }
    timer_.after(kInterval, [this] { look(); });
}

void DeadLetterWatch::counted(WorkspaceId workspace, std::uint64_t count) {
    metrics_
        .gauge("usher_dead_letters", "Commands that were put aside",
               {{"workspace", workspace.text()}})
        .set(static_cast<double>(count));
    counts_[workspace] = count;
    std::uint64_t all = 0;
    for (const auto& [id, each] : counts_) all += each;
    if (all == 0 && !told_) return;
    told_ = true;
    health_.report(
        "dead-letters", all == 0 ? ops::HealthState::ok : ops::HealthState::degraded,
        all == 0 ? "" : fmt::format("{} commands were put aside; usher dead-letters list", all));
}

}  // namespace usher::app
