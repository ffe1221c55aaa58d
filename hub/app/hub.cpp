#include "hub/app/hub.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <map>

#include "hub/app/agent_directory.hpp"
#include "hub/app/archive_news.hpp"
#include "hub/app/archiver.hpp"
#include "hub/app/dead_letter_watch.hpp"
#include "hub/app/engine/engine_role.hpp"
#include "hub/app/gateway_metrics.hpp"
#include "hub/app/node_identity.hpp"
#include "hub/gateway/gateway.hpp"
#include "hub/gateway/http/http_api.hpp"
#include "hub/net/echo.hpp"
#include "hub/net/forwarded.hpp"
#include "hub/net/http_server.hpp"
#include "hub/ops/health.hpp"
#include "hub/ops/metrics.hpp"

namespace usher::app {
namespace {

using namespace std::chrono_literals;

constexpr auto kStartLimit = 120s;  // reading the logs included
constexpr auto kDrainLimit = 8s;
constexpr auto kHealthInterval = 2s;
constexpr int kAccountThreads = 2;

void use_all_descriptors() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

struct Hub::Impl {
    net::Loop& loop;
    Installation& installation;
    ops::Config config;
    HubOptions options;
    ops::Log log;
    ops::Health health;
    ops::Metrics metrics;

    // In the order of dependence: later ones are destroyed first.
    std::vector<WorkspaceId> workspaces;
    std::unique_ptr<log::Streams> streams;
    std::vector<std::unique_ptr<store::AccountsStore>> account_stores;
    std::unique_ptr<gateway::AccountWorkers> workers;
    GatewayId node;
    std::unique_ptr<log::Streams> engine_streams;
    std::unique_ptr<EngineRole> engines;
    std::unique_ptr<gateway::Gateway> gateway;
    std::unique_ptr<ArchiveNews> archive_news;
    std::unique_ptr<Archiver> archiver;
    std::unique_ptr<DeadLetterWatch> dead_letters;
    std::unique_ptr<AgentDirectory> directory;
    std::unique_ptr<gateway::HttpApi> api;
    std::unique_ptr<net::HttpServer> server;
    net::Timer health_timer;
    net::Timer start_timer;
    int signals = 0;

    Impl(net::Loop& on, Installation& in, const ops::Config& with, HubOptions how, ops::Log to)
        : loop(on),
          installation(in),
          config(with),
          options(std::move(how)),
          log(std::move(to)),
          health_timer(on),
          start_timer(on) {}

    Result<void> open_accounts() {
        auto list = installation.store().accounts().workspace_list();
        if (!list) return std::unexpected(list.error());
        workspaces = std::move(*list);
        std::vector<store::Accounts*> each;
        for (int i = 0; i < kAccountThreads; ++i) {
            auto accounts = installation.open_accounts();
            if (!accounts) return std::unexpected(accounts.error());
            account_stores.push_back(std::move(*accounts));
            each.push_back(&account_stores.back()->accounts());
        }
        workers = std::make_unique<gateway::AccountWorkers>(loop, std::move(each));
        return {};
    }

    Result<void> open_gateway() {
        auto key = installation.store().secrets().key("gateway");
        if (!key) return std::unexpected(key.error());
        gateway::GatewayOptions of_gateway;
        of_gateway.id = node;
        // A node without sockets serves its health and nothing else.
        if (config.node.has("gateway")) of_gateway.workspaces = workspaces;
        of_gateway.key.assign(key->begin(), key->end());
        of_gateway.customer_rate = options.customer_rate;
        of_gateway.on_event = [this](std::string sentence) { log.warning(sentence); };
        gateway = std::make_unique<gateway::Gateway>(loop, *streams, installation.store().history(),
                                                     std::move(of_gateway));
        show_gateway(metrics, gateway->probe());
        return {};
    }

    Result<void> open_engines() {
        if (!config.node.has("engine")) return {};
        auto opened = installation.open_streams(loop, Installation::StreamsFor::engine);
        if (!opened) return std::unexpected(opened.error());
        engine_streams = std::move(*opened);
        auto store = installation.open_store();
        if (!store) return std::unexpected(store.error());
        engines = std::make_unique<EngineRole>(
            loop, *engine_streams, std::move(*store), node.text(), health, metrics, log,
            [this](WorkspaceId workspace, bool holding) {
                // Who decides also writes the history, so that
                // one node of many does.
                if (archiver) archiver->set_active(workspace, holding);
            },
            [this](WorkspaceId workspace, store::Snapshot snapshot) {
                if (archiver) archiver->offer(workspace, std::move(snapshot));
            });
        return {};
    }

    void open_archive() {
        archive_news = std::make_unique<ArchiveNews>(
            loop, *streams, workspaces, [this](WorkspaceId workspace, std::uint64_t version) {
                gateway->archived(workspace, version);
                if (engines) engines->archived(workspace, version);
            });
        if (!config.node.has("archive")) return;
        health.report("archive", ops::HealthState::ok, "");
        ArchiveEvents events;
        events.archived = [this](WorkspaceId workspace, std::uint64_t version) {
            loop.post([this, workspace, version] { archive_news->tell(workspace, version); });
        };
        events.trouble = [this](std::string sentence) {
            const bool well = sentence.empty();
            health.report("archive", well ? ops::HealthState::ok : ops::HealthState::degraded,
                          sentence);
            if (!well) log.warning(sentence);
        };
        archiver = std::make_unique<Archiver>(
            installation.store().archive(), workspaces,
            [this](net::Loop& on) { return installation.open_streams(on); }, std::move(events));
        if (config.node.has("engine")) return;
        for (auto workspace : workspaces) archiver->set_active(workspace, true);
    }

    Result<void> open_http() {
        auto pages = load_pages(options.web, options.shop);
        if (!pages) return std::unexpected(pages.error());
        auto allowed = net::TrustedProxies::parse(config.metrics.allow);
        if (!allowed) return std::unexpected(allowed.error());
        gateway::HttpOptions http;
        http.pages = std::move(*pages);
        http.sessions = {config.session.lifetime, config.limits.login_per_address,
                         config.limits.login_per_email,
                         config.listen.public_url.starts_with("https:")};
        if (!config.listen.public_url.empty()) http.own_origins = {config.listen.public_url};
        http.metrics_allowed = *allowed;
        http.operations_only = !config.node.has("gateway");
        http.body_bytes_max = static_cast<std::size_t>(config.limits.body_bytes);
        gateway::HttpSurroundings around{loop,
                                         *workers,
                                         gateway->tickets(),
                                         gateway->history(),
                                         health,
                                         metrics,
                                         log,
                                         [this](WorkspaceId id) {
                                             auto* workspace = gateway->workspace(id);
                                             return workspace == nullptr ? std::string()
                                                                         : workspace->state().name;
                                         },
                                         [this](SessionId login) { gateway->end_sessions(login); },
                                         [this](const net::HttpRequest& request) {
                                             return gateway->customer_endpoint().upgrade(request);
                                         },
                                         [this](const net::HttpRequest& request) {
                                             return gateway->agent_endpoint().upgrade(request);
                                         },
                                         {},
                                         [this](WorkspaceId id) { return gateway->workspace(id); },
                                         [this] {
                                             if (directory) directory->look();
                                         },
                                         [this](WorkspaceId id) {
                                             auto* workspace = gateway->workspace(id);
                                             return workspace == nullptr ? nullptr
                                                                         : &workspace->state();
                                         },
                                         [this](WorkspaceId id, core::Command command,
                                                const std::weak_ptr<gateway::CommandCaller>& by) {
                                             auto* workspace = gateway->workspace(id);
                                             return workspace != nullptr &&
                                                    workspace->commands()
                                                        .submit(std::move(command), by)
                                                        .has_value();
                                         }};
        if (config.debug.echo) {
            around.echo_socket = [](const net::HttpRequest&) { return net::accept_echo(); };
        }
        api = std::make_unique<gateway::HttpApi>(std::move(around), std::move(http));
        return {};
    }

    Result<HubAddress> listen() {
        net::HttpServerOptions options_of_server;
        options_of_server.host = config.listen.host;
        options_of_server.port = config.listen.port;
        options_of_server.trusted_proxies = config.listen.trusted_proxies;
        options_of_server.limits.connections_max =
            static_cast<std::size_t>(config.limits.connections);
        const bool tls = !config.listen.tls_certificate.empty();
        if (tls) {
            options_of_server.tls =
                net::TlsFiles{config.listen.tls_certificate, config.listen.tls_key};
        }
        server = std::make_unique<net::HttpServer>(loop, std::move(options_of_server), *api);
        auto port = server->listen();
        if (!port) return std::unexpected(port.error());
        const auto scheme = tls ? "https" : "http";
        const bool v6 = config.listen.host.find(':') != std::string::npos;
        const auto host = v6 ? "[" + config.listen.host + "]" : config.listen.host;
        HubAddress address{config.listen.public_url};
        if (address.url.empty()) address.url = fmt::format("{}://{}:{}", scheme, host, *port);
        gateway->set_own_origins({address.url, fmt::format("{}://localhost:{}", scheme, *port),
                                  fmt::format("{}://127.0.0.1:{}", scheme, *port)});
        return address;
    }

    /// Turns the loop until `done`, which is looked at every few milliseconds.
    Result<void> wait_until(const std::function<bool()>& done, const char* otherwise) {
        bool late = false;
        start_timer.after(kStartLimit, [&late] { late = true; });
        std::function<void()> look = [this, &look] {
            health_timer.after(10ms, [&look] { look(); });
        };
        look();
        loop.run_until([&] { return late || done(); });
        start_timer.cancel();
        health_timer.cancel();
        if (late) return fail(Error::Kind::unavailable, otherwise);
        return {};
    }

    /// A workspace that was just made has queues and an inbox by now.
    bool all_defined() const {
        return std::ranges::all_of(workspaces, [this](WorkspaceId id) {
            return !gateway->workspace(id)->state().name.empty();
        });
    }

    Result<void> define_workspaces() {
        directory = std::make_unique<AgentDirectory>(
            loop, *streams, *workers, workspaces, [this](WorkspaceId id) {
                auto* workspace = gateway->workspace(id);
                return workspace == nullptr ? nullptr : &workspace->state();
            });
        directory->look();
        // A log that begins a new life meanwhile is read again.
        return wait_until([this] { return gateway->ready() && all_defined(); },
                          "a new workspace could not be defined within two minutes");
    }

    void watch_redis() {
        streams->ping([this](Result<void> answered) {
            health.report("redis", answered ? ops::HealthState::ok : ops::HealthState::down,
                          answered ? "" : answered.error().text);
            if (!answered && answered.error().kind == Error::Kind::cancelled) return;
            health_timer.after(kHealthInterval, [this] { watch_redis(); });
        });
    }

    void stop() {
        if (++signals > 1) return loop.stop();
        log.info("stopping: no new sockets; a second signal ends it at once");
        health.set_draining(true);
        server->stop_accepting();
        gateway->drain(kDrainLimit, [this] {
            server->close_all(1012, "the hub restarts");
            stop_engines();
        });
    }

    void stop_engines() {
        if (!engines) return loop.stop();
        engines->stop([this] { start_timer.after(200ms, [this] { loop.stop(); }); });
        // Sockets that do not close, or a log that does not answer, hold nobody up.
        health_timer.after(2s, [this] { loop.stop(); });
    }
};

Hub::Hub(net::Loop& loop, Installation& installation, const ops::Config& config, HubOptions options,
         ops::Log log)
    : impl_(
          std::make_unique<Impl>(loop, installation, config, std::move(options), std::move(log))) {}

Hub::~Hub() = default;

Result<HubAddress> Hub::start() {
    auto& it = *impl_;
    use_all_descriptors();
    if (auto done = it.open_accounts(); !done) return std::unexpected(done.error());
    auto streams = it.installation.open_streams(it.loop);
    if (!streams) return std::unexpected(streams.error());
    it.streams = std::move(*streams);
    it.health.declare("redis");
    auto node = node_identity(it.config.data.folder, it.config.node.name, it.loop.now());
    if (!node) return std::unexpected(node.error());
    it.node = *node;
    if (auto done = it.open_gateway(); !done) return std::unexpected(done.error());
    if (auto done = it.open_engines(); !done) return std::unexpected(done.error());
    it.open_archive();
    it.archive_news->start();
    if (it.engines) it.engines->start(it.workspaces);
    it.gateway->start();
    if (auto done = it.open_http(); !done) return std::unexpected(done.error());
    auto read = it.wait_until([&it] { return it.gateway->ready(); },
                              "Redis did not give the logs within two minutes");
    if (!read) return std::unexpected(read.error());
    if (it.config.node.has("gateway")) {
        if (auto done = it.define_workspaces(); !done) return std::unexpected(done.error());
    }
    it.watch_redis();
    it.dead_letters = std::make_unique<DeadLetterWatch>(it.loop, *it.streams, it.workspaces,
                                                        it.health, it.metrics);
    it.dead_letters->start();
    // Before anybody is told that it serves: whoever is told may stop it at once.
    it.loop.on_stop_signal([&it](int) { it.stop(); });
    return it.listen();
}

void Hub::run() {
    impl_->loop.run();
}

}  // namespace usher::app
