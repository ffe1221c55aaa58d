#include "hub/app/engine/recall_answers.hpp"

#include "hub/app/engine/recall_reading.hpp"
#include "hub/base/failpoint.hpp"

namespace usher::app {
namespace {

constexpr auto kRetry = std::chrono::milliseconds(500);

}  // namespace

RecallAnswers::RecallAnswers(net::Loop& loop, StoreThread& store, WorkspaceId workspace,
                             Answered answered)
    : loop_(loop),
      store_(store),
      workspace_(workspace),
      answered_(std::move(answered)),
      retry_(loop) {}

RecallAnswers::~RecallAnswers() {
    alive_.reset();
}

void RecallAnswers::ask(engine::Ask ask) {
    auto& open = open_[ask.number];
    open = {std::move(ask.question), ask.archived_at_least};
    pursue(ask.number, open);
}

void RecallAnswers::archived(std::uint64_t version) {
    archived_ = std::max(archived_, version);
    for (auto& [number, open] : open_) pursue(number, open);
}

void RecallAnswers::pursue(std::uint64_t number, Open& open) {
    if (open.asked || open.archive_needed > archived_) return;
    open.asked = store_.ask<Result<engine::Answer>>(
        loop_,
        [workspace = workspace_, question = open.question](store::Store& store) {
            return read_answer(store.history(), workspace, question);
        },
        [this, alive = std::weak_ptr(alive_), number](Result<engine::Answer> answer) {
            if (alive.expired()) return;
            auto found = open_.find(number);
            if (found == open_.end()) return;
            if (fails_at("engine.ask.answered")) {
                answer = std::unexpected(failed_on_purpose("engine.ask.answered"));
            }
            if (!answer) {
                // The archive is away: whoever asked waits, everybody else goes on.
                found->second.asked = false;
                return retry_.after(kRetry, [this] { again(); });
            }
            open_.erase(found);
            answered_(number, std::move(*answer));
        });
    if (!open.asked) retry_.after(kRetry, [this] { again(); });
}

void RecallAnswers::again() {
    for (auto& [number, open] : open_) pursue(number, open);
}

}  // namespace usher::app
