#include "hub/app/verbs/agent.hpp"

#include <fmt/format.h>

#include <array>
#include <iostream>

#include "hub/app/exit_codes.hpp"
#include "hub/app/installation.hpp"
#include "hub/app/verbs/check_config.hpp"
#include "hub/base/random.hpp"

namespace usher::app {
namespace {

int complain(const std::string& text, int code) {
    std::cerr << "usher agent: " << text << '\n';
    return code;
}

/// Null after complaining; `status` is what to exit with then.
std::unique_ptr<store::AccountsStore> open_or_complain(const InstallationPlace& place,
                                                       int& status) {
    status = kWrongInput;
    auto loaded = load_or_complain(place);
    if (!loaded) return nullptr;
    auto opened = open_accounts_of(loaded->config);
    if (opened) return std::move(*opened);
    status = complain(opened.error().text, kCannotStart);
    return nullptr;
}

Result<WorkspaceId> workspace_for(store::Accounts& accounts, const AgentAddOptions& options,
                                  Timestamp now) {
    if (options.new_workspace) return WorkspaceId::make(now, random_entropy());
    auto known = accounts.workspace_list();
    if (!known) return std::unexpected(known.error());
    if (known->empty()) return WorkspaceId::make(now, random_entropy());
    if (options.workspace.empty() && known->size() == 1) return known->front();
    for (auto workspace : *known) {
        if (workspace.text() == options.workspace) return workspace;
    }
    return fail(Error::Kind::invalid, "say which workspace with --workspace, or --new-workspace");
}

Timestamp wall_clock() {
    return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

}  // namespace

core::AgentRole role_of(const std::string& name) {
    if (name == "agent") return core::AgentRole::agent;
    if (name == "supervisor") return core::AgentRole::supervisor;
    if (name == "admin") return core::AgentRole::admin;
    return core::AgentRole::none;
}

std::string_view role_name(core::AgentRole role) {
    switch (role) {
        case core::AgentRole::agent:
            return "agent";
        case core::AgentRole::supervisor:
            return "supervisor";
        case core::AgentRole::admin:
            return "admin";
        case core::AgentRole::none:
            break;
    }
    return "none";
}

std::string make_password() {
    constexpr std::string_view kLetters =
        "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    static_assert(kLetters.size() <= 64);
    std::string password;
    while (password.size() < 20) {
        std::array<std::uint8_t, 1> byte;
        random_bytes(byte);
        if (const auto at = byte[0] & 63U; at < kLetters.size()) password += kLetters[at];
    }
    return password;
}

int run_agent_add(const AgentAddOptions& options) {
    const auto role = role_of(options.role);
    if (role == core::AgentRole::none) {
        return complain(
            fmt::format("--role is one of agent, supervisor, admin; not {}", options.role),
            kWrongInput);
    }
    int status = kDone;
    const auto opened = open_or_complain(options.place, status);
    if (!opened) return status;
    auto& accounts = opened->accounts();
    auto workspace = workspace_for(accounts, options, wall_clock());
    if (!workspace) return complain(workspace.error().text, kWrongInput);

    store::NewAccount account;
    account.workspace = *workspace;
    account.agent = AgentId::make(wall_clock(), random_entropy());
    account.email = options.email;
    account.display_name = options.name.empty() ? options.email : options.name;
    account.role = role;
    account.capacity = options.capacity;
    account.password = options.password.empty() ? make_password() : options.password;
    if (auto added = accounts.add(account); !added)
        return complain(added.error().text, kWrongInput);
    std::cout << fmt::format("{} is now {} in {}", account.email, role_name(role),
                             workspace->text());
    if (options.password.empty()) std::cout << "; the password is " << account.password;
    std::cout << '\n';
    return kDone;
}

int run_agent_list(const InstallationPlace& place) {
    int status = kDone;
    const auto opened = open_or_complain(place, status);
    if (!opened) return status;
    auto all = opened->accounts().all();
    if (!all) return complain(all.error().text, kFailed);
    for (const auto& account : *all) {
        std::cout << fmt::format("{}  {:<10}  {:<32}  {}{}\n", account.workspace.text(),
                                 role_name(account.role), account.email, account.display_name,
                                 account.disabled ? "  (disabled)" : "");
    }
    return kDone;
}

int run_agent_password(const InstallationPlace& place, const std::string& email,
                       const std::string& password) {
    int status = kDone;
    const auto opened = open_or_complain(place, status);
    if (!opened) return status;
    auto& accounts = opened->accounts();
    auto account = accounts.find_by_email(email);
    if (!account) return complain(account.error().text, kWrongInput);
    const auto chosen = password.empty() ? make_password() : password;
    if (auto set = accounts.set_password(account->agent, chosen); !set) {
        return complain(set.error().text, kWrongInput);
    }
    std::cout << email << " has a new password";
    if (password.empty()) std::cout << ": " << chosen;
    std::cout << "; its consoles have to log in again\n";
    return kDone;
}

}  // namespace usher::app
