#include "tests/simulation/line.hpp"

#include <algorithm>

#include "tests/simulation/planted_bugs.hpp"

namespace usher::simulation {
namespace {

constexpr auto kIdleLook = std::chrono::seconds(2);

net::HttpRequest upgrade_request(const char* path) {
    net::HttpRequest request;
    request.method = "GET";
    request.path = path;
    request.headers = {
        {"host", "hub.example"},
        {"sec-websocket-protocol", "usher.v1"},
        {"origin", request.path == "/ws/agent" ? "https://hub.example" : "https://shop.example"}};
    request.secure = true;
    return request;
}

}  // namespace

Line::Line(Network& in, std::uint16_t to, chaos::LineId as, chaos::LineListener& heard_by)
    : network(in),
      port(to),
      id(as),
      listener(&heard_by),
      to_node_lane(Scheduler::current().new_lane()),
      to_person_lane(Scheduler::current().new_lane()),
      random(Scheduler::current().random_of(to_node_lane)) {}

Instant Line::latency() {
    const auto range = std::max<Instant>(1, network.latency_max - network.latency_min);
    return network.latency_min + random.below(static_cast<std::uint32_t>(range));
}

void Line::to_node(std::move_only_function<void(Host&)> task) {
    auto& scheduler = Scheduler::current();
    last_to_node = std::max(last_to_node + 1, scheduler.now() + latency());
    scheduler.at(
        last_to_node, to_node_lane,
        [self = shared_from_this(), nth = said++, task = std::move(task)]() mutable {
            if (nth >= self->arrives || self->silent) return;
            auto host = self->network.host(self->port);
            // Nobody there: the person's kernel hears that at once.
            if (!host) return self->person_end(0, "reset");
            host->loop().post([self, weak = std::weak_ptr(host), task = std::move(task)]() mutable {
                if (auto there = weak.lock()) task(*there);
            });
        });
}

void Line::to_person(std::size_t bytes, std::function<void()> task) {
    waiting_bytes += bytes;
    auto& scheduler = Scheduler::current();
    last_to_person = std::max(last_to_person + 1, scheduler.now() + latency());
    scheduler.at(last_to_person, to_person_lane,
                 [self = shared_from_this(), bytes, task = std::move(task)]() mutable {
                     if (self->silent || self->listener == nullptr) return;
                     if (!self->reads)
                         return self->waiting.push_back([self, bytes, task] {
                             self->waiting_bytes -= bytes;
                             task();
                         });
                     self->waiting_bytes -= bytes;
                     const Inside here(self->network.people());
                     task();
                 });
}

void Line::connect(const char* path) {
    if (!network.host(port)) {
        return to_person(0, [this] { person_end(0, "refused"); });
    }
    to_node([self = shared_from_this(), path](Host& host) {
        if (!host.listens()) {
            return self->to_person(0, [self] { self->person_end(0, "refused"); });
        }
        auto answer = host.upgrade(upgrade_request(path));
        if (auto* accept = std::get_if<net::AcceptUpgrade>(&answer)) return self->opened(*accept);
        self->to_person(0, [self] { self->person_end(0, "refused"); });
    });
}

void Line::opened(net::AcceptUpgrade& accept) {
    if (state != State::opening) return;
    state = State::open;
    limits = accept.limits;
    heard = Scheduler::current().now();
    idle = std::make_unique<net::Timer>(network.host(port)->loop());
    watch_idle();
    to_person(0, [this] {
        if (listener != nullptr) listener->on_open();
    });
    observer = accept.open(shared_from_this());
}

void Line::watch_idle() {
    // Held while it runs: the observer may be the last who holds it.
    idle->after(kIdleLook, [weak = weak_from_this()] {
        const auto self = weak.lock();
        if (self) self->look_idle();
    });
}

void Line::look_idle() {
    const auto now = Scheduler::current().now();
    // A ping, and its pong, unless nothing comes through.
    if (!silent && listener != nullptr && reads) heard = now;
    if (now - heard >= limits.idle_timeout.count() * kMs) return node_end(4012, "idle");
    watch_idle();
}

void Line::say(std::string payload) {
    to_node([self = shared_from_this(), payload = std::move(payload)](Host&) {
        if (!self->open() || !self->observer) return;
        self->heard = Scheduler::current().now();
        self->observer->on_message(payload, true);
    });
}

void Line::stop_reading() {
    reads = false;
}

void Line::go_on_reading() {
    reads = true;
    while (reads && listener != nullptr && !waiting.empty()) {
        auto next = std::move(waiting.front());
        waiting.pop_front();
        next();
    }
}

void Line::leave(std::uint16_t code) {
    listener = nullptr;
    waiting.clear();
    auto end = [self = shared_from_this(), code](Host&) { self->node_end(code, "gone"); };
    if (code == 1000) return to_node(std::move(end));
    // What was under way is lost from some place on; the break itself is noticed.
    const auto through =
        random.below(2) == 0 ? said : random.below(static_cast<std::uint32_t>(said) + 1);
    auto& scheduler = Scheduler::current();
    last_to_node = std::max(last_to_node + 1, scheduler.now() + latency());
    scheduler.at(
        last_to_node, to_node_lane, [self = shared_from_this(), end = std::move(end)]() mutable {
            auto host = self->network.host(self->port);
            if (!host || self->silent) return;
            host->loop().post([weak = std::weak_ptr(host), end = std::move(end)]() mutable {
                if (auto there = weak.lock()) end(*there);
            });
        });
    arrives = through;
}

void Line::send(net::Frame frame) {
    if (!frame || !open()) return;
    if (planted_bugs().lose_frames && random.below(200) == 0) return;
    if (waiting_bytes + frame->size() > limits.outbox_bytes_max) return close(4008, "slow");
    to_person(frame->size(), [this, frame] {
        if (listener != nullptr) listener->on_message(*frame);
    });
}

void Line::close(std::uint16_t code, std::string_view reason) {
    if (state == State::ended || closing) return;
    closing = true;
    if (code == 4008) waiting.clear();
    to_person(0, [this, code, why = std::string(reason)] { person_end(code, why); });
    if (auto host = network.host(port)) {
        host->loop().post([self = shared_from_this(), code, why = std::string(reason)] {
            self->node_end(code, why);
        });
    }
}

void Line::node_end(std::uint16_t code, std::string_view reason) {
    if (state == State::ended) return;
    state = State::ended;
    idle.reset();
    if (auto last = std::exchange(observer, nullptr)) last->on_close(code, reason);
    if (code == 4012) to_person(0, [this] { person_end(4012, "idle"); });
}

void Line::person_end(unsigned code, const std::string& why) {
    auto* heard_by = std::exchange(listener, nullptr);
    waiting.clear();
    network.lines_.erase(id);
    const Inside here(network.people());
    if (heard_by != nullptr) heard_by->on_end(code, why);
}

void Line::host_died(bool silently) {
    state = State::ended;
    idle.reset();
    observer.reset();
    silent = silently;
    if (!silently) to_person(0, [this] { person_end(0, "reset"); });
}

void Line::break_both() {
    const auto host = network.host(port);
    if (!host || listener == nullptr) return;
    to_person(0, [this] { person_end(0, "reset"); });
    arrives = random.below(static_cast<std::uint32_t>(said) + 1);
    host->loop().post([self = shared_from_this()] { self->node_end(1006, "reset"); });
}

}  // namespace usher::simulation
