#include "hub/app/archiver.hpp"

namespace usher::app {

Archiver::Archiver(store::Archive& archive, std::vector<WorkspaceId> workspaces, OpenStreams open,
                   ArchiveEvents events)
    : archive_(archive), workspaces_(std::move(workspaces)), events_(std::move(events)) {
    thread_ = std::thread([this, open = std::move(open)] { run(open); });
}

Archiver::~Archiver() {
    loop_.stop();
    thread_.join();
}

void Archiver::set_active(WorkspaceId workspace, bool active) {
    loop_.post([this, workspace, active] {
        auto found = followers_.find(workspace);
        if (found == followers_.end()) return;
        active ? found->second->start() : found->second->pause();
    });
}

void Archiver::offer(WorkspaceId workspace, store::Snapshot snapshot) {
    loop_.post([this, workspace, snapshot = std::move(snapshot)]() mutable {
        auto found = followers_.find(workspace);
        if (found != followers_.end()) found->second->offer(std::move(snapshot));
    });
}

void Archiver::run(const OpenStreams& open) {
    auto streams = open(loop_);
    if (!streams) return events_.trouble(streams.error().text);
    for (auto workspace : workspaces_) {
        followers_[workspace] =
            std::make_unique<ArchiveFollower>(loop_, **streams, archive_, workspace, events_);
    }
    // Who waits for the lease may have nothing else to wait for: on a cluster nothing connects
    // before it is used, and a loop without work ends.
    net::Timer alive(loop_);
    std::function<void()> stay = [&] { alive.after(std::chrono::minutes(1), [&] { stay(); }); };
    stay();
    loop_.run();
    // Readers go before the streams they came from.
    followers_.clear();
}

}  // namespace usher::app
