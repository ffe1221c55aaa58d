#include "hub/app/verbs/demo.hpp"

#include <fmt/format.h>
#include <boost/json.hpp>

#include <fstream>
#include <iostream>

#include "hub/app/demo/demo_workspace.hpp"
#include "hub/app/demo/seed_demo.hpp"
#include "hub/app/exit_codes.hpp"
#include "hub/app/hub.hpp"
#include "hub/app/verbs/agent.hpp"
#include "hub/app/verbs/check_config.hpp"
#include "hub/ops/config_check.hpp"

namespace usher::app {
namespace {

namespace json = boost::json;

/// A bench must not be held back by what protects a company from a single loud customer.
constexpr gateway::Rate kDemoCustomerRate{10'000, 10'000};

Result<void> write_demo_file(const std::filesystem::path& folder, const std::string& url) {
    json::array agents;
    for (const auto& agent : demo_agents()) {
        agents.push_back(json::object{
            {"email", agent.email}, {"password", agent.password}, {"role", role_name(agent.role)}});
    }
    const json::object demo{{"url", url},
                            {"console_url", url + "/console/"},
                            {"shop_url", url + "/shop/"},
                            {"site_key", kDemoSiteKey},
                            {"agents", std::move(agents)}};
    const auto path = folder / "demo.json";
    const auto fresh = folder / "demo.json.new";
    {
        std::ofstream file(fresh);
        file << json::serialize(demo) << '\n';
        file.flush();
        if (!file)
            return fail(Error::Kind::refused, fmt::format("cannot write {}", fresh.string()));
    }
    std::filesystem::rename(fresh, path);
    return {};
}

void print_where_to_click(const std::string& url) {
    std::cout << fmt::format(
        "\nThe demo serves. Open two browser windows:\n\n"
        "  as a customer   {}/shop/\n"
        "  as an agent     {}/console/\n\n",
        url, url);
    for (const auto& agent : demo_agents()) {
        std::cout << fmt::format("  {:<12} {:<26} {}\n", role_name(agent.role), agent.email,
                                 agent.password);
    }
    std::cout << "\nStop it with Ctrl-C; it goes on where it was when started again.\n"
              << std::endl;
}

}  // namespace

int run_demo(const DemoOptions& options) {
    auto loaded = load_or_complain(options.config);
    if (!loaded) return kWrongInput;
    auto& config = loaded->config;
    config.listen.address = options.listen;
    config.data.folder = options.data.string();
    config.debug.echo = config.debug.echo || options.echo;
    const auto problems = ops::check(config);
    for (const auto& problem : problems)
        std::cerr << "usher demo: " << problem.key << " " << problem.text << '\n';
    if (!problems.empty()) return kWrongInput;
    const auto complain = [](const Error& error) {
        std::cerr << "usher demo: " << error.text << '\n';
        return kCannotStart;
    };
    auto web = find_web_folders(options.web);
    if (!web) return complain(web.error());

    ops::start_logging({ops::LogLevel::warning, ops::log_format_of("auto"), {}});
    const ops::Log log("usher");
    net::Loop loop;
    auto installation = Installation::open(loop, config, log);
    if (!installation) return complain(installation.error());
    std::error_code ignored;
    std::filesystem::remove(options.data / "demo.json", ignored);
    int status = kDone;
    {
        auto seeded = seed_demo(loop, **installation, options.conversations);
        HubOptions hub_options;
        hub_options.web = *web;
        hub_options.shop = true;
        hub_options.customer_rate = kDemoCustomerRate;
        Hub hub(loop, **installation, config, std::move(hub_options), log);
        auto address = seeded ? hub.start() : std::unexpected(seeded.error());
        auto written = address ? write_demo_file(options.data, address->url)
                               : Result<void>(std::unexpected(address.error()));
        if (written) {
            print_where_to_click(address->url);
            hub.run();
        } else {
            status = complain(written.error());
        }
    }
    (*installation)->close();
    ops::stop_logging();
    return status;
}

}  // namespace usher::app
