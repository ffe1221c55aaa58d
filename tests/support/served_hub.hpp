// An installation in a folder of its own, served by the real program: started, stopped and killed
// by the test, with one account, written to by customers and read over HTTP.
#pragma once

#include <gmock/gmock.h>

#include <array>
#include <fstream>
#include <regex>
#include <thread>

#include "tests/support/frame_client.hpp"
#include "tests/support/usher_program.hpp"

namespace usher::test {

class ServedHub {
  public:
    explicit ServedHub(UsherProgram::Environment with = {}) : environment(std::move(with)) {
        for (const char* name : {"console", "widget", "shop"}) {
            std::filesystem::create_directories(folder / ("web/" + std::string(name)));
        }
        std::ofstream(folder / "web/console/index.html") << "<!doctype html><title>c</title>";
        std::ofstream(folder / "web/widget/widget.js") << "void 0;";
        std::ofstream(folder / "web/shop/index.html") << "<!doctype html><title>s</title>";
    }

    /// Of mia@example.com, who may do everything.
    void add_account() {
        UsherProgram add({"agent", "add", "--data", data(), "--email", "mia@example.com",
                          "--password", "correct horse", "--role", "admin"},
                         environment);
        ASSERT_EQ(add.status(), 0) << add.said();
    }
    void start() {
        program = std::make_unique<UsherProgram>(
            std::vector<std::string>{"serve", "--listen", "127.0.0.1:0", "--data", data(), "--web",
                                     (folder / "web").string()},
            environment);
        ASSERT_TRUE(program->says("\n  console ")) << program->said();
        std::smatch found;
        const std::string said = program->said();
        ASSERT_TRUE(std::regex_search(said, found, std::regex("serves (http://[^:]+:([0-9]+))")));
        url = found[1];
        port = static_cast<std::uint16_t>(std::stoi(found[2]));
    }
    /// What it said.
    std::string stop() {
        program->signal(SIGTERM);
        EXPECT_EQ(program->status(), 0) << program->said();
        const auto said = program->said();
        program.reset();
        return said;
    }
    void kill() { program.reset(); }

    /// Another verb on the same installation.
    UsherProgram verb(std::vector<std::string> arguments) const {
        return UsherProgram(std::move(arguments), environment);
    }
    std::string data() const { return (folder / "data").string(); }
    std::string path(const std::string& name) const { return (folder / name).string(); }

    /// What curl prints, with the session's cookies.
    std::string get(const std::string& where, const std::string& more = {}) const {
        const auto jar = path("cookies");
        const auto command =
            "curl -sS -m 20 -b " + jar + " -c " + jar + " " + more + " '" + url + where + "' 2>&1";
        std::string said;
        FILE* pipe = ::popen(command.c_str(), "r");
        for (std::array<char, 4096> buffer;
             const auto n = std::fread(buffer.data(), 1, buffer.size(), pipe);)
            said.append(buffer.data(), n);
        ::pclose(pipe);
        return said;
    }
    void log_in() const {
        const auto answer =
            get("/api/v1/session", "-H 'Content-Type: application/json' -H 'Origin: " + url +
                                       "' -d '{\"email\":\"mia@example.com\",\"password\":\"" +
                                       "correct horse\"}'");
        ASSERT_THAT(answer, testing::HasSubstr("\"ticket\"")) << answer;
    }
    v1::CustomerWelcome greet(Customer& customer) const {
        v1::CustomerHello hello;
        hello.set_site_key("site_main");
        return customer.hello(hello);
    }
    /// As who he was before, with what he holds.
    v1::CustomerWelcome greet_again(Customer& customer, const Customer& before) const {
        v1::CustomerHello hello;
        hello.set_site_key("site_main");
        hello.set_token(before.token);
        hello.set_epoch(before.epoch);
        customer.token = before.token;
        return customer.hello(hello);
    }
    /// Comes back as a client does: again and again, until he is served in another life of the log
    /// than before; with what he was told then.
    std::unique_ptr<Customer> greet_in_new_life(const Customer& before, v1::CustomerWelcome& told) {
        for (int tries = 0; tries < 100; ++tries) {
            auto customer = std::make_unique<Customer>(port, "usher.v1", url);
            v1::CustomerFrame frame;
            frame.mutable_hello()->set_site_key("site_main");
            frame.mutable_hello()->set_token(before.token);
            frame.mutable_hello()->set_epoch(before.epoch);
            customer->send(frame);
            const auto answer = customer->next();
            if (answer && answer->has_welcome() && answer->welcome().epoch() != before.epoch) {
                told = answer->welcome();
                customer->token = before.token;
                customer->contact = told.contact_id();
                customer->epoch = told.epoch();
                return customer;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
        }
        ADD_FAILURE() << "no new life began";
        return nullptr;
    }
    /// Asks until the answer holds the text, at most 20 s.
    std::string get_until(const std::string& where, const std::string& text) const {
        std::string answer;
        for (const auto until = RawTcp::Clock::now() + std::chrono::seconds(20);
             RawTcp::Clock::now() < until;) {
            answer = get(where);
            if (answer.contains(text)) break;
            std::this_thread::sleep_for(std::chrono::milliseconds(30));
        }
        return answer;
    }
    std::string history_until(const std::string& conversation, const std::string& text) const {
        return get_until("/api/v1/conversations/" + conversation + "/events?limit=200", text);
    }

    TempFolder folder;
    UsherProgram::Environment environment;
    std::unique_ptr<UsherProgram> program;
    std::string url;
    std::uint16_t port = 0;
};

inline int times(const std::string& text, const std::string& part) {
    int found = 0;
    for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++found;
    return found;
}

}  // namespace usher::test
