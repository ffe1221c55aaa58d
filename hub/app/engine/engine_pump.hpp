// The shell around one workspace's engine: holds the lease, recovers the state, reads commands,
// appends what the engine decides, answers what it asks, wakes it when something is due. Owned by
// the hub, lives on the loop of the engine role; it decides nothing itself.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "hub/app/engine/gateway_watch.hpp"
#include "hub/app/engine/intake.hpp"
#include "hub/app/engine/lease.hpp"
#include "hub/app/engine/lost_entries.hpp"
#include "hub/app/engine/recall_answers.hpp"
#include "hub/app/engine/recent_appends.hpp"
#include "hub/app/engine/recovery.hpp"
#include "hub/app/engine/upkeep.hpp"
#include "hub/engine/engine.hpp"

namespace usher::app {

struct EnginePumpEvents {
    std::function<void(const core::Workspace&)> ready;  ///< after each recovery
    std::function<void()> standby;                      ///< another node has the lease
    std::function<void(std::string)> trouble;           ///< one sentence for the log
    std::function<void()> appended_again;  ///< an entry that Redis had lost; may be empty
    std::function<void(store::Snapshot)> snapshot = {};  ///< of the log's end; may be empty
};

class EnginePump {
  public:
    /// `holder` names this node in the lease.
    EnginePump(net::Loop& loop, log::Streams& streams, StoreThread& store, WorkspaceId workspace,
               std::string holder, EnginePumpEvents events);
    ~EnginePump();

    void start() { lease_.start(); }
    /// Reads no further commands; calls `done` when what was read is appended, or cannot be, and
    /// the lease is given up.
    void stop(std::function<void()> done);
    bool running() const { return engine_.has_value(); }
    /// The archive holds the log up to `version`.
    void archived(std::uint64_t version);

  private:
    void recover();
    void begin(Recovered recovered);
    void read();
    void feed(engine::Input input);
    void append(const core::LogEntry& entry);
    void send_append();
    void on_appended();
    void on_append_failed(const Error& error);
    /// Looks whether the log ends where it should; appends again what it lost, then goes on.
    void verify();
    void compare(std::uint64_t last);
    void append_again(const RecentAppends::Entry& entry);
    void compare_stored();
    /// What the log should hold it holds: the next engine may rely on it.
    void note_history();
    void on_log_lost(std::uint64_t first_event);
    void arm_wakeup();
    void drop_engine();
    void restart_later(std::string why);
    void finish_stop();

    net::Loop& loop_;
    log::Streams& streams_;
    StoreThread& store_;
    WorkspaceId workspace_;
    EnginePumpEvents events_;
    Lease lease_;

    std::unique_ptr<Recovery> recovery_;
    std::unique_ptr<LostEntries> lost_;
    std::optional<engine::Engine> engine_;
    std::string epoch_;
    std::string cursor_;                ///< of the last entry
    std::uint64_t newest_version_ = 0;  ///< ever appended or read by us
    std::unique_ptr<Intake> intake_;
    std::unique_ptr<Upkeep> upkeep_;
    std::unique_ptr<GatewayWatch> watch_;
    std::unique_ptr<RecallAnswers> answers_;
    std::unique_ptr<log::EventReader> confirmation_;
    RecentAppends recent_;
    std::unique_ptr<log::Subscription> new_server_;

    RecentAppends::Entry appending_;  ///< version 0 while nothing is in flight
    std::string appending_cursor_;
    bool verifying_ = false;  ///< appends wait until the log was looked at
    bool stopping_ = false;
    std::function<void()> stopped_;
    std::uint64_t archived_ = 0;

    net::Timer wakeup_;
    net::Timer retry_;
    std::shared_ptr<int> alive_ =
        std::make_shared<int>(0);  ///< callbacks check that we still exist
};

}  // namespace usher::app
