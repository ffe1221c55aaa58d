// The promises of a workspace as they stand: calendars, and policies in their order, each with its
// latest versions, because conversations go on counting time before a change by what held then.
// Part of the workspace state, changed by apply() alone.
#pragma once

#include <memory>
#include <set>
#include <string_view>

#include "hub/core/sla/definitions.hpp"

namespace usher::core {

/// The versions of one calendar or policy, the newest last.
template <class T>
struct SlaVersions {
    struct Version {
        std::uint32_t number = 0;  ///< from 1
        std::shared_ptr<const T> value;
    };
    /// Older ones are forgotten: whatever still counts by them counts by the oldest kept.
    static constexpr std::size_t kKept = 16;

    std::vector<Version> versions;
    bool removed = false;

    const Version& current() const { return versions.back(); }
    /// Null only when there is none at all.
    std::shared_ptr<const T> of(std::uint32_t number) const {
        for (const auto& version : versions) {
            if (version.number >= number) return version.value;
        }
        return versions.empty() ? nullptr : versions.back().value;
    }
    void add(T value) {
        const auto number = versions.empty() ? 1 : versions.back().number + 1;
        versions.push_back({number, std::make_shared<const T>(std::move(value))});
        if (versions.size() > kKept) versions.erase(versions.begin());
        removed = false;
    }
};

struct SlaRules {
    std::map<std::string, SlaVersions<Calendar>> calendars;
    std::map<std::string, SlaVersions<SlaPolicyDefinition>> policies;
    std::vector<std::string> order;  ///< of the policies that hold; the first that fits is chosen

    /// Open conversations that were not looked at since the last change, and when that was.
    std::set<ConversationId> to_review;
    Timestamp changed{};

    /// Those that are not removed.
    std::map<std::string, const Calendar*> live_calendars() const;
    /// Null when it is unknown; a removed one is still known here.
    const Calendar* calendar(const std::string& name, std::uint32_t version) const;
    const SlaPolicyDefinition* policy(const std::string& name, std::uint32_t version) const;
};

}  // namespace usher::core
