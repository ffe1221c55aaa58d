// A whole small hub for wire tests of the sockets: real server, gateway, engine and SQLite archive,
// over streams in memory or a real Redis, with its loop on a thread of its own. Tests talk to it by
// sockets.
#pragma once

#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "hub/app/engine/engine_pump.hpp"
#include "hub/gateway/gateway.hpp"
#include "hub/log/memory_streams.hpp"
#include "hub/store/open.hpp"
#include "hub/wire/codec.hpp"
#include "tests/support/raw_tcp.hpp"
#include "tests/support/redis_server.hpp"

namespace usher::test {

enum class Streams { memory, redis };

class GatewayStage : public net::HttpHandler {
  public:
    static constexpr std::string_view kSite = "site_test";
    static constexpr std::string_view kShop = "https://shop.example";
    static constexpr std::string_view kHub = "https://hub.example";

    explicit GatewayStage(Streams kind = Streams::memory) {
        options.id = GatewayId(Bits128{1, 77});
        options.workspaces = {workspace};
        options.key = std::string(32, 'k');
        options.own_origins = {std::string(kHub)};
        if (kind == Streams::redis) {
            redis_.emplace();
            redis_->wait_until_ready();
        }
        store_ = store::open_sqlite(folder_.path() / "store").value();
    }
    ~GatewayStage() override { shut_down(); }

    /// Starts everything and waits until sockets are served. Options may be changed before.
    void start() {
        streams_ = make_streams();
        store_worker_.emplace(store::open_sqlite(folder_.path() / "store").value());
        make_pump();
        start_gateway();
        follow_log(0);
        pump_->start();
        thread_ = std::thread([this] { loop_.run(); });
        define();
    }
    /// A new gateway on the same streams and store; the sockets of the old one are dropped.
    void restart_gateway() {
        call([this] {
            server_.reset();
            gateway_.reset();
            start_gateway();
        });
        await([this] { return gateway_->ready(); });
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
    /// Asks on the loop until it is so.
    void await(const std::function<bool()>& so) {
        for (const auto until = RawTcp::Clock::now() + RawTcp::kPatience;;) {
            bool is = false;
            call([&] { is = so(); });
            if (is) return;
            if (RawTcp::Clock::now() > until) throw std::runtime_error("waited in vain");
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        }
    }

    /// A ticket for an agent, as the log-in would give it.
    std::string ticket(AgentId agent, SessionId session = {}) {
        std::string out;
        call([&] { out = gateway_->tickets().issue({agent, workspace, session}, loop_.now()); });
        return out;
    }
    void append(core::CommandBody body, core::Actor caller = core::Actor::system()) {
        core::Command command;
        command.id = "test-" + std::to_string(++appended_);
        command.caller = std::move(caller);
        command.gateway = options.id;
        command.received = loop_.now();
        command.entropy = {static_cast<std::uint8_t>(appended_),
                           static_cast<std::uint8_t>(appended_ >> 8)};
        command.body = std::move(body);
        call([&] {
            streams_->append_command(workspace, wire::encode_commands({&command, 1}), [](auto) {});
        });
    }
    core::Workspace state() {
        core::Workspace copy;
        call([&] { copy = gateway_->workspace(workspace)->state(); });
        return copy;
    }
    void stop_engine() {
        call([this] { pump_.reset(); });
    }
    void start_engine() {
        call([this] {
            make_pump();
            pump_->start();
        });
    }
    /// What was read and not archived is forgotten, as by an archiver that starts again.
    void drop_unwritten() {
        call([this] { unwritten_.clear(); });
    }
    void pause_archive(bool paused) {
        call([&] {
            archive_paused_ = paused;
            if (!paused) write_archive();
        });
    }

    net::UpgradeAnswer on_upgrade(const net::HttpRequest& request) override {
        if (request.path == "/ws/customer") return gateway_->customer_endpoint().upgrade(request);
        if (request.path == "/ws/agent") return gateway_->agent_endpoint().upgrade(request);
        return net::HttpResponse::text(404, "no such door");
    }
    void on_request(net::HttpRequest, net::Responder respond) override {
        respond(net::HttpResponse::text(404, "sockets only"));
    }

    gateway::Gateway& gateway() { return *gateway_; }
    log::MemoryStreams& memory() { return dynamic_cast<log::MemoryStreams&>(*streams_); }
    std::uint16_t port() const { return port_; }
    net::Loop& loop() { return loop_; }

    gateway::GatewayOptions options;
    WorkspaceId workspace{Bits128{1, 1}};
    QueueId queue{Bits128{1, 2}};
    QueueId other_queue{Bits128{1, 3}};
    InboxId inbox{Bits128{1, 4}};
    AgentId mia{Bits128{1, 5}};
    AgentId tom{Bits128{1, 6}};
    AgentId boss{Bits128{1, 7}};

  private:
    std::unique_ptr<log::Streams> make_streams() {
        if (redis_) return log::RedisStreams::open(loop_, redis_->options()).value();
        return std::make_unique<log::MemoryStreams>(loop_);
    }
    void make_pump() {
        pump_.emplace(loop_, *streams_, *store_worker_, workspace, "stage",
                      app::EnginePumpEvents{{}, {}, [](std::string) {}, {}});
    }
    void start_gateway() {
        gateway_.emplace(loop_, *streams_, store_->history(), options);
        gateway_->start();
        if (archived_ > 0) gateway_->archived(workspace, archived_);
        net::HttpServerOptions server_options;
        server_options.limits.sweep_interval = std::chrono::milliseconds{10};
        server_.emplace(loop_, server_options, *this);
        port_ = server_->listen().value();
    }
    void define() {
        append(core::DefineWorkspace{{workspace, "Test"}});
        append(core::DefineQueue{
            {queue, "Support", std::chrono::seconds(600), std::chrono::seconds(600)}});
        append(core::DefineQueue{{other_queue, "Sales", {}, {}}});
        append(core::DefineInbox{
            {inbox, "Shop", "web", queue, std::string(kSite), {std::string(kShop)}, "Hello!"}});
        append(core::RegisterAgent{{mia, "Mia", "mia@x", core::AgentRole::agent, 4, {queue}}});
        append(core::RegisterAgent{{tom, "Tom", "tom@x", core::AgentRole::agent, 4, {queue}}});
        append(
            core::RegisterAgent{{boss, "Ada", "ada@x", core::AgentRole::admin, 4, {other_queue}}});
        await([this] {
            return gateway_->ready() && gateway_->workspace(workspace)->state().agents.size() == 3;
        });
    }
    /// The archiver, on the same loop.
    void follow_log(std::uint64_t after) {
        reader_ = streams_->read_events(workspace, after);
        read_log();
    }
    void read_log() {
        reader_->next(256, [this](Result<std::vector<log::EventEntry>> entries) {
            if (!entries) return;
            for (const auto& entry : *entries) {
                unwritten_.push_back(wire::decode_log_entry(entry.bytes).value());
            }
            if (!archive_paused_) write_archive();
            read_log();
        });
    }
    void write_archive() {
        if (unwritten_.empty()) return;
        auto written = store_->archive().write(workspace, unwritten_);
        if (!written) ADD_FAILURE() << written.error().text;
        archived_ = unwritten_.back().version;
        unwritten_.clear();
        if (gateway_) gateway_->archived(workspace, archived_);
        if (pump_) pump_->archived(archived_);
    }
    void shut_down() {
        if (!thread_.joinable()) return;
        call([this] {
            server_.reset();
            gateway_.reset();
            pump_.reset();
            reader_.reset();
            streams_.reset();
        });
        loop_.stop();
        thread_.join();
    }

    TemporaryFolder folder_;
    std::optional<RedisServer> redis_;
    net::Loop loop_;
    std::unique_ptr<store::Store> store_;
    std::unique_ptr<log::Streams> streams_;
    std::optional<app::StoreThread> store_worker_;
    std::optional<app::EnginePump> pump_;
    std::optional<gateway::Gateway> gateway_;
    std::optional<net::HttpServer> server_;
    std::unique_ptr<log::EventReader> reader_;
    std::vector<core::LogEntry> unwritten_;
    std::uint64_t archived_ = 0;
    bool archive_paused_ = false;
    std::uint16_t port_ = 0;
    std::uint64_t appended_ = 0;
    std::thread thread_;
};

}  // namespace usher::test
