#include "tests/chaos/people/outbox.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "hub/app/bench/monotonic.hpp"

namespace usher::chaos {

std::string new_command_id(std::uint64_t random_a, std::uint64_t random_b, std::int64_t ahead_ms) {
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(
                        std::chrono::system_clock::now().time_since_epoch())
                        .count() +
                    ahead_ms;
    return fmt::format("{:08x}-{:04x}-7{:03x}-8{:03x}-{:012x}", ms >> 16, ms & 0xffff,
                       random_a & 0xfff, (random_a >> 12) & 0xfff, random_b & 0xffffffffffff);
}

bool Outbox::add(Message message) {
    if (messages_.size() >= waiting_max_) return false;
    messages_.push_back(std::move(message));
    return true;
}

const Message* Outbox::next(const std::string& sender, const std::string& lane,
                            std::int64_t now_ns) {
    if (on_their_way_ >= in_flight_max_) return nullptr;
    for (auto& message : messages_) {
        if (message.attempt != Message::kNone) continue;
        // Whoever waits holds up those behind him: the order is his.
        if (message.not_before_ns > now_ns) return nullptr;
        message.attempt = ledger_.attempts.size();
        ledger_.attempts.push_back({.sender = sender,
                                    .lane = lane,
                                    .id = message.id,
                                    .conversation = message.conversation,
                                    .number = message.number,
                                    .hash = hash_of(message.text),
                                    .sent_ns = now_ns,
                                    .answered_ns = 0,
                                    .outcome = Outcome::unknown,
                                    .seq = 0,
                                    .code = "",
                                    .epoch = "",
                                    .late = false});
        ++on_their_way_;
        return &message;
    }
    return nullptr;
}

Message* Outbox::find(const std::string& id) {
    const auto found = std::ranges::find(messages_, id, &Message::id);
    return found == messages_.end() ? nullptr : &*found;
}

void Outbox::forget(const std::string& id) {
    std::erase_if(messages_, [&](const Message& it) { return it.id == id; });
}

void Outbox::accepted(const std::string& id, std::int64_t now_ns) {
    auto* message = find(id);
    if (message == nullptr || message->attempt == Message::kNone) return;
    auto& attempt = ledger_.attempts[message->attempt];
    attempt.outcome = Outcome::accepted;
    attempt.answered_ns = now_ns;
}

bool Outbox::settled(const std::string& id, std::uint64_t seq, std::int64_t now_ns) {
    auto* message = find(id);
    if (message == nullptr) return false;
    if (message->attempt != Message::kNone) {
        auto& attempt = ledger_.attempts[message->attempt];
        attempt.outcome = Outcome::acked;
        attempt.seq = seq;
        attempt.epoch = epoch_;
        if (attempt.answered_ns == 0) attempt.answered_ns = now_ns;
        --on_their_way_;
    } else {
        // An earlier attempt's answer, come with the catch-up of a new line.
        const auto last = std::find_if(ledger_.attempts.rbegin(), ledger_.attempts.rend(),
                                       [&](const Attempt& it) { return it.id == id; });
        if (last != ledger_.attempts.rend() && last->outcome == Outcome::refused) {
            auto late = *last;
            late.outcome = Outcome::acked;
            late.seq = seq;
            late.epoch = epoch_;
            late.late = true;
            ledger_.attempts.push_back(std::move(late));
        } else if (last != ledger_.attempts.rend()) {
            last->outcome = Outcome::acked;
            last->seq = seq;
            last->epoch = epoch_;
        }
    }
    forget(id);
    return true;
}

void Outbox::refused(const std::string& id, const std::string& code, std::uint32_t retry_after_ms,
                     std::int64_t now_ns) {
    auto* message = find(id);
    if (message == nullptr || message->attempt == Message::kNone) return;
    auto& attempt = ledger_.attempts[message->attempt];
    taken_back_ += attempt.outcome == Outcome::accepted;
    attempt.outcome = Outcome::refused;
    attempt.code = code;
    attempt.answered_ns = now_ns;
    message->attempt = Message::kNone;
    --on_their_way_;
    if (code == "unavailable" || code == "too_fast") {
        message->not_before_ns =
            now_ns + std::max<std::int64_t>(retry_after_ms, 50) * bench::kNsPerMs;
        return;
    }
    ++lost_for_good_;
    forget(id);
}

void Outbox::line_lost() {
    for (auto& message : messages_) {
        message.attempt = Message::kNone;
        message.not_before_ns = 0;
    }
    on_their_way_ = 0;
}

std::int64_t Outbox::oldest_on_its_way_ns() const {
    for (const auto& message : messages_) {
        if (message.attempt == Message::kNone) continue;
        const auto& attempt = ledger_.attempts[message.attempt];
        if (attempt.answered_ns == 0) return attempt.sent_ns;
    }
    return 0;
}

}  // namespace usher::chaos
