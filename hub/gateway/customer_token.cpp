#include "hub/gateway/customer_token.hpp"

#include "hub/gateway/mac.hpp"
#include "hub/gateway/packed.hpp"

namespace usher::gateway {
namespace {

constexpr char kVersion = 1;
constexpr std::string_view kPurpose = "usher customer token";
constexpr std::size_t kBodyBytes = 1 + 3 * 16 + 2 * 8;

}  // namespace

std::string SignedCustomerTokens::issue(WorkspaceId workspace, InboxId inbox, ContactId contact,
                                        Timestamp now) const {
    std::string bytes(1, kVersion);
    pack(bytes, workspace);
    pack(bytes, inbox);
    pack(bytes, contact);
    pack(bytes, now);
    pack(bytes, now + kLife);
    return bytes + mac_of(key_, kPurpose, bytes);
}

std::expected<CustomerToken, TokenFault> SignedCustomerTokens::verify(std::string_view bytes,
                                                                      Timestamp now) const {
    if (bytes.size() != kBodyBytes + kMacBytes) return std::unexpected(TokenFault::invalid);
    const auto body = bytes.substr(0, kBodyBytes);
    if (!same_secret(bytes.substr(kBodyBytes), mac_of(key_, kPurpose, body)) ||
        body.front() != kVersion) {
        return std::unexpected(TokenFault::invalid);
    }
    Unpacker fields(body.substr(1));
    CustomerToken token;
    token.workspace = fields.id<WorkspaceId>();
    token.inbox = fields.id<InboxId>();
    token.contact = fields.id<ContactId>();
    token.issued = fields.instant();
    token.expires = fields.instant();
    if (token.expires <= now) return std::unexpected(TokenFault::expired);
    return token;
}

}  // namespace usher::gateway
