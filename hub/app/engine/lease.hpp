// Who tries to run the engine of a workspace: one node holds the lease, the others wait for it to
// run out. Owned by the pump. It makes nothing safe by itself: two nodes that both believe to hold
// it are told apart by the log, which takes each version once.
#pragma once

#include <functional>
#include <string>

#include "hub/log/streams.hpp"
#include "hub/net/loop.hpp"

namespace usher::app {

struct LeaseEvents {
    std::function<void()> gained;
    std::function<void()> lost;
};

class Lease {
  public:
    /// A node that died is followed after this long at most, and the time of one look.
    static constexpr std::chrono::milliseconds kTimeToLive{3'000};
    static constexpr std::chrono::milliseconds kRenewInterval{1'000};
    static constexpr std::chrono::milliseconds kLookInterval{400};

    /// `holder` is the same after a restart of the node, so that it gets its own lease back at
    /// once.
    Lease(net::Loop& loop, log::Streams& streams, WorkspaceId workspace, std::string holder,
          LeaseEvents events);
    ~Lease();

    void start();
    /// Gives it up, so that another node need not wait; `done` comes within a second whatever Redis
    /// does.
    void stop(std::move_only_function<void()> done);
    bool held() const { return held_; }

  private:
    void claim();
    void take(const std::string& holder);

    net::Loop& loop_;
    log::Streams& streams_;
    WorkspaceId workspace_;
    std::string holder_;
    LeaseEvents events_;
    net::Timer timer_;
    bool held_ = false;
    bool stopping_ = false;
    std::shared_ptr<int> alive_ = std::make_shared<int>(0);
};

}  // namespace usher::app
