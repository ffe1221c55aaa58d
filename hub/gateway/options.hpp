// What the composition root decides about a gateway's sockets: which workspaces, keys, origins,
// limits. Plain values with the defaults of docs/protocol.md.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "hub/base/id.hpp"

namespace usher::gateway {

/// A token bucket: `burst` at once, `per_second` lasting.
struct Rate {
    double burst = 1;
    double per_second = 1;
};

struct GatewayOptions {
    /// The same after a restart: the log knows an agent's consoles by it.
    GatewayId id;
    std::vector<WorkspaceId> workspaces;
    /// At least 32 secret random bytes, the same on every gateway and after a restart: it signs
    /// customer tokens and agent tickets.
    std::string key;
    /// Where the hub's own pages come from, "https://hub.example", besides the address a request
    /// was sent to: the only pages whose agents' sockets are accepted. Customer sockets are
    /// accepted from here too, because the widget's own frame may be served by the hub.
    std::vector<std::string> own_origins;

    std::chrono::milliseconds hello_timeout{10'000};
    std::chrono::milliseconds idle_timeout{25'000};
    std::chrono::milliseconds ping_interval{10'000};
    std::size_t outbox_bytes_max = 1024 * 1024;
    Rate customer_rate{20, 10};
    Rate agent_rate{2'000, 1'000};
    std::size_t sessions_max = 50'000;  ///< of both kinds; above: 503

    /// How long an answer may take before the sender is told that his command is safe.
    std::chrono::milliseconds late_ack_after{100};
    /// The most often lists are sent to consoles, and standings to customers.
    std::chrono::milliseconds broadcast_interval{50};
    /// The most often places in a queue are sent to those who wait in it.
    std::chrono::milliseconds places_interval{1'000};
    /// How often other agents are told who still looks at a conversation.
    std::chrono::milliseconds viewing_interval{20'000};
    /// How long a catch-up waits for the archive.
    std::chrono::milliseconds archive_wait{2'000};
    /// The events of a workspace that are kept in memory for catching up, in count and bytes.
    std::size_t recent_events_max = 50'000;
    std::size_t recent_bytes_max = std::size_t{32} << 20;

    /// One sentence for the operator, without personal data; may be empty.
    std::function<void(std::string)> on_event;
};

}  // namespace usher::gateway
