#include "hub/base/failpoint.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <charconv>
#include <cstdlib>
#include <ranges>

namespace usher {
namespace {

constexpr int kDelayMs = 300;
constexpr std::array<std::string_view, 3> kModes{"kill", "error", "delay"};

void say(const std::string& line) {
    // A test that cannot read it takes the point as not reached.
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
}

template <class List>
std::size_t place_in(const List& list, std::string_view word) {
    return static_cast<std::size_t>(std::ranges::find(list, word) - list.begin());
}

}  // namespace

Result<std::vector<FailpointArms::Arm>> FailpointArms::parse(std::string_view text) {
    std::vector<Arm> arms;
    for (const auto part : std::views::split(text, ',')) {
        const std::string_view whole(part.begin(), part.end());
        const auto colon = std::min(whole.find(':'), whole.size());
        const auto rest = whole.substr(std::min(colon + 1, whole.size()));
        const auto second = std::min(rest.find(':'), rest.size());
        Arm arm{.point = place_in(kFailpoints, whole.substr(0, colon))};
        const auto mode = place_in(kModes, rest.substr(0, second));
        bool good = arm.point < kFailpoints.size() && mode < kModes.size();
        if (second < rest.size()) {
            const auto digits = rest.substr(second + 1);
            const auto [end, fault] = std::from_chars(digits.begin(), digits.end(), arm.nth);
            good = good && fault == std::errc{} && end == digits.end() && arm.nth > 0;
        }
        if (!good) {
            return fail(Error::Kind::invalid,
                        fmt::format("USHER_FAILPOINT: '{}' is not name:kill|error|delay[:nth]; "
                                    "usher --list-failpoints prints the names",
                                    whole));
        }
        arm.mode = static_cast<Mode>(mode);
        arms.push_back(arm);
    }
    return arms;
}

FailpointArms::FailpointArms(const std::vector<Arm>& arms) {
    for (const auto& arm : arms) armed_.push_back(std::make_unique<Armed>(arm, arm.nth));
}

bool FailpointArms::passes(FailpointName name) {
    bool fails = false;
    for (auto& it : armed_) {
        // At 0 it has acted; going below would take years.
        if (it->arm.point != name.index || it->left.load() == 0 || it->left.fetch_sub(1) != 1) {
            continue;
        }
        say(fmt::format("failpoint {} {}\n", kFailpoints[name.index],
                        kModes[static_cast<std::size_t>(it->arm.mode)]));
        switch (it->arm.mode) {
            case Mode::kill:
                ::kill(::getpid(), SIGKILL);
                ::pause();
                break;
            case Mode::delay:
                ::poll(nullptr, 0, kDelayMs);
                break;
            case Mode::error:
                fails = true;
        }
    }
    return fails;
}

#ifdef USHER_FAILPOINTS
bool fails_at(FailpointName name) {
    static FailpointArms arms = [] {
        const char* text = std::getenv("USHER_FAILPOINT");
        if (text == nullptr || *text == '\0')
            return FailpointArms(std::vector<FailpointArms::Arm>{});
        auto parsed = FailpointArms::parse(text);
        if (!parsed) {
            say(parsed.error().text + "\n");
            ::_exit(2);
        }
        return FailpointArms(*parsed);
    }();
    return arms.passes(name);
}
#endif

}  // namespace usher
