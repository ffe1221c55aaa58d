// The sockets of everybody in a chaos run on one epoll: WebSocket lines that may end and be opened
// anew at any time, and small HTTP requests beside. Knows bytes and frames, not what is in them; it
// shares no code with the hub.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "hub/app/bench/http_post.hpp"
#include "hub/app/bench/schedule.hpp"
#include "hub/app/bench/websocket_frames.hpp"

namespace usher::chaos {

using LineId = std::uint64_t;  ///< 0: none; never used twice

class LineListener {
  public:
    virtual ~LineListener() = default;
    virtual void on_open() = 0;
    /// One WebSocket message; the view holds during the call.
    virtual void on_message(std::string_view payload) = 0;
    /// Not after drop(). `code` is that of the close frame; 0: none came.
    virtual void on_end(unsigned code, const std::string& why) = 0;
};

class Switchboard {
  public:
    /// What may wait unsent for one line; beyond it the line ends.
    static constexpr std::size_t kWaitingBytesMax = 1u << 20;

    explicit Switchboard(std::uint64_t seed);
    ~Switchboard();
    Switchboard(const Switchboard&) = delete;
    Switchboard& operator=(const Switchboard&) = delete;

    /// To 127.0.0.1:port. What follows is told from turn(), a refused connection too.
    LineId open(std::uint16_t port, const char* path, LineListener& listener,
                int receive_buffer = 0);
    void send(LineId line, std::string_view payload);
    /// Leaves what comes in the kernel's buffers, like a reader that hangs.
    void stop_reading(LineId line);
    void go_on_reading(LineId line);
    /// Says 1000 and ends; nothing more is heard of the line.
    void hang_up(LineId line);
    /// Ends without a word: a FIN, or an RST.
    void drop(LineId line, bool reset);

    using Answered = std::function<void(Result<bench::HttpAnswer>)>;
    void post(std::uint16_t port, const std::string& path, const std::string& body,
              const std::string& cookie, std::int64_t deadline_ns, Answered answered);

    /// Writes, waits until `until_ns` at the latest, reads, tells.
    void turn(std::int64_t until_ns);
    std::size_t open_lines() const { return lines_.size(); }

  private:
    enum class State : std::uint8_t { connecting, upgrading, open, requesting };
    struct Line {
        int fd = -1;
        State state = State::connecting;
        bool reading = true;
        bool writing = true;
        std::string out;
        std::string in;
        std::string fragment;
        LineListener* listener = nullptr;
        Answered answered;  ///< HTTP only
        std::int64_t deadline_ns = 0;
    };
    LineId add(std::uint16_t port, Line line, int receive_buffer);
    Line* find(LineId id);
    void watch(LineId id, Line& line, int operation);
    void write(LineId id);
    void read(LineId id);
    void consume(LineId id);
    bool hear(LineId id, Line& line, const bench::ServerFrame& frame);
    void end(LineId id, unsigned code, const std::string& why);
    void expire(std::int64_t now_ns);

    int epoll_ = -1;
    LineId last_ = 0;
    std::unordered_map<LineId, Line> lines_;
    std::vector<LineId> dirty_;
    std::vector<std::pair<LineId, std::string>> refused_;  ///< told at the next turn
    std::size_t requests_ = 0;
    std::string scratch_;
    bench::Random random_;
};

}  // namespace usher::chaos
