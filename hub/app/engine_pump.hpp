// The shell around one engine: reads commands, appends what it decides, wakes it when something is
// due. It replays the log first, and again whenever somebody else appended in between. Owned by the
// hub, lives on the loop of the engine role; it decides nothing itself.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "hub/engine/engine.hpp"
#include "hub/log/streams.hpp"
#include "hub/net/loop.hpp"

namespace usher::app {

struct EnginePumpEvents {
    std::function<void(const core::Workspace&)> ready;  ///< after each replay
    std::function<void(std::string)> trouble;           ///< one sentence for the log
};

class EnginePump {
  public:
    EnginePump(net::Loop& loop, log::Streams& streams, WorkspaceId workspace,
               EnginePumpEvents events);
    ~EnginePump();

    void start();
    /// Reads no further commands; calls `done` when what was read is appended, or cannot be.
    void stop(std::function<void()> done);
    bool running() const { return engine_.has_value(); }

  private:
    struct Replay;
    void replay_until(std::uint64_t version);
    void replay_next();
    void begin();
    void read();
    void on_commands(std::vector<log::CommandEntry> entries);
    void feed(engine::Input input);
    void append();
    void on_append_failed(const Error& error);
    void confirm_append();
    void arm_wakeup();
    void restart_later(std::string why);
    void finish_stop();

    net::Loop& loop_;
    log::Streams& streams_;
    WorkspaceId workspace_;
    EnginePumpEvents events_;

    std::optional<engine::Engine> engine_;
    std::unique_ptr<Replay> replay_;
    std::unique_ptr<log::CommandReader> commands_;
    std::unique_ptr<log::EventReader> confirmation_;
    bool reading_ = false;
    bool stopping_ = false;
    std::function<void()> stopped_;

    std::uint64_t appending_version_ = 0;  ///< 0 while nothing is in flight
    std::string appending_bytes_;

    net::Timer wakeup_;
    net::Timer retry_;
    std::shared_ptr<int> alive_ =
        std::make_shared<int>(0);  ///< callbacks check that we still exist
};

}  // namespace usher::app
