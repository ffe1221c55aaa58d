// What was said in the demo's conversations: data only, in the order of their beginning.
#pragma once

#include <chrono>
#include <span>
#include <string_view>

namespace usher::app {

enum class Line { customer, agent, note, read, resolve, to_sales };

struct DemoLine {
    std::chrono::seconds after;  ///< the conversation's beginning
    Line kind;
    std::string_view text;
};

struct DemoConversation {
    std::chrono::seconds ago;   ///< before now: when its first line is written
    std::string_view customer;  ///< a given name, or empty for somebody anonymous
    std::string_view email;
    std::string_view language;
    std::string_view page;
    std::size_t agent;  ///< who answers, an index into the demo's agents
    std::span<const DemoLine> lines;
};

std::span<const DemoConversation> demo_conversations();

}  // namespace usher::app
