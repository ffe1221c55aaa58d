#include "tests/simulation/plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace usher::simulation {
namespace {

constexpr Instant kMaxLag = 1'500 * kMs;
/// Around a loss gateways that acknowledged something live on.
constexpr Instant kBeforeLoss = 2 * kSecond;
constexpr Instant kAfterLoss = 12 * kSecond;

class Drawing {
  public:
    explicit Drawing(std::uint64_t seed) : random_(seed * 0x2545f4914f6cdd1dULL + 17) {
        plan_.seed = seed;
    }

    Plan draw() {
        draw_machines();
        draw_people();
        draw_faults();
        return std::move(plan_);
    }

  private:
    bool chance(std::uint32_t one_in) { return random_.below(one_in) == 0; }
    Instant between(Instant low, Instant high) {
        return low + random_.below(static_cast<std::uint32_t>(high - low + 1));
    }

    void draw_machines() {
        switch (random_.below(4)) {
            case 0:
                plan_.nodes = {{true, true}};
                break;
            case 1:
                plan_.nodes = {{true, true}, {true, true}, {true, true}};
                break;
            case 2:
                plan_.nodes = {{true, false}, {false, true}};
                break;
            default:
                plan_.nodes = {{true, false}, {true, chance(2)}, {false, true}};
                break;
        }
        if (chance(4)) plan_.redis_latency_max = between(2 * kMs, 60 * kMs);
        if (chance(4)) plan_.network_latency_max = between(5 * kMs, 200 * kMs);
    }

    void draw_people() {
        auto& town = plan_.town;
        town.seed = plan_.seed;
        const std::size_t workspaces = chance(4) ? 2 : 1;
        for (std::size_t nth = 0; nth < workspaces; ++nth) {
            town.workspaces.push_back(WorkspaceId(Bits128{nth + 1, 1}).text());
        }
        town.customers = 1 + random_.below(3);
        town.agents = 1 + random_.below(2);
        town.tabs = random_.below(2);
        town.talk_every = between(60 * kMs, 800 * kMs);
        for (std::size_t nth = 0; nth < plan_.nodes.size(); ++nth) {
            if (plan_.nodes[nth].gateway) town.ports.push_back(static_cast<std::uint16_t>(nth + 1));
        }
        plan_.first_response = std::chrono::seconds(1 + random_.below(6));
        plan_.next_response = std::chrono::seconds(random_.below(6));
        plan_.faults_for = between(3 * kSecond, 15 * kSecond);
    }

    Fault draw_fault(FaultKind kind) {
        Fault fault{.at = between(0, plan_.faults_for), .kind = kind};
        fault.target = random_.below(1'000);
        fault.length = between(50 * kMs, chance(3) ? 8 * kSecond : 2 * kSecond);
        switch (kind) {
            case FaultKind::redis_failover:
                fault.amount = between(0, kMaxLag);
                fault.length = between(50 * kMs, 3 * kSecond);
                break;
            case FaultKind::slow_redis:
            case FaultKind::slow_network:
                fault.amount = between(20 * kMs, 600 * kMs);
                break;
            case FaultKind::clock_jumps:
                fault.amount = between(1 * kSecond, chance(2) ? 240 * kSecond : 8 * kSecond);
                if (chance(2)) fault.amount = -fault.amount;
                break;
            default:
                break;
        }
        return fault;
    }

    static bool ends_a_node(FaultKind kind) {
        return kind == FaultKind::kill_node || kind == FaultKind::lose_machine ||
               kind == FaultKind::stop_node;
    }

    /// Whether the fault would end a gateway that holds what is about to be lost.
    bool uncovered(const Fault& fault, const Fault& loss) const {
        if (!ends_a_node(fault.kind)) return false;
        if (!plan_.nodes[fault.target % plan_.nodes.size()].gateway) return false;
        const bool before =
            loss.kind == FaultKind::redis_flush || fault.at >= loss.at - kBeforeLoss;
        return before && fault.at <= loss.at + loss.amount + loss.length + kAfterLoss;
    }

    void draw_faults() {
        const auto count = random_.below(9);
        for (std::uint32_t nth = 0; nth < count; ++nth) {
            const auto kind =
                static_cast<FaultKind>(random_.below(static_cast<std::uint32_t>(FaultKind::kinds)));
            const bool loss = kind == FaultKind::redis_failover || kind == FaultKind::redis_flush;
            if (loss && plan_.loses_data) continue;
            plan_.loses_data = plan_.loses_data || loss;
            plan_.faults.push_back(draw_fault(kind));
        }
        const auto loss = std::ranges::find_if(plan_.faults, [](const Fault& fault) {
            return fault.kind == FaultKind::redis_failover || fault.kind == FaultKind::redis_flush;
        });
        if (loss != plan_.faults.end()) {
            const auto it = *loss;
            std::erase_if(plan_.faults, [&](const Fault& fault) { return uncovered(fault, it); });
        }
        std::ranges::sort(plan_.faults, {}, [](const Fault& fault) {
            return std::tuple(fault.at, fault.kind, fault.target);
        });
    }

    Random random_;
    Plan plan_;
};

}  // namespace

const char* name_of(FaultKind kind) {
    constexpr const char* kNames[] = {
        "kill node",     "lose machine", "stop node",      "pause node",   "cut Redis",
        "silence Redis", "Redis away",   "Redis restarts", "Redis hangs",  "Redis fails over",
        "Redis flushed", "store away",   "slow Redis",     "slow network", "break lines",
        "silence lines", "person drops", "person freezes", "clock jumps"};
    static_assert(std::size(kNames) == static_cast<std::size_t>(FaultKind::kinds));
    return kNames[static_cast<std::size_t>(kind)];
}

std::string Fault::text() const {
    return fmt::format("{} (target {}, {} ms, {:+} ms)", name_of(kind), target, length / kMs,
                       amount / kMs);
}

std::string Plan::text() const {
    std::string out = fmt::format("seed {}: nodes", seed);
    for (const auto& node : nodes) {
        out += node.gateway && node.engine ? " all" : node.gateway ? " gateway" : " engine";
    }
    out += fmt::format(
        "; {} workspaces, {} customers, {} agents each; a word each {} ms; first response {} s, "
        "next {} s; Redis {} ms, network {} ms; faults for {} ms",
        town.workspaces.size(), town.customers, town.agents, town.talk_every / kMs,
        first_response.count(), next_response.count(), redis_latency_max / kMs,
        network_latency_max / kMs, faults_for / kMs);
    for (const auto& fault : faults) {
        out +=
            fmt::format("\n  {:10.6f} {}", static_cast<double>(fault.at) / kSecond, fault.text());
    }
    return out;
}

Plan plan_of(std::uint64_t seed) {
    return Drawing(seed).draw();
}

}  // namespace usher::simulation
