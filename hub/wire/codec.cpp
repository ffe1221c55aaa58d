#include "hub/wire/codec.hpp"

#include <google/protobuf/arena.h>
#include <google/protobuf/util/json_util.h>

#include <memory>

#include "hub/wire/from_proto.hpp"
#include "hub/wire/to_proto.hpp"

namespace usher::wire {
namespace {

/// A message in an arena of this thread that is emptied at the next use: events are nested oneofs, whose parts a
/// reused message would free and allocate anew each time. Valid until the next call for the same kind.
template <class Message>
Message& scratch() {
    constexpr std::size_t kBlock = 64 * 1024;
    struct Space {
        std::unique_ptr<char[]> block = std::make_unique<char[]>(kBlock);
        google::protobuf::Arena arena{options(block.get())};
        static google::protobuf::ArenaOptions options(char* block) {
            google::protobuf::ArenaOptions options;
            options.initial_block = block;
            options.initial_block_size = kBlock;
            options.max_block_size = 1024 * 1024;
            return options;
        }
    };
    thread_local Space space;
    space.arena.Reset();
    return *google::protobuf::Arena::CreateMessage<Message>(&space.arena);
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

void by_length(std::string& text) {
    if (!text.empty()) text = "(" + std::to_string(text.size()) + " bytes)";
}

void leave_out_text(v1::Command& command) {
    command.mutable_caller()->clear_profile();
    if (command.has_send_message()) {
        auto& send = *command.mutable_send_message();
        by_length(*send.mutable_text()->mutable_text());
        send.clear_page();
        send.clear_profile();
    }
    if (command.has_transfer_conversation()) {
        by_length(*command.mutable_transfer_conversation()->mutable_note());
    }
    if (command.has_update_contact()) command.mutable_update_contact()->clear_profile();
    if (command.has_register_agent()) command.clear_register_agent();
}

}  // namespace

std::string encode_commands(std::span<const core::Command> commands) {
    auto& batch = scratch<v1::CommandBatch>();
    for (const auto& command : commands) to_proto(command, *batch.add_commands());
    return batch.SerializeAsString();
}

Result<std::vector<core::Command>> decode_commands(std::string_view bytes) {
    auto& batch = scratch<v1::CommandBatch>();
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

Result<std::string> commands_json(std::string_view bytes, bool with_text) {
    v1::CommandBatch batch;
    if (!parse(batch, bytes)) return fail(Error::Kind::corrupt, "not a command batch");
    for (auto& command : *batch.mutable_commands()) {
        if (!with_text) leave_out_text(command);
    }
    google::protobuf::util::JsonPrintOptions indented;
    indented.add_whitespace = true;
    std::string text;
    if (!google::protobuf::util::MessageToJsonString(batch, &text, indented).ok()) {
        return fail(Error::Kind::corrupt, "it has text that is not UTF-8");
    }
    return text;
}

std::string encode_log_entry(const core::LogEntry& entry) {
    auto& message = scratch<v1::LogEntry>();
    to_proto(entry, message);
    return message.SerializeAsString();
}

Result<core::LogEntry> decode_log_entry(std::string_view bytes) {
    auto& message = scratch<v1::LogEntry>();
    if (!parse(message, bytes)) return fail(Error::Kind::corrupt, "not a log entry");
    return from_proto(message);
}

std::string encode_event(const core::Event& event) {
    auto& message = scratch<v1::Event>();
    to_proto(event, message);
    return message.SerializeAsString();
}

Result<core::Event> decode_event(std::string_view bytes) {
    auto& message = scratch<v1::Event>();
    if (!parse(message, bytes)) return fail(Error::Kind::corrupt, "not an event");
    return from_proto(message);
}

std::string event_json(const core::Event& event) {
    auto& message = scratch<v1::Event>();
    to_proto(event, message);
    return json(message);
}

Result<core::LogEntry> log_entry_from_json(std::string_view text) {
    auto& message = scratch<v1::LogEntry>();
    const auto status = google::protobuf::util::JsonStringToMessage(
        google::protobuf::StringPiece(text.data(), text.size()), &message);
    if (!status.ok()) {
        return fail(Error::Kind::invalid,
                    std::string(status.message().data(), status.message().size()));
    }
    return from_proto(message);
}

std::string log_entry_json(const core::LogEntry& entry) {
    auto& message = scratch<v1::LogEntry>();
    to_proto(entry, message);
    return json(message);
}

}  // namespace usher::wire
