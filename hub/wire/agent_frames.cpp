#include "hub/wire/agent_frames.hpp"

#include "hub/wire/frame_parts.hpp"
#include "usher/v1/agent.pb.h"

namespace usher::wire {
namespace {

core::Presence chosen_presence(pb::Presence presence) {
    switch (presence) {
        case pb::ONLINE: return core::Presence::online;
        case pb::AWAY: return core::Presence::away;
        case pb::OFFLINE: return core::Presence::offline;
        default: return core::Presence::none;
    }
}

AgentFrame frame_of(const pb::AgentFrame& frame) {
    const auto conversation = [](const auto& in) {
        return id_or_nobody<ConversationId>(in.conversation_id());
    };
    switch (frame.body_case()) {
        case pb::AgentFrame::kHello:
            return AgentHello{frame.hello().ticket(), frame.hello().epoch(),
                              frame.hello().position()};
        case pb::AgentFrame::kSend: {
            const auto& in = frame.send();
            return AgentSend{in.command_id(), conversation(in), in.text().text(),
                             in.text().language(), in.private_note()};
        }
        case pb::AgentFrame::kReceipt:
            return AgentReceipt{conversation(frame.receipt()), frame.receipt().read_seq()};
        case pb::AgentFrame::kTyping:
            return AgentTyping{conversation(frame.typing()),
                               typing_state_of(frame.typing().state()),
                               frame.typing().private_note()};
        case pb::AgentFrame::kHistory:
            return AgentHistory{conversation(frame.history()), frame.history().before_seq(),
                                frame.history().limit()};
        case pb::AgentFrame::kWatch:
            return AgentWatch{conversation(frame.watch()), frame.watch().after_seq(),
                              frame.watch().stop(), frame.watch().present()};
        case pb::AgentFrame::kPing: return Ping{frame.ping().nonce()};
        case pb::AgentFrame::kPresence:
            return AgentPresence{frame.presence().command_id(),
                                 chosen_presence(frame.presence().presence())};
        case pb::AgentFrame::kAssign:
            return AgentAssign{frame.assign().command_id(), conversation(frame.assign()),
                               id_or_nobody<AgentId>(frame.assign().agent_id())};
        case pb::AgentFrame::kTransfer: {
            const auto& in = frame.transfer();
            return AgentTransfer{in.command_id(), conversation(in),
                                 id_or_nobody<QueueId>(in.queue_id()),
                                 id_or_nobody<AgentId>(in.agent_id()), in.note()};
        }
        case pb::AgentFrame::kResolve:
            return AgentResolve{frame.resolve().command_id(), conversation(frame.resolve())};
        case pb::AgentFrame::kReopen:
            return AgentReopen{frame.reopen().command_id(), conversation(frame.reopen())};
        case pb::AgentFrame::BODY_NOT_SET: break;
    }
    return UnknownFrame{};
}

}  // namespace

Result<std::vector<AgentFrame>> decode_agent_frames(std::string_view bytes, Encoding encoding) {
    thread_local pb::AgentFrames batch;
    std::vector<AgentFrame> frames;
    if (!parse_batch(batch, bytes, encoding)) {
        std::string rest;
        std::vector<NotUtf8> bad;
        if (encoding == Encoding::binary) {
            bad = take_not_utf8(bytes, pb::AgentSend::kTextFieldNumber, rest);
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
