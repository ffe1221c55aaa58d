#include "hub/gateway/pending_commands.hpp"

#include <algorithm>

#include "hub/base/hash.hpp"

namespace usher::gateway {

std::size_t PendingCommands::Hash::operator()(const Key& key) const noexcept {
    return hash_bytes(key.command_id, key.caller.low ^ key.caller.high);
}

std::shared_ptr<PendingCommand> PendingCommands::add(core::Actor caller, std::string command_id,
                                                     std::weak_ptr<CommandCaller> session,
                                                     Timestamp now) {
    forget_old(now);
    auto key = key_of(caller, command_id);
    auto command = std::make_shared<PendingCommand>(
        PendingCommand{std::move(caller), std::move(command_id), std::move(session), false, now});
    waiting_[std::move(key)].push_back(command);
    ++count_;
    return command;
}

std::shared_ptr<PendingCommand> PendingCommands::take(const core::Actor& caller,
                                                      const std::string& command_id) {
    auto found = waiting_.find(key_of(caller, command_id));
    if (found == waiting_.end()) return nullptr;
    auto& same = found->second;
    // Whose session is gone hears no answer, and must not take that of who asked again: its own
    // decision may have been lost, or skipped by a snapshot.
    while (same.size() > 1 && same.front()->session.expired()) {
        same.front()->answered = true;
        same.pop_front();
        --count_;
    }
    auto command = std::move(same.front());
    same.pop_front();
    if (same.empty()) waiting_.erase(found);
    --count_;
    command->answered = true;
    return command;
}

void PendingCommands::forget_old(Timestamp now) {
    // Rare: an engine that was away for long, or a command that no engine could read.
    if (count_ < kPendingMax / 2 || now - looked_for_old_ < kForgetAfter / 5) return;
    looked_for_old_ = now;
    for (auto at = waiting_.begin(); at != waiting_.end();) {
        auto& same = at->second;
        count_ -= std::erase_if(same, [&](const auto& command) {
            const bool old = now - command->since > kForgetAfter;
            command->answered = command->answered || old;
            return old;
        });
        at = same.empty() ? waiting_.erase(at) : std::next(at);
    }
}

void PendingCommands::remove(PendingCommand& command) {
    if (command.answered) return;
    command.answered = true;
    auto found = waiting_.find(key_of(command.caller, command.id));
    if (found == waiting_.end()) return;
    auto& same = found->second;
    auto at =
        std::ranges::find_if(same, [&](const auto& other) { return other.get() == &command; });
    if (at == same.end()) return;
    same.erase(at);
    --count_;
    if (same.empty()) waiting_.erase(found);
}

}  // namespace usher::gateway
