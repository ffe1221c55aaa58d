// Everybody of a chaos run, and the load: customers and agents over real sockets, messages by a
// Poisson process from the run's seed. Owned by the World; turned by it, on one thread.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "tests/chaos/people/agent.hpp"
#include "tests/chaos/people/customer.hpp"

namespace usher::chaos {

struct CrowdPlan {
    std::uint64_t seed = 1;
    std::uint32_t customers = 200;
    std::vector<AgentAccount> agents;
    std::string site_key = "site_main";
    std::uint32_t body_bytes = 120;
    Patience patience;
    std::function<std::uint16_t(const Person&)> port;
};

class Crowd {
  public:
    Crowd(Ledger& ledger, CrowdPlan plan);

    /// Agents come first: a customer's receiver is told his workspace by them.
    void bring_agents();
    void bring_customers();
    /// Each customer says a word, so that everybody has a conversation and an agent who watches it.
    void say_hello();

    /// From now on `rate_per_s` messages, half from each side; 0 ends it.
    void talk(double rate_per_s);
    /// Sends, hears and lets time pass, until `until_ns`.
    void turn(std::int64_t until_ns);

    bool all_live() const;
    bool all_settled() const;
    bool all_have_conversations() const;
    std::size_t live() const;
    std::size_t unsettled() const;

    std::vector<std::unique_ptr<Customer>>& customers() { return customers_; }
    std::vector<std::unique_ptr<Agent>>& agents() { return agents_; }
    Agent& agent_of(std::size_t customer) { return *agents_[customer % agents_.size()]; }
    Customer& add_customer();
    /// Another tab of this one, who comes at once.
    Customer& add_tab(const Customer& first_tab);
    CrowdStats& stats() { return stats_; }
    bench::Random& random() { return random_; }
    Switchboard& board() { return board_; }
    std::string text(const char* who);

  private:
    void offer();
    void tick(std::int64_t now_ns);
    std::vector<Person*> everybody() const;

    CrowdPlan plan_;
    Ledger& ledger_;
    bench::Random random_;
    CrowdStats stats_;
    Switchboard board_;
    Surroundings around_;
    std::vector<std::unique_ptr<Customer>> customers_;
    std::vector<std::unique_ptr<Agent>> agents_;
    std::optional<bench::PoissonSchedule> schedule_;
    std::uint64_t texts_ = 0;
    std::int64_t next_tick_ns_ = 0;
};

}  // namespace usher::chaos
