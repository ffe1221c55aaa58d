#include "hub/wire/live_signal.hpp"

#include "hub/base/overloaded.hpp"
#include "hub/wire/frame_parts.hpp"

namespace usher::wire {

std::string encode_live_signal(const LiveSignal& signal) {
    thread_local v1::LiveSignal out;
    out.Clear();
    out.set_gateway_id(id_text(signal.gateway));
    out.set_contact_id(id_text(signal.contact));
    std::visit(overloaded{[](const Typing& typing) { put(*out.mutable_typing(), typing); },
                          [](const Viewing& viewing) { put(*out.mutable_viewing(), viewing); },
                          [](const Archived& archived) {
                              out.mutable_archived()->set_version(archived.version);
                          },
                          [](const LogLost&) { out.mutable_log_lost(); }},
               signal.body);
    return out.SerializeAsString();
}

Result<LiveSignal> decode_live_signal(std::string_view bytes) {
    thread_local v1::LiveSignal in;
    if (!in.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
        return fail(Error::Kind::invalid, "a live signal is no protobuf message");
    }
    LiveSignal signal{
        id_or_nobody<GatewayId>(in.gateway_id()), id_or_nobody<ContactId>(in.contact_id()), {}};
    switch (in.body_case()) {
        case v1::LiveSignal::kTyping:
            signal.body = Typing{id_or_nobody<ConversationId>(in.typing().conversation_id()),
                                 actor_of(in.typing().actor()),
                                 typing_state_of(in.typing().state()), in.typing().private_note()};
            return signal;
        case v1::LiveSignal::kViewing:
            signal.body = Viewing{id_or_nobody<ConversationId>(in.viewing().conversation_id()),
                                  actor_of(in.viewing().actor()), in.viewing().viewing()};
            return signal;
        case v1::LiveSignal::kArchived:
            signal.body = Archived{in.archived().version()};
            return signal;
        case v1::LiveSignal::kLogLost:
            signal.body = LogLost{};
            return signal;
        case v1::LiveSignal::BODY_NOT_SET:
            break;
    }
    return fail(Error::Kind::invalid, "a live signal of an unknown kind");
}

}  // namespace usher::wire
