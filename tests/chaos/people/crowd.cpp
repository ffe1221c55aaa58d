#include "tests/chaos/people/crowd.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "hub/app/bench/monotonic.hpp"

namespace usher::chaos {
namespace {

constexpr std::int64_t kTickNs = 10 * bench::kNsPerMs;

}  // namespace

Crowd::Crowd(Ledger& ledger, CrowdPlan plan)
    : plan_(std::move(plan)),
      ledger_(ledger),
      random_(plan_.seed),
      board_(plan_.seed ^ 0x6d61736bU),
      around_{board_, ledger_, random_, stats_, plan_.patience, plan_.port} {
    for (const auto& account : plan_.agents) {
        agents_.push_back(std::make_unique<Agent>(around_, account));
    }
}

void Crowd::bring_agents() {
    for (auto& agent : agents_) agent->come();
}

Customer& Crowd::add_customer() {
    const auto nth = customers_.size();
    customers_.push_back(
        std::make_unique<Customer>(around_, plan_.site_key, agents_.front()->workspace()));
    customers_.back()->on_conversation = [this, nth](Customer& customer) {
        agent_of(nth).watch(customer.conversation());
    };
    customers_.back()->come();
    return *customers_.back();
}

Customer& Crowd::add_tab(const Customer& first_tab) {
    customers_.push_back(std::make_unique<Customer>(first_tab, "#2"));
    customers_.back()->come();
    return *customers_.back();
}

void Crowd::bring_customers() {
    while (customers_.size() < plan_.customers) add_customer();
}

void Crowd::say_hello() {
    for (auto& customer : customers_) customer->say(text("c"));
}

std::string Crowd::text(const char* who) {
    auto out = fmt::format("{} {} of run {}: ", who, ++texts_, plan_.seed);
    while (out.size() < plan_.body_bytes) out += fmt::format("{:x} ", random_.next() & 0xffff);
    return out;
}

void Crowd::talk(double rate_per_s) {
    schedule_.reset();
    if (rate_per_s > 0) schedule_.emplace(random_.next(), rate_per_s, bench::monotonic_ns());
}

void Crowd::offer() {
    const auto nth = random_.below(static_cast<std::uint32_t>(customers_.size()));
    auto& customer = *customers_[nth];
    const bool by_agent = (random_.next() & 1U) != 0 && !customer.conversation().empty();
    if (by_agent) {
        agent_of(nth).say(customer.conversation(), text("a"));
    } else {
        customer.say(text("c"));
    }
}

std::vector<Person*> Crowd::everybody() const {
    std::vector<Person*> all;
    for (const auto& agent : agents_) all.push_back(agent.get());
    for (const auto& customer : customers_) all.push_back(customer.get());
    return all;
}

void Crowd::tick(std::int64_t now_ns) {
    for (auto* person : everybody()) person->tick(now_ns);
}

void Crowd::turn(std::int64_t until_ns) {
    auto now = bench::monotonic_ns();
    do {
        if (now >= next_tick_ns_) {
            next_tick_ns_ = now + kTickNs;
            tick(now);
        }
        // After a stall the offers are made up for, a few at a time.
        for (int i = 0; i < 100 && schedule_ && schedule_->due_ns() <= now; ++i) {
            offer();
            schedule_->advance();
        }
        auto wake = std::min(until_ns, next_tick_ns_);
        if (schedule_) wake = std::min(wake, schedule_->due_ns());
        board_.turn(wake);
        now = bench::monotonic_ns();
    } while (now < until_ns);
}

bool Crowd::all_live() const {
    return std::ranges::all_of(everybody(), [](const Person* it) { return it->live(); });
}
std::size_t Crowd::live() const {
    return static_cast<std::size_t>(
        std::ranges::count_if(everybody(), [](const Person* it) { return it->live(); }));
}
bool Crowd::all_settled() const {
    return unsettled() == 0;
}
std::size_t Crowd::unsettled() const {
    std::size_t count = 0;
    for (const auto* it : everybody()) count += it->outbox().size();
    return count;
}
bool Crowd::all_have_conversations() const {
    return std::ranges::all_of(customers_,
                               [](const auto& it) { return !it->conversation().empty(); });
}

}  // namespace usher::chaos
