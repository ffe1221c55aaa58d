// Tickets: how a logged-in browser opens an agent socket without sending its cookie there. The HTTP
// side issues one, the socket's hello redeems it, once and soon. Nothing about the account is
// stored here.
#pragma once

#include <chrono>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "hub/base/id.hpp"
#include "hub/gateway/mac.hpp"

namespace usher::gateway {

struct TicketHolder {
    AgentId agent;
    WorkspaceId workspace;
    SessionId session;        ///< of the log-in: ends the sockets it opened
    std::uint64_t epoch = 1;  ///< of the account at the log-in: core::Agent::session_epoch
    bool operator==(const TicketHolder&) const = default;
};

class Tickets {
  public:
    virtual ~Tickets() = default;
    virtual std::string issue(const TicketHolder& holder, Timestamp now) = 0;
    /// Empty for a ticket that is not ours, too old, or was redeemed here before.
    virtual std::optional<TicketHolder> redeem(std::string_view ticket, Timestamp now) = 0;

    static constexpr std::chrono::seconds kLife{30};
};

/// HMAC-SHA256, so that any gateway takes what another issued; each remembers what it took.
class SignedTickets final : public Tickets {
  public:
    /// Redeemed tickets remembered, at most; beyond, none is taken until some expire.
    static constexpr std::size_t kRedeemedMax = 100'000;

    explicit SignedTickets(std::string key) : key_(std::move(key)) {}
    std::string issue(const TicketHolder& holder, Timestamp now) override;
    std::optional<TicketHolder> redeem(std::string_view ticket, Timestamp now) override;

  private:
    void forget_expired(Timestamp now);

    std::string key_;
    EntropyPool entropy_;
    std::unordered_set<std::string> redeemed_;
    std::deque<std::pair<Timestamp, std::string>> redeemed_in_order_;
};

}  // namespace usher::gateway
