#include "hub/core/model/seen_keys.hpp"

#include <algorithm>
#include <array>

namespace usher::core {
namespace {

// A key lives in one cache line of 512 bits, so that asking costs one access to memory.
constexpr std::size_t kLineWords = 8;
constexpr std::size_t kLines = SeenKeys::kGenerationKeys * 20 / (kLineWords * 64);
constexpr std::size_t kWords = kLines * kLineWords;
constexpr int kProbes = 6;

struct Place {
    std::size_t first_word;
    std::array<std::uint64_t, kLineWords> bits{};
};

Place place_of(const Bits128& key) {
    const auto line = static_cast<std::size_t>((key.high >> 32) * kLines >> 32);
    Place place{line * kLineWords, {}};
    auto rest = key.low;
    for (int probe = 0; probe < kProbes; ++probe, rest >>= 9) {
        place.bits[(rest >> 6) % kLineWords] |= std::uint64_t{1} << (rest & 63);
    }
    return place;
}

}  // namespace

void SeenKeys::add(const Bits128& key, Timestamp at) {
    if (generations_.empty() || generations_.back().keys == kGenerationKeys) {
        generations_.push_back({0, at, std::vector<std::uint64_t>(kWords)});
    }
    auto& generation = generations_.back();
    const auto place = place_of(key);
    for (std::size_t i = 0; i < kLineWords; ++i) {
        generation.bits[place.first_word + i] |= place.bits[i];
    }
    generation.last = std::max(generation.last, at);
    ++generation.keys;
}

bool SeenKeys::may_contain(const Bits128& key) const {
    if (generations_.empty()) return false;
    const auto place = place_of(key);
    return std::ranges::any_of(generations_, [&](const Generation& generation) {
        std::uint64_t missing = 0;
        for (std::size_t i = 0; i < kLineWords; ++i) {
            missing |= place.bits[i] & ~generation.bits[place.first_word + i];
        }
        return missing == 0;
    });
}

std::optional<Timestamp> SeenKeys::forget(Timestamp before) {
    std::optional<Timestamp> gone;
    while (!generations_.empty() &&
           (generations_.front().last < before || generations_.size() > kGenerationsMax)) {
        gone = std::max(gone.value_or(Timestamp{}), generations_.front().last);
        generations_.pop_front();
    }
    return gone;
}

bool SeenKeys::restore(Generation generation) {
    if (generation.bits.size() != kWords || generation.keys > kGenerationKeys) return false;
    generations_.push_back(std::move(generation));
    return true;
}

}  // namespace usher::core
