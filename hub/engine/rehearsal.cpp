#include "hub/engine/rehearsal.hpp"

#include <fmt/format.h>

#include "hub/base/overloaded.hpp"

namespace usher::engine {

Rehearsal::Rehearsal(Timestamp start, std::uint64_t seed)
    : now_(start), random_(seed), engine_(core::Workspace{}, "1", "") {}

void Rehearsal::until(Timestamp at) {
    for (auto due = engine_.next_wakeup(); due <= at; due = engine_.next_wakeup()) {
        now_ = std::max(now_, due);
        take(engine_.handle(Woke{}, now_));
    }
    now_ = std::max(now_, at);
}

const core::LogEntry& Rehearsal::submit(core::Actor caller, core::CommandBody body,
                                        GatewayId gateway, std::string command_id) {
    if (command_id.empty()) command_id = fmt::format("rehearsed-{}", commands_);
    return submit(
        {std::move(command_id), std::move(caller), gateway, now_, entropy(), std::move(body)});
}

const core::LogEntry& Rehearsal::submit(core::Command command) {
    ++commands_;
    std::vector<core::Command> commands;
    commands.push_back(std::move(command));
    take(engine_.handle(CommandsRead{fmt::format("0-{}", commands_), std::move(commands)}, now_));
    return log_.back();
}

Entropy Rehearsal::entropy() {
    Entropy bytes;
    for (auto& byte : bytes) {  // xorshift64*: enough to tell ids apart
        random_ ^= random_ >> 12;
        random_ ^= random_ << 25;
        random_ ^= random_ >> 27;
        byte = static_cast<std::uint8_t>((random_ * 0x2545f4914f6cdd1dULL) >> 56);
    }
    return bytes;
}

void Rehearsal::take(std::vector<Effect> effects) {
    for (auto& effect : effects) {
        std::visit(overloaded{
                       [&](Append& append) {
                           const auto version = append.entry.version;
                           log_.push_back(std::move(append.entry));
                           archive_.store(log_.back());
                           take(engine_.handle(Appended{version}, now_));
                           if (archive_tells_) take(engine_.handle(Archived{version}, now_));
                       },
                       [&](Ask& ask) {
                           auto answer = archive_.answer(ask.question);
                           take(engine_.handle(Answered{ask.number, std::move(answer)}, now_));
                       },
                   },
                   effect);
    }
}

}  // namespace usher::engine
