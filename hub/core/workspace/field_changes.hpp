// Applies the named fields of a change to a definition, and writes down which of them became
// another: what the record of changes tells. Used by the decisions on administration only.
#pragma once

#include <fmt/format.h>

#include "hub/core/model/event.hpp"

namespace usher::core {

inline std::string shown(const std::string& value) {
    return value;
}
inline std::string shown(std::uint32_t value) {
    return fmt::format("{}", value);
}
inline std::string shown(std::chrono::seconds value) {
    return fmt::format("{} s", value.count());
}
inline std::string shown(const std::vector<std::string>& values) {
    return fmt::format("{}", fmt::join(values, ", "));
}
inline std::string shown(AgentRole role) {
    switch (role) {
        case AgentRole::agent:
            return "agent";
        case AgentRole::supervisor:
            return "supervisor";
        case AgentRole::admin:
            return "admin";
        case AgentRole::none:
            break;
    }
    return "none";
}

class FieldChanges {
  public:
    /// Sets the field when there is a value for it. `show` makes a value readable.
    template <class T, class Show>
    void set(const char* name, T& field, const std::optional<T>& value, Show show) {
        if (!value || *value == field) return;
        changes_.push_back({name, show(field), show(*value)});
        field = *value;
    }
    template <class T>
    void set(const char* name, T& field, const std::optional<T>& value) {
        set(name, field, value, [](const T& each) { return shown(each); });
    }
    bool empty() const { return changes_.empty(); }
    std::vector<FieldChange> take() { return std::move(changes_); }

  private:
    std::vector<FieldChange> changes_;
};

/// What happened to a definition as a whole.
inline std::string action_of(bool created, bool was_inactive, bool is_inactive) {
    if (created) return "created";
    if (was_inactive != is_inactive) return is_inactive ? "deactivated" : "reactivated";
    return "changed";
}

}  // namespace usher::core
