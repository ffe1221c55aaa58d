#include "tests/chaos/stage/world.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <stdexcept>

#include "hub/app/bench/monotonic.hpp"
#include "tests/chaos/stage/history_export.hpp"

namespace usher::chaos {
namespace {

using namespace std::chrono_literals;
using bench::kNsPerMs;
using bench::monotonic_ns;

constexpr std::chrono::milliseconds kArrivalMax = 10s;

void use_all_descriptors() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

World::World(WorldPlan plan)
    : plan_(std::move(plan)), folder_(plan_.in_memory ? test::TemporaryFolder::memory() : "/tmp") {
    use_all_descriptors();
    for (std::uint32_t nth = 0; nth < plan_.agents; ++nth) {
        accounts_.push_back({fmt::format("agent{}@chaos.example", nth + 1), kAgentPassword});
    }
    CrowdPlan people;
    people.seed = plan_.seed;
    people.customers = plan_.customers;
    people.agents = accounts_;
    people.body_bytes = plan_.body_bytes;
    people.patience = plan_.patience;
    people.port = [this](const Person& person) {
        if (const auto port = entrance_ ? entrance_(person) : std::uint16_t{0}) return port;
        while (true) {
            const auto nth = crowd_->random().below(static_cast<std::uint32_t>(nodes_.size()));
            if (nodes_[nth]->serves_people()) return nodes_[nth]->port();
        }
    };
    crowd_ = std::make_unique<Crowd>(ledger_, std::move(people));
}

World::~World() {
    crowd_.reset();
    for (auto& node : nodes_) {
        if (node->pid() != 0) node->resume();
        node->kill();
    }
}

void World::make_nodes() {
    if (plan_.redis != RedisKind::embedded) {
        if (plan_.in_memory && plan_.redis == RedisKind::external) {
            const auto folder = folder_.path() / "redis";
            std::filesystem::create_directory(folder);
            plan_.redis_settings += fmt::format("dir {}\n", folder.string());
        }
        redis_.emplace(plan_.redis, plan_.redis_settings);
        if (redis_url_.empty()) redis_url_ = redis_->url();
    }
    if (!plan_.store_url.empty()) {
        database_.emplace(plan_.store_url);
        plan_.store_url = database_->url();
    }
    make_pages(folder_.path() / "web");
    for (std::uint32_t nth = 0; nth < plan_.nodes; ++nth) {
        const auto name = fmt::format("node{}", nth + 1);
        // Several nodes share one folder, and with it the store in SQLite.
        const bool alone = plan_.nodes == 1;
        const auto own = alone ? name + "/data" : std::string("data");
        const auto data = plan_.data.empty() ? folder_.path() / own
                                             : plan_.data / (alone ? name : std::string("data"));
        nodes_.push_back(std::make_unique<HubNode>(
            NodePlan{.program = plan_.program,
                     .folder = folder_.path() / name,
                     .data = data,
                     .web = folder_.path() / "web",
                     .port = test::free_tcp_port(),
                     .redis_url = redis_url_,
                     .store_url = plan_.store_url,
                     .roles = nth < plan_.roles.size() ? plan_.roles[nth] : "",
                     .name = alone ? "" : name,
                     .settings = plan_.hub_settings}));
        if (nth < plan_.environment.size()) {
            nodes_.back()->set_environment(plan_.environment[nth]);
        }
    }
}

test::RedisServer& World::redis() {
    return redis_->primary(crowd_->agents().empty() ? "" : crowd_->agents()[0]->workspace());
}

void World::start_hubs() {
    make_nodes();
    for (const auto& account : accounts_) add_agent(*nodes_[0], account.email, account.password);
    for (auto& node : nodes_) node->start();
    for (auto& node : nodes_) {
        if (!wait_ready(*node, 60s)) {
            std::string words;
            for (const auto& each : nodes_) words += each->plan().name + ": " + each->last_words();
            throw std::runtime_error("a hub does not become ready:\n" + words);
        }
    }
}

void World::bring_people() {
    crowd_->bring_agents();
    if (!run_until([this] { return crowd_->all_live(); }, 30s)) {
        throw std::runtime_error("the agents cannot come:\n" + nodes_[0]->last_words());
    }
    crowd_->bring_customers();
    if (!run_until([this] { return crowd_->all_live(); }, 30s)) {
        throw std::runtime_error("the customers cannot come:\n" + nodes_[0]->last_words());
    }
    crowd_->say_hello();
    const bool settled = run_until(
        [this] { return crowd_->all_settled() && crowd_->all_have_conversations(); }, 30s);
    if (!settled) {
        throw std::runtime_error(fmt::format("{} first words are not settled:\n{}",
                                             crowd_->unsettled(), nodes_[0]->last_words()));
    }
}

void World::run_for(std::chrono::milliseconds time) {
    crowd_->turn(monotonic_ns() + time.count() * kNsPerMs);
}

bool World::run_until(const std::function<bool()>& done, std::chrono::milliseconds limit) {
    const auto until = monotonic_ns() + limit.count() * kNsPerMs;
    while (!done()) {
        if (monotonic_ns() >= until) return false;
        crowd_->turn(monotonic_ns() + 5 * kNsPerMs);
    }
    return true;
}

std::optional<std::chrono::milliseconds> World::wait_ready(HubNode& node,
                                                           std::chrono::milliseconds limit) {
    const auto began = monotonic_ns();
    const bool ready =
        run_until([&] { return !node.running() || node.ready(); }, limit) && node.running();
    if (!ready) return std::nullopt;
    return std::chrono::milliseconds((monotonic_ns() - began) / kNsPerMs);
}

std::map<std::string, std::uint64_t> World::last_seqs() const {
    std::map<std::string, std::uint64_t> all;
    const auto raise = [&](const std::string& conversation, std::uint64_t seq) {
        auto& known = all[conversation];
        known = std::max(known, seq);
    };
    for (const auto& agent : crowd_->agents()) {
        for (const auto& [conversation, seq] : agent->last_seqs()) raise(conversation, seq);
    }
    for (const auto& [id, receiver] : ledger_.receivers) {
        for (const auto& [conversation, holding] : receiver.holds) {
            raise(conversation, holding.through);
        }
    }
    for (const auto& it : ledger_.deliveries) raise(it.conversation, it.seq);
    for (const auto& it : ledger_.attempts) {
        if (!it.conversation.empty()) raise(it.conversation, it.seq);
    }
    return all;
}

bool World::drain(std::chrono::milliseconds limit) {
    crowd_->talk(0);
    const auto until = monotonic_ns() + limit.count() * kNsPerMs;
    const auto left = [&] {
        return std::chrono::milliseconds((until - monotonic_ns()) / kNsPerMs);
    };
    const bool settled =
        run_until([this] { return crowd_->all_live() && crowd_->all_settled(); }, left());
    if (!settled) {
        trouble = fmt::format("{} persons are live, {} messages are not settled", crowd_->live(),
                              crowd_->unsettled());
        return false;
    }
    // Everybody has what the lists say. Customers need not see the very last numbers.
    const bool level = run_until(
        [this] {
            for (const auto& agent : crowd_->agents()) {
                for (const auto& [conversation, seq] : agent->last_seqs()) {
                    const auto held = agent->held(conversation);
                    if (held != 0 && held < seq) return false;
                }
            }
            return true;
        },
        left());
    if (!level) trouble = "an agent is not shown the end of a conversation he watches";
    run_for(200ms);
    return level;
}

Verdict World::check_ledger(CheckOptions options) {
    const auto& agent = *crowd_->agents().front();
    ExportQuestion question;
    question.port = nodes_[0]->port();
    question.cookie = agent.cookie();
    question.workspace = agent.workspace();
    question.last_seqs = last_seqs();
    question.each = on_stored_event;
    auto history = read_export(question);
    std::string behind;
    if (!history) {
        // What is there is checked all the same: the checker names what is missing.
        behind = history.error().text;
        for (auto& [conversation, seq] : question.last_seqs) seq = 0;
        history = read_export(question);
    }
    Verdict verdict;
    if (history) {
        // What people are to hold at the end may still be on its way to them.
        const auto until = monotonic_ns() + kArrivalMax.count() * kNsPerMs;
        verdict = check(ledger_, *history, options);
        while (!verdict.clean() && options.receivers_are_at_the_end && monotonic_ns() < until) {
            run_for(250ms);
            verdict = check(ledger_, *history, options);
        }
    }
    if (!behind.empty()) {
        verdict.faults.insert(verdict.faults.begin(), {"export", behind});
        ++verdict.faults_in_all;
    }
    return verdict;
}

double World::answer_ms(double percentile, std::int64_t from_ns, std::int64_t to_ns) const {
    std::vector<std::int64_t> times;
    for (const auto& it : ledger_.attempts) {
        const bool good = it.outcome == Outcome::acked || it.outcome == Outcome::accepted;
        if (!good || it.sent_ns < from_ns || it.sent_ns >= to_ns) continue;
        times.push_back(it.answered_ns - it.sent_ns);
    }
    if (times.empty()) return 0;
    const auto at = static_cast<std::size_t>(percentile / 100 * static_cast<double>(times.size()));
    auto nth = times.begin() + static_cast<std::ptrdiff_t>(std::min(at, times.size() - 1));
    std::ranges::nth_element(times, nth);
    return static_cast<double>(*nth) / static_cast<double>(kNsPerMs);
}

}  // namespace usher::chaos
