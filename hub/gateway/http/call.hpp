// One request on its way through the HTTP side: what was asked, who asks, and where the answer
// goes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hub/net/http_server.hpp"
#include "hub/store/accounts.hpp"

namespace usher::gateway {

struct Call {
    net::HttpRequest request;
    std::vector<std::string> params;        ///< of the route's pattern
    std::optional<store::Session> session;  ///< present when the route needs one
    net::Responder answer;
};

}  // namespace usher::gateway
