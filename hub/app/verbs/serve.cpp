#include "hub/app/verbs/serve.hpp"

#include <iostream>
#include <ranges>

#include "hub/app/exit_codes.hpp"
#include "hub/app/hub.hpp"
#include "hub/app/verbs/agent.hpp"
#include "hub/app/verbs/check_config.hpp"
#include "hub/base/random.hpp"
#include "hub/ops/build_info.hpp"
#include "hub/ops/config_check.hpp"

namespace usher::app {
namespace {

/// The first log-in of an installation that has none.
Result<void> ensure_admin(store::Accounts& accounts, Timestamp now) {
    auto known = accounts.workspace_list();
    if (!known) return std::unexpected(known.error());
    if (!known->empty()) return {};
    store::NewAccount admin;
    admin.workspace = WorkspaceId::make(now, random_entropy());
    admin.agent = AgentId::make(now, random_entropy());
    admin.email = "admin@localhost";
    admin.display_name = "Admin";
    admin.role = core::AgentRole::admin;
    admin.password = make_password();
    if (auto added = accounts.add(admin); !added) {
        // Another node of a new installation was quicker.
        if (added.error().kind == Error::Kind::conflict) return {};
        return added;
    }
    std::cout << "The first log-in: " << admin.email << "  " << admin.password
              << "\nIt is shown only now; `usher agent password` makes another.\n";
    return {};
}

/// Options of the command line over the configuration's. False after complaining.
bool take_over(const ServeOptions& options, ops::Config& config) {
    if (!options.listen.empty()) config.listen.address = options.listen;
    if (!options.data.empty()) config.data.folder = options.data;
    if (!options.node.empty()) config.node.name = options.node;
    if (!options.roles.empty()) {
        config.node.roles.clear();
        for (const auto role : std::views::split(options.roles, ',')) {
            config.node.roles.emplace_back(role.begin(), role.end());
        }
    }
    const auto problems = ops::check(config);
    for (const auto& problem : problems)
        std::cerr << "usher serve: " << problem.key << " " << problem.text << '\n';
    return problems.empty();
}

}  // namespace

int run_serve(const ServeOptions& options) {
    auto loaded = load_or_complain(options.config);
    if (!loaded) return kWrongInput;
    auto& config = loaded->config;
    if (!take_over(options, config)) return kWrongInput;
    const auto complain = [](const Error& error) {
        std::cerr << "usher serve: " << error.text << '\n';
        return kCannotStart;
    };
    auto web = find_web_folders(options.web);
    if (!web) return complain(web.error());

    ops::start_logging(
        {ops::log_level_of(config.log.level), ops::log_format_of(config.log.format), {}});
    const ops::Log log("usher");
    log.info("starting", {{"version", ops::build_text()}});
    net::Loop loop;
    auto installation = Installation::open(loop, config, log);
    if (!installation) return complain(installation.error());
    int status = kDone;
    {
        if (auto made = ensure_admin((*installation)->store().accounts(), loop.now()); !made) {
            return complain(made.error());
        }
        HubOptions hub_options;
        hub_options.web = *web;
        Hub hub(loop, **installation, config, std::move(hub_options), log);
        auto address = hub.start();
        if (address) {
            std::cout << "Usher serves " << address->url << "\n  console  " << address->url
                      << "/console/\n  widget   <script async src=\"" << address->url
                      << "/widget.js\" data-site=\"" << "site_main" << "\"></script>" << std::endl;
            hub.run();
        } else {
            status = complain(address.error());
        }
    }
    (*installation)->close();
    log.info("stopped");
    ops::stop_logging();
    return status;
}

}  // namespace usher::app
