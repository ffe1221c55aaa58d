// One HTTP/1.1 connection, from accept to its end or to the upgrade. Internal to net;
// http_server.cpp makes them, the sweep keeps them.
#pragma once

#include <memory>
#include <string>

#include "hub/net/forwarded.hpp"
#include "hub/net/http_server.hpp"
#include "hub/net/sweep.hpp"
#include "hub/net/transport.hpp"

namespace usher::net {

/// What all connections of a server share.
struct ServerShared {
    HttpServerOptions options;
    HttpHandler* handler = nullptr;  ///< null once the server is gone
    std::shared_ptr<Sweep> sweep;
    TrustedProxies trusted;
    bool retiring = false;  ///< every answer from now on ends its connection

    const std::string& date();

  private:
    std::string date_;
    std::int64_t date_second_ = 0;
};

/// Reads requests until the end. `peer` is the other end's address.
void serve_http(Transport transport, std::string peer, std::shared_ptr<ServerShared> shared);

/// Gives `answer` without reading and ends.
void refuse_http(Transport transport, std::shared_ptr<ServerShared> shared, HttpResponse answer);

}  // namespace usher::net
