// Message texts of a given size made of the words people write to a shop, so that the full-text
// index of the hub has realistic work. Used by the load; the same seed gives the same texts.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "hub/app/bench/schedule.hpp"

namespace usher::bench {

class Bodies {
  public:
    /// Texts of exactly `bytes` bytes (0 is allowed), drawn from a vocabulary with a Zipf-like
    /// weight.
    Bodies(std::uint64_t seed, std::size_t bytes);

    std::string_view pick() { return texts_[random_.below(kTexts)]; }

  private:
    static constexpr std::uint32_t kTexts = 512;
    Random random_;
    std::vector<std::string> texts_;
};

}  // namespace usher::bench
