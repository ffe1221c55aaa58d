// Notices gateways that died without a word: their sign of life does not change any more. Then the
// log is told that their consoles are gone. Owned by the pump of a running engine; judges by its
// own clock alone.
#pragma once

#include <map>
#include <memory>

#include "hub/core/model/command.hpp"
#include "hub/core/model/workspace.hpp"
#include "hub/log/streams.hpp"
#include "hub/net/loop.hpp"

namespace usher::app {

class GatewayWatch {
  public:
    static constexpr std::chrono::milliseconds kLookInterval{1'000};
    /// Without a change for so long a gateway is gone.
    static constexpr std::chrono::milliseconds kPatience{6'000};

    using State = std::function<const core::Workspace&()>;
    GatewayWatch(net::Loop& loop, log::Streams& streams, WorkspaceId workspace, State state);
    ~GatewayWatch();

    void start() { look_later(); }

  private:
    void look_later();
    void look();
    void compare(const std::map<GatewayId, std::uint64_t>& beats);
    void report_gone(GatewayId gateway);

    struct Seen {
        std::uint64_t count = 0;
        Timestamp since{};
    };
    net::Loop& loop_;
    log::Streams& streams_;
    WorkspaceId workspace_;
    State state_;
    net::Timer timer_;
    std::map<GatewayId, Seen> seen_;
    std::shared_ptr<int> alive_ = std::make_shared<int>(0);
};

}  // namespace usher::app
