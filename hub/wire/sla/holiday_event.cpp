#include "hub/wire/sla/holiday_event.hpp"

#include <libical/ical.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string_view>

#include "hub/base/utf8.hpp"

namespace usher::wire {
namespace {

using std::chrono::days;
using std::chrono::local_days;

constexpr days kLongest{366};
/// Further than any rule needs to come from its first day into the years that are asked for.
constexpr int kStepsMax = 100'000;
constexpr std::size_t kNameBytes = 200;

struct Unreadable {
    std::string why;
};

struct ComponentEnd {
    void operator()(icalcomponent* it) const { icalcomponent_free(it); }
};
struct IteratorEnd {
    void operator()(icalrecur_iterator* it) const { icalrecur_iterator_free(it); }
};

template <class Call>
void each_property(icalcomponent* event, icalproperty_kind kind, Call call) {
    for (auto* it = icalcomponent_get_first_property(event, kind); it != nullptr;
         it = icalcomponent_get_next_property(event, kind)) {
        call(it);
    }
}

std::size_t count_of(icalcomponent* event, icalproperty_kind kind) {
    std::size_t count = 0;
    each_property(event, kind, [&](icalproperty*) { ++count; });
    return count;
}

/// How many values of this property the text has. libical leaves out what it cannot read.
std::size_t written(std::string_view block, std::string_view name) {
    std::size_t count = 0;
    int depth = 0;
    while (!block.empty()) {
        auto line = block.substr(0, block.find('\n'));
        block.remove_prefix(std::min(line.size() + 1, block.size()));
        if (line.starts_with("BEGIN:")) ++depth;
        if (line.starts_with("END:")) --depth;
        if (depth != 1 || line.size() <= name.size() || !line.starts_with(name)) continue;
        if (line[name.size()] != ':' && line[name.size()] != ';') continue;
        const auto value = line.substr(std::min(line.find(':'), line.size()));
        const bool list = name == "EXDATE" || name == "RDATE";
        count += list ? static_cast<std::size_t>(std::ranges::count(value, ',')) + 1 : 1;
    }
    return count;
}

local_days day_of(const icaltimetype& time, const char* of) {
    const std::chrono::year_month_day date{std::chrono::year(time.year),
                                           std::chrono::month(static_cast<unsigned>(time.month)),
                                           std::chrono::day(static_cast<unsigned>(time.day))};
    if (icaltime_is_null_time(time) || !date.ok() || time.year < 1900 || time.year > 2199) {
        throw Unreadable{std::string(of) + " is no date of 1900 to 2199"};
    }
    return local_days(date);
}

local_days whole_day(const icaltimetype& time, const char* of) {
    const auto day = day_of(time, of);
    if (!time.is_date) {
        throw Unreadable{std::string(of) + " has a time of day; only whole days are taken"};
    }
    return day;
}

icaltimetype time_of(local_days day) {
    const std::chrono::year_month_day date(day);
    icaltimetype time{};
    time.is_date = 1;
    time.year = static_cast<int>(date.year());
    time.month = static_cast<int>(static_cast<unsigned>(date.month()));
    time.day = static_cast<int>(static_cast<unsigned>(date.day()));
    return time;
}

days length_of(icalcomponent* event, local_days start) {
    auto length = days(1);
    if (auto* end = icalcomponent_get_first_property(event, ICAL_DTEND_PROPERTY)) {
        // Some write the day itself as its end.
        length = std::max(days(1), whole_day(icalproperty_get_dtend(end), "DTEND") - start);
    } else if (auto* lasts = icalcomponent_get_first_property(event, ICAL_DURATION_PROPERTY)) {
        const auto given = icalproperty_get_duration(lasts);
        if (given.is_neg || given.hours != 0 || given.minutes != 0 || given.seconds != 0) {
            throw Unreadable{"DURATION is not of whole days"};
        }
        if (given.weeks > 53 || given.days > 366) throw Unreadable{"it takes more than 366 days"};
        length = std::max(days(1), days(given.weeks * 7 + given.days));
    }
    if (length > kLongest) throw Unreadable{"it takes more than 366 days"};
    return length;
}

bool has_parts(const icalrecurrencetype& rule) {
    const std::array firsts{rule.by_day[0],      rule.by_month[0],   rule.by_month_day[0],
                            rule.by_year_day[0], rule.by_week_no[0], rule.by_set_pos[0]};
    return std::ranges::any_of(firsts, [](short it) { return it != ICAL_RECURRENCE_ARRAY_MAX; });
}

void add_series(HolidayEvent& out, icalrecurrencetype rule, local_days start, local_days first,
                local_days last) {
    const bool by_day = rule.freq == ICAL_DAILY_RECURRENCE && !has_parts(rule);
    if (!by_day && rule.freq != ICAL_YEARLY_RECURRENCE && rule.freq != ICAL_MONTHLY_RECURRENCE &&
        rule.freq != ICAL_WEEKLY_RECURRENCE) {
        throw Unreadable{"RRULE repeats in another way than by years, months, weeks or days"};
    }
    const std::unique_ptr<icalrecur_iterator, IteratorEnd> iterator(
        icalrecur_iterator_new(rule, time_of(start)));
    if (!iterator) throw Unreadable{"RRULE cannot be followed"};
    for (int step = 0; step < kStepsMax; ++step) {
        const auto next = icalrecur_iterator_next(iterator.get());
        if (icaltime_is_null_time(next) || next.year > 2199) return;
        const auto day = day_of(next, "RRULE");
        if (day > last) return;
        if (day + out.length > first) out.starts.push_back(day);
    }
}

void read(icalcomponent* event, const std::string& block, local_days first, local_days last,
          HolidayEvent& out) {
    static constexpr std::array kRead{std::pair("DTSTART", ICAL_DTSTART_PROPERTY),
                                      std::pair("DTEND", ICAL_DTEND_PROPERTY),
                                      std::pair("DURATION", ICAL_DURATION_PROPERTY),
                                      std::pair("RRULE", ICAL_RRULE_PROPERTY),
                                      std::pair("EXDATE", ICAL_EXDATE_PROPERTY),
                                      std::pair("RDATE", ICAL_RDATE_PROPERTY),
                                      std::pair("RECURRENCE-ID", ICAL_RECURRENCEID_PROPERTY)};
    for (const auto& [name, kind] : kRead) {
        if (written(block, name) > count_of(event, kind)) {
            throw Unreadable{std::string(name) + " cannot be read"};
        }
    }
    out.cancelled = icalcomponent_get_status(event) == ICAL_STATUS_CANCELLED;
    if (auto* of = icalcomponent_get_first_property(event, ICAL_RECURRENCEID_PROPERTY)) {
        if (icalproperty_get_first_parameter(of, ICAL_RANGE_PARAMETER) != nullptr) {
            throw Unreadable{"RECURRENCE-ID changes a whole range of its series"};
        }
        out.replaces = day_of(icalproperty_get_recurrenceid(of), "RECURRENCE-ID");
    }
    if (out.cancelled) return;
    auto* begin = icalcomponent_get_first_property(event, ICAL_DTSTART_PROPERTY);
    if (begin == nullptr) throw Unreadable{"DTSTART is missing"};
    const auto start = whole_day(icalproperty_get_dtstart(begin), "DTSTART");
    out.length = length_of(event, start);
    // The first day is one of the series, whether the rule would give it or not (3.8.5.3).
    if (start <= last && start + out.length > first) out.starts.push_back(start);
    each_property(event, ICAL_RRULE_PROPERTY, [&](icalproperty* it) {
        add_series(out, icalproperty_get_rrule(it), start, first, last);
    });
    each_property(event, ICAL_RDATE_PROPERTY, [&](icalproperty* it) {
        const auto also = icalproperty_get_rdate(it);
        if (!icalperiodtype_is_null_period(also.period)) throw Unreadable{"RDATE has a period"};
        const auto day = whole_day(also.time, "RDATE");
        if (day <= last && day + out.length > first) out.starts.push_back(day);
    });
    each_property(event, ICAL_EXDATE_PROPERTY, [&](icalproperty* it) {
        std::erase(out.starts, day_of(icalproperty_get_exdate(it), "EXDATE"));
    });
}

}  // namespace

std::expected<HolidayEvent, UnreadableEvent> read_holiday_event(const std::string& block,
                                                                local_days first, local_days last) {
    static const bool kQuiet = [] {
        icalerror_set_errors_are_fatal(0);  // else a bad file ends the program
        return true;
    }();
    const std::unique_ptr<icalcomponent, ComponentEnd> event(
        kQuiet ? icalparser_parse_string(block.c_str()) : nullptr);
    HolidayEvent out;
    if (!event || icalcomponent_isa(event.get()) != ICAL_VEVENT_COMPONENT) {
        return std::unexpected(UnreadableEvent{"", "it cannot be read"});
    }
    if (const auto* summary = icalcomponent_get_summary(event.get())) {
        out.name = single_line(summary, kNameBytes);
    }
    if (const auto* uid = icalcomponent_get_uid(event.get())) out.uid = uid;
    try {
        read(event.get(), block, first, last, out);
    } catch (const Unreadable& fault) {
        return std::unexpected(UnreadableEvent{out.name, fault.why});
    }
    return out;
}

}  // namespace usher::wire
