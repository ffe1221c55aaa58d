#include "hub/app/agent_directory.hpp"

#include "hub/app/bootstrap.hpp"
#include "hub/wire/codec.hpp"

namespace usher::app {
namespace {

constexpr auto kInterval = std::chrono::seconds(2);

}  // namespace

AgentDirectory::AgentDirectory(net::Loop& loop, log::Streams& streams,
                               gateway::AccountWorkers& workers,
                               std::vector<WorkspaceId> workspaces, State state)
    : loop_(loop),
      streams_(streams),
      workers_(workers),
      workspaces_(std::move(workspaces)),
      state_(std::move(state)),
      timer_(loop) {}

void AgentDirectory::look() {
    timer_.after(kInterval, [this] { look(); });
    const bool posted =
        workers_.post(gateway::AccountWorkers::Lane::quick,
                      [this](store::Accounts& accounts) -> gateway::AccountWorkers::Finish {
                          return [this, all = accounts.all()] {
                              if (!all) return;
                              compare(*all);
                              follow(*all);
                          };
                      });
    static_cast<void>(posted);  // a full lane: the next look will do
}

void AgentDirectory::compare(const std::vector<store::Account>& accounts) {
    for (auto workspace : workspaces_) {
        const auto* state = state_(workspace);
        if (state == nullptr) continue;
        const auto commands = bootstrap_commands(workspace, *state, accounts, loop_.now());
        if (commands.empty()) continue;
        // A failure is repaired by the next look, which finds the same difference.
        streams_.append_command(workspace, wire::encode_commands(commands),
                                [](Result<std::string>) {});
    }
}

void AgentDirectory::follow(const std::vector<store::Account>& accounts) {
    std::map<AgentId, store::AccountDefinition> lagging;
    for (const auto& account : accounts) {
        const auto* state = state_(account.workspace);
        const auto* agent = state != nullptr ? state->find(account.agent) : nullptr;
        if (agent == nullptr || lagging.size() >= kFollowMax) continue;
        store::AccountDefinition said{agent->display_name, agent->role, agent->capacity,
                                      agent->queues, agent->inactive};
        if (said == account.definition()) continue;
        // Only what was so at the last look: this node may be behind the one that changed it.
        const auto before = lagging_.find(account.agent);
        if (before == lagging_.end() || before->second != said) {
            lagging[account.agent] = std::move(said);
            continue;
        }
        const bool posted =
            workers_.post(gateway::AccountWorkers::Lane::quick,
                          [id = account.agent, said = std::move(said)](
                              store::Accounts& store) -> gateway::AccountWorkers::Finish {
                              const auto done = store.set_definition(id, said);
                              static_cast<void>(done);  // a failure is found again by the next look
                              return [] {};
                          });
        static_cast<void>(posted);
    }
    lagging_ = std::move(lagging);
}

}  // namespace usher::app
