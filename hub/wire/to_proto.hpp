// Core structs into generated messages. Inside hub/wire only.
#pragma once

#include "hub/core/model/log_entry.hpp"
#include "usher/v1/command.pb.h"
#include "usher/v1/event.pb.h"

namespace usher::wire {

void to_proto(const core::Actor& actor, v1::Actor& out);
void to_proto(const core::Profile& profile, v1::Profile& out);
void to_proto(const core::PageContext& page, v1::PageContext& out);
void to_proto(const core::SlaClock& clock, v1::SlaClock& out);
void to_proto(const core::Event& event, v1::Event& out);
void to_proto(const core::Command& command, v1::Command& out);
void to_proto(const core::LogEntry& entry, v1::LogEntry& out);

/// Empty for an id that is not set.
template <class Tag>
std::string id_text(Id<Tag> id) {
    return id.empty() ? std::string() : id.text();
}
inline std::int64_t whole_ms(Duration duration) {
    return std::chrono::floor<std::chrono::milliseconds>(duration).count();
}
/// 0 for an instant that is not set.
inline std::int64_t instant_ms(Timestamp at) {
    return at == Timestamp{} ? 0 : to_ms(at);
}

}  // namespace usher::wire
