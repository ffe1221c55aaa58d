// Holidays out of an iCalendar file (RFC 5545): the days its all-day events take, within some
// years. Events that are no whole days or cannot be read are named by their line and left out.
// Reads texts of strangers: size, number of events and time are bounded. Touches no file, no clock
// but its own limit; used by `usher sla import-holidays` and the gateway, never by decisions.
#pragma once

#include <boost/json.hpp>
#include <chrono>
#include <expected>
#include <map>
#include <string>
#include <vector>

#include "hub/wire/sla/json_place.hpp"

namespace usher::wire {

/// Both years are meant.
struct HolidayYears {
    int first = 0;
    int last = 0;
};

struct HolidayFeed {
    struct Skipped {
        std::size_t line = 0;  ///< where the event begins, from 1
        std::string what;      ///< its summary
        std::string why;
    };
    /// What each day is called; several names are joined.
    std::map<std::chrono::local_days, std::string> days;
    std::vector<Skipped> skipped;   ///< the first kHolidaySkippedMax
    std::size_t skipped_count = 0;  ///< all of them
};

inline constexpr std::size_t kHolidayBytesMax = 512 * 1024;
inline constexpr std::size_t kHolidayEventsMax = 5'000;
inline constexpr std::size_t kHolidaySkippedMax = 50;
inline constexpr int kHolidayYearsMax = 10;

/// The mistake is one of the file as a whole, and names its line.
std::expected<HolidayFeed, Mistake> read_holidays(std::string_view text, HolidayYears years);

/// [{"line", "what", "why"}]
boost::json::array skipped_json(const HolidayFeed& feed);
std::string date_text(std::chrono::local_days day);

}  // namespace usher::wire
