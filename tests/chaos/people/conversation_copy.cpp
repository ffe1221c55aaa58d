#include "tests/chaos/people/conversation_copy.hpp"

namespace usher::chaos {
namespace {

std::uint64_t hash_of_message(const v1::Event& event) {
    if (!event.has_message() || event.message().parts().empty()) return 0;
    return hash_of(event.message().parts(0).text().text());
}

}  // namespace

ConversationCopy::ConversationCopy(Ledger& ledger, std::string receiver, std::string conversation)
    : ledger_(&ledger), receiver_(std::move(receiver)), conversation_(std::move(conversation)) {}

Holding& ConversationCopy::holding() {
    return ledger_->receivers[receiver_].holds[conversation_];
}

const Holding& ConversationCopy::holding() const {
    return ledger_->receivers[receiver_].holds[conversation_];
}

void ConversationCopy::deliver(const std::string& epoch, const v1::Event& event,
                               std::int64_t now_ns) {
    ledger_->deliveries.push_back({receiver_, epoch, conversation_, event.seq(), event.event_id(),
                                   hash_of_message(event), now_ns});
}

std::uint64_t ConversationCopy::take(const std::string& epoch, const v1::Events& run,
                                     std::int64_t now_ns) {
    auto& hold = holding();
    hold.epoch = epoch;
    if (fresh_) {
        fresh_ = false;
        hold.from = hold.through = run.after_seq();
    }
    const auto reached = waiting_ ? above_through_ : hold.through;
    if (run.after_seq() > reached) {
        // A gap, or another one above it: what lies above starts anew.
        ++gaps_;
        waiting_ = true;
        above_.clear();
        above_from_ = run.after_seq();
        above_through_ = run.through_seq();
        for (const auto& event : run.events()) above_[event.seq()] = event;
        return above_from_ + 1;
    }
    if (waiting_) {
        for (const auto& event : run.events()) above_[event.seq()] = event;
        above_through_ = std::max(above_through_, run.through_seq());
        return 0;
    }
    // Repeats go into the ledger too: they must be the same events.
    // An answer to a repeat may be older than what he began with: that is not shown.
    for (const auto& event : run.events()) {
        if (event.seq() > hold.from) deliver(epoch, event, now_ns);
    }
    hold.through = std::max(hold.through, run.through_seq());
    return 0;
}

std::uint64_t ConversationCopy::take_page(const std::string& epoch, const v1::Events& page,
                                          bool complete, std::int64_t now_ns) {
    if (!waiting_) return 0;
    for (const auto& event : page.events()) above_[event.seq()] = event;
    above_from_ = complete ? 0 : std::min(above_from_, page.after_seq());
    if (above_from_ > holding().through) return above_from_ + 1;
    join(epoch, now_ns);
    return 0;
}

void ConversationCopy::join(const std::string& epoch, std::int64_t now_ns) {
    auto& hold = holding();
    for (const auto& [seq, event] : above_) {
        if (seq > hold.through) deliver(epoch, event, now_ns);
    }
    hold.through = std::max(hold.through, above_through_);
    above_.clear();
    waiting_ = false;
}

void ConversationCopy::drop() {
    line_lost();
    fresh_ = true;
    holding().from = holding().through = 0;
}

void ConversationCopy::line_lost() {
    waiting_ = false;
    above_.clear();
}

}  // namespace usher::chaos
