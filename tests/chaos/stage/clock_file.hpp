// The wall clock of one program under test, moved while it runs: libfaketime with a timestamp file.
// Its monotonic clock stays true. Given to a HubNode as environment before it starts.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace usher::chaos {

/// Empty when libfaketime is here; else the reason with the remedy.
std::string why_no_clocks();

class ClockFile {
  public:
    using Environment = std::vector<std::pair<std::string, std::string>>;

    /// `offset_s` is how far it is ahead of the true one.
    ClockFile(std::filesystem::path file, double offset_s);

    /// Seen by the program within a tenth of a second.
    void set(double offset_s);
    Environment environment() const;

  private:
    std::filesystem::path file_;
};

}  // namespace usher::chaos
