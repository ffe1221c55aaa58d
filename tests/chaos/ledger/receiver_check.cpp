#include "tests/chaos/ledger/receiver_check.hpp"

#include <fmt/format.h>

#include <unordered_map>

namespace usher::chaos {
namespace {

/// What one receiver got of one conversation in one epoch.
struct Held {
    std::unordered_map<std::uint64_t, const Delivery*> by_seq;
    std::uint64_t highest = 0;
};

using Key = std::tuple<std::string, std::string, std::string>;  // receiver, conversation, epoch

class ReceiverCheck {
  public:
    ReceiverCheck(const Ledger& ledger, const Export& history, FaultList& faults)
        : ledger_(ledger), history_(history), faults_(faults) {
        for (const auto& [id, conversation] : history) {
            auto& index = stored_[id];
            for (const auto& event : conversation.events) index.emplace(event.seq, &event);
        }
    }

    void run(CheckOptions options) {
        starts_over_ = options.lives_change;
        for (const auto& delivery : ledger_.deliveries) take(delivery);
        for (const auto& [id, receiver] : ledger_.receivers) {
            for (const auto& [conversation, holding] : receiver.holds) {
                check_complete(id, receiver, conversation, holding, options);
            }
        }
    }

  private:
    void take(const Delivery& it) {
        const auto known = ledger_.receivers.find(it.receiver);
        const auto conversation = history_.find(it.conversation);
        if (known == ledger_.receivers.end()) return;
        const auto& receiver = known->second;
        if (conversation == history_.end()) {
            return faults_.add("C7", fmt::format("{} was given seq {} of {}, which is not in the "
                                                 "history",
                                                 it.receiver, it.seq, it.conversation));
        }
        if (conversation->second.workspace != receiver.workspace) {
            return faults_.add("C7", fmt::format("{} of {} was given seq {} of {}, which belongs "
                                                 "to {}",
                                                 it.receiver, receiver.workspace, it.seq,
                                                 it.conversation, conversation->second.workspace));
        }
        if (!receiver.agent && conversation->second.contact != receiver.contact) {
            return faults_.add(
                "C7", fmt::format("{} was given seq {} of {}, which is with {}", it.receiver,
                                  it.seq, it.conversation, conversation->second.contact));
        }
        auto& held = held_[{it.receiver, it.conversation, it.epoch}];
        const auto [at, fresh] = held.by_seq.emplace(it.seq, &it);
        if (!fresh) {
            if (at->second->event_id == it.event_id && at->second->hash == it.hash) return;
            return faults_.add(
                "C6", fmt::format("{} was given two different events as seq {} of {}", it.receiver,
                                  it.seq, it.conversation));
        }
        if (it.seq < held.highest && !starts_over_) {
            faults_.add("C6", fmt::format("{} was given seq {} of {} after seq {}", it.receiver,
                                          it.seq, it.conversation, held.highest));
        }
        held.highest = std::max(held.highest, it.seq);
        compare_with_stored(it, receiver);
    }

    void compare_with_stored(const Delivery& it, const Receiver& receiver) {
        // An epoch that is over may have held what was lost for good.
        const auto last = receiver.holds.find(it.conversation);
        if (last == receiver.holds.end() || last->second.epoch != it.epoch) return;
        const auto& index = stored_[it.conversation];
        const auto found = index.find(it.seq);
        if (found == index.end()) {
            return faults_.add("C6", fmt::format("{} was given seq {} of {}, which is not stored",
                                                 it.receiver, it.seq, it.conversation));
        }
        const auto& event = *found->second;
        if (event.event_id != it.event_id || (it.hash != 0 && event.hash != it.hash)) {
            faults_.add("C7", fmt::format("{} was given another event as seq {} of {} than is "
                                          "stored there",
                                          it.receiver, it.seq, it.conversation));
        }
        if (!receiver.agent && event.kind == StoredEvent::Kind::note) {
            faults_.add("C7", fmt::format("the contact {} was given the private note seq {} of {}",
                                          it.receiver, it.seq, it.conversation));
        }
    }

    void check_complete(const std::string& id, const Receiver& receiver,
                        const std::string& conversation, const Holding& holding,
                        CheckOptions options) {
        const auto found = history_.find(conversation);
        if (found == history_.end()) return;
        const auto& held = held_[{id, conversation, holding.epoch}];
        const auto& events = found->second.events;
        const std::uint64_t end = options.receivers_are_at_the_end
                                      ? (events.empty() ? 0 : events.back().seq)
                                      : holding.through;
        for (const auto& event : events) {
            // Of what is no message the contact sees only a part; the messages are his right.
            const bool his = receiver.agent || event.kind == StoredEvent::Kind::message;
            if (!his || event.seq <= holding.from || event.seq > end) continue;
            if (held.by_seq.contains(event.seq)) continue;
            faults_.add("C6", fmt::format("{} lacks seq {} of {} (holds {} to {} of {})", id,
                                          event.seq, conversation, holding.from + 1,
                                          holding.through, events.back().seq));
        }
    }

    const Ledger& ledger_;
    const Export& history_;
    FaultList& faults_;
    std::map<std::string, std::unordered_map<std::uint64_t, const StoredEvent*>> stored_;
    std::map<Key, Held> held_;
    bool starts_over_ = false;
};

}  // namespace

void check_receivers(const Ledger& ledger, const Export& history, CheckOptions options,
                     FaultList& faults) {
    ReceiverCheck(ledger, history, faults).run(options);
}

}  // namespace usher::chaos
