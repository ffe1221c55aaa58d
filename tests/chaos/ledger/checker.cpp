#include "tests/chaos/ledger/checker.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "tests/chaos/ledger/receiver_check.hpp"

namespace usher::chaos {
namespace {

/// A code after which the sender is meant to send the same command again.
bool is_passing(const std::string& code) {
    return code == "unavailable" || code == "too_fast";
}

struct Place {
    const std::string* conversation = nullptr;
    const StoredConversation* in = nullptr;
    const StoredEvent* event = nullptr;
};

/// All attempts of one id, in one.
struct Sent {
    const Attempt* first = nullptr;
    std::string conversation;
    std::uint64_t seq = 0;
    std::string epoch;     // of that seq
    bool durable = false;  // told accepted or acked, and not refused for good after that
    bool ever_refused = false;
    bool only_refused = true;  // for a reason that stays
    bool only_passing = true;  // refused for a while and never sent again
    bool late = false;
    std::vector<Place> places;
};

using Senders = std::map<std::pair<std::string, std::string>, Sent>;

Senders gather(const Ledger& ledger, FaultList& faults) {
    Senders all;
    for (const auto& attempt : ledger.attempts) {
        auto& sent = all[{attempt.sender, attempt.id}];
        if (sent.first == nullptr) sent.first = &attempt;
        if (sent.conversation.empty()) sent.conversation = attempt.conversation;
        const bool passing = attempt.outcome == Outcome::refused && attempt.code == "unavailable";
        if (attempt.outcome != Outcome::refused || passing) sent.only_refused = false;
        if (!passing) sent.only_passing = false;
        sent.late = sent.late || attempt.late;
        switch (attempt.outcome) {
            case Outcome::unknown:
                break;
            case Outcome::accepted:
                sent.durable = true;
                break;
            case Outcome::acked:
                sent.durable = true;
                if (sent.seq != 0 && attempt.seq != 0 && attempt.seq != sent.seq &&
                    attempt.epoch == sent.epoch) {
                    faults.add("C1",
                               fmt::format("{} of {} was acknowledged as seq {} and as seq {}",
                                           attempt.id, attempt.sender, sent.seq, attempt.seq));
                }
                if (attempt.seq != 0) {
                    sent.seq = attempt.seq;
                    sent.epoch = attempt.epoch;
                }
                break;
            case Outcome::refused:
                sent.ever_refused = true;
                if (!is_passing(attempt.code)) sent.durable = sent.seq != 0;
                break;
        }
    }
    return all;
}

/// Gives every stored message to who sent it.
std::size_t place(const Export& history, Senders& senders, FaultList& faults) {
    std::size_t messages = 0;
    for (const auto& [id, conversation] : history) {
        for (const auto& event : conversation.events) {
            if (event.kind == StoredEvent::Kind::other) continue;
            ++messages;
            const auto found = senders.find({event.actor, event.key});
            if (found == senders.end()) {
                faults.add("C3", fmt::format("seq {} of {} is a message of {} that nobody sent: {}",
                                             event.seq, id, event.actor, event.key));
                continue;
            }
            found->second.places.push_back({&id, &conversation, &event});
        }
    }
    return messages;
}

/// The life of the log in which the run ended.
std::string last_epoch(const Ledger& ledger) {
    std::string last;
    const auto newer = [&](const std::string& epoch) {
        return epoch.size() > last.size() || (epoch.size() == last.size() && epoch > last);
    };
    for (const auto& it : ledger.deliveries) {
        if (newer(it.epoch)) last = it.epoch;
    }
    return last;
}

/// Whether its number may have been given away: it was acknowledged in an earlier life.
bool is_renumbered(const Sent& sent, const std::string& last_life) {
    return sent.places.size() == 1 && sent.seq != 0 && !sent.epoch.empty() &&
           sent.places.front().event->seq != sent.seq && sent.epoch != last_life;
}

void check_sent(const Sent& sent, bool renumbered, FaultList& faults) {
    const auto& [sender, id] = std::tie(sent.first->sender, sent.first->id);
    if (sent.durable && sent.places.empty()) {
        faults.add("C1", fmt::format("{} of {} was acknowledged and is not stored", id, sender));
    }
    if (sent.places.size() > 1) {
        faults.add(sent.durable ? "C1" : "C3",
                   fmt::format("{} of {} is stored {} times", id, sender, sent.places.size()));
    }
    for (const auto& it : sent.places) {
        if (sent.only_refused) {
            faults.add("C2", fmt::format("{} of {} was refused ({}) and is stored", id, sender,
                                         sent.first->code));
        }
        if (it.event->hash != sent.first->hash) {
            faults.add("C1", fmt::format("{} of {} is stored with another body", id, sender));
        }
        if (sent.seq != 0 && it.event->seq != sent.seq && !renumbered) {
            faults.add("C1", fmt::format("{} of {} was acknowledged as seq {} and is stored as {}",
                                         id, sender, sent.seq, it.event->seq));
        }
        const bool elsewhere = sent.conversation.empty()
                                   ? it.in->contact != sender && sender.starts_with("ctc_")
                                   : *it.conversation != sent.conversation;
        if (elsewhere) {
            faults.add("C7", fmt::format("{} of {} was sent to {} and is stored in {}", id, sender,
                                         sent.conversation, *it.conversation));
        }
    }
}

void check_seqs(const Export& history, FaultList& faults) {
    for (const auto& [id, conversation] : history) {
        std::uint64_t expected = 1;
        for (const auto& event : conversation.events) {
            if (event.seq != expected) {
                faults.add("C4",
                           fmt::format("{} has seq {} where {} belongs", id, event.seq, expected));
            }
            expected = event.seq + 1;
        }
    }
}

/// How many stand behind a later one of their sender; each is a fault unless lives change.
std::size_t check_order(const Senders& senders, bool lives_change, FaultList& faults) {
    std::size_t misplaced = 0;
    struct Step {
        std::uint64_t number;
        const Sent* sent;
    };
    std::map<std::pair<std::string, std::string>, std::vector<Step>> lanes;
    for (const auto& [key, sent] : senders) {
        if (sent.ever_refused || sent.places.empty()) continue;
        lanes[{sent.first->lane, *sent.places.front().conversation}].push_back(
            {sent.first->number, &sent});
    }
    for (auto& [lane, steps] : lanes) {
        std::ranges::sort(steps, {}, &Step::number);
        for (std::size_t i = 1; i < steps.size(); ++i) {
            const auto before = steps[i - 1].sent->places.front().event->seq;
            const auto after = steps[i].sent->places.front().event->seq;
            if (after > before) continue;
            ++misplaced;
            if (lives_change) continue;
            faults.add("C5", fmt::format("{} in {}: number {} is stored as seq {}, number {} as {}",
                                         lane.first, lane.second, steps[i - 1].number, before,
                                         steps[i].number, after));
        }
    }
    return misplaced;
}

}  // namespace

Verdict check(const Ledger& ledger, const Export& history, CheckOptions options) {
    Verdict verdict;
    FaultList faults(verdict);
    auto senders = gather(ledger, faults);
    verdict.stored = place(history, senders, faults);
    verdict.sent = senders.size();
    verdict.attempts = ledger.attempts.size();
    verdict.deliveries = ledger.deliveries.size();
    const auto last_life = options.lives_change ? last_epoch(ledger) : std::string();
    for (const auto& [key, sent] : senders) {
        const bool renumbered = options.lives_change && is_renumbered(sent, last_life);
        check_sent(sent, renumbered, faults);
        verdict.renumbered += renumbered;
        verdict.acked += sent.durable;
        verdict.refused += sent.only_refused || (sent.only_passing && sent.places.empty());
        verdict.unknown += !sent.durable && !sent.only_refused;
        verdict.late += sent.late || (sent.only_passing && !sent.places.empty());
    }
    check_seqs(history, faults);
    const auto misplaced = check_order(senders, options.lives_change, faults);
    if (options.lives_change) verdict.reordered = misplaced;
    check_receivers(ledger, history, options, faults);
    return verdict;
}

std::string Verdict::text() const {
    auto out = fmt::format(
        "{} messages in {} attempts: {} acknowledged, {} refused, {} unknown, {} late; {} stored, "
        "{} "
        "deliveries; {} faults\n",
        sent, attempts, acked, refused, unknown, late, stored, deliveries, faults_in_all);
    for (const auto& fault : faults) out += fmt::format("  {} {}\n", fault.rule, fault.what);
    if (faults_in_all > faults.size()) out += "  …\n";
    return out;
}

}  // namespace usher::chaos
