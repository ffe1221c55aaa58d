// One VEVENT of an iCalendar file, as libical reads it: the days on which it begins and how many it
// takes. Used by read_holidays() alone.
#pragma once

#include <chrono>
#include <expected>
#include <optional>
#include <string>
#include <vector>

namespace usher::wire {

struct HolidayEvent {
    std::string uid;
    std::string name;
    std::vector<std::chrono::local_days> starts;  ///< in no order; twice where the file says so
    std::chrono::days length{1};
    /// It stands for the one of its series that would begin on this day.
    std::optional<std::chrono::local_days> replaces;
    bool cancelled = false;
};

struct UnreadableEvent {
    std::string name;
    std::string why;
};

/// `block` goes from BEGIN:VEVENT to END:VEVENT. Days that begin after `last` or end before `first`
/// are left out.
std::expected<HolidayEvent, UnreadableEvent> read_holiday_event(const std::string& block,
                                                                std::chrono::local_days first,
                                                                std::chrono::local_days last);

}  // namespace usher::wire
