#include "hub/wire/sla/read_calendar.hpp"

#include <algorithm>
#include <array>

#include "hub/wire/sla/zone_database.hpp"

namespace usher::wire {
namespace {

using std::chrono::minutes;

constexpr std::array<std::string_view, 7> kWeekdays{"mon", "tue", "wed", "thu",
                                                    "fri", "sat", "sun"};

/// Of `count` digits at `from`; -1 when there is anything else.
int number_at(std::string_view text, std::size_t from, std::size_t count) {
    int number = 0;
    for (const char c : text.substr(from, count)) {
        if (c < '0' || c > '9') return -1;
        number = number * 10 + (c - '0');
    }
    return number;
}

/// HH:MM, to 24:00.
std::optional<minutes> time_of_day(std::string_view text) {
    if (text.size() != 5 || text[2] != ':') return std::nullopt;
    const int hour = number_at(text, 0, 2);
    const int minute = number_at(text, 3, 2);
    if (hour < 0 || minute < 0 || minute > 59 || hour * 60 + minute > 24 * 60) return std::nullopt;
    return minutes(hour * 60 + minute);
}

core::OpenWindow read_window(const JsonPlace& place) {
    const auto text = place.text();
    const auto dash = text.find('-');
    if (dash == text.npos) place.wrong("a window is expected, as 09:00-17:30");
    const auto open = time_of_day(std::string_view(text).substr(0, dash));
    const auto close = time_of_day(std::string_view(text).substr(dash + 1));
    if (!open || !close) place.wrong("times are expected from 00:00 to 24:00, as 09:00-17:30");
    return {*open, *close};
}

core::OpenWindows read_windows(const JsonPlace& place) {
    core::OpenWindows windows;
    place.each_element([&](const JsonPlace& element) {
        windows.push_back(read_window(element));
        // The new one is the last of them, so the mistake is its.
        if (const auto mistake = core::mistake_in(windows)) element.wrong(mistake->reason);
    });
    return windows;
}

std::chrono::local_days read_date(const JsonPlace& place) {
    const auto text = place.text();
    const bool shaped = text.size() == 10 && text[4] == '-' && text[7] == '-';
    const int year = shaped ? number_at(text, 0, 4) : -1;
    const int month = shaped ? number_at(text, 5, 2) : -1;
    const int day = shaped ? number_at(text, 8, 2) : -1;
    const std::chrono::year_month_day date{std::chrono::year(year),
                                           std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day))};
    if (year < 0 || month < 0 || day < 0 || !date.ok()) {
        place.wrong("a date is expected, as 2026-12-25");
    }
    return std::chrono::local_days(date);
}

}  // namespace

core::Calendar read_calendar(const std::string& name, const JsonPlace& place) {
    place.allow_only({"time_zone", "windows", "exceptions"});
    core::Calendar calendar;
    calendar.name = name;
    const auto zone_place = place["time_zone"];
    auto zone = load_zone(zone_place.text());
    if (!zone) zone_place.wrong(zone.error().text);
    calendar.zone = std::move(*zone);

    const auto windows = place["windows"];
    windows.each_member([&](const std::string& key, const JsonPlace& day) {
        const auto weekday = std::ranges::find(kWeekdays, key);
        if (weekday == kWeekdays.end()) day.wrong("weekdays are mon, tue, wed, thu, fri, sat, sun");
        calendar.week[static_cast<std::size_t>(weekday - kWeekdays.begin())] = read_windows(day);
    });
    if (calendar.open_in_a_week() == minutes(0)) {
        windows.wrong("it is closed all week; give at least one window");
    }
    if (!place.has("exceptions")) return calendar;
    place["exceptions"].each_element([&](const JsonPlace& element) {
        element.allow_only({"date", "windows"});
        const auto date = element["date"];
        const bool fresh =
            calendar.exceptions.emplace(read_date(date), read_windows(element["windows"])).second;
        if (!fresh) date.wrong("another exception has this date");
    });
    return calendar;
}

}  // namespace usher::wire
