// One Redis of a schedule: the streams in memory on a machine of their own, the connections that
// lead to it, and what can happen to it. FaultyStreams is what a node sees of it.
#pragma once

#include <set>

#include "hub/log/memory_streams.hpp"
#include "tests/simulation/virtual_loop.hpp"

namespace usher::simulation {

class Connection;

class SimulatedRedis {
  public:
    SimulatedRedis();
    ~SimulatedRedis();

    /// The network: this long for each way, between the two.
    Instant latency_min = 100;
    Instant latency_max = 1'000;

    /// Connections break, and none can be made.
    void go_away();
    /// It answers again; `another` server, or the same process behind a network that was gone.
    void come_back(bool another);
    bool reachable() const { return reachable_; }
    unsigned server() const { return server_; }
    /// What a replica has; it takes over with fail_over_to().
    std::shared_ptr<const log::MemoryStreams::Copy> replica() const { return memory().copy(); }
    /// The server is gone; comes back as this replica.
    void fail_over_to(std::shared_ptr<const log::MemoryStreams::Copy> replica);
    /// All data vanish under the running server.
    void flush();
    /// Breaks every connection of a machine: noticed at once, or only by silence.
    void cut(const Place& place, bool silently);

    log::MemoryStreams& memory() const { return *memory_; }
    net::Loop& loop() { return *loop_; }
    const std::shared_ptr<Place>& place() const { return place_; }

  private:
    friend class Connection;
    std::shared_ptr<Place> place_ = std::make_shared<Place>("redis");
    std::unique_ptr<net::Loop> loop_;
    std::unique_ptr<log::MemoryStreams> memory_;
    std::vector<Connection*> connections_;
    bool reachable_ = true;
    unsigned server_ = 1;
};

/// One connection as its owner on a node sees it; it is made again by itself. What is sent arrives
/// in order and late; when it breaks, what is under way is lost from some place on: requests may
/// still arrive, answers do not.
class Connection {
  public:
    Connection(SimulatedRedis& redis, net::Loop& loop);
    virtual ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    bool up() const { return line_ != nullptr; }
    const std::shared_ptr<Place>& place() const { return tasks_->place(); }

  protected:
    /// One life of the connection.
    struct Line {
        bool cut = false;
        bool silent = false;  ///< nothing arrives any more, and nobody is told
        std::uint64_t sent = 0;
        std::uint64_t arrives = ~std::uint64_t{0};  ///< of what was sent, once it is cut
        unsigned server = 0;
        Instant last_there = 0;
        Instant last_back = 0;
    };
    using Task = Scheduler::Task;

    /// Only while up: runs `at_redis` on Redis' loop, if it arrives.
    void to_redis(Task at_redis);
    /// From Redis' loop: runs `at_node` on the node's loop, if it arrives.
    void to_node(const std::shared_ptr<Line>& line, Task at_node);
    const std::shared_ptr<Line>& line() const { return line_; }

    void connect_soon();
    /// The owner gives it up. `on_down` is called from here.
    void give_up(const std::string& why);

    virtual void on_up(bool another_server) = 0;
    virtual void on_down(const std::string& why) = 0;
    virtual void on_still_down() = 0;

    SimulatedRedis& redis_;
    net::Loop& loop_;
    std::shared_ptr<int> alive_ = std::make_shared<int>(0);

  private:
    friend class SimulatedRedis;
    void attempt();
    /// By the network: the owner notices a moment later.
    void broken();
    void end_line();
    void cut_line();
    Instant latency();

    std::shared_ptr<TaskQueue> tasks_;
    Random random_;
    std::shared_ptr<Line> line_;
    net::Timer retry_;
    unsigned known_server_ = 0;
};

}  // namespace usher::simulation
