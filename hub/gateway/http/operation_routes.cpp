#include "hub/gateway/http/operation_routes.hpp"

#include <fmt/core.h>

namespace usher::gateway {
namespace {

bool is_loopback(const net::IpBytes& address) {
    const bool v4 = address[10] == 0xff && address[11] == 0xff && address[12] == 127;
    return v4 || net::ip_text(address) == "::1";
}

bool was_forwarded(const net::HttpRequest& request) {
    return request.has_header("x-forwarded-for") || request.has_header("forwarded") ||
           request.has_header("x-real-ip") || request.has_header("via");
}

}  // namespace

bool OperationRoutes::is_near(const net::HttpRequest& request) const {
    const auto address = net::parse_ip(request.remote_address);
    if (!address) return false;
    if (is_loopback(*address)) return !was_forwarded(request);
    return allowed_.contains(*address);
}

void OperationRoutes::healthz(Call call) const {
    call.answer(net::HttpResponse::text(200, "ok\n"));
}

void OperationRoutes::readyz(Call call) const {
    std::string text;
    for (const ops::HealthCheck& check : health_.checks()) {
        text += fmt::format("{}: {}{}{}\n", check.name, ops::health_name(check.state),
                            check.sentence.empty() ? "" : ", ", check.sentence);
    }
    const bool ready = health_.ready();
    text += ready ? "ready\n" : "not ready\n";
    auto response = net::HttpResponse::text(ready ? 200 : 503, std::move(text));
    call.answer(ready ? std::move(response) : std::move(response).with("Retry-After", "2"));
}

void OperationRoutes::metrics(Call call) const {
    call.answer(net::HttpResponse::bytes(200, "text/plain; version=0.0.4; charset=utf-8",
                                         metrics_.render()));
}

}  // namespace usher::gateway
