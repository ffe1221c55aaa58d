#include "tests/chaos/stage/hub_node.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "tests/chaos/stage/http_get.hpp"

namespace usher::chaos {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

}  // namespace

HubNode::HubNode(NodePlan plan) : plan_(std::move(plan)) {
    fs::create_directories(plan_.folder);
    std::ofstream out(plan_.folder / "usher.toml");
    out << fmt::format("[listen]\naddress = \"127.0.0.1:{}\"\n[data]\nfolder = \"{}\"\n",
                       plan_.port, plan_.data.string());
    if (!plan_.name.empty()) out << fmt::format("[node]\nname = \"{}\"\n", plan_.name);
    if (!plan_.redis_url.empty()) out << fmt::format("[redis]\nurl = \"{}\"\n", plan_.redis_url);
    if (!plan_.store_url.empty()) out << fmt::format("[store]\nurl = \"{}\"\n", plan_.store_url);
    out << "[limits]\nlogin_per_address = 100000\nlogin_per_email = 100000\n" << plan_.settings;
}

void HubNode::start() {
    log::ChildProcess::Command command{
        .program = plan_.program,
        .arguments = {"serve", "--config", (plan_.folder / "usher.toml").string(), "--web",
                      plan_.web.string()},
        .output = plan_.folder / "hub.log"};
    if (!plan_.roles.empty()) {
        command.arguments.insert(command.arguments.end(), {"--roles", plan_.roles});
    }
    if (!environment_.empty()) {
        // env becomes the program, so the pid stays the same.
        std::vector<std::string> arguments;
        for (const auto& [name, value] : environment_) arguments.push_back(name + "=" + value);
        arguments.push_back(command.program.string());
        std::ranges::move(command.arguments, std::back_inserter(arguments));
        command.program = "/usr/bin/env";
        command.arguments = std::move(arguments);
    }
    auto child = log::ChildProcess::start(command);
    if (!child) throw std::runtime_error(child.error().text);
    child_.emplace(std::move(*child));
}

bool HubNode::ready() const {
    const auto answer = http_get(plan_.port, "/readyz", {}, 200ms);
    return answer && answer->status == 200;
}

bool HubNode::serves_people() const {
    return plan_.roles.empty() || plan_.roles.find("gateway") != plan_.roles.npos;
}

void HubNode::kill() {
    if (!child_) return;
    child_->signal(SIGKILL);
    if (!child_->wait(10s)) throw std::runtime_error("a killed hub does not end");
    child_.reset();
}

std::uint64_t HubNode::rss_bytes() const {
    std::ifstream in(fmt::format("/proc/{}/statm", pid()));
    std::uint64_t size = 0;
    std::uint64_t resident = 0;
    in >> size >> resident;
    return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

std::size_t HubNode::open_files() const {
    std::error_code error;
    std::size_t count = 0;
    for (fs::directory_iterator at(fmt::format("/proc/{}/fd", pid()), error), end;
         !error && at != end; at.increment(error)) {
        ++count;
    }
    return count;
}

double HubNode::cpu_s() const {
    std::ifstream in(fmt::format("/proc/{}/stat", pid()));
    std::string word;
    double ticks = 0;
    for (int field = 1; field <= 15 && in >> word; ++field) {
        if (field >= 14) ticks += std::stod(word);
    }
    return ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

std::string HubNode::last_words() const {
    std::ifstream in(plan_.folder / "hub.log", std::ios::binary | std::ios::ate);
    const auto size = static_cast<std::streamoff>(in.tellg());
    in.seekg(std::max<std::streamoff>(0, size - 3000));
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::size_t HubNode::said(const std::string& text) const {
    std::ifstream in(plan_.folder / "hub.log", std::ios::binary);
    const std::string all{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    std::size_t count = 0;
    for (auto at = all.find(text); at != all.npos; at = all.find(text, at + text.size())) ++count;
    return count;
}

void make_pages(const fs::path& folder) {
    for (const char* name : {"console", "widget", "shop"}) {
        fs::create_directories(folder / name);
    }
    std::ofstream(folder / "console/index.html") << "<!doctype html><title>console</title>";
    std::ofstream(folder / "widget/widget.js") << "void 0;";
    std::ofstream(folder / "shop/index.html") << "<!doctype html><title>shop</title>";
}

void add_agent(const HubNode& node, const std::string& email, const std::string& password) {
    auto child = log::ChildProcess::start(
        {.program = node.plan().program,
         .arguments = {"agent", "add", "--config", (node.plan().folder / "usher.toml").string(),
                       "--email", email, "--password", password, "--capacity", "100"},
         .output = node.plan().folder / "agents.log"});
    if (!child) throw std::runtime_error(child.error().text);
    const auto ended = child->wait(30s);
    if (!ended || *ended != "exited with 0") {
        throw std::runtime_error("usher agent add " + ended.value_or("does not end"));
    }
}

}  // namespace usher::chaos
