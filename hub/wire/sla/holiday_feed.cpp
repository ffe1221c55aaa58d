#include "hub/wire/sla/holiday_feed.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "hub/base/utf8.hpp"
#include "hub/core/sla/definitions.hpp"
#include "hub/wire/sla/holiday_event.hpp"

namespace usher::wire {
namespace {

using std::chrono::days;
using std::chrono::local_days;

/// All rules of a file together.
constexpr std::chrono::seconds kTimeMax{3};

struct Line {
    std::size_t number = 0;
    std::string_view text;  ///< without its end
};

class Lines {
  public:
    explicit Lines(std::string_view text) : left_(text) {
        if (left_.starts_with("\xEF\xBB\xBF")) left_.remove_prefix(3);
    }
    std::optional<Line> next() {
        if (left_.empty()) return {};
        const auto end = std::min(left_.find('\n'), left_.size());
        auto text = left_.substr(0, end);
        left_.remove_prefix(std::min(end + 1, left_.size()));
        if (text.ends_with('\r')) text.remove_suffix(1);
        return Line{++number_, text};
    }

  private:
    std::string_view left_;
    std::size_t number_ = 0;
};

bool is(std::string_view line, std::string_view wanted) {
    const auto upper = [](char c) { return c >= 'a' && c <= 'z' ? char(c - 32) : c; };
    return std::ranges::equal(trimmed(line), wanted, {}, upper);
}

[[noreturn]] void wrong(std::size_t line, std::string reason) {
    throw Mistake{fmt::format("line {}", line), std::move(reason)};
}

class FeedReader {
  public:
    FeedReader(std::string_view text, HolidayYears years)
        : lines_(text),
          first_(std::chrono::year(years.first) / 1 / 1),
          last_(std::chrono::year(years.last) / 12 / 31) {}

    HolidayFeed read() {
        const auto begin = next_line();
        if (!begin || !is(begin->text, "BEGIN:VCALENDAR")) {
            wrong(begin ? begin->number : 1, "it is no iCalendar; BEGIN:VCALENDAR is expected");
        }
        for (;;) {
            const auto line = next_line();
            if (!line) wrong(begin->number, "the calendar that begins here has no END:VCALENDAR");
            if (is(line->text, "END:VCALENDAR")) break;
            if (is(line->text, "BEGIN:VEVENT")) event(line->number);
            if (is(line->text, "BEGIN:VTODO")) skip({line->number, "", "it is a task, no event"});
        }
        take_days();
        return std::move(feed_);
    }

  private:
    struct Placed {
        std::size_t line = 0;
        HolidayEvent event;
    };

    /// The next that is not empty.
    std::optional<Line> next_line() {
        auto line = lines_.next();
        while (line && trimmed(line->text).empty()) line = lines_.next();
        return line;
    }
    void skip(HolidayFeed::Skipped skipped) {
        if (feed_.skipped.size() < kHolidaySkippedMax) feed_.skipped.push_back(std::move(skipped));
        ++feed_.skipped_count;
    }
    void event(std::size_t began) {
        if (++events_ > kHolidayEventsMax) {
            wrong(began, fmt::format("there are more than {} events", kHolidayEventsMax));
        }
        if (std::chrono::steady_clock::now() > limit_) {
            wrong(began, "its rules take too long to follow");
        }
        std::string block = "BEGIN:VEVENT\n";
        for (bool open = true; open;) {
            const auto line = lines_.next();
            if (!line) wrong(began, "the event that begins here has no END:VEVENT");
            open = !is(line->text, "END:VEVENT");
            // A line that goes on is one line (3.1).
            const bool goes_on = line->text.starts_with(' ') || line->text.starts_with('\t');
            if (goes_on && open) {
                block.pop_back();
                block += line->text.substr(1);
            } else {
                block += open ? line->text : "END:VEVENT";
            }
            block += '\n';
        }
        auto read = read_holiday_event(block, first_, last_);
        if (!read) return skip({began, read.error().name, read.error().why});
        if (read->replaces && !read->uid.empty()) replaced_[read->uid].insert(*read->replaces);
        if (read->cancelled && !read->replaces) {
            return skip({began, read->name, "it is cancelled"});
        }
        all_.push_back({began, std::move(*read)});
    }
    void take_days() {
        for (const auto& [line, event] : all_) {
            const auto replaced = replaced_.find(event.uid);
            for (const auto start : event.starts) {
                const bool other = !event.replaces && replaced != replaced_.end() &&
                                   replaced->second.contains(start);
                for (days n{0}; !other && n < event.length; ++n) take(line, start + n, event.name);
            }
        }
    }
    void take(std::size_t line, local_days day, const std::string& name) {
        if (day < first_ || day > last_) return;
        auto& names = feed_.days[day];
        if (feed_.days.size() > core::kExceptionsMax) {
            wrong(line, fmt::format("there are more than {} days", core::kExceptionsMax));
        }
        if (names == name || names.size() > 200) return;
        names += (names.empty() ? "" : ", ") + name;
    }

    Lines lines_;
    local_days first_;
    local_days last_;
    std::chrono::steady_clock::time_point limit_ = std::chrono::steady_clock::now() + kTimeMax;
    std::size_t events_ = 0;
    std::vector<Placed> all_;
    std::map<std::string, std::set<local_days>> replaced_;
    HolidayFeed feed_;
};

}  // namespace

std::expected<HolidayFeed, Mistake> read_holidays(std::string_view text, HolidayYears years) {
    if (years.first < 1900 || years.last > 2199 || years.first > years.last ||
        years.last - years.first >= kHolidayYearsMax) {
        return std::unexpected(Mistake{
            "years", fmt::format("1 to {} years are taken, of 1900 to 2199", kHolidayYearsMax)});
    }
    if (text.size() > kHolidayBytesMax) {
        return std::unexpected(
            Mistake{"the file", fmt::format("it has more than {} bytes", kHolidayBytesMax)});
    }
    if (!is_utf8(text) || text.contains('\0')) {
        return std::unexpected(Mistake{"the file", "it is not UTF-8; save it as UTF-8"});
    }
    try {
        return FeedReader(text, years).read();
    } catch (Mistake& mistake) {
        return std::unexpected(std::move(mistake));
    }
}

boost::json::array skipped_json(const HolidayFeed& feed) {
    boost::json::array out;
    for (const auto& it : feed.skipped) {
        out.push_back({{"line", it.line}, {"what", it.what}, {"why", it.why}});
    }
    return out;
}

std::string date_text(local_days day) {
    const std::chrono::year_month_day date(day);
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

}  // namespace usher::wire
