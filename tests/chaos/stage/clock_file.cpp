#include "tests/chaos/stage/clock_file.hpp"

#include <fmt/format.h>

#include <fstream>

namespace usher::chaos {
namespace {

std::filesystem::path library() {
    std::error_code ignored;
    for (const auto& folder : std::filesystem::directory_iterator("/usr/lib", ignored)) {
        const auto found = folder.path() / "faketime/libfaketimeMT.so.1";
        if (std::filesystem::exists(found, ignored)) return found;
    }
    return {};
}

}  // namespace

std::string why_no_clocks() {
    return library().empty() ? "libfaketime is missing: apt-get install faketime" : "";
}

ClockFile::ClockFile(std::filesystem::path file, double offset_s) : file_(std::move(file)) {
    set(offset_s);
}

void ClockFile::set(double offset_s) {
    // In one step: the program may read it at any moment.
    const auto fresh = file_.string() + ".new";
    std::ofstream(fresh) << fmt::format("{:+.3f}\n", offset_s);
    std::filesystem::rename(fresh, file_);
}

ClockFile::Environment ClockFile::environment() const {
    return {{"LD_PRELOAD", library().string()},    {"FAKETIME_TIMESTAMP_FILE", file_.string()},
            {"FAKETIME_CACHE_DURATION", "0"},      {"FAKETIME_NO_CACHE", "1"},
            {"FAKETIME_DONT_FAKE_MONOTONIC", "1"}, {"DONT_FAKE_MONOTONIC", "1"},
            {"FAKETIME_DONT_RESET", "1"}};
}

}  // namespace usher::chaos
