#include "hub/app/engine/new_life.hpp"

#include <algorithm>
#include <charconv>

namespace usher::app {
namespace {

/// Readers may have seen versions that neither log nor archive know any more, so a life begins far
/// above: at the next multiple of 2^32.
std::uint64_t first_version_after(std::uint64_t newest) {
    return ((newest >> 32) + 1) << 32;
}

}  // namespace

std::uint64_t number_of_epoch(const std::string& epoch) {
    std::uint64_t number = 0;
    std::from_chars(epoch.data(), epoch.data() + epoch.size(), number);
    return number;
}

core::LogEntry first_of_life(const store::Position& previous, std::uint64_t used, Timestamp now) {
    const auto seconds = static_cast<std::uint64_t>(std::max<std::int64_t>(to_ms(now) / 1000, 0));
    core::LogEntry first;
    first.previous = previous.version;
    first.version = first_version_after(std::max(used, previous.version));
    first.epoch = std::to_string(std::max(number_of_epoch(previous.epoch) + 1, seconds));
    first.decided = now;
    return first;
}

}  // namespace usher::app
