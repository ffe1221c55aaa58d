// The signed token by which an anonymous customer is known again: who he is, of which inbox, until
// when. Given in the welcome, shown in the next hello. Nothing is stored for it, and it says
// nothing a customer could change.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "hub/base/id.hpp"
#include "hub/base/result.hpp"

namespace usher::gateway {

struct CustomerToken {
    WorkspaceId workspace;
    InboxId inbox;
    ContactId contact;
    Timestamp issued{};
    Timestamp expires{};
    bool operator==(const CustomerToken&) const = default;
};

enum class TokenFault : std::uint8_t {
    expired,  ///< ours, but past its life
    invalid,  ///< not ours, or not whole
};

class CustomerTokens {
  public:
    virtual ~CustomerTokens() = default;
    virtual std::string issue(WorkspaceId workspace, InboxId inbox, ContactId contact,
                              Timestamp now) const = 0;
    virtual std::expected<CustomerToken, TokenFault> verify(std::string_view bytes,
                                                            Timestamp now) const = 0;

    /// A token older than this is replaced in the welcome.
    static constexpr std::chrono::hours kRenewAfter{24};
    static constexpr std::chrono::hours kLife{24 * 90};
};

/// HMAC-SHA256 over all fields.
class SignedCustomerTokens final : public CustomerTokens {
  public:
    explicit SignedCustomerTokens(std::string key) : key_(std::move(key)) {}
    std::string issue(WorkspaceId workspace, InboxId inbox, ContactId contact,
                      Timestamp now) const override;
    std::expected<CustomerToken, TokenFault> verify(std::string_view bytes,
                                                    Timestamp now) const override;

  private:
    std::string key_;
};

}  // namespace usher::gateway
