#include "hub/app/verbs/import_holidays.hpp"

#include <boost/json.hpp>
#include <chrono>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <set>

#include "hub/app/exit_codes.hpp"
#include "hub/wire/sla/holiday_feed.hpp"

namespace usher::app {
namespace {

namespace json = boost::json;

std::optional<std::string> read_all(const std::filesystem::path& file) {
    std::ifstream stream;
    if (file != "-") stream.open(file, std::ios::binary);
    std::istream& from = file == "-" ? std::cin : stream;
    if (!from) return {};
    return std::string{std::istreambuf_iterator<char>(from), std::istreambuf_iterator<char>()};
}

int this_year() {
    const std::chrono::year_month_day today(
        std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()));
    return static_cast<int>(today.year());
}

int wrong(const std::string& text) {
    std::cerr << text << '\n';
    return kWrongInput;
}

/// The calendar within the file; null when there is none.
json::object* calendar_in(json::value& file, const std::string& name) {
    auto* root = file.if_object();
    auto* calendars = root != nullptr ? root->if_contains("calendars") : nullptr;
    auto* all = calendars != nullptr ? calendars->if_object() : nullptr;
    auto* calendar = all != nullptr ? all->if_contains(name) : nullptr;
    return calendar != nullptr ? calendar->if_object() : nullptr;
}

/// What stands there for a date stays.
void add_days(json::object& calendar, const wire::HolidayFeed& feed) {
    auto& exceptions = calendar["exceptions"];
    if (!exceptions.is_array()) exceptions = json::array();
    std::set<std::string> known;
    for (const auto& each : exceptions.get_array()) {
        const auto* it = each.if_object();
        const auto* date = it != nullptr ? it->if_contains("date") : nullptr;
        if (date != nullptr && date->is_string()) known.emplace(date->get_string());
    }
    for (const auto& [day, name] : feed.days) {
        const auto date = wire::date_text(day);
        if (known.contains(date)) continue;
        exceptions.get_array().push_back({{"date", date}, {"windows", json::array()}});
    }
}

}  // namespace

int run_import_holidays(const ImportHolidaysOptions& options) {
    const auto text = read_all(options.file);
    if (!text) return wrong(options.file.string() + ": it cannot be read");
    const int from = options.from != 0 ? options.from : this_year();
    const auto feed = wire::read_holidays(*text, {from, from + options.years - 1});
    if (!feed) return wrong(feed.error().path + ": " + feed.error().reason);
    json::value out;
    if (options.into.empty()) {
        out = {{"calendars", {{options.calendar, json::object()}}}};
    } else {
        const auto before = read_all(options.into);
        if (!before) return wrong(options.into.string() + ": it cannot be read");
        json::error_code error;
        out = json::parse(*before, error);
        if (error) return wrong(options.into.string() + ": it is no JSON: " + error.message());
    }
    auto* calendar = calendar_in(out, options.calendar);
    if (calendar == nullptr) {
        return wrong(options.into.string() + ": there is no calendar \"" + options.calendar + '"');
    }
    add_days(*calendar, *feed);
    for (const auto& it : feed->skipped) {
        std::cerr << "line " << it.line << ": " << (it.what.empty() ? "an entry" : it.what)
                  << " is left out: " << it.why << '\n';
    }
    if (feed->skipped_count > feed->skipped.size()) {
        std::cerr << "and " << feed->skipped_count - feed->skipped.size() << " more are left out\n";
    }
    std::cout << json::serialize(out) << '\n';
    return kDone;
}

}  // namespace usher::app
