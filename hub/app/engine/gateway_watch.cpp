#include "hub/app/engine/gateway_watch.hpp"

#include <fmt/format.h>

#include <set>

#include "hub/base/random.hpp"
#include "hub/wire/codec.hpp"

namespace usher::app {

GatewayWatch::GatewayWatch(net::Loop& loop, log::Streams& streams, WorkspaceId workspace,
                           State state)
    : loop_(loop),
      streams_(streams),
      workspace_(workspace),
      state_(std::move(state)),
      timer_(loop) {}

GatewayWatch::~GatewayWatch() {
    alive_.reset();
}

void GatewayWatch::look_later() {
    timer_.after(kLookInterval, [this] { look(); });
}

void GatewayWatch::look() {
    streams_.beats(workspace_, [this, alive = std::weak_ptr(alive_)](auto beats) {
        if (alive.expired()) return;
        if (beats) {
            compare({beats->begin(), beats->end()});
        } else {
            seen_.clear();  // nobody can give a sign of life now
        }
        look_later();
    });
}

void GatewayWatch::compare(const std::map<GatewayId, std::uint64_t>& beats) {
    std::set<GatewayId> known;
    for (const auto& [id, agent] : state_().agents) {
        known.insert(agent.gateways.begin(), agent.gateways.end());
    }
    for (const auto& [gateway, count] : beats) known.insert(gateway);
    const auto now = loop_.now();
    for (auto gateway : known) {
        const auto beat = beats.find(gateway);
        const auto count = beat == beats.end() ? 0 : beat->second;
        auto [seen, fresh] = seen_.try_emplace(gateway, count, now);
        if (seen->second.count != count) seen->second = {count, now};
        // A clock that was set back starts the wait again.
        if (seen->second.since > now) seen->second.since = now;
        if (now - seen->second.since >= kPatience) report_gone(gateway);
    }
    std::erase_if(seen_, [&](const auto& each) { return !known.contains(each.first); });
}

void GatewayWatch::report_gone(GatewayId gateway) {
    seen_.erase(gateway);
    core::Command gone;
    gone.id = fmt::format("gone-{}", to_base32(make_ulid(loop_.now(), random_entropy(), 0)));
    gone.caller = core::Actor::system();
    gone.gateway = gateway;
    gone.received = loop_.now();
    gone.entropy = random_entropy();
    gone.body = core::ReportGatewayStarted{};
    streams_.append_command(
        workspace_, wire::encode_commands(std::span(&gone, 1)),
        [this, alive = std::weak_ptr(alive_), gateway](Result<std::string> done) {
            if (alive.expired() || !done) return;
            streams_.forget_beat(workspace_, gateway, [](Result<void>) {});
        });
}

}  // namespace usher::app
