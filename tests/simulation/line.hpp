// One WebSocket of a simulation, both ends and what is under way between them. The node's end is a
// net::WebSocket with its bounds and its idle limit; the person's end is a LineListener.
#pragma once

#include <deque>

#include "tests/simulation/network.hpp"

namespace usher::simulation {

struct Line : net::WebSocket, std::enable_shared_from_this<Line> {
    Line(Network& in, std::uint16_t to, chaos::LineId as, chaos::LineListener& heard_by);

    void connect(const char* path);

    // The person's end.
    void say(std::string payload);
    void stop_reading();
    void go_on_reading();
    /// 1000, or a break.
    void leave(std::uint16_t code);

    // The node's end.
    void send(net::Frame frame) override;
    void send(net::Frame frame, net::FrameKind) override { send(std::move(frame)); }
    void close(std::uint16_t code, std::string_view reason) override;
    void pause_reading() override {}
    void resume_reading() override {}
    std::size_t queued_bytes() const override { return waiting_bytes; }
    std::size_t queued_frames() const override { return waiting.size(); }
    bool open() const override { return state == State::open && !closing; }

    // The network's.
    void host_died(bool silently);
    void break_both();
    void go_silent() { silent = true; }

    enum class State : std::uint8_t { opening, open, ended };
    Network& network;
    std::uint16_t port;
    chaos::LineId id;
    chaos::LineListener* listener;
    std::uint64_t to_node_lane;
    std::uint64_t to_person_lane;
    Random random;
    State state = State::opening;
    bool closing = false;
    bool silent = false;
    bool reads = true;
    std::uint64_t said = 0;
    std::uint64_t arrives = ~std::uint64_t{0};
    Instant last_to_node = 0;
    Instant last_to_person = 0;
    Instant heard = 0;
    net::WebSocketLimits limits;
    std::shared_ptr<net::WebSocketObserver> observer;
    std::deque<std::function<void()>> waiting;  ///< for a person who does not read
    std::size_t waiting_bytes = 0;
    std::unique_ptr<net::Timer> idle;

  private:
    Instant latency();
    /// Runs `task` on the node's loop, if the node lives then.
    void to_node(std::move_only_function<void(Host&)> task);
    void to_person(std::size_t bytes, std::function<void()> task);
    void opened(net::AcceptUpgrade& accept);
    void node_end(std::uint16_t code, std::string_view reason);
    void person_end(unsigned code, const std::string& why);
    void watch_idle();
};

}  // namespace usher::simulation
