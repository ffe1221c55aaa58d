#include "tests/simulation/simulated_redis.hpp"

#include <algorithm>
#include <utility>

namespace usher::simulation {

SimulatedRedis::SimulatedRedis() {
    const Inside here(place_);
    loop_ = std::make_unique<net::Loop>();
    memory_ = std::make_unique<log::MemoryStreams>(*loop_, std::size_t{1} << 20);
}

SimulatedRedis::~SimulatedRedis() {
    memory_.reset();
}

void SimulatedRedis::go_away() {
    reachable_ = false;
    for (auto* connection : std::vector(connections_)) connection->broken();
}

void SimulatedRedis::come_back(bool another) {
    if (std::exchange(reachable_, true)) return;
    server_ += another;
    if (another) memory_->begin_history();
}

void SimulatedRedis::fail_over_to(std::shared_ptr<const log::MemoryStreams::Copy> replica) {
    go_away();
    Scheduler::current().resume(*place_);
    // Behind what has arrived: it was the old server's.
    ++server_;
    loop_->post([this, replica = std::move(replica)] { memory_->go_back_to(*replica); });
}

void SimulatedRedis::flush() {
    loop_->post([this] { memory_->forget_everything(); });
}

void SimulatedRedis::cut(const Place& place, bool silently) {
    for (auto* connection : std::vector(connections_)) {
        if (connection->place().get() != &place) continue;
        if (!silently) {
            connection->broken();
        } else if (connection->line_) {
            connection->line_->silent = true;
        }
    }
}

Connection::Connection(SimulatedRedis& redis, net::Loop& loop)
    : redis_(redis),
      loop_(loop),
      tasks_(tasks_of(loop)),
      random_(Scheduler::current().random_of(Scheduler::current().new_lane())),
      retry_(loop) {
    redis_.connections_.push_back(this);
}

Connection::~Connection() {
    end_line();
    std::erase(redis_.connections_, this);
}

Instant Connection::latency() {
    const auto range = std::max<Instant>(1, redis_.latency_max - redis_.latency_min);
    return redis_.latency_min + random_.below(static_cast<std::uint32_t>(range));
}

void Connection::to_redis(Task at_redis) {
    auto& scheduler = Scheduler::current();
    auto& line = *line_;
    line.last_there = std::max(line.last_there + 1, scheduler.now() + latency());
    scheduler.at(line.last_there, tasks_->lane(),
                 [&redis = redis_, line = line_, nth = line.sent++,
                  at_redis = std::move(at_redis)]() mutable {
                     if (nth >= line->arrives || line->silent) return;
                     if (line->server != redis.server_) return;
                     redis.loop_->post([&redis, line, at_redis = std::move(at_redis)]() mutable {
                         if (line->server == redis.server_) at_redis();
                     });
                 });
}

void Connection::to_node(const std::shared_ptr<Line>& line, Task at_node) {
    if (line->cut || line->silent) return;
    auto& scheduler = Scheduler::current();
    line->last_back = std::max(line->last_back + 1, scheduler.now() + latency());
    scheduler.at(line->last_back, tasks_->lane(),
                 [tasks = std::weak_ptr(tasks_), line, at_node = std::move(at_node)]() mutable {
                     const auto on = tasks.lock();
                     if (!on || line->cut || line->silent) return;
                     on->push([line, at_node = std::move(at_node)]() mutable {
                         if (!line->cut) at_node();
                     });
                 });
}

void Connection::connect_soon() {
    retry_.after(std::chrono::milliseconds(1 + random_.below(10)), [this] { attempt(); });
}

void Connection::attempt() {
    const bool answers = redis_.reachable_ && !redis_.place_->paused;
    if (!answers) {
        on_still_down();
        return retry_.after(std::chrono::milliseconds(50 + random_.below(200)),
                            [this] { attempt(); });
    }
    line_ = std::make_shared<Line>();
    line_->server = redis_.server_;
    const bool another = known_server_ != 0 && known_server_ != redis_.server_;
    known_server_ = redis_.server_;
    on_up(another);
}

void Connection::end_line() {
    if (!line_) return;
    cut_line();
    line_.reset();
}

void Connection::cut_line() {
    if (std::exchange(line_->cut, true)) return;
    // What the kernel has taken may arrive, up to some place.
    const auto sent = static_cast<std::uint32_t>(line_->sent);
    line_->arrives = random_.below(2) == 0 ? sent : random_.below(sent + 1);
}

void Connection::give_up(const std::string& why) {
    end_line();
    retry_.after(std::chrono::milliseconds(20 + random_.below(100)), [this] { attempt(); });
    on_down(why);
}

void Connection::broken() {
    if (!line_) return;
    cut_line();
    tasks_->push([this, alive = std::weak_ptr(alive_), line = line_] {
        if (alive.expired() || line_ != line) return;
        give_up("the connection to Redis was lost");
    });
}

}  // namespace usher::simulation
