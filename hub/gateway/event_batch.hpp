// A run of one conversation's events as bytes ready to be sent, wherever they were found: in memory
// or in the archive. Plain values.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "hub/core/model/event.hpp"

namespace usher::gateway {

/// Who reads: contacts see less, and without what is the company's own.
enum class Audience : std::uint8_t { agents, contact };

/// Encoded; the bytes live as long as `owner`.
struct EventBytes {
    std::shared_ptr<const std::string> owner;
    std::string_view bytes;
};

/// What the audience may see of (after_seq, through_seq].
struct EventBatch {
    std::uint64_t after_seq = 0;
    std::uint64_t through_seq = 0;
    std::vector<EventBytes> events;
    bool complete = true;  ///< nothing lies beyond, in the direction it was read
};

/// Bounds of one batch; a batch has one event at least when there is any.
struct BatchLimit {
    std::size_t events = 100;
    std::size_t bytes = 64 * 1024;
};

/// One event as the audience gets it; null when it may not see it.
std::shared_ptr<const std::string> bytes_for(const core::Event& event, Audience audience);

}  // namespace usher::gateway
