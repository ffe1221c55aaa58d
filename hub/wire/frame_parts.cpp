#include "hub/wire/frame_parts.hpp"

#include "hub/base/utf8.hpp"
#include "hub/wire/frame_bytes.hpp"

namespace usher::wire {

void put(pb::Actor& out, const core::Actor& actor) {
    out.set_role(static_cast<pb::Role>(actor.role));
    if (actor.is_agent()) out.set_actor_id(actor.agent_id().text());
    if (actor.is_contact()) out.set_actor_id(actor.contact_id().text());
    if (!actor.name.empty()) out.mutable_profile()->set_display_name(actor.name);
}

core::Actor actor_of(const pb::Actor& actor) {
    switch (actor.role()) {
        case pb::CONTACT:
            return core::Actor::contact(id_or_nobody<ContactId>(actor.actor_id()));
        case pb::AGENT:
            return core::Actor::agent(id_or_nobody<AgentId>(actor.actor_id()),
                                      actor.profile().display_name());
        default: return core::Actor::system();
    }
}

void put(pb::Typing& out, const Typing& typing) {
    out.set_conversation_id(id_text(typing.conversation));
    put(*out.mutable_actor(), typing.actor);
    out.set_state(static_cast<pb::TypingState>(typing.state));
    out.set_private_note(typing.note);
}

void put(pb::Viewing& out, const Viewing& viewing) {
    out.set_conversation_id(id_text(viewing.conversation));
    put(*out.mutable_actor(), viewing.actor);
    out.set_viewing(viewing.viewing);
}

void put(pb::PageContext& out, const core::PageContext& page) {
    out.set_url(page.url);
    out.set_title(page.title);
    out.set_referrer(page.referrer);
}

core::PageContext page_of(const pb::PageContext& page) {
    return {page.url(), page.title(), page.referrer()};
}

void put(pb::SlaClock& out, const core::SlaClock& clock) {
    out.set_target(static_cast<pb::SlaTarget>(clock.target));
    out.set_cycle(clock.cycle);
    out.set_state(static_cast<pb::ClockState>(clock.state));
    out.set_started_ms(ms_or_zero(clock.started));
    out.set_due_ms(ms_or_zero(clock.due));
    out.set_ended_ms(ms_or_zero(clock.ended));
    out.set_breached_ms(ms_or_zero(clock.breached));
}

void put(pb::Limits& out, const Limits& limits) {
    out.set_message_bytes_max(limits.message_bytes_max);
    out.set_text_bytes_max(limits.text_bytes_max);
    out.set_idle_timeout_s(limits.idle_timeout_s);
}

pb::ConversationStatus status_of(core::ConversationStatus status) {
    switch (status) {
        case core::ConversationStatus::open: return pb::OPEN;
        case core::ConversationStatus::resolved: return pb::RESOLVED;
        case core::ConversationStatus::none: break;
    }
    return pb::CONVERSATION_STATUS_UNSPECIFIED;
}

pb::Presence presence_of(core::Presence presence) { return static_cast<pb::Presence>(presence); }

TypingState typing_state_of(pb::TypingState state) {
    switch (state) {
        case pb::TYPING: return TypingState::typing;
        case pb::STOPPED: return TypingState::stopped;
        default: return TypingState::none;
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
    if (encoding == Encoding::binary) {
        return batch.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
    }
    batch.Clear();
    google::protobuf::util::JsonParseOptions options;
    options.ignore_unknown_fields = true;
    return google::protobuf::util::JsonStringToMessage({bytes.data(), bytes.size()}, &batch, options)
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
            if (body->number == 2 && body->type == kDelimited) bad = not_utf8(body->bytes, text_field);
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
