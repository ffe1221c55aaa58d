// Who a customer's hello lets in: the site it names, the page it comes from, the token it shows. A
// pure decision over those; the session acts on it.
#pragma once

#include <expected>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "hub/gateway/context.hpp"
#include "hub/gateway/live_workspace.hpp"
#include "hub/net/http.hpp"
#include "hub/wire/customer_frames.hpp"

namespace usher::gateway {

struct Admission {
    LiveWorkspace* workspace = nullptr;
    InboxId inbox;
    ContactId contact;
    std::string token;  ///< to be given out; empty: the one he has is good
};

struct Refusal {
    std::uint16_t code = 0;
    std::string_view reason;
};

/// `origin` as page_origin_of() gave it at the upgrade.
std::expected<Admission, Refusal> admit(const wire::CustomerHello& hello, std::string_view origin,
                                        GatewayContext& context, Workspaces workspaces);

/// The page that opens a socket. Empty for a page of the hub itself: one of its own origins, or the
/// very address the request was sent to. No Origin at all is "null".
std::string page_origin_of(const net::HttpRequest& request, const GatewayOptions& options);

/// Whether pages of `origin` may open a socket for this inbox.
bool origin_fits(std::string_view origin, const core::InboxDefined& inbox);

}  // namespace usher::gateway
