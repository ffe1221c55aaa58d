// Named places between reading and acknowledging where a test breaks the program on purpose:
// USHER_FAILPOINT=name:kill|error|delay[:nth], several by comma, each once at its nth passing. The
// rooms with I/O call fails_at() there; core and engine never do. Only in builds with the option
// USHER_FAILPOINTS (dev and sanitizers): elsewhere the call is a constant and costs nothing.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "hub/base/result.hpp"

namespace usher {

inline constexpr std::array<std::string_view, 36> kFailpoints{
    "gateway.command.parsed",     // a session submits it
    "gateway.append.before",      // a batch of commands is about to leave
    "gateway.append.after",       // it is durable; an error loses the answer
    "gateway.accepted.before",    // a sender is about to be told early that it is safe
    "gateway.frame.write",        // any frame to a person; an error ends the socket
    "gateway.log.read",           // an entry came back from the log
    "gateway.feed_again.before",  // what Redis may have lost is appended again
    "gateway.feed_again.after",
    "engine.commands.read",
    "engine.try.counted",  // of a command that may have ended the last engine
    "engine.append.before",
    "engine.append.after",  // an error loses the answer
    "engine.verify",        // the log is looked at after an append without an answer
    "engine.append_again.before",
    "engine.append_again.after",
    "engine.lease.claimed",  // the answer of Redis is here
    "engine.ask.answered",   // the archive's answer is here
    "engine.bury.before",    // a dead letter
    "engine.bury.after",
    "engine.snapshot.before",
    "engine.snapshot.after",
    "engine.trim.before",
    "engine.trim.after",
    "recovery.position",  // each step of a start, when its answer is here
    "recovery.histories",
    "recovery.edges",
    "recovery.snapshot",
    "recovery.entries",
    "recovery.compared",  // the archive lags behind the log, without a hole between them
    "recovery.rebuilt",   // a new life: built from the archive, not yet in the log
    "recovery.trimmed",
    "recovery.begun",  // its first entry stands in the log
    "recovery.snapshot_put",
    "archive.read",
    "store.commit.before",
    "store.commit.after",  // an error loses the answer
};

/// A name of the list; any other does not compile.
struct FailpointName {
    std::size_t index;
    consteval FailpointName(const char* name)
        : index(static_cast<std::size_t>(std::ranges::find(kFailpoints, std::string_view(name)) -
                                         kFailpoints.begin())) {
        if (index == kFailpoints.size()) throw "not in kFailpoints";
    }
    std::string_view text() const { return kFailpoints[index]; }
};

/// What one process is to break. Safe from any thread.
class FailpointArms {
  public:
    enum class Mode : std::uint8_t { kill, error, delay };
    struct Arm {
        std::size_t point = 0;
        Mode mode = Mode::error;
        std::uint32_t nth = 1;
    };

    /// Error invalid names the part that is wrong.
    static Result<std::vector<Arm>> parse(std::string_view text);

    explicit FailpointArms(const std::vector<Arm>& arms);
    /// Kills or stalls here and now; true: the caller is to fail. Each arm acts once, and says so
    /// in a line "failpoint NAME MODE" on standard error first.
    bool passes(FailpointName name);

  private:
    struct Armed {
        Arm arm;
        std::atomic<std::uint32_t> left;
    };
    std::vector<std::unique_ptr<Armed>> armed_;
};

#ifdef USHER_FAILPOINTS
/// By the environment of this process, read once; what cannot be read ends it with status 2.
[[nodiscard]] bool fails_at(FailpointName name);
inline constexpr bool kHasFailpoints = true;
#else
[[nodiscard]] constexpr bool fails_at(FailpointName) {
    return false;
}
inline constexpr bool kHasFailpoints = false;
#endif

/// The Error of an operation that failed at a point.
inline Error failed_on_purpose(std::string_view name) {
    return {Error::Kind::unavailable, std::string(name) + " failed on purpose"};
}

}  // namespace usher
