#include "hub/gateway/customer_hello.hpp"

#include "hub/gateway/close_codes.hpp"
#include "hub/net/origin.hpp"

namespace usher::gateway {
namespace {

struct Site {
    LiveWorkspace* workspace = nullptr;
    const core::InboxDefined* inbox = nullptr;
};

Site find_site(std::string_view site_key, Workspaces workspaces) {
    if (site_key.empty()) return {};
    for (const auto& workspace : workspaces) {
        const auto* inbox = workspace->state().inbox_of_site(site_key);
        if (inbox != nullptr && !inbox->inactive) {
            return {workspace.get(), inbox};
        }
    }
    return {};
}

}  // namespace

std::string page_origin_of(const net::HttpRequest& request, const GatewayOptions& options) {
    const auto origin = request.header("origin");
    if (origin.empty()) return "null";
    const std::vector<std::string> sent_to{(request.secure ? "https://" : "http://") +
                                           std::string(request.header("host"))};
    if (net::origin_allowed(origin, {.allowed = options.own_origins}) ||
        net::origin_allowed(origin, {.allowed = sent_to})) {
        return {};
    }
    return std::string(origin);
}

bool origin_fits(std::string_view origin, const core::InboxDefined& inbox) {
    return origin.empty() || net::origin_allowed(origin, {.allowed = inbox.origins});
}

std::expected<Admission, Refusal> admit(const wire::CustomerHello& hello, std::string_view origin,
                                        GatewayContext& context, Workspaces workspaces) {
    const auto [workspace, inbox] = find_site(hello.site_key, workspaces);
    if (inbox == nullptr) return std::unexpected(Refusal{close::unknown_site, "unknown site key"});
    if (!origin_fits(origin, *inbox)) {
        return std::unexpected(
            Refusal{close::unknown_site, "this page may not embed this site key"});
    }
    const auto now = context.loop.now();
    Admission admission{workspace, inbox->id, {}, {}};
    if (hello.token.empty()) {
        admission.contact = ContactId::make(now, context.entropy.draw());
        admission.token = context.tokens.issue(workspace->id(), inbox->id, admission.contact, now);
        return admission;
    }
    const auto token = context.tokens.verify(hello.token, now);
    if (!token && token.error() == TokenFault::expired) {
        return std::unexpected(Refusal{close::token_expired, "the token is expired"});
    }
    if (!token || token->workspace != workspace->id() || token->inbox != inbox->id) {
        return std::unexpected(Refusal{close::token_invalid, "the token is not valid here"});
    }
    admission.contact = token->contact;
    if (now - token->issued >= CustomerTokens::kRenewAfter) {
        admission.token = context.tokens.issue(workspace->id(), inbox->id, token->contact, now);
    }
    return admission;
}

}  // namespace usher::gateway
