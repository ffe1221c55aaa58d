#include "hub/wire/sla/duration_text.hpp"

#include <charconv>

namespace usher::wire {
namespace {

using namespace std::chrono;

struct Unit {
    char letter;
    seconds length;
};

/// Numbers with units, the longest first, each at most once.
std::optional<seconds> read_units(std::string_view text, std::initializer_list<Unit> units) {
    seconds sum{};
    const auto* unit = units.begin();
    if (text.empty()) return std::nullopt;
    while (!text.empty()) {
        std::uint32_t number = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error != std::errc() || end == text.data() + text.size()) return std::nullopt;
        while (unit != units.end() && unit->letter != *end) ++unit;
        if (unit == units.end()) return std::nullopt;
        sum += unit->length * static_cast<std::int64_t>(number);
        ++unit;
        text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
    }
    return sum;
}

}  // namespace

std::optional<Duration> parse_duration(std::string_view text) {
    if (!text.starts_with('P')) {
        return read_units(text,
                          {{'d', days(1)}, {'h', hours(1)}, {'m', minutes(1)}, {'s', seconds(1)}});
    }
    text.remove_prefix(1);
    const auto clock = text.find('T');
    const auto dates = text.substr(0, clock);
    seconds sum{};
    if (!dates.empty()) {
        const auto read = read_units(dates, {{'W', weeks(1)}, {'D', days(1)}});
        if (!read) return std::nullopt;
        sum += *read;
    } else if (clock == text.npos) {
        return std::nullopt;
    }
    if (clock == text.npos) return sum;
    const auto read =
        read_units(text.substr(clock + 1), {{'H', hours(1)}, {'M', minutes(1)}, {'S', seconds(1)}});
    if (!read) return std::nullopt;
    return sum + *read;
}

}  // namespace usher::wire
