#include "tests/simulation/world.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "hub/wire/codec.hpp"
#include "tests/simulation/virtual_clock.hpp"

namespace usher::simulation {
namespace {

constexpr Instant kUsualRedisLatency = 100;

QueueId queue_of(std::size_t workspace) {
    return QueueId(Bits128{workspace + 1, 2});
}
AgentId agent_of(std::size_t workspace, std::size_t nth) {
    return AgentId(Bits128{workspace + 1, 100 + nth});
}

}  // namespace

World::World(const Plan& plan_in, const std::filesystem::path& folder)
    : plan(plan_in),
      scheduler(plan_in.seed),
      folder_(folder),
      around_{redis,
              network,
              store_state,
              {},
              [this] {
                  auto opened = store::open_sqlite(folder_);
                  if (!opened) throw std::runtime_error(opened.error().text);
                  return std::shared_ptr<store::Store>(std::move(*opened));
              },
              [this](const std::string& email) -> gateway::TicketHolder {
                  for (std::size_t ws = 0; ws < workspaces.size(); ++ws) {
                      for (std::size_t nth = 0; nth < plan.town.agents; ++nth) {
                          if (email_of(ws, nth) != email) continue;
                          return {agent_of(ws, nth), workspaces[ws], {}};
                      }
                  }
                  return {};
              }},
      random_(plan_in.seed ^ 0x776f726cU) {
    process_random() = Random(plan.seed);
    redis.latency_max = plan.redis_latency_max;
    network.latency_max = plan.network_latency_max;
    for (std::size_t nth = 0; nth < plan.town.workspaces.size(); ++nth) {
        workspaces.push_back(WorkspaceId(Bits128{nth + 1, 1}));
    }
    around_.workspaces = workspaces;
    witness = around_.open_store();
    for (std::size_t nth = 0; nth < plan.nodes.size(); ++nth) {
        nodes.push_back(
            std::make_unique<Node>(around_, static_cast<unsigned>(nth + 1), plan.nodes[nth]));
    }
    town = std::make_unique<Town>(plan.town, ledger);
}

World::~World() {
    town.reset();
    nodes.clear();
}

void World::append(WorkspaceId workspace, std::vector<core::CommandBody> bodies) {
    std::vector<core::Command> commands;
    for (auto& body : bodies) {
        core::Command command;
        command.id = fmt::format("world-{}", ++appended_);
        command.caller = core::Actor::system();
        command.received = redis.loop().now();
        command.entropy = {static_cast<std::uint8_t>(appended_)};
        command.body = std::move(body);
        commands.push_back(std::move(command));
    }
    redis.memory().append_command(workspace, wire::encode_commands(commands), [](auto) {});
}

void World::define() {
    for (std::size_t ws = 0; ws < workspaces.size(); ++ws) {
        std::vector<core::CommandBody> bodies;
        bodies.push_back(core::DefineWorkspace{{workspaces[ws], "Company"}});
        bodies.push_back(
            core::DefineQueue{{queue_of(ws), "Support", plan.first_response, plan.next_response}});
        bodies.push_back(core::DefineInbox{{InboxId(Bits128{ws + 1, 3}),
                                            "Web",
                                            "web",
                                            queue_of(ws),
                                            site_key_of(ws),
                                            {"*"},
                                            "Hello"}});
        for (std::size_t nth = 0; nth < plan.town.agents; ++nth) {
            bodies.push_back(core::RegisterAgent{{agent_of(ws, nth),
                                                  fmt::format("Agent {}", nth),
                                                  email_of(ws, nth),
                                                  core::AgentRole::agent,
                                                  4,
                                                  {queue_of(ws)}}});
        }
        append(workspaces[ws], std::move(bodies));
    }
}

void World::start() {
    define();
    for (auto& node : nodes) node->start();
}

bool World::run_until(const std::function<bool()>& so, Instant limit) {
    const auto end = scheduler.now() + limit;
    while (!so()) {
        if (scheduler.now() >= end) return false;
        run_for(100 * kMs);
    }
    return true;
}

void World::later(Instant length, std::function<void()> task) {
    scheduler.at(scheduler.now() + length, 0, [this, task = std::move(task)] {
        if (!healed_) task();
    });
}

void World::apply(const Fault& fault) {
    if (healed_) return;
    scheduler.note(fault.text());
    apply_to_redis(fault);
    apply_to_node(fault, *nodes[fault.target % nodes.size()]);
    apply_to_person(fault);
    if (fault.kind == FaultKind::store_away) {
        store_state.away = true;
        later(fault.length, [this] { store_state.away = false; });
    }
    if (fault.kind == FaultKind::slow_network) {
        network.latency_max = fault.amount;
        later(fault.length, [this] { network.latency_max = plan.network_latency_max; });
    }
}

void World::apply_to_redis(const Fault& fault) {
    switch (fault.kind) {
        case FaultKind::redis_away:
            redis.go_away();
            return later(fault.length, [this] { redis.come_back(false); });
        case FaultKind::redis_restart:
            redis.go_away();
            scheduler.resume(*redis.place());
            return later(fault.length / 4, [this] { redis.come_back(true); });
        case FaultKind::redis_pause:
            scheduler.pause(*redis.place());
            return later(fault.length, [this] { scheduler.resume(*redis.place()); });
        case FaultKind::redis_failover: {
            auto replica = redis.replica();
            return later(fault.amount, [this, replica, length = fault.length] {
                scheduler.note("the replica takes over");
                redis.fail_over_to(replica);
                later(length, [this] { redis.come_back(false); });
            });
        }
        case FaultKind::redis_flush:
            return redis.flush();
        case FaultKind::slow_redis:
            redis.latency_max = fault.amount;
            return later(fault.length, [this] { redis.latency_max = plan.redis_latency_max; });
        default:
            return;
    }
}

void World::apply_to_node(const Fault& fault, Node& node) {
    const auto start_again = [this, &node, length = fault.length] {
        // A stop that ends after everything was healed.
        if (healed_) return node.start();
        later(length, [&node] { node.start(); });
    };
    switch (fault.kind) {
        case FaultKind::kill_node:
        case FaultKind::lose_machine:
            node.kill(fault.kind == FaultKind::lose_machine);
            return start_again();
        case FaultKind::stop_node:
            return node.stop(start_again);
        case FaultKind::pause_node:
            if (!node.runs()) return;
            scheduler.pause(node.place());
            return later(fault.length, [this, &node] { scheduler.resume(node.place()); });
        case FaultKind::cut_redis:
            return redis.cut(node.place(), false);
        case FaultKind::silence_redis:
            return redis.cut(node.place(), true);
        case FaultKind::break_lines:
            return network.break_lines(node.port(), false);
        case FaultKind::silence_lines:
            return network.break_lines(node.port(), true);
        case FaultKind::clock_jumps:
            node.place().skew = fault.amount;
            return;
        default:
            return;
    }
}

void World::apply_to_person(const Fault& fault) {
    const Inside here(network.people());
    auto& person = town->person(fault.target);
    if (fault.kind == FaultKind::person_drops) {
        const auto how = static_cast<chaos::Person::Parting>(fault.target % 3);
        person.part(how, fault.length / kMs);
    }
    if (fault.kind == FaultKind::person_freezes) {
        person.freeze();
        later(fault.length, [this, &person] {
            const Inside there(network.people());
            person.thaw();
        });
    }
}

void World::heal() {
    scheduler.note("everything is healed");
    healed_ = true;
    store_state.away = false;
    redis.latency_min = kUsualRedisLatency;
    redis.latency_max = plan.redis_latency_max;
    network.latency_max = plan.network_latency_max;
    scheduler.resume(*redis.place());
    if (!redis.reachable()) redis.come_back(false);
    for (auto& node : nodes) {
        scheduler.resume(node->place());
        node->start();
    }
    const Inside here(network.people());
    for (std::size_t nth = 0; nth < town->size(); ++nth) town->person(nth).thaw();
}

bool World::nodes_serve() const {
    return std::ranges::all_of(nodes, [](const auto& node) {
        return node->runs() && (!node->roles().gateway || node->serves());
    });
}

std::uint64_t World::last_event(WorkspaceId workspace) {
    std::uint64_t last = 0;
    redis.memory().last_event_version(workspace, [&last](auto version) { last = *version; });
    run_for(10 * kMs);
    return last;
}

bool World::quiet() {
    return why_not_quiet().empty();
}

std::string World::why_not_quiet() {
    if (!nodes_serve()) return "a node does not serve";
    if (!town->all_live() || !town->all_settled()) return "people:" + town->unfinished();
    for (auto workspace : workspaces) {
        const auto last = last_event(workspace);
        const auto archived = witness->archive().position(workspace);
        if (!archived || archived->version != last) {
            return fmt::format("the archive of {} is at {} of {}", workspace.text(),
                               archived ? archived->version : 0, last);
        }
        for (const auto& node : nodes) {
            auto* gateway = node->gateway();
            if (gateway == nullptr) continue;
            const auto read = gateway->workspace(workspace)->state().version;
            if (read != last) {
                return fmt::format("{} has read {} of {} of {}", node->name(), read, last,
                                   workspace.text());
            }
        }
    }
    return {};
}

}  // namespace usher::simulation
