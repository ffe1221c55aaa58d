#include "tests/simulation/oracle.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "hub/wire/codec.hpp"
#include "usher/v1/event.pb.h"

namespace usher::simulation {
namespace {

using ClockKey = std::tuple<ConversationId, core::SlaTarget, std::uint32_t>;

ClockKey key_of(const core::Event& event, const core::SlaClock& clock) {
    return {event.conversation, clock.target, clock.cycle};
}

chaos::StoredEvent stored_event(const core::Event& event) {
    v1::Event proto;
    proto.ParseFromString(wire::encode_event(event));
    chaos::StoredEvent out{.seq = proto.seq(),
                           .event_id = proto.event_id(),
                           .key = proto.event_key(),
                           .actor = proto.actor().actor_id(),
                           .kind = chaos::StoredEvent::Kind::other,
                           .hash = 0};
    if (!proto.has_message()) return out;
    out.kind = proto.message().private_note() ? chaos::StoredEvent::Kind::note
                                              : chaos::StoredEvent::Kind::message;
    if (!proto.message().parts().empty()) {
        out.hash = chaos::hash_of(proto.message().parts(0).text().text());
    }
    return out;
}

}  // namespace

Result<Stored> read_stored(store::Archive& archive, WorkspaceId workspace) {
    Stored stored;
    auto position = archive.position(workspace);
    if (!position) return std::unexpected(position.error());
    stored.epoch = position->epoch;
    stored.version = position->version;
    auto replayed = archive.replay(
        workspace, [&](const core::Event& event) { stored.events.push_back(event); });
    if (!replayed) return std::unexpected(replayed.error());
    return stored;
}

void add_to_export(chaos::Export& history, WorkspaceId workspace, const Stored& stored) {
    for (const auto& event : stored.events) {
        if (!event.conversation) continue;
        auto& conversation = history[event.conversation.text()];
        conversation.workspace = workspace.text();
        if (const auto* opened = std::get_if<core::ConversationOpened>(&event.body)) {
            conversation.contact = opened->contact.text();
        }
        conversation.events.push_back(stored_event(event));
    }
}

std::string check_clocks(const Stored& stored, Timestamp all_due_by, std::uint64_t& breaches) {
    std::string faults;
    std::set<ClockKey> missed;
    std::set<ClockKey> ended;
    std::map<ClockKey, core::SlaClock> running;
    for (const auto& event : stored.events) {
        if (const auto* started = std::get_if<core::SlaClockStarted>(&event.body)) {
            const bool fresh =
                running.emplace(key_of(event, started->clock), started->clock).second;
            if (!fresh) {
                faults += fmt::format("S1 a clock of {} was started twice (seq {})\n",
                                      event.conversation.text(), event.seq);
            }
        }
        const auto* stopped = std::get_if<core::SlaClockStopped>(&event.body);
        if (stopped == nullptr) continue;
        const auto key = key_of(event, stopped->clock);
        running.erase(key);
        const bool ends = stopped->clock.ended != Timestamp{};
        const bool over = ended.contains(key);
        if (ends) ended.insert(key);
        if (over) {
            faults += fmt::format("S1 a promise of {} ends again (seq {})\n",
                                  event.conversation.text(), event.seq);
        }
        if (stopped->clock.state != core::ClockState::missed) continue;
        // An answer that is late ends what was recorded as missed before.
        const bool fresh = missed.insert(key).second;
        breaches += fresh;
        if (!fresh && !ends) {
            faults += fmt::format("S1 a missed promise of {} is recorded again (seq {})\n",
                                  event.conversation.text(), event.seq);
        }
        if (!fresh) continue;
        // A late answer is late by the clock of who received it; the engine's may be behind that.
        const auto known = std::max(event.recorded, event.occurred);
        if (known < stopped->clock.due || stopped->clock.breached != stopped->clock.due) {
            faults += fmt::format("S1 a missed promise of {} is recorded too early (seq {})\n",
                                  event.conversation.text(), event.seq);
        }
    }
    for (const auto& [key, clock] : running) {
        if (clock.due >= all_due_by) continue;
        faults += fmt::format("S1 a promise of {} was due at {} and nothing was recorded\n",
                              std::get<0>(key).text(), to_ms(clock.due));
    }
    return faults;
}

std::string check_one_event_each(const chaos::Ledger& ledger) {
    std::string faults;
    std::map<std::tuple<std::string, std::string, std::uint64_t>, const chaos::Delivery*> known;
    for (const auto& it : ledger.deliveries) {
        const auto [at, fresh] = known.emplace(std::tuple(it.epoch, it.conversation, it.seq), &it);
        if (fresh || (at->second->event_id == it.event_id && at->second->hash == it.hash)) continue;
        faults +=
            fmt::format("S2 seq {} of {} in epoch {} was one event for {} and another for {}\n",
                        it.seq, it.conversation, it.epoch, at->second->receiver, it.receiver);
    }
    return faults;
}

}  // namespace usher::simulation
