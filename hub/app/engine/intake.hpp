// Commands on their way from the stream into the engine: read, decoded, and the ones that cannot be
// survived put aside. After a start the commands that may have ended the last engine are given one
// by one and counted; what failed five times becomes a dead letter. Owned by the pump.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "hub/core/model/command.hpp"
#include "hub/log/streams.hpp"

namespace usher::app {

struct IntakeEvents {
    /// Commands of one stream entry, in order.
    std::function<void(std::string cursor, std::vector<core::Command>)> commands;
    std::function<bool()> wanted;              ///< false: the engine has enough to do
    std::function<void(const Error&)> failed;  ///< the stream cannot be read on
    std::function<void(std::string)> trouble;  ///< one sentence: something was put aside
};

class Intake {
  public:
    static constexpr std::uint32_t kTriesMax = 5;

    Intake(log::Streams& streams, WorkspaceId workspace, std::string after_id, IntakeEvents events);
    ~Intake();

    /// Asks for more if that is wanted, unless it is asking already. In the careful part the next
    /// entry comes only when the one before is settled.
    void read();
    /// Everything given so far is decided and appended.
    void settled();

  private:
    void take(std::vector<log::CommandEntry> entries);
    void next_careful();
    void give(log::CommandEntry entry);
    void put_aside(log::CommandEntry entry, std::uint32_t tries, std::string cause);

    log::Streams& streams_;
    WorkspaceId workspace_;
    IntakeEvents events_;
    std::unique_ptr<log::CommandReader> reader_;
    bool reading_ = false;
    bool careful_ = true;  ///< until the first read is behind us
    bool counting_ = false;
    bool given_ = false;  ///< the careful one at work
    std::deque<log::CommandEntry> held_;
    std::shared_ptr<int> alive_ = std::make_shared<int>(0);
};

}  // namespace usher::app
