// The frames of /ws/customer as plain values: what a customer may ask, and what he is told. Read by
// the customer session alone; checks form, not rights.
#pragma once

#include <variant>

#include "hub/core/views/customer_view.hpp"
#include "hub/wire/socket_frames.hpp"

namespace usher::wire {

// Customer to hub
struct CustomerHello {
    std::string site_key;
    std::string token;  ///< bytes of an earlier welcome; empty on a first visit
    std::string locale;
    std::string time_zone;
    std::string epoch;
    ConversationId conversation;
    std::uint64_t after_seq = 0;
};
struct CustomerSend {
    std::string command_id;
    std::string text;
    std::string language;
    core::PageContext page;
};
struct CustomerReceipt {
    ConversationId conversation;
    std::uint64_t delivered_seq = 0;
    std::uint64_t read_seq = 0;
};
struct CustomerTyping {
    TypingState state = TypingState::none;
};
struct CustomerHistory {
    ConversationId conversation;
    std::uint64_t before_seq = 0;
    std::uint32_t limit = 0;
};
struct CustomerUpdate {
    std::string command_id;
    std::string display_name;
    std::string email;
};
using CustomerFrame = std::variant<CustomerHello, CustomerSend, CustomerReceipt, CustomerTyping,
                                   CustomerHistory, CustomerUpdate, Ping, NotUtf8, UnknownFrame>;

/// One WebSocket message. Error::Kind::invalid when it is no batch of frames.
Result<std::vector<CustomerFrame>> decode_customer_frames(std::string_view bytes,
                                                          Encoding encoding);

// Hub to customer
struct CustomerWelcome {
    std::string token;  ///< empty: keep the one you have
    ContactId contact;
    std::string epoch;
    Timestamp server{};
    Limits limits;
    std::string inbox_name;
    std::string greeting;
    std::optional<core::CustomerView> conversation;
    bool resync_required = false;
    std::uint32_t agents_online = 0;
};

std::string encode(const CustomerWelcome& frame, Encoding encoding);
std::string encode(const core::CustomerView& frame, Encoding encoding);

}  // namespace usher::wire
