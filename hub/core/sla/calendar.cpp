#include "hub/core/sla/calendar.hpp"

#include <algorithm>

namespace usher::core {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::local_days;
using std::chrono::local_time;
using std::chrono::minutes;

const OpenWindows& Calendar::windows_of(local_days day) const {
    if (const auto other = exceptions.find(day); other != exceptions.end()) return other->second;
    return week[std::chrono::weekday(day).iso_encoding() - 1];
}

Calendar::Piece Calendar::at(Timestamp t) const {
    const auto span = zone.at(t);
    const auto to_utc = [&](local_time<Duration> local) {
        return Timestamp(local.time_since_epoch() - span.offset);
    };
    const local_time<Duration> wall(t.time_since_epoch() + span.offset);
    const auto day = floor<days>(wall);
    // Until something else is found the date stays closed.
    Piece piece{false, to_utc(day + days(1))};
    for (const auto& window : windows_of(day)) {
        if (wall >= day + window.close) continue;
        piece.open = wall >= day + window.open;
        piece.until = to_utc(day + (piece.open ? window.close : window.open));
        break;
    }
    piece.until = std::min(piece.until, span.until);
    return piece;
}

minutes Calendar::open_in_a_week() const {
    minutes sum{};
    for (const auto& windows : week) {
        for (const auto& window : windows) sum += window.close - window.open;
    }
    return sum;
}

std::optional<WindowMistake> mistake_in(const OpenWindows& windows) {
    for (std::size_t nth = 0; nth < windows.size(); ++nth) {
        const auto& window = windows[nth];
        if (window.open < minutes(0) || window.close > days(1)) {
            return WindowMistake{nth, "a day has the times 00:00 to 24:00"};
        }
        if (window.close <= window.open) {
            return WindowMistake{nth,
                                 "it must close after it opens; a night is two windows, one "
                                 "to 24:00 and one from 00:00 of the next day"};
        }
        if (nth > 0 && window.open < windows[nth - 1].close) {
            return WindowMistake{nth, window.open < windows[nth - 1].open
                                          ? "windows of a day are given in order"
                                          : "it overlaps the window before it"};
        }
    }
    return std::nullopt;
}

}  // namespace usher::core
