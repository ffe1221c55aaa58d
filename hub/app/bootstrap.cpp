#include "hub/app/bootstrap.hpp"

#include <fmt/format.h>

#include "hub/base/random.hpp"
#include "hub/base/uuid.hpp"

namespace usher::app {
namespace {

using namespace std::chrono_literals;

class Commands {
  public:
    explicit Commands(Timestamp now) : now_(now) {}

    /// The id makes a definition happen once, however often the hub starts before it is decided.
    void add(std::string id, core::CommandBody body) {
        commands_.push_back(
            {std::move(id), core::Actor::system(), {}, now_, random_entropy(), std::move(body)});
    }
    void add(core::Command command) { commands_.push_back(std::move(command)); }
    std::vector<core::Command> take() { return std::move(commands_); }

  private:
    Timestamp now_;
    std::vector<core::Command> commands_;
};

template <class IdType>
IdType part_of(WorkspaceId workspace, std::uint64_t nth) {
    const auto bits = workspace.bits();
    return IdType(Bits128{bits.high, bits.low + nth});
}

/// The administrator who added the account, as long as he is one.
bool may_register(const core::Workspace& state, AgentId made_by) {
    const auto* agent = state.find(made_by);
    return agent != nullptr && !agent->inactive && agent->role == core::AgentRole::admin;
}

/// The very command that the console's request sends: whichever comes second changes nothing.
core::Command registration(const core::Workspace& state, const store::Account& account,
                           Timestamp now) {
    core::ChangeAgent change{account.agent, true};
    change.display_name = account.display_name;
    change.role = account.role;
    change.capacity = account.capacity;
    change.queues.emplace();
    for (auto queue : account.queues) {
        if (state.queues.contains(queue)) change.queues->push_back(queue);
    }
    change.email = account.email;
    const auto& admin = *state.find(account.made_by);
    return {uuid_text(account.agent.bits()),
            core::Actor::agent(admin.id, admin.display_name),
            {},
            now,
            random_entropy(),
            std::move(change)};
}

}  // namespace

std::vector<core::Command> bootstrap_commands(WorkspaceId workspace, const core::Workspace& state,
                                              std::span<const store::Account> accounts,
                                              Timestamp now) {
    Commands commands(now);
    std::vector<QueueId> queues;
    if (state.name.empty()) {
        // The same on every node that finds the workspace new.
        const auto support = part_of<QueueId>(workspace, 1);
        const auto sales = part_of<QueueId>(workspace, 2);
        const auto inbox = part_of<InboxId>(workspace, 3);
        queues = {support, sales};
        commands.add("first-workspace", core::DefineWorkspace{{workspace, "Our company"}});
        commands.add("first-queue-support", core::DefineQueue{{support, "Support", 15min, 30min}});
        commands.add("first-queue-sales", core::DefineQueue{{sales, "Sales", 5min, 10min}});
        commands.add("first-inbox",
                     core::DefineInbox{{inbox,
                                        "Web chat",
                                        "web",
                                        support,
                                        std::string(kFirstSiteKey),
                                        {"*"},
                                        "Hello! Write to us here. A person answers."}});
    } else {
        for (const auto& [id, queue] : state.queues) queues.push_back(id);
    }
    for (const auto& account : accounts) {
        if (account.workspace != workspace) continue;
        const auto* known = state.find(account.agent);
        if (known != nullptr) {
            if (account.session_epoch <= known->session_epoch) continue;
            commands.add(fmt::format("sessions-{}-{}", account.agent.text(), account.session_epoch),
                         core::ReportSessionsEnded{account.agent, account.session_epoch});
        } else if (may_register(state, account.made_by)) {
            commands.add(registration(state, account, now));
        } else {
            const core::AgentRegistered agent{
                account.agent,    account.display_name,
                account.email,    account.role,
                account.capacity, account.queues.empty() ? queues : account.queues,
                account.disabled};
            const auto at = std::to_string(to_ms(now));
            commands.add("register-" + account.agent.text() + "-" + at, core::RegisterAgent{agent});
        }
    }
    return commands.take();
}

}  // namespace usher::app
