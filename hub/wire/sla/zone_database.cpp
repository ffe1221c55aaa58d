#include "hub/wire/sla/zone_database.hpp"

#include <date/tz.h>
#include <fmt/format.h>

namespace usher::wire {
namespace {

constexpr auto kFirst = date::sys_days(date::year(1900) / 1 / 1);
constexpr auto kLast = date::sys_days(date::year(2200) / 1 / 1);

std::unexpected<Error> no_database(const std::exception& fault) {
    return fail(Error::Kind::unavailable,
                fmt::format("there is no time zone database; install tzdata ({})", fault.what()));
}

}  // namespace

Result<core::ZoneRules> load_zone(const std::string& name) {
    try {
        date::get_tzdb();
    } catch (const std::exception& fault) {
        return no_database(fault);
    }
    const date::time_zone* zone = nullptr;
    try {
        zone = date::locate_zone(name);
    } catch (const std::exception&) {
        return fail(Error::Kind::not_found,
                    fmt::format("\"{}\" is no time zone; names are as Europe/Berlin", name));
    }
    core::ZoneRules rules;
    rules.name = name;
    for (date::sys_seconds at = kFirst; at < kLast;) {
        const auto info = zone->get_info(at);
        if (rules.changes.empty() || rules.changes.back().offset != info.offset) {
            rules.changes.push_back({Timestamp(at.time_since_epoch()), info.offset});
        }
        at = info.end;
    }
    return rules;
}

Result<std::vector<std::string>> zone_names() {
    try {
        std::vector<std::string> names;
        for (const auto& zone : date::get_tzdb().zones) {
            // Etc/GMT+3 and EST5EDT are no places, and posix/ and right/ repeat the others.
            const bool place = zone.name().contains('/') && !zone.name().starts_with("Etc/") &&
                               !zone.name().starts_with("posix/") &&
                               !zone.name().starts_with("right/") &&
                               !zone.name().starts_with("SystemV/");
            if (place || zone.name() == "UTC") names.push_back(zone.name());
        }
        return names;
    } catch (const std::exception& fault) {
        return no_database(fault);
    }
}

}  // namespace usher::wire
