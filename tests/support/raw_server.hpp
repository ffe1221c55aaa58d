// A real HttpServer on port 0 with its loop on a thread of its own, for wire tests that talk to it
// with raw bytes. Behaviour is given by two functions; what happened is recorded for the test to
// await.
#pragma once

#include <gtest/gtest.h>

#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <mutex>
#include <thread>

#include "hub/net/http_server.hpp"
#include "hub/net/loop.hpp"
#include "tests/support/raw_tcp.hpp"

namespace usher::test {

/// A queue the loop's thread fills and the test awaits.
template <class T>
class Seen {
  public:
    void push(T value) {
        const std::scoped_lock lock(mutex_);
        values_.push_back(std::move(value));
        grown_.notify_all();
    }
    std::optional<T> next(std::chrono::milliseconds patience = RawTcp::kPatience) {
        std::unique_lock lock(mutex_);
        if (!grown_.wait_for(lock, patience, [&] { return !values_.empty(); })) return std::nullopt;
        T out = std::move(values_.front());
        values_.pop_front();
        return out;
    }
    std::size_t size() {
        const std::scoped_lock lock(mutex_);
        return values_.size();
    }

  private:
    std::mutex mutex_;
    std::condition_variable grown_;
    std::deque<T> values_;
};

struct Message {
    std::string bytes;
    bool binary = false;
};
struct Closed {
    std::uint16_t code = 0;
    std::string reason;
};

/// Records what a WebSocket says; `react` runs on the loop's thread for each message.
struct Recorder : net::WebSocketObserver {
    Seen<Message> messages;
    Seen<Closed> closes;
    std::function<void(std::string_view)> react;

    void on_message(std::string_view bytes, bool binary) override {
        messages.push({std::string(bytes), binary});
        if (react) react(bytes);
    }
    void on_close(std::uint16_t code, std::string_view reason) override {
        closes.push({code, std::string(reason)});
    }
};

class RawServer : public net::HttpHandler {
    net::Loop loop_;  // first: everything that holds a connection goes before it
    net::Timer keep_{loop_};

  public:
    std::function<void(net::HttpRequest, net::Responder)> request =
        [](const net::HttpRequest& asked, net::Responder respond) {
            respond(net::HttpResponse::text(200, asked.method + " " + asked.path));
        };
    std::function<net::UpgradeAnswer(const net::HttpRequest&)> upgrade;
    net::WebSocketLimits limits;
    std::shared_ptr<Recorder> recorder = std::make_shared<Recorder>();
    Seen<std::shared_ptr<net::WebSocket>> opened;

    RawServer() {
        options.limits.sweep_interval = std::chrono::milliseconds{10};
        upgrade = [this](const net::HttpRequest&) { return accept(); };
    }
    ~RawServer() override {
        if (!thread_.joinable()) return;
        call([this] { stop(); });
        loop_.stop();
        thread_.join();
    }

    net::HttpServerOptions options;

    /// Starts the thread; the bound port.
    std::uint16_t start() {
        server_.emplace(loop_, options, *this);
        const auto port = server_->listen();
        EXPECT_TRUE(port) << port.error().text;
        // The loop goes on without a server, so that call() always comes to its turn.
        keep_.after(std::chrono::hours(1), [] {});
        thread_ = std::thread([this] { loop_.run(); });
        return port.value_or(0);
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
    /// Destroys the server; on the loop's thread only.
    void stop() { server_.reset(); }
    net::HttpServer& server() { return *server_; }
    net::Loop& loop() { return loop_; }

    net::AcceptUpgrade accept(std::string subprotocol = "") {
        return {.subprotocol = std::move(subprotocol),
                .limits = limits,
                .open = [this](std::shared_ptr<net::WebSocket> socket) {
                    opened.push(std::move(socket));
                    return recorder;
                }};
    }
    void on_request(net::HttpRequest asked, net::Responder respond) override {
        request(std::move(asked), std::move(respond));
    }
    net::UpgradeAnswer on_upgrade(const net::HttpRequest& asked) override { return upgrade(asked); }

  private:
    std::optional<net::HttpServer> server_;
    std::thread thread_;
};

/// One request with its answer's head and body, then the connection is closed by the client.
inline std::string ask(std::uint16_t port, std::string_view request) {
    RawTcp tcp(port);
    tcp.send(request);
    tcp.receive_end();
    return tcp.buffer();
}

}  // namespace usher::test
