// Copies the log of every workspace into the archive, on a thread of its own with a loop and Redis
// connections of its own, so that a slow disk never slows a conversation. Its position lies in the
// archive, in the transaction of the rows: stopping it anywhere loses and doubles nothing.
#pragma once

#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "hub/log/streams.hpp"
#include "hub/net/loop.hpp"
#include "hub/store/archive.hpp"

namespace usher::app {

struct ArchiverEvents {
    /// On the archiver's thread: the archive now holds everything up to `version`.
    std::function<void(WorkspaceId, std::uint64_t version)> archived;
    /// On the archiver's thread: one sentence when something fails; empty when it works again.
    std::function<void(std::string)> trouble;
};

class Archiver {
  public:
    using OpenStreams = std::function<Result<std::unique_ptr<log::Streams>>(net::Loop&)>;

    Archiver(store::Archive& archive, std::vector<WorkspaceId> workspaces, OpenStreams open,
             ArchiverEvents events);
    /// Stops after the batch at work.
    ~Archiver();

  private:
    struct Follower;
    void run(const OpenStreams& open);

    store::Archive& archive_;
    std::vector<WorkspaceId> workspaces_;
    ArchiverEvents events_;
    net::Loop loop_;
    std::thread thread_;
};

}  // namespace usher::app
