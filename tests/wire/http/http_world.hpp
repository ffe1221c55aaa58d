// A hub's HTTP side on a real port for wire tests: real accounts and archive in SQLite, a played
// workspace, built pages in a temporary folder. Requests are written as text, answers are taken
// apart.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <future>
#include <map>
#include <thread>

#include "hub/gateway/http/http_api.hpp"
#include "hub/store/open.hpp"
#include "tests/support/raw_tcp.hpp"
#include "tests/support/story.hpp"

namespace usher::test {

struct Answer {
    int status = 0;
    std::multimap<std::string, std::string> headers;  ///< names in lower case
    std::string body;
    std::string header(const std::string& name) const {
        const auto found = headers.find(name);
        return found == headers.end() ? "" : found->second;
    }
};

inline Answer parse_answer(const std::string& text) {
    Answer answer;
    const auto head_end = text.find("\r\n\r\n");
    if (head_end == text.npos || !text.starts_with("HTTP/1.1 ")) return answer;
    answer.status = std::stoi(text.substr(9, 3));
    answer.body = text.substr(head_end + 4);
    std::istringstream lines(text.substr(0, head_end));
    std::string line;
    std::getline(lines, line);
    while (std::getline(lines, line)) {
        if (line.ends_with('\r')) line.pop_back();
        const auto colon = line.find(": ");
        std::string name = line.substr(0, colon);
        for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        answer.headers.emplace(name, colon == line.npos ? "" : line.substr(colon + 2));
    }
    return answer;
}

/// What a test may change before start().
struct WorldOptions {
    gateway::HttpOptions http;
    net::HttpServerOptions server;
    bool echo = false;
    bool pages = true;
};

class HttpWorld {
  public:
    static constexpr const char* kEmail = "mara@example.org";
    static constexpr const char* kPassword = "correct horse";

    explicit HttpWorld(WorldOptions options = {}) : options_(std::move(options)) {
        std::string name = (std::filesystem::temp_directory_path() / "usher-http-XXXXXX").string();
        folder_ = ::mkdtemp(name.data());
        play();
        fill_store();
        fill_pages();
        start();
    }
    ~HttpWorld() {
        call([this] {
            server_.reset();
            api_.reset();
        });
        workers_.reset();
        history_.reset();
        loop_.stop();
        thread_.join();
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }

    Answer ask(const std::string& request) {
        RawTcp tcp(port_);
        tcp.send(request);
        tcp.receive_end();
        return parse_answer(tcp.buffer());
    }
    Answer get(const std::string& target, const std::string& headers = "") {
        return ask("GET " + target + " HTTP/1.1\r\nHost: hub.test\r\nConnection: close\r\n" +
                   headers + "\r\n");
    }
    Answer send(const std::string& method, const std::string& target, const std::string& body,
                const std::string& headers = "") {
        return ask(
            method + " " + target +
            " HTTP/1.1\r\nHost: hub.test\r\nConnection: close\r\nContent-Type: application/json\r\n"
            "Content-Length: " +
            std::to_string(body.size()) + "\r\n" + headers + "\r\n" + body);
    }
    Answer log_in(const std::string& email = kEmail, const std::string& password = kPassword,
                  const std::string& headers = "") {
        return send("POST", "/api/v1/session",
                    R"({"email":")" + email + R"(","password":")" + password + "\"}", headers);
    }
    /// The Cookie header of a fresh log-in.
    std::string cookie() {
        const std::string set = log_in().header("set-cookie");
        return "Cookie: " + set.substr(0, set.find(';')) + "\r\n";
    }
    /// Runs `work` on the loop's thread and waits for it.
    void call(const std::function<void()>& work) {
        std::promise<void> done;
        loop_.post([&] {
            work();
            done.set_value();
        });
        done.get_future().wait();
    }

    Story story;
    std::uint16_t port() const { return port_; }
    ops::Health health;
    ops::Metrics metrics;
    gateway::SignedTickets tickets{std::string(32, 'k')};
    std::vector<SessionId> ended;  ///< on the loop's thread
    WorkspaceId workspace;
    AgentId agent;
    const std::filesystem::path& folder() const { return folder_; }
    store::Accounts& accounts() { return store_->accounts(); }

  private:
    void play() {
        agent = story.online("mara");
        story.customer_writes("ada", "Is the blue lamp in stock?");
        story.agent_writes("mara", "ada", "Yes, three of them.");
        story.agent_writes("mara", "ada", "She asked before.", true);
        workspace = story.play.workspace().id;
    }
    void fill_store() {
        auto opened = store::open_sqlite(folder_ / "data");
        if (!opened) throw std::runtime_error(opened.error().text);
        store_ = std::move(*opened);
        const auto written = store_->archive().write(workspace, story.play.log());
        EXPECT_TRUE(written) << written.error().text;
        store::NewAccount account{.workspace = workspace,
                                  .agent = agent,
                                  .email = kEmail,
                                  .display_name = "Mara",
                                  .role = core::AgentRole::agent,
                                  .capacity = 4,
                                  .queues = {},
                                  .password = kPassword};
        EXPECT_TRUE(store_->accounts().add(account));
        for (auto& own : own_accounts_) {
            auto accounts = store::open_sqlite_accounts(folder_ / "data");
            if (!accounts) throw std::runtime_error(accounts.error().text);
            own = std::move(*accounts);
        }
    }
    void write(const std::string& name, const std::string& text) {
        std::filesystem::create_directories((folder_ / name).parent_path());
        std::ofstream(folder_ / name) << text;
    }
    void fill_pages() {
        if (!options_.pages) return;
        write("console/index.html", "<!doctype html><title>console</title>");
        write("console/assets/index-BxYz1234.js", "console.log(1);" + std::string(2000, ' '));
        write("console/.secret", "hidden");
        write("widget/widget.js", "/* loader */");
        write("widget/widget/panel-0a1b2c3d4e.js", "/* panel */");
        write("outside.txt", "outside");
        std::filesystem::create_symlink(folder_ / "outside.txt", folder_ / "console/link.txt");
        options_.http.pages.console = gateway::StaticFiles::load(folder_ / "console").value();
        options_.http.pages.widget = gateway::StaticFiles::load(folder_ / "widget").value();
    }
    void start() {
        workers_.emplace(loop_, std::vector<store::Accounts*>{&own_accounts_[0]->accounts(),
                                                              &own_accounts_[1]->accounts()});
        history_ =
            gateway::make_history_reader(loop_, store_->history(), std::chrono::milliseconds(500));
        const auto refuse = [](const char* what) {
            return [what](const net::HttpRequest&) -> net::UpgradeAnswer {
                return net::HttpResponse::text(418, what);
            };
        };
        gateway::HttpSurroundings around{
            .loop = loop_,
            .accounts = *workers_,
            .tickets = tickets,
            .history = *history_,
            .health = health,
            .metrics = metrics,
            .log = ops::Log("http"),
            .workspace_name = [](WorkspaceId) { return std::string("Lamps & Co"); },
            .session_ended = [this](SessionId id) { ended.push_back(id); },
            .customer_socket = refuse("customer"),
            .agent_socket = refuse("agent"),
            .echo_socket =
                options_.echo ? gateway::HttpSurroundings::Upgrade(refuse("echo")) : nullptr};
        api_.emplace(std::move(around), std::move(options_.http));
        server_.emplace(loop_, options_.server, *api_);
        const auto port = server_->listen();
        EXPECT_TRUE(port) << port.error().text;
        port_ = port.value_or(0);
        thread_ = std::thread([this] { loop_.run(); });
    }

    WorldOptions options_;
    std::filesystem::path folder_;
    std::unique_ptr<store::Store> store_;
    std::array<std::unique_ptr<store::AccountsStore>, 2> own_accounts_;
    net::Loop loop_;
    std::optional<gateway::AccountWorkers> workers_;
    std::shared_ptr<gateway::HistoryReader> history_;
    std::optional<gateway::HttpApi> api_;
    std::optional<net::HttpServer> server_;
    std::uint16_t port_ = 0;
    std::thread thread_;
};

}  // namespace usher::test
