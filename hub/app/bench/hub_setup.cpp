// The order in which the hub's dialect brings everybody to work.
#include "hub/app/bench/connecting.hpp"
#include "hub/app/bench/hub_dialect.hpp"
#include "hub/app/bench/monotonic.hpp"

namespace usher::bench {
namespace {

UpgradeRequest upgrade(const HttpOrigin& origin, const char* path) {
    return {
        .host = origin.authority(), .path = path, .origin = origin.url, .subprotocol = "usher.v1"};
}

}  // namespace

Result<void> HubDialect::set_up(Fleet& fleet) {
    const std::int64_t deadline = monotonic_ns() + kSetUpNsMax;
    std::vector<AgentLogin> logins;
    for (std::uint32_t nth = 0; nth < options_.agents; ++nth) {
        const std::size_t account = nth % demo_.accounts.size();
        std::string ticket;
        if (account == logins.size()) {
            auto login = log_in(demo_.origin, demo_.accounts[account]);
            if (!login) return std::unexpected(login.error());
            ticket = login->ticket;
            logins.push_back(std::move(*login));
        } else {
            auto next = next_ticket(demo_.origin, logins[account].cookie);
            if (!next) return std::unexpected(next.error());
            ticket = std::move(*next);
        }
        const auto id = fleet.open(upgrade(demo_.origin, "/ws/agent"));
        if (!id) return std::unexpected(id.error());
        add_agent(*id, std::move(ticket));
        // One at a time: a ticket lives 30 s, and the next log-in may take a while.
        auto synced = turn_until(
            fleet, *this, deadline, [&] { return agents_ready_ > nth; }, "synced console");
        if (!synced) return synced;
    }
    auto step = open_many(
        fleet, *this, deadline, options_.customers,
        [&](std::uint32_t) { return upgrade(demo_.origin, "/ws/customer"); },
        [&](std::uint32_t, ConnectionId id) { add_customer(id); });
    if (!step) return step;
    step = turn_until(
        fleet, *this, deadline, [&] { return customers_ready_ == options_.customers; },
        "conversation for each customer");
    if (!step) return step;
    for (std::uint32_t i = 0; i < options_.customers; ++i) take_over(i);
    return turn_until(
        fleet, *this, deadline, [&] { return conversations_ready_ == options_.customers; },
        "assigned and watched conversation for each customer");
}

Result<void> HubDialect::set_up_idle(Fleet& fleet) {
    const std::int64_t deadline = monotonic_ns() + kSetUpNsMax;
    const auto opened = open_many(
        fleet, *this, deadline, options_.idle,
        [&](std::uint32_t) { return upgrade(demo_.origin, "/ws/customer"); },
        [&](std::uint32_t, ConnectionId id) { add_idle(id); });
    if (!opened) return opened;
    return turn_until(
        fleet, *this, deadline, [&] { return idle_ready_ == options_.idle; },
        "welcome for each silent customer");
}

}  // namespace usher::bench
