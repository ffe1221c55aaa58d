#include "hub/gateway/tickets.hpp"

#include "hub/gateway/packed.hpp"

namespace usher::gateway {
namespace {

constexpr char kVersion = 2;
constexpr std::string_view kPurpose = "usher agent ticket";
constexpr std::size_t kNonceBytes = 16;
constexpr std::size_t kBodyBytes = 1 + 3 * 16 + 2 * 8 + kNonceBytes;

}  // namespace

std::string SignedTickets::issue(const TicketHolder& holder, Timestamp now) {
    std::string bytes(1, kVersion);
    pack(bytes, holder.agent);
    pack(bytes, holder.workspace);
    pack(bytes, holder.session);
    pack(bytes, holder.epoch);
    pack(bytes, now + kLife);
    const auto nonce = entropy_.draw();
    bytes.append(reinterpret_cast<const char*>(nonce.data()), nonce.size());
    return to_base64(bytes + mac_of(key_, kPurpose, bytes));
}

std::optional<TicketHolder> SignedTickets::redeem(std::string_view ticket, Timestamp now) {
    const auto bytes = from_base64(ticket);
    if (bytes.size() != kBodyBytes + kMacBytes) return std::nullopt;
    const auto body = std::string_view(bytes).substr(0, kBodyBytes);
    if (!same_secret(std::string_view(bytes).substr(kBodyBytes), mac_of(key_, kPurpose, body)) ||
        body.front() != kVersion) {
        return std::nullopt;
    }
    Unpacker fields(body.substr(1));
    TicketHolder holder;
    holder.agent = fields.id<AgentId>();
    holder.workspace = fields.id<WorkspaceId>();
    holder.session = fields.id<SessionId>();
    holder.epoch = fields.number();
    const auto expires = fields.instant();
    forget_expired(now);
    if (expires <= now || redeemed_.size() >= kRedeemedMax) return std::nullopt;
    std::string nonce(body.substr(kBodyBytes - kNonceBytes));
    if (!redeemed_.insert(nonce).second) return std::nullopt;
    // A clock behind ours may have issued it with more than our own life left.
    redeemed_in_order_.emplace_back(std::max(expires, now + kLife), std::move(nonce));
    return holder;
}

void SignedTickets::forget_expired(Timestamp now) {
    while (!redeemed_in_order_.empty() && redeemed_in_order_.front().first <= now) {
        redeemed_.erase(redeemed_in_order_.front().second);
        redeemed_in_order_.pop_front();
    }
}

}  // namespace usher::gateway
