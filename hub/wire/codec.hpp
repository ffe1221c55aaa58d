// Between stored bytes and the core's structs: commands, events, log entries. Old versions are upcast here,
// so the core knows only today's events. The generated protobuf headers are included by hub/wire alone.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hub/base/result.hpp"
#include "hub/core/model/log_entry.hpp"

namespace usher::wire {

std::string encode_commands(std::span<const core::Command> commands);
/// Error::Kind::corrupt names the command and field.
Result<std::vector<core::Command>> decode_commands(std::string_view bytes);

/// The batch in proto3 JSON, indented; what people wrote or are called is left out, by its length,
/// unless `with_text`. Error corrupt: not a batch.
Result<std::string> commands_json(std::string_view bytes, bool with_text);

std::string encode_log_entry(const core::LogEntry& entry);
Result<core::LogEntry> decode_log_entry(std::string_view bytes);

/// One usher.v1.Event, as history stores it and clients get it.
std::string encode_event(const core::Event& event);
Result<core::Event> decode_event(std::string_view bytes);

/// The same in proto3 JSON, one line.
std::string event_json(const core::Event& event);
std::string log_entry_json(const core::LogEntry& entry);
/// Error::Kind::invalid says where the JSON is wrong.
Result<core::LogEntry> log_entry_from_json(std::string_view json);

}  // namespace usher::wire
