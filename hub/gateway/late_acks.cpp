#include "hub/gateway/late_acks.hpp"

#include "hub/base/failpoint.hpp"

#include <algorithm>

namespace usher::gateway {

void LateAcks::durable(std::shared_ptr<PendingCommand> command) {
    if (command->answered) return;
    waiting_.emplace_back(loop_.now() + after_, std::move(command));
    if (waiting_.size() == 1) arm();
}

void LateAcks::arm() {
    const auto wait = waiting_.front().first - loop_.now();
    const auto ms = std::chrono::ceil<std::chrono::milliseconds>(wait);
    // A clock that was set back must not hold acknowledgements for longer than promised.
    timer_.after(std::clamp(ms, std::chrono::milliseconds(0), after_), [this] { tell_due(); });
}

void LateAcks::tell_due() {
    const auto now = loop_.now();
    const auto far = now + after_;
    while (!waiting_.empty() && (waiting_.front().first <= now || waiting_.front().first > far)) {
        auto command = std::move(waiting_.front().second);
        waiting_.pop_front();
        if (command->answered) continue;
        if (fails_at("gateway.accepted.before")) continue;
        if (auto session = command->session.lock()) {
            probe_.late_ack();
            session->on_accepted(command->id);
        }
    }
    if (!waiting_.empty()) arm();
}

}  // namespace usher::gateway
