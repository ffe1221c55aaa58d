#include "tests/simulation/node.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "hub/ops/metrics.hpp"

namespace usher::simulation {
namespace {

constexpr auto kDrainLimit = std::chrono::seconds(8);

std::string email_in(const std::string& body, const std::string& cookie) {
    if (!cookie.empty()) return cookie.substr(cookie.find('=') + 1);
    boost::system::error_code error;
    const auto value = boost::json::parse(body, error);
    if (error || !value.is_object()) return {};
    return std::string(value.as_object().at("email").as_string());
}

}  // namespace

/// From start to end of a process.
struct Node::Life final : Host {
    Life(Node& node_in, NodeSurroundings& around_in) : node(node_in), around(around_in) {
        real_store = around.open_store();
        store = std::make_unique<FlakyStore>(real_store, around.store_state);
        streams = open_streams(main_loop, FaultyStreams::For::gateway);
        open_gateway();
        if (node.roles_.engine) open_engines();
        news = std::make_unique<app::ArchiveNews>(
            main_loop, *streams, around.workspaces,
            [this](WorkspaceId workspace, std::uint64_t version) {
                hub_gateway->archived(workspace, version);
                if (engines) engines->archived(workspace, version);
            });
        if (node.roles_.engine) open_archive();
        news->start();
        if (engines) engines->start(around.workspaces);
        hub_gateway->start();
    }
    // Readers go before the streams they came from.
    ~Life() override {
        followers.clear();
        archive_streams.reset();
    }

    std::unique_ptr<FaultyStreams> open_streams(net::Loop& on, FaultyStreams::For role) {
        return std::make_unique<FaultyStreams>(around.redis, on, role);
    }

    void open_gateway() {
        gateway::GatewayOptions options;
        options.id = node.id_;
        if (node.roles_.gateway) options.workspaces = around.workspaces;
        options.key = std::string(32, 'k');
        options.own_origins = {"https://hub.example"};
        options.on_event = [](const std::string& sentence) { tell(sentence); };
        hub_gateway = std::make_unique<gateway::Gateway>(main_loop, *streams, store->history(),
                                                         std::move(options));
    }

    void open_engines() {
        engine_streams = open_streams(main_loop, FaultyStreams::For::engine);
        engines = std::make_unique<app::EngineRole>(
            main_loop, *engine_streams,
            std::make_unique<FlakyStore>(real_store, around.store_state), node.id_.text(), health,
            metrics, ops::Log("engine"), [this](WorkspaceId workspace, bool holding) {
                tell(fmt::format("{} the engine of {}", holding ? "runs" : "stands by for",
                                 workspace.text().substr(24)));
                archive_loop.post([this, workspace, holding] {
                    auto& follower = *followers.at(workspace);
                    holding ? follower.start() : follower.pause();
                });
            },
            // The archive keeps none here: what it replays is what the oracle looks at.
            [](WorkspaceId, const store::Snapshot&) {});
    }

    void open_archive() {
        archive_events.archived = [this](WorkspaceId workspace, std::uint64_t version) {
            main_loop.post([this, workspace, version] { news->tell(workspace, version); });
        };
        archive_events.trouble = [](const std::string& sentence) {
            if (!sentence.empty()) tell(sentence);
        };
        archive_streams = open_streams(archive_loop, FaultyStreams::For::gateway);
        for (auto workspace : around.workspaces) {
            followers[workspace] = std::make_unique<app::ArchiveFollower>(
                archive_loop, *archive_streams, store->archive(), workspace, archive_events);
        }
    }

    static void tell(const std::string& sentence) { Scheduler::current().note(sentence); }

    bool listens() const override {
        if (!listening && hub_gateway->ready()) {
            listening = std::ranges::all_of(around.workspaces, [this](WorkspaceId id) {
                const auto* workspace = hub_gateway->workspace(id);
                return workspace != nullptr && !workspace->state().agents.empty();
            });
        }
        return listening && !stopping;
    }
    net::Loop& loop() override { return main_loop; }
    net::UpgradeAnswer upgrade(const net::HttpRequest& request) override {
        return request.path == "/ws/agent" ? hub_gateway->agent_endpoint().upgrade(request)
                                           : hub_gateway->customer_endpoint().upgrade(request);
    }
    bench::HttpAnswer answer(const std::string&, const std::string& body,
                             const std::string& cookie) override {
        const auto email = email_in(body, cookie);
        const auto ticket = hub_gateway->tickets().issue(around.account(email), main_loop.now());
        return {200, "HTTP/1.1 200 OK\r\nSet-Cookie: who=" + email + "; HttpOnly\r\n\r\n",
                boost::json::serialize(boost::json::object{{"ticket", ticket}})};
    }

    Node& node;
    NodeSurroundings& around;
    net::Loop main_loop;
    net::Loop archive_loop;
    ops::Health health;
    ops::Metrics metrics;
    std::shared_ptr<store::Store> real_store;
    std::unique_ptr<FlakyStore> store;
    std::unique_ptr<FaultyStreams> streams;
    std::unique_ptr<FaultyStreams> engine_streams;
    std::unique_ptr<FaultyStreams> archive_streams;
    std::unique_ptr<app::EngineRole> engines;
    std::unique_ptr<gateway::Gateway> hub_gateway;
    std::unique_ptr<app::ArchiveNews> news;
    app::ArchiveEvents archive_events;
    std::map<WorkspaceId, std::unique_ptr<app::ArchiveFollower>> followers;
    mutable bool listening = false;
    bool stopping = false;
};

Node::Node(NodeSurroundings& around, unsigned nth, Roles roles)
    : around_(around),
      id_(Bits128{0x77, nth}),
      roles_(roles),
      port_(static_cast<std::uint16_t>(nth)),
      place_(std::make_shared<Place>(fmt::format("node{}", nth))) {}

Node::~Node() {
    if (life_) kill(false);
}

void Node::start() {
    if (life_) return;
    ++starts_;
    const Inside here(place_);
    life_ = std::make_shared<Life>(*this, around_);
    if (roles_.gateway) around_.network.connect(port_, life_);
}

void Node::kill(bool with_machine) {
    if (!life_) return;
    if (with_machine) around_.redis.cut(*place_, true);
    Scheduler::current().resume(*place_);
    around_.network.disconnect(port_, with_machine);
    life_.reset();
}

void Node::stop(std::function<void()> done) {
    if (!life_) return done();
    auto finish = std::make_shared<std::function<void()>>(
        [this, weak = std::weak_ptr(life_), done = std::move(done)] {
            if (weak.expired() || weak.lock() != life_) return;
            auto& scheduler = Scheduler::current();
            // Not from within a task of its own.
            scheduler.at(scheduler.now() + 200 * kMs, 0, [this, weak, done] {
                if (weak.expired() || weak.lock() != life_) return;
                kill(false);
                done();
            });
        });
    life_->main_loop.post([this, finish] {
        life_->stopping = true;
        life_->hub_gateway->drain(kDrainLimit, [this, finish] {
            if (!life_->engines) return (*finish)();
            life_->engines->stop([finish] { (*finish)(); });
            // A log that does not answer holds nobody up.
            auto& scheduler = Scheduler::current();
            scheduler.at(scheduler.now() + 2 * kSecond, 0, [finish] { (*finish)(); });
        });
    });
}

bool Node::serves() const {
    return life_ && life_->listens();
}

gateway::Gateway* Node::gateway() {
    return life_ && roles_.gateway ? life_->hub_gateway.get() : nullptr;
}

}  // namespace usher::simulation
