// The network between people and nodes: lines that carry WebSocket messages, late and in order,
// and break. The people's side is the Switchboard of tests/chaos (network_switchboard.cpp), the
// nodes' side is net::WebSocket. No bytes of HTTP or of frames are made.
#pragma once

#include <map>

#include "hub/net/http_server.hpp"
#include "tests/chaos/people/switchboard.hpp"
#include "tests/simulation/virtual_loop.hpp"

namespace usher::simulation {

/// A node as the network sees it. Asked on its own loop.
class Host {
  public:
    virtual ~Host() = default;
    virtual bool listens() const = 0;
    virtual net::Loop& loop() = 0;
    virtual net::UpgradeAnswer upgrade(const net::HttpRequest& request) = 0;
    virtual bench::HttpAnswer answer(const std::string& path, const std::string& body,
                                     const std::string& cookie) = 0;
};

struct Line;

class Network {
  public:
    Network();
    ~Network();
    static Network& current();

    Instant latency_min = 200;
    Instant latency_max = 2'000;

    void connect(std::uint16_t port, std::shared_ptr<Host> host) { hosts_[port] = std::move(host); }
    /// The host is gone: its lines end, or only fall silent.
    void disconnect(std::uint16_t port, bool silently);
    /// All lines of a host break, or carry nothing any more without a word.
    void break_lines(std::uint16_t port, bool silently);

    chaos::LineId open(std::uint16_t port, const char* path, chaos::LineListener& listener);
    void send(chaos::LineId line, std::string_view payload);
    void stop_reading(chaos::LineId line);
    void go_on_reading(chaos::LineId line);
    void hang_up(chaos::LineId line);
    void drop(chaos::LineId line);
    void post(std::uint16_t port, std::string path, std::string body, std::string cookie,
              std::int64_t deadline_ns, chaos::Switchboard::Answered answered);
    std::size_t open_lines() const { return lines_.size(); }

    const std::shared_ptr<Place>& people() const { return people_; }

  private:
    friend struct Line;
    std::shared_ptr<Host> host(std::uint16_t port) const;
    std::shared_ptr<Line> find(chaos::LineId line) const;

    std::shared_ptr<Place> people_ = std::make_shared<Place>("people");
    std::map<std::uint16_t, std::shared_ptr<Host>> hosts_;
    std::map<chaos::LineId, std::shared_ptr<Line>> lines_;
    chaos::LineId last_ = 0;
    std::uint64_t posts_lane_;
    Random posts_random_;
};

}  // namespace usher::simulation
