#include "hub/base/rfc3339.hpp"

#include <cstdio>

namespace usher {
namespace {

/// Takes apart from the left; once something does not fit, nothing fits any more.
class Reader {
  public:
    explicit Reader(std::string_view text) : rest_(text) {}

    int digits(std::size_t count) {
        int value = 0;
        if (rest_.size() < count) return miss();
        for (const char c : rest_.substr(0, count)) {
            if (c < '0' || c > '9') return miss();
            value = value * 10 + (c - '0');
        }
        rest_.remove_prefix(count);
        return value;
    }
    bool next_is(std::string_view any) const {
        return !rest_.empty() && any.find(rest_.front()) != any.npos;
    }
    char take(std::string_view any) {
        if (!next_is(any)) return static_cast<char>(miss());
        const char c = rest_.front();
        rest_.remove_prefix(1);
        return c;
    }
    bool whole() const { return good_ && rest_.empty(); }

  private:
    int miss() {
        good_ = false;
        rest_ = {};
        return 0;
    }
    std::string_view rest_;
    bool good_ = true;
};

Duration read_fraction(Reader& reader) {
    Duration fraction{};
    if (!reader.next_is(".")) return fraction;
    reader.take(".");
    fraction += Duration(reader.digits(1) * 100'000);
    for (int unit = 10'000; unit > 0 && reader.next_is("0123456789"); unit /= 10) {
        fraction += Duration(reader.digits(1) * unit);
    }
    return fraction;
}

}  // namespace

std::optional<Timestamp> parse_rfc3339(std::string_view text) {
    using namespace std::chrono;
    Reader reader(text);
    const int year_number = reader.digits(4);
    reader.take("-");
    const auto month_number = static_cast<unsigned>(reader.digits(2));
    reader.take("-");
    const auto day_number = static_cast<unsigned>(reader.digits(2));
    reader.take("Tt ");
    const int hour = reader.digits(2);
    reader.take(":");
    const int minute = reader.digits(2);
    reader.take(":");
    const int second = reader.digits(2);
    const auto fraction = read_fraction(reader);
    minutes offset{};
    if (const char zone = reader.take("Zz+-"); zone == '+' || zone == '-') {
        const int hours_off = reader.digits(2);
        reader.take(":");
        const int minutes_off = reader.digits(2);
        if (hours_off > 23 || minutes_off > 59) return std::nullopt;
        offset = (hours(hours_off) + minutes(minutes_off)) * (zone == '-' ? -1 : 1);
    }
    const year_month_day date{year(year_number), month(month_number), day(day_number)};
    if (!reader.whole() || !date.ok() || hour > 23 || minute > 59 || second > 60) {
        return std::nullopt;
    }
    return sys_days(date) + hours(hour) + minutes(minute) + seconds(second) + fraction - offset;
}

std::string rfc3339(Timestamp at) {
    using namespace std::chrono;
    const auto day = floor<days>(at);
    const year_month_day date(day);
    const hh_mm_ss clock(at - day);
    char text[64];
    const int size = std::snprintf(
        text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d", static_cast<int>(date.year()),
        static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
        static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
        static_cast<int>(clock.seconds().count()));
    std::string out(text, static_cast<std::size_t>(size));
    if (const auto fraction = clock.subseconds().count(); fraction != 0) {
        std::snprintf(text, sizeof text, ".%06d", static_cast<int>(fraction));
        out += text;
        out.erase(out.find_last_not_of('0') + 1);
    }
    return out + 'Z';
}

}  // namespace usher
