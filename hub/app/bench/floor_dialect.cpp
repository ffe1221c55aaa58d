#include "hub/app/bench/floor_dialect.hpp"

#include "hub/app/bench/connecting.hpp"
#include "hub/app/bench/monotonic.hpp"
#include "hub/app/bench/protobuf_lite.hpp"

namespace usher::bench {

// Connection ids count from 0 in the order of opening: first the agents, then the customers.
Result<void> FloorDialect::set_up(Fleet& fleet) {
    const auto request = [&](std::uint32_t nth) {
        const bool agent = nth < options_.agents;
        return UpgradeRequest{.host = host_,
                              .path = agent ? "/agent/" + std::to_string(nth)
                                            : "/customer/" + std::to_string(nth - options_.agents),
                              .origin = {},
                              .subprotocol = {}};
    };
    return open_many(fleet, *this, monotonic_ns() + kSetUpNsMax,
                     options_.agents + options_.customers, request,
                     [](std::uint32_t, ConnectionId) {});
}

Result<void> FloorDialect::set_up_idle(Fleet& fleet) {
    const auto request = [&](std::uint32_t nth) {
        return UpgradeRequest{.host = host_,
                              .path = "/customer/" + std::to_string(options_.customers + nth),
                              .origin = {},
                              .subprotocol = {}};
    };
    return open_many(fleet, *this, monotonic_ns() + kSetUpNsMax, options_.idle, request,
                     [](std::uint32_t, ConnectionId) {});
}

void FloorDialect::send(MessageRef message, std::string_view text) {
    const std::uint32_t customer = message.lane.conversation();
    const std::uint32_t agent = customer % options_.agents;
    const bool to_agent = message.lane.towards() == Towards::agent;
    const std::uint32_t receiver = to_agent ? agent : customer;
    payload_.assign(1, to_agent ? 'a' : 'c');
    for (unsigned shift = 0; shift < 32; shift += 8) {
        payload_.push_back(static_cast<char>(receiver >> shift));
    }
    ProtoWriter(payload_).bytes(1, text);
    outbox_.send(to_agent ? options_.agents + customer : agent, payload_);
}

void FloorDialect::on_message(ConnectionId, std::string_view payload) {
    ProtoReader reader(payload);
    while (reader.next()) {
        const auto marker = read_marker(reader.bytes());
        if (marker && observer_ != nullptr) observer_->on_delivered(*marker, reader.bytes());
    }
    if (reader.malformed()) notes_.problem = "the floor delivered what nobody sent";
}

}  // namespace usher::bench
