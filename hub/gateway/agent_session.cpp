#include "hub/gateway/agent_session.hpp"

#include "hub/base/overloaded.hpp"
#include "hub/gateway/close_codes.hpp"

namespace usher::gateway {
namespace {

std::string command_of(const wire::AgentFrame& frame) {
    return std::visit(
        [](const auto& known) -> std::string {
            if constexpr (requires { known.command_id; }) return known.command_id;
            return {};
        },
        frame);
}

/// The log-in ended since, or the agent left the team.
bool is_over(const core::Agent& agent, const TicketHolder& holder) {
    return agent.inactive || holder.epoch < agent.session_epoch;
}

}  // namespace

AgentSession::AgentSession(GatewayContext& context, Workspaces workspaces,
                           std::shared_ptr<net::WebSocket> socket, wire::Encoding encoding)
    : SocketSession(context, std::move(socket), encoding, SocketKind::agent,
                    context.options.agent_rate),
      workspaces_(workspaces) {}

// A server that is torn down drops its sockets without a word.
AgentSession::~AgentSession() {
    detach();
}

void AgentSession::on_access_changed(const core::Agent& agent) {
    if (is_over(agent, holder_)) end(close::session_ended, "log in again");
}

void AgentSession::on_run(LiveRun& run) {
    watches_->on_run(run);
}

void AgentSession::on_frames(std::string_view bytes) {
    auto frames = wire::decode_agent_frames(bytes, output_.encoding());
    if (!frames) return malformed(frames.error().text);
    context_.probe.frames_in(SocketKind::agent, frames->size());
    for (auto& frame : *frames) {
        if (!output_.open()) return;
        handle(frame);
    }
}

void AgentSession::handle(wire::AgentFrame& frame) {
    const bool is_hello = std::holds_alternative<wire::AgentHello>(frame);
    if (is_hello == greeted()) {
        return malformed(is_hello ? "a second hello" : "the first frame is not a hello");
    }
    if (!is_hello) {
        if (auto wait = too_fast()) {
            if (auto command_id = command_of(frame); !command_id.empty()) {
                reject_too_fast(command_id, *wait);
            }
            return;
        }
    }
    std::visit(
        overloaded{
            [&](wire::AgentHello& hello) { greet(hello); },
            [&](wire::Ping& ping) { output_.send(wire::Pong{ping.nonce, context_.loop.now()}); },
            [&](wire::NotUtf8& bad) {
                reject(bad.command_id, "not_utf8", "The text is not UTF-8.");
            },
            [&](wire::BadCommand& bad) { reject(bad.command_id, "invalid", bad.text); },
            [](wire::UnknownFrame&) {},
            [&](auto& known) { on(known); },
        },
        frame);
}

void AgentSession::greet(const wire::AgentHello& hello) {
    hello_arrived();
    if (!all_ready(workspaces_))
        return output_.close(close::try_again_later, "the hub is starting");
    const auto holder = context_.tickets.redeem(hello.ticket, context_.loop.now());
    if (!holder) return output_.close(close::unauthenticated, "the ticket is not valid");
    const auto found = std::ranges::find(workspaces_, holder->workspace, &LiveWorkspace::id);
    const auto* agent =
        found == workspaces_.end() ? nullptr : (*found)->state().find(holder->agent);
    if (agent == nullptr) {
        return output_.close(close::try_again_later, "this agent is not known here yet");
    }
    if (is_over(*agent, *holder)) return output_.close(close::session_ended, "log in again");
    holder_ = *holder;
    workspace_ = found->get();
    watches_ = std::make_unique<AgentWatches>(*workspace_, *this, actor(), [this] {
        output_.close(close::try_again_later, "the history cannot be read now");
    });
    welcome(hello);
    workspace_->broadcast().add(*this);
    workspace_->consoles().opened(holder_.agent);
    const bool resumes = hello.epoch == workspace_->epoch();
    snapshot_ = std::make_shared<AgentSnapshot>(
        workspace_->state(), output_, resumes ? hello.position : 0, [this](std::uint64_t reached) {
            synced_ = true;
            output_.send(wire::Synced{reached});
        });
    snapshot_->start();
}

void AgentSession::fall_behind(std::uint64_t position) {
    context_.probe.console_fell_behind();
    synced_ = false;
    snapshot_ = std::make_shared<AgentSnapshot>(workspace_->state(), output_, position,
                                                [this](std::uint64_t) { synced_ = true; });
    snapshot_->start_when_room();
}

void AgentSession::welcome(const wire::AgentHello& hello) {
    wire::AgentWelcome frame{
        .agent = holder_.agent,
        .workspace = workspace_->id(),
        .workspace_name = workspace_->state().name,
        .epoch = workspace_->epoch(),
        .server = context_.loop.now(),
        .limits = {},
        .resync_required = !hello.epoch.empty() && hello.epoch != workspace_->epoch(),
    };
    frame.limits.idle_timeout_s = static_cast<std::uint32_t>(
        std::chrono::ceil<std::chrono::seconds>(context_.options.idle_timeout).count());
    output_.send(frame);
}

void AgentSession::on_gone() {
    if (workspace_ == nullptr) return;
    synced_ = false;
    snapshot_.reset();
    watches_.reset();
    workspace_->broadcast().remove(*this);
    workspace_->consoles().closed(holder_.agent);
    workspace_ = nullptr;
}

}  // namespace usher::gateway
