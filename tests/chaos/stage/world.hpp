// A whole installation and everybody who uses it, for one scenario: hub processes, Redis, people,
// the ledger. Everything runs on the calling thread; whoever waits turns the people meanwhile.
#pragma once

#include <deque>
#include <functional>
#include <optional>

#include "tests/chaos/ledger/checker.hpp"
#include "tests/chaos/people/crowd.hpp"
#include "tests/chaos/stage/hub_node.hpp"
#include "tests/chaos/stage/own_database.hpp"
#include "tests/chaos/stage/redis_side.hpp"

namespace usher::chaos {

inline constexpr const char* kAgentPassword = "a long pass phrase";

struct WorldPlan {
    std::filesystem::path program;
    std::uint64_t seed = 1;
    std::uint32_t nodes = 1;
    std::vector<std::string> roles;  ///< of each node; empty, or beyond the end: all
    std::vector<std::vector<std::pair<std::string, std::string>>> environment;  ///< likewise
    RedisKind redis = RedisKind::embedded;
    std::string redis_settings;  ///< further lines of redis.conf; not embedded, not cluster
    std::string store_url;     ///< a server or "postgres", for a database of its own; empty: SQLite
    std::string hub_settings;  ///< further lines of usher.toml
    std::filesystem::path data;  ///< empty: in the run's own folder
    bool in_memory = false;      ///< that folder and one Redis: nobody waits for a disk that stalls
    std::uint32_t customers = 200;
    std::uint32_t agents = 8;
    std::uint32_t body_bytes = 120;
    Patience patience;
};

class World {
  public:
    explicit World(WorldPlan plan);
    ~World();
    World(const World&) = delete;
    World& operator=(const World&) = delete;

    /// Redis, accounts and hubs; returns when every hub is ready. Throws with words when not.
    void start_hubs();
    /// Everybody comes, and each customer has a conversation that an agent watches.
    void bring_people();

    void run_for(std::chrono::milliseconds time);
    /// False when the limit came first.
    bool run_until(const std::function<bool()>& done, std::chrono::milliseconds limit);
    /// Turns the people until this hub answers /readyz with 200; how long that took.
    std::optional<std::chrono::milliseconds> wait_ready(HubNode& node,
                                                        std::chrono::milliseconds limit);

    /// Ends the talk, waits until everybody is live and has nothing unsettled, and holds what the
    /// hub says to be the last seq. False with words in `trouble` when that does not come about.
    bool drain(std::chrono::milliseconds limit);
    /// Reads the history and checks the ledger against it.
    Verdict check_ledger(CheckOptions options = {});
    /// Sees every event of the history when check_ledger() reads it.
    std::function<void(const std::string& conversation, const v1::Event&)> on_stored_event;

    HubNode& node(std::size_t nth = 0) { return *nodes_[nth]; }
    /// Where the history is in SQLite.
    std::filesystem::path data() const { return nodes_[0]->plan().data; }
    std::size_t nodes() const { return nodes_.size(); }
    /// Who holds the workspace's streams now.
    test::RedisServer& redis();
    RedisSide& redis_side() { return *redis_; }
    Crowd& people() { return *crowd_; }
    Ledger& ledger() { return ledger_; }
    const std::filesystem::path& folder() const { return folder_.path(); }
    const WorldPlan& plan() const { return plan_; }
    /// Where some connect instead of to the hubs, a fault proxy's; 0: to the hubs.
    void connect_people(std::function<std::uint16_t(const Person&)> entrance) {
        entrance_ = std::move(entrance);
    }
    /// The hub's address of Redis instead of the server's own; before start_hubs().
    void connect_hubs_to(std::string redis_url) { redis_url_ = std::move(redis_url); }
    std::string trouble;

    /// The p-th percentile of the times to an answer, of attempts that left in [from, to), in ms.
    double answer_ms(double percentile, std::int64_t from_ns, std::int64_t to_ns) const;

  private:
    void make_nodes();
    std::map<std::string, std::uint64_t> last_seqs() const;

    WorldPlan plan_;
    test::TemporaryFolder folder_;
    std::optional<OwnDatabase> database_;
    std::optional<RedisSide> redis_;
    std::string redis_url_;
    std::vector<std::unique_ptr<HubNode>> nodes_;
    Ledger ledger_;
    std::unique_ptr<Crowd> crowd_;
    std::vector<AgentAccount> accounts_;
    std::function<std::uint16_t(const Person&)> entrance_;
};

}  // namespace usher::chaos
