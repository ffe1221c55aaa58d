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

/// `origin` is the header of the upgrade.
std::expected<Admission, Refusal> admit(const wire::CustomerHello& hello, std::string_view origin,
                                        GatewayContext& context, Workspaces workspaces);

/// Whether pages of `origin` may open a socket for this inbox.
bool origin_fits(std::string_view origin, const core::InboxDefined& inbox,
                 const GatewayOptions& options);

}  // namespace usher::gateway
