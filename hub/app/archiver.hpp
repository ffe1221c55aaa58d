// Copies the logs into the archive on a thread of its own, with a loop and Redis connections of its
// own, so that a slow disk never slows a conversation. Workspaces are switched on and off as this
// node gets and loses their lease.
#pragma once

#include <map>
#include <thread>

#include "hub/app/archive_follower.hpp"

namespace usher::app {

class Archiver {
  public:
    using OpenStreams = std::function<Result<std::unique_ptr<log::Streams>>(net::Loop&)>;

    /// `events` are called on the archiver's thread.
    Archiver(store::Archive& archive, std::vector<WorkspaceId> workspaces, OpenStreams open,
             ArchiveEvents events);
    /// Stops after the batch at work.
    ~Archiver();

    /// Safe from any thread; all are off at first.
    void set_active(WorkspaceId workspace, bool active);
    /// See ArchiveFollower; safe from any thread.
    void offer(WorkspaceId workspace, store::Snapshot snapshot);

  private:
    void run(const OpenStreams& open);

    store::Archive& archive_;
    std::vector<WorkspaceId> workspaces_;
    ArchiveEvents events_;
    net::Loop loop_;
    std::map<WorkspaceId, std::unique_ptr<ArchiveFollower>> followers_;  ///< of the thread
    std::thread thread_;
};

}  // namespace usher::app
