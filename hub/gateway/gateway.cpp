#include "hub/gateway/gateway.hpp"

#include "hub/gateway/close_codes.hpp"

namespace usher::gateway {
namespace {

constexpr std::chrono::milliseconds kIdleLookInterval{10};
constexpr std::chrono::milliseconds kClockLookInterval{1'000};

std::vector<std::unique_ptr<LiveWorkspace>> make_workspaces(GatewayContext& context) {
    std::vector<std::unique_ptr<LiveWorkspace>> workspaces;
    for (auto id : context.options.workspaces) {
        workspaces.push_back(std::make_unique<LiveWorkspace>(context, id));
    }
    return workspaces;
}

}  // namespace

Gateway::Gateway(net::Loop& loop, log::Streams& streams, store::History& history,
                 GatewayOptions options)
    : options_(std::move(options)),
      tokens_(options_.key),
      tickets_(options_.key),
      history_(make_history_reader(loop, history, options_.archive_wait)),
      context_{loop, streams, options_, probe_, *history_, tokens_, tickets_},
      workspaces_(make_workspaces(context_)),
      customer_endpoint_(context_, workspaces_),
      agent_endpoint_(context_, workspaces_),
      drain_timer_(loop),
      clock_timer_(loop) {}

// A socket may outlive its server by as long as the loop holds what was under way.
Gateway::~Gateway() {
    for (auto* session : std::vector(context_.sessions.begin(), context_.sessions.end())) {
        session->detach();
    }
}

void Gateway::start() {
    for (auto& workspace : workspaces_) workspace->start();
    look_at_clock();
}

void Gateway::look_at_clock() {
    context_.look_at_clock();
    clock_timer_.after(kClockLookInterval, [this] { look_at_clock(); });
}

bool Gateway::ready() const {
    return all_ready(workspaces_);
}

void Gateway::set_own_origins(std::vector<std::string> origins) {
    options_.own_origins = std::move(origins);
}

void Gateway::end_sessions(SessionId login) {
    for (auto* session : std::vector(context_.sessions.begin(), context_.sessions.end())) {
        if (login && session->login() == login) session->end(close::session_ended, "logged out");
    }
}

void Gateway::archived(WorkspaceId workspace, std::uint64_t version) {
    if (auto* live = this->workspace(workspace)) live->archived(version);
}

void Gateway::drain(std::chrono::milliseconds wait, std::move_only_function<void()> done) {
    context_.draining = true;
    drain_until_ = context_.loop.now() + wait;
    drained_ = std::move(done);
    leave_when_idle();
}

void Gateway::leave_when_idle() {
    const bool idle =
        std::ranges::all_of(workspaces_, [](const auto& each) { return each->commands().idle(); });
    if (!idle && context_.loop.now() < drain_until_) {
        return drain_timer_.after(kIdleLookInterval, [this] { leave_when_idle(); });
    }
    for (auto* session : std::vector(context_.sessions.begin(), context_.sessions.end())) {
        session->end(close::service_restart, "the hub restarts");
    }
    if (auto done = std::move(drained_)) done();
}

LiveWorkspace* Gateway::workspace(WorkspaceId id) {
    auto found = std::ranges::find(workspaces_, id, &LiveWorkspace::id);
    return found == workspaces_.end() ? nullptr : found->get();
}

}  // namespace usher::gateway
