#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "hub/app/answer_of.hpp"
#include "hub/app/doctor/checks.hpp"
#include "hub/app/engine/new_life.hpp"
#include "hub/app/installation.hpp"
#include "hub/wire/codec.hpp"

namespace usher::app {
namespace {

using Beats = std::vector<std::pair<GatewayId, std::uint64_t>>;

/// Gateways give a sign of life each second.
constexpr std::chrono::milliseconds kBetweenBeats{2'500};
constexpr std::uint64_t kLagMax = 5'000;

class LogChecks {
  public:
    LogChecks(net::Loop& loop, log::Streams& streams, WorkspaceId id, store::Position archived,
              bool running, Findings& to)
        : loop_(loop),
          streams_(streams),
          id_(id),
          archived_(std::move(archived)),
          running_(running),
          to_(to),
          name_(fmt::format("log of {}: ", id.text())) {}

    void run() {
        auto edges = answer_of<log::StreamEdges>(
            loop_, [&](auto done) { streams_.edges(id_, std::move(done)); });
        if (!edges) return to_.fail(name_ + edges.error().text, "see docs/redis.md");
        check_ends(*edges);
        if (edges->events > 0) check_beginning(*edges);
        check_dead_letters();
        check_lease();
    }

  private:
    std::optional<core::LogEntry> entry_after(std::uint64_t version) {
        auto reader = streams_.read_events(id_, version);
        auto entries = answer_of<std::vector<log::EventEntry>>(
            loop_, [&](auto done) { reader->next(1, std::move(done)); });
        if (!entries || entries->empty()) return std::nullopt;
        auto entry = wire::decode_log_entry(entries->front().bytes);
        if (entry) return std::move(*entry);
        to_.fail(name_ + entry.error().text, "restore a backup, or use the version that wrote it");
        return std::nullopt;
    }

    void check_ends(const log::StreamEdges& edges) {
        std::string epoch = archived_.epoch;
        if (edges.events > 0) {
            const auto last = entry_after(edges.last_event - 1);
            if (!last) return;
            epoch = last->epoch;
        }
        const auto said =
            fmt::format("{}at {} of epoch {}, the archive at {} of epoch {}", name_,
                        edges.last_event, epoch.empty() ? "none" : epoch, archived_.version,
                        archived_.epoch.empty() ? "none" : archived_.epoch);
        const bool older = archived_.version > edges.last_event ||
                           number_of_epoch(archived_.epoch) > number_of_epoch(epoch);
        if (older) {
            return to_.warn(said + ": Redis is older than the store, or empty",
                            "the next start begins a new life from the archive; stop the hub and "
                            "bring the newer Redis back if there is one");
        }
        const auto lag = edges.last_event - archived_.version;
        if (epoch == archived_.epoch && lag > kLagMax) {
            return to_.warn(said + ": history lags behind",
                            running_ ? "look at the store's speed and at /readyz"
                                     : "the next start catches up");
        }
        to_.ok(said);
    }

    void check_beginning(const log::StreamEdges& edges) {
        if (edges.first_event <= archived_.version) return;
        const auto first = entry_after(edges.first_event - 1);
        if (!first || first->previous <= archived_.version) return;
        to_.fail(fmt::format("{}it begins after {}, the archive ends at {}: what is between is in "
                             "neither",
                             name_, first->previous, archived_.version),
                 "the store is older than the log: restore a newer backup of it; the next start "
                 "accepts the gap and begins a new life");
    }

    void check_dead_letters() {
        auto count = answer_of<std::uint64_t>(
            loop_, [&](auto done) { streams_.dead_letter_count(id_, std::move(done)); });
        if (!count) return;
        *count == 0 ? to_.ok(name_ + "no dead letters")
                    : to_.warn(fmt::format("{}{} dead letters wait", name_, *count),
                               "usher dead-letters list");
    }

    Beats beats() {
        auto found =
            answer_of<Beats>(loop_, [&](auto done) { streams_.beats(id_, std::move(done)); });
        return found ? *found : Beats();
    }

    void check_lease() {
        auto holder = answer_of<std::string>(
            loop_, [&](auto done) { streams_.holder(id_, std::move(done)); });
        if (!holder) return;
        if (holder->empty()) {
            running_ ? to_.warn(name_ + "no engine has the lease",
                                "look at the logs of the nodes with the role engine")
                     : to_.ok(name_ + "no engine runs");
            return;
        }
        to_.ok(fmt::format("{}the engine runs on {}", name_, *holder));
        const auto before = beats();
        turn_until(loop_, kBetweenBeats, [] { return false; });
        std::size_t alive = 0;
        for (const auto& beat : beats()) {
            if (std::ranges::find(before, beat) == before.end()) ++alive;
        }
        alive == 0 ? to_.warn(name_ + "no gateway gives a sign of life",
                              "look at the logs of the nodes with the role gateway")
                   : to_.ok(fmt::format("{}{} gateways give a sign of life", name_, alive));
    }

    net::Loop& loop_;
    log::Streams& streams_;
    WorkspaceId id_;
    store::Position archived_;
    bool running_;
    Findings& to_;
    std::string name_;
};

}  // namespace

void check_logs(const Patient& patient, net::Loop& loop, const store::Examination& store,
                Findings& to) {
    auto config = patient.config();
    if (config.redis.url.empty()) config.redis.url = patient.embedded;
    auto streams = open_streams_of(loop, config);
    if (!streams) return to.fail("log: " + streams.error().text, "see docs/redis.md");
    std::map<WorkspaceId, store::Position> positions;
    for (auto id : store.with_accounts) positions[id];
    for (const auto& workspace : store.workspaces) positions[workspace.id] = workspace.position;
    for (const auto& [id, position] : positions) {
        LogChecks(loop, **streams, id, position, patient.running, to).run();
    }
}

}  // namespace usher::app
