// Everybody who talks in a schedule: the customers and agents of tests/chaos, of one or two
// workspaces, with what they say and when drawn from the seed. They write the ledger.
#pragma once

#include "tests/chaos/people/agent.hpp"
#include "tests/chaos/people/customer.hpp"
#include "tests/simulation/network.hpp"

namespace usher::simulation {

struct TownPlan {
    std::uint64_t seed = 1;
    unsigned customers = 2;  ///< per workspace
    unsigned agents = 1;     ///< per workspace
    unsigned tabs = 0;       ///< second tabs, in all
    Instant talk_every = 400 * kMs;
    std::vector<std::string> workspaces;
    std::vector<std::uint16_t> ports;  ///< of the gateways; anyone will do
};

std::string site_key_of(std::size_t workspace);
std::string email_of(std::size_t workspace, std::size_t agent);

class Town {
  public:
    Town(TownPlan plan, chaos::Ledger& ledger);
    ~Town();

    void come();
    void talk(bool on) { talking_ = on; }
    /// One of all, by a number from anywhere.
    chaos::Person& person(std::uint64_t nth);
    std::size_t size() const { return people_.size(); }

    bool all_live() const;
    bool all_settled() const;
    std::string unfinished() const;
    const chaos::CrowdStats& stats() const { return stats_; }
    std::uint64_t lost_for_good() const;

  private:
    struct Quarter {
        std::vector<chaos::Agent*> agents;
        std::vector<chaos::Customer*> customers;
    };
    void turn();
    void offer();
    std::string text(const char* who);

    TownPlan plan_;
    chaos::Ledger& ledger_;
    Random random_;
    chaos::CrowdStats stats_;
    chaos::Switchboard board_;
    chaos::Surroundings around_;
    std::vector<std::unique_ptr<chaos::Person>> people_;
    std::vector<Quarter> quarters_;
    std::vector<std::pair<chaos::Agent*, std::string>> watches_;  ///< not begun yet
    std::uint64_t lane_;
    bool talking_ = false;
    Instant next_offer_ = 0;
    std::uint64_t texts_ = 0;
    unsigned tabs_ = 0;
    std::shared_ptr<int> alive_ = std::make_shared<int>(0);
};

}  // namespace usher::simulation
