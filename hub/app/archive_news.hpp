// How far the archives are, told to every node: the one that writes says so after each run and once
// a second, all hear it. Owned by the hub, on its loop.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "hub/log/streams.hpp"
#include "hub/net/loop.hpp"

namespace usher::app {

class ArchiveNews {
  public:
    static constexpr std::chrono::milliseconds kRepeat{1'000};
    using Heard = std::function<void(WorkspaceId, std::uint64_t version)>;

    ArchiveNews(net::Loop& loop, log::Streams& streams, const std::vector<WorkspaceId>& workspaces,
                Heard heard);

    void start();
    /// This node's archiver got so far.
    void tell(WorkspaceId workspace, std::uint64_t version);

  private:
    void repeat();
    void publish(WorkspaceId workspace, std::uint64_t version);

    log::Streams& streams_;
    Heard heard_;
    net::Timer timer_;
    std::map<WorkspaceId, std::uint64_t> told_;
    std::vector<std::unique_ptr<log::Subscription>> subscriptions_;
};

}  // namespace usher::app
