// Generated messages into core structs; every id and enum is checked. Inside hub/wire only.
#pragma once

#include "hub/base/result.hpp"
#include "hub/core/model/log_entry.hpp"
#include "usher/v1/command.pb.h"
#include "usher/v1/event.pb.h"

namespace usher::wire {

Result<core::Event> from_proto(const v1::Event& event);
Result<core::Command> from_proto(const v1::Command& command);
Result<core::LogEntry> from_proto(const v1::LogEntry& entry);
core::Profile from_proto(const v1::Profile& profile);
core::PageContext from_proto(const v1::PageContext& page);

/// Reads fields and remembers the first that is wrong, so that a whole message is read without a
/// branch at every field.
class Reader {
  public:
    /// An empty text is an id that is not set.
    template <class IdType>
    IdType id(const std::string& text, const char* field) {
        if (text.empty()) return {};
        if (auto parsed = IdType::parse(text)) return *parsed;
        wrong(field, text);
        return {};
    }
    core::Actor actor(const v1::Actor& actor);
    core::SlaTarget target(v1::SlaTarget target);
    core::SlaClock clock(const v1::SlaClock& clock);
    void wrong(const char* field, const std::string& value);
    bool ok() const { return error_.empty(); }
    const std::string& error() const { return error_; }

  private:
    std::string error_;
};

inline Timestamp instant(std::int64_t ms) {
    return ms == 0 ? Timestamp{} : from_ms(ms);
}

}  // namespace usher::wire
