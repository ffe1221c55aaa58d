// What a company may promise, as administrators define it: policies that name their calendar, and
// which conversations each is for. Events carry them; SlaRules keeps them; check() says what is
// wrong before anything is stored. Zones come in compiled: nothing here reads files.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "hub/base/id.hpp"
#include "hub/core/sla/calendar.hpp"
#include "hub/core/sla/policy.hpp"

namespace usher::core {

/// Which conversations a policy is for: every list that is not empty must have one that fits.
struct SlaMatch {
    enum class Hours : std::uint8_t { any, open, closed };

    std::vector<QueueId> queues;
    std::vector<std::string> channels;
    std::vector<std::string> languages;  ///< BCP 47; `de` fits `de-AT` as well
    std::vector<std::string> labels;
    Hours hours = Hours::any;  ///< of the policy's calendar, when the customer first wrote
    bool operator==(const SlaMatch&) const = default;
};

struct SlaPolicyDefinition {
    std::string name;
    std::string calendar;
    /// While a conversation is in one of these queues its time counts by that calendar instead.
    std::map<QueueId, std::string> queue_calendars;
    SlaMatch match;
    SlaTargets targets;
    bool roll_to_next_open = false;
    /// Warnings come in the hours of this calendar; empty: at any time.
    std::string warning_calendar;
    bool operator==(const SlaPolicyDefinition&) const = default;

    const std::string& calendar_in(QueueId queue) const {
        const auto other = queue_calendars.find(queue);
        return other == queue_calendars.end() ? calendar : other->second;
    }
};

/// Where in a definition something is wrong, as windows.mon[0], and why.
struct SlaMistake {
    std::string path;
    std::string reason;
};

std::optional<SlaMistake> mistake_in(const Calendar& calendar);
/// `calendars`: every one the policy names that exists.
std::optional<SlaMistake> mistake_in(const SlaPolicyDefinition& policy,
                                     const std::map<std::string, const Calendar*>& calendars);

inline constexpr std::array<const char*, 7> kWeekdayNames{"mon", "tue", "wed", "thu",
                                                          "fri", "sat", "sun"};
const char* target_name(SlaTarget target);

inline constexpr std::size_t kSlaNameBytesMax = 100;
inline constexpr std::size_t kCalendarsMax = 200;
inline constexpr std::size_t kPoliciesMax = 200;
inline constexpr std::size_t kExceptionsMax = 2000;
inline constexpr std::size_t kWarningsMax = 8;

}  // namespace usher::core
