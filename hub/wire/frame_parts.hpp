// What the frame codecs share: the core's values into generated messages, and a batch into bytes.
// Private to hub/wire.
#pragma once

#include <google/protobuf/util/json_util.h>

#include <string>
#include <string_view>

#include "hub/core/model/agent.hpp"
#include "hub/core/model/conversation.hpp"
#include "hub/wire/from_proto.hpp"
#include "hub/wire/socket_frames.hpp"
#include "hub/wire/to_proto.hpp"
#include "usher/v1/live.pb.h"
#include "usher/v1/socket.pb.h"

namespace usher::wire {

/// Empty text is the empty id, anything else that is no id is nobody's.
template <class IdType>
IdType id_or_nobody(const std::string& text) {
    if (text.empty()) return {};
    return IdType::parse(text).value_or(IdType(kNobody));
}

core::Actor actor_of(const v1::Actor& actor);
void put(v1::Typing& out, const Typing& typing);
void put(v1::Viewing& out, const Viewing& viewing);
void put(v1::Limits& out, const Limits& limits);
v1::ConversationStatus status_of(core::ConversationStatus status);
v1::Presence presence_of(core::Presence presence);
TypingState typing_state_of(v1::TypingState state);

std::string bytes_of(const google::protobuf::Message& batch, Encoding encoding);
/// False when `bytes` are no such batch. Unknown fields are ignored.
bool parse_batch(google::protobuf::Message& batch, std::string_view bytes, Encoding encoding);

/// For a binary batch that failed to parse: takes out the commands whose text is no UTF-8, which is
/// the one thing that may be wrong with a frame of ours, and leaves the others in `rest`.
/// `text_field` is the number of `text` in the send frame; send is frame 2 and its command id field
/// 1 on both sockets.
std::vector<NotUtf8> take_not_utf8(std::string_view batch, std::uint32_t text_field,
                                   std::string& rest);

}  // namespace usher::wire
