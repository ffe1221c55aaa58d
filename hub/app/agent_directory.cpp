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
                              if (all) compare(*all);
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

}  // namespace usher::app
