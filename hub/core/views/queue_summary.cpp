#include "hub/core/views/queue_summary.hpp"

namespace usher::core {

QueueSummary summarize(const Queue& queue) {
    return {
        .id = queue.definition.id,
        .name = queue.definition.name,
        .waiting = static_cast<std::uint32_t>(queue.waiting.size()),
        .oldest_waiting = queue.waiting.empty() ? Timestamp{} : queue.waiting.begin()->queued,
        .first_response = queue.definition.first_response,
        .next_response = queue.definition.next_response,
        .inactive = queue.definition.inactive,
        .routing = queue.routing,
        .coverage = queue.history.coverage(),
    };
}

}  // namespace usher::core
