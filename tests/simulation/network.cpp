#include "tests/simulation/network.hpp"

#include <cassert>

#include "tests/simulation/line.hpp"

namespace usher::simulation {
namespace {

Network* the_one = nullptr;
constexpr Instant kHttpLatency = 3 * kMs;

}  // namespace

Network::Network()
    : posts_lane_(Scheduler::current().new_lane()),
      posts_random_(Scheduler::current().random_of(posts_lane_)) {
    assert(the_one == nullptr);
    the_one = this;
}

Network::~Network() {
    the_one = nullptr;
}

Network& Network::current() {
    assert(the_one != nullptr);
    return *the_one;
}

std::shared_ptr<Host> Network::host(std::uint16_t port) const {
    const auto found = hosts_.find(port);
    return found == hosts_.end() ? nullptr : found->second;
}

std::shared_ptr<Line> Network::find(chaos::LineId line) const {
    const auto found = lines_.find(line);
    return found == lines_.end() ? nullptr : found->second;
}

void Network::disconnect(std::uint16_t port, bool silently) {
    hosts_.erase(port);
    for (const auto& [id, line] : std::map(lines_)) {
        if (line->port == port) line->host_died(silently);
    }
}

void Network::break_lines(std::uint16_t port, bool silently) {
    for (const auto& [id, line] : std::map(lines_)) {
        if (line->port != port) continue;
        silently ? line->go_silent() : line->break_both();
    }
}

chaos::LineId Network::open(std::uint16_t port, const char* path, chaos::LineListener& listener) {
    const auto id = ++last_;
    auto line = std::make_shared<Line>(*this, port, id, listener);
    lines_[id] = line;
    line->connect(path);
    return id;
}

void Network::send(chaos::LineId line, std::string_view payload) {
    if (auto found = find(line)) found->say(std::string(payload));
}

void Network::stop_reading(chaos::LineId line) {
    if (auto found = find(line)) found->stop_reading();
}

void Network::go_on_reading(chaos::LineId line) {
    if (auto found = find(line)) found->go_on_reading();
}

void Network::hang_up(chaos::LineId line) {
    if (auto found = find(line)) found->leave(1000);
    lines_.erase(line);
}

void Network::drop(chaos::LineId line) {
    if (auto found = find(line)) found->leave(1006);
    lines_.erase(line);
}

void Network::post(std::uint16_t port, std::string path, std::string body, std::string cookie,
                   std::int64_t, chaos::Switchboard::Answered answered) {
    auto& scheduler = Scheduler::current();
    auto reply = [this, answered = std::move(answered)](Result<bench::HttpAnswer> answer) {
        auto& later = Scheduler::current();
        later.at(later.now() + 1 + posts_random_.below(kHttpLatency), posts_lane_,
                 [this, answered, answer = std::move(answer)] {
                     const Inside here(people_);
                     answered(answer);
                 });
    };
    scheduler.at(scheduler.now() + 1 + posts_random_.below(kHttpLatency), posts_lane_,
                 [this, port, path = std::move(path), body = std::move(body),
                  cookie = std::move(cookie), reply = std::move(reply)] {
                     auto there = host(port);
                     if (!there) return reply(fail(Error::Kind::unavailable, "refused"));
                     there->loop().post([weak = std::weak_ptr(there), path, body, cookie, reply] {
                         auto node = weak.lock();
                         if (!node || !node->listens()) {
                             return reply(fail(Error::Kind::unavailable, "refused"));
                         }
                         reply(node->answer(path, body, cookie));
                     });
                 });
}

}  // namespace usher::simulation
