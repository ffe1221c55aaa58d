// Traffic on the two streams of a workspace, for tests that break something meanwhile: appends
// numbered commands and versioned events, a bounded number at a time, reads both back as the engine
// and the gateways do, and at the end says what was lost, doubled or out of order.
#pragma once

#include <algorithm>
#include <map>

#include "tests/support/redis_wait.hpp"

namespace usher::test {

/// Reads commands for ever, as the engine does.
class CommandFollower {
  public:
    CommandFollower(log::Streams& streams, WorkspaceId workspace)
        : reader_(streams.read_commands(workspace, "")) {
        follow();
    }
    ~CommandFollower() { *alive_ = false; }
    std::vector<log::CommandEntry> seen;

  private:
    void follow() {
        reader_->next(64, [this, alive = alive_](auto entries) {
            if (!*alive) return;
            for (auto& entry : entries.value()) seen.push_back(std::move(entry));
            follow();
        });
    }
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
    std::unique_ptr<log::CommandReader> reader_;
};

class EventFollower {
  public:
    EventFollower(log::Streams& streams, WorkspaceId workspace)
        : reader_(streams.read_events(workspace, 0)) {
        follow();
    }
    ~EventFollower() { *alive_ = false; }
    std::vector<std::uint64_t> seen;

  private:
    void follow() {
        reader_->next(64, [this, alive = alive_](auto entries) {
            if (!*alive) return;
            for (auto& entry : entries.value()) seen.push_back(entry.version);
            follow();
        });
    }
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
    std::unique_ptr<log::EventReader> reader_;
};

class StreamTraffic {
  public:
    StreamTraffic(net::Loop& loop, log::Streams& streams, WorkspaceId workspace)
        : loop_(loop),
          streams_(streams),
          workspace_(workspace),
          commands(streams, workspace),
          events(streams, workspace) {
        feed();
    }

    /// Runs the loop until that many more commands were answered.
    void flow(std::size_t answers) {
        const auto goal = answered_ + answers;
        EXPECT_TRUE(run_until(loop_, [&] { return answered_ >= goal; })) << "the traffic stands";
    }
    /// Until everything is answered; nothing new is sent.
    void stop() {
        stopped_ = true;
        EXPECT_TRUE(run_until(loop_, [&] { return in_flight_ + events_in_flight_ == 0; }));
    }
    /// What the stream holds of the commands, after stop().
    std::vector<int> read_back() {
        CommandFollower fresh(streams_, workspace_);
        std::vector<int> order;
        const auto is_last = [&](const auto& entry) {
            return entry.bytes == std::to_string(stored.back());
        };
        EXPECT_TRUE(run_until(loop_, [&] { return std::ranges::any_of(fresh.seen, is_last); }));
        for (const auto& entry : fresh.seen) order.push_back(std::stoi(entry.bytes));
        return order;
    }
    /// Stops, reads everything back from the start and checks it against what was answered.
    void settle() {
        stop();
        ASSERT_TRUE(run_until(loop_,
                              [&] {
                                  return commands.seen.size() >= stored.size() &&
                                         events.seen.size() >= versions.size();
                              }))
            << commands.seen.size() << " of " << stored.size();
        CommandFollower fresh(streams_, workspace_);
        ASSERT_TRUE(run_until(loop_, [&] { return fresh.seen.size() >= commands.seen.size(); }));
        std::vector<int> order;
        for (std::size_t i = 0; i < fresh.seen.size(); ++i) {
            ASSERT_LT(i, commands.seen.size()) << "the follower skipped the end";
            ASSERT_EQ(fresh.seen[i].id, commands.seen[i].id) << "a gap or a double at " << i;
            order.push_back(std::stoi(fresh.seen[i].bytes));
        }
        EXPECT_TRUE(std::ranges::is_sorted(order)) << "one has overtaken another";
        EXPECT_EQ(std::ranges::adjacent_find(order), order.end()) << "stored twice";
        EXPECT_TRUE(std::ranges::includes(order, stored)) << "an acknowledged one is lost";
        EXPECT_TRUE(std::ranges::is_sorted(events.seen));
        EXPECT_EQ(std::ranges::adjacent_find(events.seen), events.seen.end()) << "read twice";
        EXPECT_TRUE(std::ranges::includes(events.seen, versions));
    }

    std::vector<int> stored;              ///< acknowledged commands
    std::vector<std::uint64_t> versions;  ///< acknowledged events
    std::vector<Error> errors;
    std::chrono::milliseconds slowest{0};

  private:
    using Clock = std::chrono::steady_clock;

    void feed() {
        while (!stopped_ && in_flight_ < 32) {
            ++in_flight_;
            streams_.append_command(workspace_, std::to_string(made_),
                                    [this, n = made_, since = Clock::now()](auto id) {
                                        --in_flight_;
                                        ++answered_;
                                        note(since);
                                        if (id) stored.push_back(n);
                                        if (!id) errors.push_back(id.error());
                                        feed();
                                    });
            ++made_;
        }
        while (!stopped_ && events_in_flight_ < 8) {
            ++events_in_flight_;
            ++version_;
            streams_.append_event(workspace_, version_, "x",
                                  [this, version = version_, since = Clock::now()](auto done) {
                                      --events_in_flight_;
                                      note(since);
                                      if (done) versions.push_back(version);
                                      if (!done) errors.push_back(done.error());
                                      feed();
                                  });
        }
    }
    void note(Clock::time_point since) {
        const auto took =
            std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - since);
        slowest = std::max(slowest, took);
    }

    net::Loop& loop_;
    log::Streams& streams_;
    WorkspaceId workspace_;
    int made_ = 0;
    std::uint64_t version_ = 0;
    std::size_t in_flight_ = 0;
    std::size_t events_in_flight_ = 0;
    std::size_t answered_ = 0;
    bool stopped_ = false;

  public:
    CommandFollower commands;
    EventFollower events;
};

}  // namespace usher::test
