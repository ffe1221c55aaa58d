#include "hub/wire/codec.hpp"

#include <google/protobuf/util/json_util.h>

#include "hub/wire/from_proto.hpp"
#include "hub/wire/to_proto.hpp"

namespace usher::wire {
namespace {

/// One message object per thread and kind: strings keep their capacity, which halves the cost of
/// coding.
template <class Message>
Message& reused() {
    thread_local Message message;
    message.Clear();
    return message;
}

template <class Message>
bool parse(Message& message, std::string_view bytes) {
    return message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

std::string json(const google::protobuf::Message& message) {
    std::string text;
    google::protobuf::util::MessageToJsonString(message, &text).ok();
    return text;
}

}  // namespace

std::string encode_commands(std::span<const core::Command> commands) {
    auto& batch = reused<v1::CommandBatch>();
    for (const auto& command : commands) to_proto(command, *batch.add_commands());
    return batch.SerializeAsString();
}

Result<std::vector<core::Command>> decode_commands(std::string_view bytes) {
    auto& batch = reused<v1::CommandBatch>();
    if (!parse(batch, bytes)) return fail(Error::Kind::corrupt, "not a command batch");
    std::vector<core::Command> commands;
    commands.reserve(static_cast<std::size_t>(batch.commands_size()));
    for (const auto& command : batch.commands()) {
        auto read = from_proto(command);
        if (!read) return std::unexpected(read.error());
        commands.push_back(std::move(*read));
    }
    return commands;
}

std::string encode_log_entry(const core::LogEntry& entry) {
    auto& message = reused<v1::LogEntry>();
    to_proto(entry, message);
    return message.SerializeAsString();
}

Result<core::LogEntry> decode_log_entry(std::string_view bytes) {
    auto& message = reused<v1::LogEntry>();
    if (!parse(message, bytes)) return fail(Error::Kind::corrupt, "not a log entry");
    return from_proto(message);
}

std::string encode_event(const core::Event& event) {
    auto& message = reused<v1::Event>();
    to_proto(event, message);
    return message.SerializeAsString();
}

Result<core::Event> decode_event(std::string_view bytes) {
    auto& message = reused<v1::Event>();
    if (!parse(message, bytes)) return fail(Error::Kind::corrupt, "not an event");
    return from_proto(message);
}

std::string event_json(const core::Event& event) {
    auto& message = reused<v1::Event>();
    to_proto(event, message);
    return json(message);
}

Result<core::LogEntry> log_entry_from_json(std::string_view text) {
    auto& message = reused<v1::LogEntry>();
    const auto status = google::protobuf::util::JsonStringToMessage(
        google::protobuf::StringPiece(text.data(), text.size()), &message);
    if (!status.ok()) {
        return fail(Error::Kind::invalid,
                    std::string(status.message().data(), status.message().size()));
    }
    return from_proto(message);
}

std::string log_entry_json(const core::LogEntry& entry) {
    auto& message = reused<v1::LogEntry>();
    to_proto(entry, message);
    return json(message);
}

}  // namespace usher::wire
