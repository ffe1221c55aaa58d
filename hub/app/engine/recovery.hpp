// How an engine comes to its state: snapshot, then the log, and the archive as witness. When the
// log has lost entries that the archive holds, or has a hole, the state is built from the archive
// and a new life of the log begins: a version never means two things. When the archive is older
// than what the log still holds, the gap is accepted by name, and a new life begins as well; and
// when a replica took over while no engine ran, which may lack what others saw. While the store is
// away the log is believed without its witness when the server is the one the last engine left.
// Used once per start by the pump.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "hub/app/engine/store_thread.hpp"
#include "hub/core/model/log_entry.hpp"
#include "hub/core/model/workspace.hpp"
#include "hub/log/streams.hpp"
#include "hub/net/loop.hpp"

namespace usher::app {

struct Recovered {
    core::Workspace workspace;
    std::string epoch;
    std::string cursor;
    std::uint64_t snapshot_version = 0;  ///< of the snapshot it began from
    std::uint64_t archived_version = 0;
    std::uint64_t first_event = 0;  ///< where the log begins, or will
    bool new_life = false;          ///< entries were lost for good; its first entry says so
    std::string lost;               ///< then: what was lost, one sentence
    std::string history;            ///< of the server that gave the log
};

/// How far this process has seen the log go, also where log and archive forgot it since: two lives
/// must not share a name.
struct SeenLife {
    std::string epoch;
    std::uint64_t version = 0;
};

class Recovery {
  public:
    using Done = std::move_only_function<void(Result<Recovered>)>;

    Recovery(net::Loop& loop, log::Streams& streams, StoreThread& store, WorkspaceId workspace,
             SeenLife seen, Done done);
    ~Recovery();

    /// Gives up with unavailable when a part does not answer; nothing was changed then, except that
    /// a new life may have begun.
    void start();

  private:
    struct Run;
    std::shared_ptr<Run> run_;
};

}  // namespace usher::app
