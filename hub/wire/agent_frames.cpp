#include "hub/wire/agent_frames.hpp"

#include "hub/wire/frame_parts.hpp"
#include "hub/wire/routing_events.hpp"
#include "hub/wire/routing_parts.hpp"
#include "usher/v1/agent.pb.h"

namespace usher::wire {
namespace {

core::Presence chosen_presence(v1::Presence presence) {
    switch (presence) {
        case v1::ONLINE:
            return core::Presence::online;
        case v1::AWAY:
            return core::Presence::away;
        case v1::OFFLINE:
            return core::Presence::offline;
        default:
            return core::Presence::none;
    }
}

core::CommandBody body_of(const v1::AgentDefineRouting& in, Reader& reader) {
    switch (in.definition_case()) {
        case v1::AgentDefineRouting::kQueue:
            return core::DefineQueueRouting{from_proto(in.queue(), reader)};
        case v1::AgentDefineRouting::kAgent:
            return core::DefineAgentRouting{from_proto(in.agent(), reader)};
        case v1::AgentDefineRouting::kTeam:
            return core::DefineTeam{{from_proto(in.team(), reader)}};
        case v1::AgentDefineRouting::kTiers:
            return core::DefineTiers{{from_proto(in.tiers())}};
        case v1::AgentDefineRouting::DEFINITION_NOT_SET:
            break;
    }
    reader.wrong("definition", "missing");
    return core::DefineTiers{};
}

AgentFrame definition_of(const v1::AgentDefineRouting& in) {
    Reader reader;
    auto body = body_of(in, reader);
    if (!reader.ok()) return BadCommand{in.command_id(), reader.error()};
    return AgentCommand{in.command_id(), std::move(body)};
}

/// Resolved, which an agent cannot set so, for whatever is none.
core::WorkStatus chosen_status(v1::WorkStatus status) {
    switch (status) {
        case v1::WORK_OPEN:
            return core::WorkStatus::open;
        case v1::WORK_WAITING_CUSTOMER:
            return core::WorkStatus::waiting_customer;
        case v1::WORK_WAITING_PARTNER:
            return core::WorkStatus::waiting_partner;
        default:
            return core::WorkStatus::resolved;
    }
}

AgentFrame frame_of(const v1::AgentFrame& frame) {
    const auto conversation = [](const auto& in) {
        return id_or_nobody<ConversationId>(in.conversation_id());
    };
    switch (frame.body_case()) {
        case v1::AgentFrame::kHello:
            return AgentHello{frame.hello().ticket(), frame.hello().epoch(),
                              frame.hello().position()};
        case v1::AgentFrame::kSend: {
            const auto& in = frame.send();
            return AgentSend{in.command_id(), conversation(in), in.text().text(),
                             in.text().language(), in.private_note()};
        }
        case v1::AgentFrame::kReceipt:
            return AgentReceipt{conversation(frame.receipt()), frame.receipt().read_seq()};
        case v1::AgentFrame::kTyping:
            return AgentTyping{conversation(frame.typing()),
                               typing_state_of(frame.typing().state()),
                               frame.typing().private_note()};
        case v1::AgentFrame::kHistory:
            return AgentHistory{conversation(frame.history()), frame.history().before_seq(),
                                frame.history().limit()};
        case v1::AgentFrame::kWatch:
            return AgentWatch{conversation(frame.watch()), frame.watch().after_seq(),
                              frame.watch().stop(), frame.watch().present()};
        case v1::AgentFrame::kPing:
            return Ping{frame.ping().nonce()};
        case v1::AgentFrame::kPresence:
            return AgentPresence{frame.presence().command_id(),
                                 chosen_presence(frame.presence().presence())};
        case v1::AgentFrame::kAssign:
            return AgentAssign{frame.assign().command_id(), conversation(frame.assign()),
                               id_or_nobody<AgentId>(frame.assign().agent_id())};
        case v1::AgentFrame::kTransfer: {
            const auto& in = frame.transfer();
            return AgentTransfer{in.command_id(),
                                 conversation(in),
                                 id_or_nobody<QueueId>(in.queue_id()),
                                 id_or_nobody<AgentId>(in.agent_id()),
                                 in.note(),
                                 in.warm(),
                                 from_proto(in.packet())};
        }
        case v1::AgentFrame::kResolve:
            return AgentResolve{frame.resolve().command_id(), conversation(frame.resolve())};
        case v1::AgentFrame::kReopen:
            return AgentReopen{frame.reopen().command_id(), conversation(frame.reopen())};
        case v1::AgentFrame::kSetPresence: {
            const auto& in = frame.set_presence();
            return AgentSetPresence{in.command_id(), id_or_nobody<AgentId>(in.agent_id()),
                                    chosen_presence(in.presence()), in.note()};
        }
        case v1::AgentFrame::kSetCapacity: {
            const auto& in = frame.set_capacity();
            return AgentSetCapacity{in.command_id(), id_or_nobody<AgentId>(in.agent_id()),
                                    in.capacity()};
        }
        case v1::AgentFrame::kAcceptOffer: {
            const auto& in = frame.accept_offer();
            return AgentCommand{in.command_id(), core::AcceptOffer{conversation(in), in.number()}};
        }
        case v1::AgentFrame::kDeclineOffer: {
            const auto& in = frame.decline_offer();
            return AgentCommand{in.command_id(),
                                core::DeclineOffer{conversation(in), in.number(), in.reason()}};
        }
        case v1::AgentFrame::kSetAccepting: {
            const auto& in = frame.set_accepting();
            return AgentCommand{in.command_id(),
                                core::SetAccepting{id_or_nobody<AgentId>(in.agent_id()),
                                                   in.accepting(), in.reason()}};
        }
        case v1::AgentFrame::kCancelTransfer: {
            const auto& in = frame.cancel_transfer();
            return AgentCommand{in.command_id(), core::CancelTransfer{conversation(in)}};
        }
        case v1::AgentFrame::kClassify: {
            const auto& in = frame.classify();
            return AgentCommand{
                in.command_id(),
                core::ClassifyConversation{conversation(in), from_proto(in.classification())}};
        }
        case v1::AgentFrame::kDefineRouting:
            return definition_of(frame.define_routing());
        case v1::AgentFrame::kWorkStatus:
            return AgentWorkStatus{frame.work_status().command_id(),
                                   conversation(frame.work_status()),
                                   chosen_status(frame.work_status().status())};
        case v1::AgentFrame::kWaive:
            return AgentWaive{frame.waive().command_id(), conversation(frame.waive()),
                              frame.waive().reason()};
        case v1::AgentFrame::kLabel:
            return AgentLabel{frame.label().command_id(),
                              conversation(frame.label()),
                              {frame.label().labels().begin(), frame.label().labels().end()}};
        case v1::AgentFrame::BODY_NOT_SET:
            break;
    }
    return UnknownFrame{};
}

}  // namespace

Result<std::vector<AgentFrame>> decode_agent_frames(std::string_view bytes, Encoding encoding) {
    thread_local v1::AgentFrames batch;
    std::vector<AgentFrame> frames;
    if (!parse_batch(batch, bytes, encoding)) {
        std::string rest;
        std::vector<NotUtf8> bad;
        if (encoding == Encoding::binary) {
            bad = take_not_utf8(bytes, v1::AgentSend::kTextFieldNumber, rest);
        }
        if (bad.empty() || !parse_batch(batch, rest, encoding)) {
            return fail(Error::Kind::invalid, "not a batch of agent frames");
        }
        for (auto& frame : bad) frames.emplace_back(std::move(frame));
    }
    frames.reserve(frames.size() + static_cast<std::size_t>(batch.frames_size()));
    for (const auto& frame : batch.frames()) frames.push_back(frame_of(frame));
    return frames;
}

}  // namespace usher::wire
