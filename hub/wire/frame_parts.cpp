#include "hub/wire/frame_parts.hpp"

#include <google/protobuf/stubs/logging.h>

#include "hub/base/utf8.hpp"
#include "hub/wire/frame_bytes.hpp"

namespace usher::wire {

core::Actor actor_of(const v1::Actor& actor) {
    switch (actor.role()) {
        case v1::CONTACT:
            return core::Actor::contact(id_or_nobody<ContactId>(actor.actor_id()));
        case v1::AGENT:
            return core::Actor::agent(id_or_nobody<AgentId>(actor.actor_id()),
                                      actor.profile().display_name());
        default:
            return core::Actor::system();
    }
}

void put(v1::Typing& out, const Typing& typing) {
    out.set_conversation_id(id_text(typing.conversation));
    to_proto(typing.actor, *out.mutable_actor());
    out.set_state(static_cast<v1::TypingState>(typing.state));
    out.set_private_note(typing.note);
}

void put(v1::Viewing& out, const Viewing& viewing) {
    out.set_conversation_id(id_text(viewing.conversation));
    to_proto(viewing.actor, *out.mutable_actor());
    out.set_viewing(viewing.viewing);
}

void put(v1::Limits& out, const Limits& limits) {
    out.set_message_bytes_max(limits.message_bytes_max);
    out.set_text_bytes_max(limits.text_bytes_max);
    out.set_idle_timeout_s(limits.idle_timeout_s);
}

v1::ConversationStatus status_of(core::ConversationStatus status) {
    switch (status) {
        case core::ConversationStatus::open:
            return v1::OPEN;
        case core::ConversationStatus::resolved:
            return v1::RESOLVED;
        case core::ConversationStatus::none:
            break;
    }
    return v1::CONVERSATION_STATUS_UNSPECIFIED;
}

v1::Presence presence_of(core::Presence presence) {
    return static_cast<v1::Presence>(presence);
}

TypingState typing_state_of(v1::TypingState state) {
    switch (state) {
        case v1::TYPING:
            return TypingState::typing;
        case v1::STOPPED:
            return TypingState::stopped;
        default:
            return TypingState::none;
    }
}

std::string bytes_of(const google::protobuf::Message& batch, Encoding encoding) {
    std::string out;
    if (encoding == Encoding::binary) {
        batch.SerializeToString(&out);
        return out;
    }
    (void)google::protobuf::util::MessageToJsonString(batch, &out);
    return out;
}

bool parse_batch(google::protobuf::Message& batch, std::string_view bytes, Encoding encoding) {
    // The library writes a line to stderr for every bad string a stranger sends; we have an answer
    // for it.
    static auto* const silenced = google::protobuf::SetLogHandler(nullptr);
    (void)silenced;
    if (encoding == Encoding::binary) {
        return batch.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
    }
    batch.Clear();
    google::protobuf::util::JsonParseOptions options;
    options.ignore_unknown_fields = true;
    return google::protobuf::util::JsonStringToMessage({bytes.data(), bytes.size()}, &batch,
                                                       options)
        .ok();
}

namespace {

std::optional<NotUtf8> not_utf8(std::string_view send, std::uint32_t text_field) {
    NotUtf8 found;
    bool bad = false;
    FieldReader fields(send);
    while (auto field = fields.next()) {
        if (field->type != kDelimited) continue;
        if (field->number == 1) found.command_id = std::string(field->bytes);
        if (field->number != text_field) continue;
        FieldReader text(field->bytes);
        while (auto part = text.next()) {
            if (part->number == 1 && part->type == kDelimited) bad = bad || !is_utf8(part->bytes);
        }
    }
    if (!bad || !is_utf8(found.command_id)) return std::nullopt;
    return found;
}

}  // namespace

std::vector<NotUtf8> take_not_utf8(std::string_view batch, std::uint32_t text_field,
                                   std::string& rest) {
    std::vector<NotUtf8> taken;
    FieldReader frames(batch);
    while (auto frame = frames.next()) {
        if (frame->number != 1 || frame->type != kDelimited) continue;
        FieldReader bodies(frame->bytes);
        std::optional<NotUtf8> bad;
        while (auto body = bodies.next()) {
            if (body->number == 2 && body->type == kDelimited)
                bad = not_utf8(body->bytes, text_field);
        }
        if (bad) {
            taken.push_back(std::move(*bad));
        } else {
            put_delimited(rest, 1, frame->bytes);
        }
    }
    if (!frames.ok()) taken.clear();
    return taken;
}

}  // namespace usher::wire
