// Everything of a workspace's state as one text, so that a test can say "the same": what a snapshot
// keeps, the indexes, and the remembered commands.
#pragma once

#include <fmt/format.h>

#include <string>

#include "hub/core/decide.hpp"
#include "hub/wire/snapshot.hpp"

namespace usher::test {

inline std::string state_text(const core::Workspace& state) {
    std::string text = wire::encode_snapshot(state, "", "", {});
    for (const auto& [id, queue] : state.queues) {
        text += fmt::format("\nqueue {}", id.text());
        for (const auto& place : queue.waiting) {
            text += fmt::format(" {}/{}/{}", to_ms(place.queued), place.arrival,
                                place.conversation.text());
        }
    }
    for (const auto& [id, agent] : state.agents) {
        text += fmt::format("\nagent {}", id.text());
        for (auto conversation : agent.holding) text += " " + conversation.text();
    }
    text += "\ndeadlines";
    for (const auto& [at, id] : state.clock_deadlines)
        text += fmt::format(" {}/{}", to_ms(at), id.text());
    text += "\nabsent";
    for (const auto& [at, id] : state.absent_agents)
        text += fmt::format(" {}/{}", to_ms(at), id.text());
    return text;
}

}  // namespace usher::test
