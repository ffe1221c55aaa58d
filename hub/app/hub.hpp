// The composition root: one node with all its roles, wired together in one place that can be read
// from top to bottom. Made by the verbs serve and demo; decides nothing about conversations.
#pragma once

#include <memory>

#include "hub/app/installation.hpp"
#include "hub/app/web_files.hpp"
#include "hub/gateway/options.hpp"

namespace usher::app {

struct HubOptions {
    WebFolders web;
    bool shop = false;  ///< serve the demo's shop page
    gateway::Rate customer_rate = gateway::GatewayOptions{}.customer_rate;
};

/// Where it serves, for people.
struct HubAddress {
    std::string url;  ///< "http://127.0.0.1:8080"
};

class Hub {
  public:
    Hub(net::Loop& loop, Installation& installation, const ops::Config& config, HubOptions options,
        ops::Log log);
    ~Hub();

    /// Reads the logs, opens the port, and serves when this returns.
    Result<HubAddress> start();
    /// Until a stop signal; drains for at most 10 s, a second signal ends it at once.
    void run();

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace usher::app
