// Reads one workspace's log for the gateway: decodes each entry once, checks that it follows the
// one before, keeps the gateway's own copy of the workspace, and hands the entry on. It never skips
// an entry: when one is missing it says so and begins again from the snapshot.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "hub/core/model/log_entry.hpp"
#include "hub/core/model/workspace.hpp"
#include "hub/gateway/probe.hpp"
#include "hub/log/streams.hpp"
#include "hub/net/loop.hpp"

namespace usher::gateway {

/// An entry as it was read: `slices[i]` are the stored bytes of `entry.events[i]`, inside `bytes`.
struct TailEntry {
    core::LogEntry entry;
    std::shared_ptr<const std::string> bytes;
    std::vector<std::string_view> slices;
};

class TailListener {
  public:
    virtual ~TailListener() = default;
    /// The workspace already holds it.
    virtual void on_entry(const TailEntry& entry) = 0;
    /// The entries that were there at the start are read: what is shown from now on is current.
    virtual void on_caught_up() = 0;
    /// What was shown is void: the workspace is empty and its log is read again.
    virtual void on_restart(const std::string& why) = 0;
};

class WorkspaceTail {
  public:
    WorkspaceTail(net::Loop& loop, log::Streams& streams, WorkspaceId workspace,
                  TailListener& listener, GatewayProbe& probe);
    ~WorkspaceTail();
    WorkspaceTail(const WorkspaceTail&) = delete;
    WorkspaceTail& operator=(const WorkspaceTail&) = delete;

    void start();
    bool caught_up() const;
    const core::Workspace& workspace() const;
    /// Of the last entry; empty before the first.
    const std::string& epoch() const;

  private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace usher::gateway
