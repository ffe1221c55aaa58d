#include "hub/engine/recall_stage.hpp"

#include <algorithm>
#include <array>
#include <cassert>

namespace usher::engine {
namespace {

/// What no later command may overtake this one on. Empty ids stand for nothing.
std::array<Bits128, 5> subjects_of(const core::Workspace& workspace, const Waiting& waiting) {
    const auto& command = waiting.command;
    const bool by_system = command.caller.role == core::Role::system;
    const auto conversation = core::conversation_of(command);
    const auto* known = workspace.find(conversation);
    return {by_system ? command.gateway.bits() : command.caller.id, conversation.bits(),
            core::contact_of(command).bits(), known != nullptr ? known->contact.bits() : Bits128{},
            waiting.recalled ? waiting.recalled->contact.bits() : Bits128{}};
}

}  // namespace

bool RecallStage::blocked(const core::Workspace& workspace, const Waiting& waiting) const {
    return std::ranges::any_of(subjects_of(workspace, waiting), [&](const Bits128& subject) {
        return subject != Bits128{} && blocked_.contains(subject);
    });
}

void RecallStage::block(const core::Workspace& workspace, const Waiting& waiting) {
    for (const auto& subject : subjects_of(workspace, waiting)) blocked_.insert(subject);
}

void RecallStage::ask(const core::Workspace& workspace, Waiting& waiting, core::Question question) {
    if (asked_.size() >= kAsksMax) return;  // when one is answered
    waiting.question = ++last_number_;
    const bool of_contact = std::holds_alternative<core::ContactHistory>(question);
    asked_[waiting.question] = {&waiting, of_contact};
    const auto at_least = core::archive_needed(workspace, question);
    asks_.push_back({waiting.question, std::move(question), at_least});
}

bool RecallStage::hold(const core::Workspace& workspace, Waiting& waiting, Timestamp now) {
    const bool behind = !held_.empty() && blocked(workspace, waiting);
    std::optional<core::Question> question;
    if (!behind) question = core::question_before(workspace, waiting.command, waiting.asked, now);
    if (!behind && !question) return false;
    if (behind && !is_held(waiting.command)) question = early_question(workspace, waiting, now);
    auto& held = held_.emplace_back(std::move(waiting));
    if (question) ask(workspace, held, std::move(*question));
    block(workspace, held);
    return true;
}

/// Everything else is asked at its turn only: what stands before it may change the answer. Whether
/// it was decided before can only be changed by the same command.
std::optional<core::Question> RecallStage::early_question(const core::Workspace& workspace,
                                                          const Waiting& waiting,
                                                          Timestamp now) const {
    auto question = core::question_before(workspace, waiting.command, waiting.asked, now);
    if (question && !std::holds_alternative<core::WasDecided>(*question)) question.reset();
    return question;
}

bool RecallStage::is_held(const core::Command& command) const {
    return std::ranges::any_of(held_, [&](const Waiting& other) {
        return other.command.caller.id == command.caller.id && other.command.id == command.id;
    });
}

void RecallStage::answer(std::uint64_t number, Answer answer) {
    auto found = asked_.find(number);
    assert(found != asked_.end());
    if (found == asked_.end()) return;
    const auto [held, of_contact] = found->second;
    auto& waiting = *held;
    asked_.erase(found);
    waiting.question = 0;
    stirred_ = true;
    if (auto* event = std::get_if<std::optional<core::Event>>(&answer)) {
        waiting.asked.decided = true;
        waiting.decided = std::move(*event);
    } else {
        auto& recalled = std::get<std::optional<core::ContactRecalled>>(answer);
        const auto contact = recalled ? recalled->contact : core::contact_of(waiting.command);
        const auto left = forgotten_.find(contact);
        if (left == forgotten_.end() || number > left->second) {  // else it is asked again
            (of_contact ? waiting.asked.contact : waiting.asked.conversation) = true;
            if (recalled) waiting.recalled = std::move(recalled);
        }
    }
    if (asked_.empty()) forgotten_.clear();
}

void RecallStage::forgotten(ContactId contact) {
    if (held_.empty()) return;
    if (!asked_.empty()) forgotten_[contact] = last_number_;
    for (auto& waiting : held_) {
        const bool about = waiting.recalled && waiting.recalled->contact == contact;
        if (!about && core::contact_of(waiting.command) != contact) continue;
        waiting.recalled.reset();
        waiting.asked.contact = waiting.asked.conversation = false;
        stirred_ = true;
    }
}

void RecallStage::begin_review() {
    review_ = held_.begin();
    blocked_.clear();
    stirred_ = false;
}

std::optional<Waiting> RecallStage::next(const core::Workspace& workspace, Timestamp now) {
    for (; review_ != held_.end(); ++review_) {
        auto& waiting = *review_;
        if (waiting.question == 0 && !blocked(workspace, waiting)) {
            auto question = core::question_before(workspace, waiting.command, waiting.asked, now);
            if (!question) {
                std::optional<Waiting> ready(std::move(waiting));
                review_ = held_.erase(review_);
                return ready;
            }
            ask(workspace, waiting, std::move(*question));
        }
        block(workspace, waiting);
    }
    return {};
}

}  // namespace usher::engine
