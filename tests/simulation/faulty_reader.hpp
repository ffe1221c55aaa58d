// Readers and subscriptions of FaultyStreams: each over a connection of its own, which may break at
// any time; they go on from where they are, as RedisStreamReader and RedisLive do.
#pragma once

#include "tests/simulation/simulated_redis.hpp"

namespace usher::simulation {

inline std::string position_of(const log::CommandEntry& entry, const std::string*) {
    return entry.id;
}
inline std::uint64_t position_of(const log::EventEntry& entry, const std::uint64_t*) {
    return entry.version;
}
inline auto open_reader(log::MemoryStreams& memory, WorkspaceId workspace,
                        const std::string& after) {
    return memory.read_commands(workspace, after);
}
inline auto open_reader(log::MemoryStreams& memory, WorkspaceId workspace, std::uint64_t after) {
    return memory.read_events(workspace, after);
}

template <class Interface, class Entry, class Position>
class FaultyReader final : public Interface, Connection {
  public:
    FaultyReader(SimulatedRedis& redis, net::Loop& loop, WorkspaceId workspace, Position after)
        : Connection(redis, loop),
          workspace_(workspace),
          position_(std::move(after)),
          silence_(loop) {
        connect_soon();
    }
    ~FaultyReader() override {
        alive_.reset();
        if (!done_) return;
        loop_.post([done = std::exchange(done_, nullptr)]() mutable {
            done(fail(Error::Kind::cancelled, "the reader was closed"));
        });
    }

    void next(std::size_t entries_max, log::Callback<std::vector<Entry>> done) override {
        entries_max_ = entries_max;
        done_ = std::move(done);
        if (up()) ask();
    }

  private:
    using Reader = decltype(open_reader(std::declval<log::MemoryStreams&>(), WorkspaceId{},
                                        std::declval<Position>()));

    /// One XREAD BLOCK, for as long as it takes.
    void ask() {
        auto remote = std::make_shared<Reader>();
        remote_ = remote;
        // A blocked read is asked again every five seconds, and given up five later.
        silence_.after(std::chrono::seconds(10), [this] { look(); });
        to_redis([this, alive = std::weak_ptr(alive_), &redis = redis_, line = line(), remote,
                  workspace = workspace_, position = position_, max = entries_max_] {
            if (alive.expired() || line->cut) return;
            *remote = open_reader(redis.memory(), workspace, position);
            (*remote)->next(max, [this, alive, line, remote](auto entries) {
                if (!entries || alive.expired()) return;
                to_node(line, [this, entries = std::move(*entries)]() mutable {
                    take(std::move(entries));
                });
            });
        });
    }

    void take(std::vector<Entry> entries) {
        silence_.cancel();
        drop_remote();
        position_ = position_of(entries.back(), static_cast<const Position*>(nullptr));
        auto done = std::exchange(done_, nullptr);
        done(std::move(entries));  // may destroy this reader
    }

    void look() {
        if (up() && (line()->silent || redis_.place()->paused)) {
            return give_up("Redis did not answer a blocked read");
        }
        silence_.after(std::chrono::seconds(10), [this] { look(); });
    }

    void drop_remote() {
        // Not from within a callback of it.
        if (remote_)
            redis_.loop().post([remote = std::exchange(remote_, nullptr)] { remote->reset(); });
    }

    void on_up(bool) override {
        if (done_) ask();
    }
    void on_down(const std::string&) override { drop_remote(); }
    void on_still_down() override {}

    WorkspaceId workspace_;
    Position position_;
    std::size_t entries_max_ = 0;
    log::Callback<std::vector<Entry>> done_;
    std::shared_ptr<Reader> remote_;
    net::Timer silence_;
};

class FaultySubscription final : public log::Subscription, Connection {
  public:
    FaultySubscription(SimulatedRedis& redis, net::Loop& loop, WorkspaceId workspace,
                       std::function<void(std::string_view)> handler)
        : Connection(redis, loop),
          workspace_(workspace),
          handler_(std::make_shared<std::function<void(std::string_view)>>(std::move(handler))),
          silence_(loop) {
        connect_soon();
        look_later();
    }
    ~FaultySubscription() override { alive_.reset(); }

  private:
    void on_up(bool) override {
        remote_ = redis_.memory().subscribe(workspace_, [this, alive = std::weak_ptr(alive_),
                                                         line = line()](std::string_view bytes) {
            if (alive.expired()) return;
            to_node(line, [handler = std::weak_ptr(handler_), text = std::string(bytes)] {
                if (const auto held = handler.lock()) (*held)(text);
            });
        });
    }
    void on_down(const std::string&) override { remote_.reset(); }
    void on_still_down() override {}
    /// A silent subscription is probed.
    void look_later() {
        silence_.after(std::chrono::seconds(10), [this] {
            if (up() && (line()->silent || redis_.place()->paused)) give_up("silence");
            look_later();
        });
    }

    WorkspaceId workspace_;
    std::shared_ptr<std::function<void(std::string_view)>> handler_;
    std::unique_ptr<log::Subscription> remote_;
    net::Timer silence_;
};

}  // namespace usher::simulation
