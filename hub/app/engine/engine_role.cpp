#include "hub/app/engine/engine_role.hpp"

namespace usher::app {

EngineRole::EngineRole(net::Loop& loop, log::Streams& streams, std::unique_ptr<store::Store> store,
                       std::string holder, ops::Health& health, ops::Metrics& metrics, ops::Log log,
                       Holding holding, SnapshotTaken taken)
    : loop_(loop),
      streams_(streams),
      store_(std::move(store)),
      holder_(std::move(holder)),
      health_(health),
      appended_again_(metrics.counter("usher_log_entries_appended_again_total",
                                      "Log entries appended again because Redis had lost them")),
      log_(std::move(log)),
      holding_(std::move(holding)),
      taken_(std::move(taken)) {
    health_.declare("engine");
}

void EngineRole::start(const std::vector<WorkspaceId>& workspaces) {
    for (auto workspace : workspaces) {
        auto& pump = pumps_[workspace];
        pump = std::make_unique<EnginePump>(loop_, streams_, store_, workspace, holder_,
                                            events_of(workspace));
        pump->start();
    }
    report();
}

EnginePumpEvents EngineRole::events_of(WorkspaceId workspace) {
    EnginePumpEvents events;
    events.ready = [this, workspace](const core::Workspace& state) {
        troubles_.erase(workspace);
        report();
        log_.info("engine runs", {{"workspace", workspace.text()}, {"version", state.version}});
        holding_(workspace, true);
    };
    events.standby = [this, workspace] {
        troubles_.erase(workspace);
        report();
        log_.info("another node runs the engine", {{"workspace", workspace.text()}});
        holding_(workspace, false);
    };
    events.trouble = [this, workspace](std::string sentence) {
        // Tried again several times a second: said once.
        if (auto& known = troubles_[workspace]; known != sentence) {
            log_.warning(sentence);
            known = std::move(sentence);
        }
        report();
    };
    events.appended_again = [this] { appended_again_.add(); };
    events.snapshot = [this, workspace](store::Snapshot snapshot) {
        taken_(workspace, std::move(snapshot));
    };
    return events;
}

void EngineRole::report() {
    health_.report("engine", troubles_.empty() ? ops::HealthState::ok : ops::HealthState::degraded,
                   troubles_.empty() ? "" : troubles_.begin()->second);
}

void EngineRole::archived(WorkspaceId workspace, std::uint64_t version) {
    auto found = pumps_.find(workspace);
    if (found != pumps_.end()) found->second->archived(version);
}

void EngineRole::stop(std::function<void()> done) {
    auto left = std::make_shared<std::size_t>(pumps_.size());
    if (pumps_.empty()) return loop_.post(std::move(done));
    for (auto& [workspace, pump] : pumps_) {
        pump->stop([left, done] {
            if (--*left == 0) done();
        });
    }
}

}  // namespace usher::app
