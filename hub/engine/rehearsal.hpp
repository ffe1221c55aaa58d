// A workspace played through in virtual time: commands go in at instants of the caller's choosing, log
// entries come out, everything due in between happens when it is due. The demo is written with it, tests
// and simulations run on it. Pure: no clock, no I/O, randomness only from the seed.
#pragma once

#include <vector>

#include "hub/engine/engine.hpp"
#include "hub/engine/rehearsed_archive.hpp"

namespace usher::engine {

class Rehearsal {
  public:
    Rehearsal(Timestamp start, std::uint64_t seed);

    Timestamp now() const { return now_; }
    const core::Workspace& workspace() const { return engine_.workspace(); }
    const std::vector<core::LogEntry>& log() const { return log_; }

    /// Moves to `at`, letting every deadline on the way happen; never back.
    void until(Timestamp at);
    void pass(Duration time) { until(now_ + time); }

    /// Whether the engine is told that the archive has what it appends: then what is closed for long leaves memory,
    /// and comes back when it is needed. Questions are answered at once either way.
    void archive(bool tells) { archive_tells_ = tells; }

    /// Decides one command now and returns the entry it led to.
    const core::LogEntry& submit(core::Actor caller, core::CommandBody body,
                                 GatewayId gateway = {}, std::string command_id = {});
    /// The same with the command given whole.
    const core::LogEntry& submit(core::Command command);

    /// Ids for what the script itself names: queues, agents, contacts.
    template <class IdType>
    IdType make_id() {
        return IdType::make(now_, entropy());
    }

  private:
    Entropy entropy();
    void take(std::vector<Effect> effects);

    Timestamp now_;
    std::uint64_t random_;
    std::uint64_t commands_ = 0;
    Engine engine_;
    RehearsedArchive archive_;
    bool archive_tells_ = false;
    std::vector<core::LogEntry> log_;
};

}  // namespace usher::engine
