#include "tests/simulation/town.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "hub/app/bench/monotonic.hpp"

namespace usher::simulation {
namespace {

constexpr Instant kTick = 25 * kMs;

chaos::Patience patience() {
    return {.back_off_ms_max = 1'000,
            .arrival_ms_max = 4'000,
            .ping_ms = 2'000,
            .silence_ms_max = 6'000};
}

}  // namespace

std::string site_key_of(std::size_t workspace) {
    return fmt::format("site_{}", workspace);
}

std::string email_of(std::size_t workspace, std::size_t agent) {
    return fmt::format("agent{}@{}.example", agent, workspace);
}

Town::Town(TownPlan plan, chaos::Ledger& ledger)
    : plan_(std::move(plan)),
      ledger_(ledger),
      random_(plan_.seed ^ 0x746f776eU),
      board_(plan_.seed),
      around_{board_,
              ledger_,
              random_,
              stats_,
              patience(),
              [this](const chaos::Person&) {
                  return plan_.ports[random_.below(static_cast<std::uint32_t>(plan_.ports.size()))];
              }},
      lane_(Scheduler::current().new_lane()) {
    for (std::size_t nth = 0; nth < plan_.workspaces.size(); ++nth) {
        auto& quarter = quarters_.emplace_back();
        for (unsigned i = 0; i < plan_.agents; ++i) {
            auto agent = std::make_unique<chaos::Agent>(
                around_, chaos::AgentAccount{email_of(nth, i), "none"});
            quarter.agents.push_back(agent.get());
            people_.push_back(std::move(agent));
        }
        for (unsigned i = 0; i < plan_.customers; ++i) {
            auto customer =
                std::make_unique<chaos::Customer>(around_, site_key_of(nth), plan_.workspaces[nth]);
            auto* agent = quarter.agents[i % quarter.agents.size()];
            customer->on_conversation = [this, agent](chaos::Customer& him) {
                watches_.emplace_back(agent, him.conversation());
            };
            quarter.customers.push_back(customer.get());
            people_.push_back(std::move(customer));
        }
    }
}

Town::~Town() = default;

void Town::come() {
    for (auto& person : people_) person->come();
    turn();
}

chaos::Person& Town::person(std::uint64_t nth) {
    return *people_[nth % people_.size()];
}

void Town::turn() {
    auto& scheduler = Scheduler::current();
    scheduler.at(scheduler.now() + kTick, lane_, [this, alive = std::weak_ptr(alive_)] {
        if (!alive.expired()) turn();
    });
    const Inside here(Network::current().people());
    const auto now_ns = bench::monotonic_ns();
    for (auto& person : people_) person->tick(now_ns);
    // An agent who was never there has no name in the ledger yet.
    std::erase_if(watches_, [](const auto& watch) {
        if (watch.first->id().empty()) return false;
        watch.first->watch(watch.second);
        return true;
    });
    if (talking_ && scheduler.now() >= next_offer_) {
        next_offer_ =
            scheduler.now() + random_.below(static_cast<std::uint32_t>(2 * plan_.talk_every)) + 1;
        offer();
    }
}

void Town::offer() {
    auto& quarter = quarters_[random_.below(static_cast<std::uint32_t>(quarters_.size()))];
    const auto nth = random_.below(static_cast<std::uint32_t>(quarter.customers.size()));
    auto& customer = *quarter.customers[nth];
    if (tabs_ < plan_.tabs && !customer.id().empty()) {
        people_.push_back(std::make_unique<chaos::Customer>(customer, fmt::format("#{}", ++tabs_)));
        people_.back()->come();
        quarter.customers.push_back(static_cast<chaos::Customer*>(people_.back().get()));
        return;
    }
    const auto words = 1 + random_.below(3);
    for (std::uint32_t word = 0; word < words; ++word) {
        if (random_.below(2) == 0 && !customer.conversation().empty()) {
            quarter.agents[nth % quarter.agents.size()]->say(customer.conversation(), text("a"));
        } else {
            customer.say(text("c"));
        }
    }
}

std::string Town::text(const char* who) {
    return fmt::format("{} {} {:x}", who, ++texts_, random_.next());
}

bool Town::all_live() const {
    return std::ranges::all_of(people_, [](const auto& it) { return it->live(); });
}

bool Town::all_settled() const {
    return std::ranges::all_of(people_, [](const auto& it) { return it->outbox().empty(); });
}

std::uint64_t Town::lost_for_good() const {
    std::uint64_t lost = 0;
    for (const auto& it : people_) lost += it->outbox().lost_for_good();
    return lost;
}

std::string Town::unfinished() const {
    std::string out;
    for (const auto& it : people_) {
        if (it->live() && it->outbox().empty()) continue;
        out += fmt::format(" {} {} with {} unsettled,",
                           it->client().empty() ? "somebody" : it->client(),
                           it->live() ? "live" : "not live", it->outbox().size());
    }
    return out;
}

}  // namespace usher::simulation
