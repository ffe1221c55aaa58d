#include "hub/gateway/endpoints.hpp"

#include "hub/gateway/agent_session.hpp"
#include "hub/gateway/close_codes.hpp"
#include "hub/gateway/customer_session.hpp"
#include "hub/gateway/subprotocol.hpp"

namespace usher::gateway {
namespace {

net::HttpResponse problem(unsigned status, std::string_view detail) {
    return net::HttpResponse::bytes(status, "application/problem+json",
                                    R"({"type":"about:blank","title":")" +
                                        std::string(net::status_phrase(status)) + R"(","status":)" +
                                        std::to_string(status) + R"(,"detail":")" +
                                        std::string(detail) + "\"}");
}

/// What both doors ask first; empty when nothing stands against it.
std::optional<net::HttpResponse> refusal(const GatewayContext& context,
                                         const std::optional<Subprotocol>& subprotocol) {
    if (!subprotocol) return problem(400, "Offer the subprotocol usher.v1 or usher.v1+json.");
    if (context.draining) return problem(503, "The hub is stopping.");
    if (context.sessions.size() >= context.options.sessions_max) {
        return problem(503, "Too many sockets are open.");
    }
    return std::nullopt;
}

net::AcceptUpgrade accept(const GatewayContext& context, const Subprotocol& subprotocol) {
    const auto& options = context.options;
    net::WebSocketLimits limits;
    limits.message_bytes_max = wire::Limits{}.message_bytes_max;
    limits.outbox_bytes_max = options.outbox_bytes_max;
    limits.ping_interval = options.ping_interval;
    limits.idle_timeout = options.idle_timeout;
    limits.text = subprotocol.encoding == wire::Encoding::json;
    limits.concatenate = !limits.text;
    return {subprotocol.name, limits, {}};
}

template <class Session>
std::shared_ptr<Session> opened(std::shared_ptr<Session> session, Workspaces workspaces) {
    // A browser learns nothing from a refused upgrade, but it does from a close code.
    if (!all_ready(workspaces)) session->end(close::try_again_later, "the hub is starting");
    return session;
}

}  // namespace

net::UpgradeAnswer CustomerEndpoint::upgrade(const net::HttpRequest& request) {
    const auto subprotocol = choose_subprotocol(request);
    auto refused = refusal(context_, subprotocol);
    const auto origin = page_origin_of(request, context_.options);
    // Before the log is read nobody's origins are known; the socket is closed at once then.
    const bool fits =
        !all_ready(workspaces_) || std::ranges::any_of(workspaces_, [&](const auto& workspace) {
            return std::ranges::any_of(workspace->state().inboxes, [&](const auto& entry) {
                return origin_fits(origin, entry.second);
            });
        });
    if (!refused && !fits) refused = problem(403, "This page may not embed the widget.");
    if (refused) {
        context_.probe.refused_upgrade(SocketKind::customer);
        return *refused;
    }
    auto answer = accept(context_, *subprotocol);
    answer.open = [this, encoding = subprotocol->encoding,
                   origin](std::shared_ptr<net::WebSocket> socket) {
        return opened(std::make_shared<CustomerSession>(context_, workspaces_, std::move(socket),
                                                        encoding, origin),
                      workspaces_);
    };
    return answer;
}

net::UpgradeAnswer AgentEndpoint::upgrade(const net::HttpRequest& request) {
    const auto subprotocol = choose_subprotocol(request);
    auto refused = refusal(context_, subprotocol);
    if (!refused && !page_origin_of(request, context_.options).empty()) {
        refused = problem(403, "Only the hub's own console may connect here.");
    }
    if (refused) {
        context_.probe.refused_upgrade(SocketKind::agent);
        return *refused;
    }
    auto answer = accept(context_, *subprotocol);
    answer.open = [this, encoding = subprotocol->encoding](std::shared_ptr<net::WebSocket> socket) {
        return opened(
            std::make_shared<AgentSession>(context_, workspaces_, std::move(socket), encoding),
            workspaces_);
    };
    return answer;
}

}  // namespace usher::gateway
