// One line of `usher doctor`: what was looked at, how it is, and what to do. Checks make them, the
// verb prints them; no secret and no message text stands in one.
#pragma once

#include <string>
#include <vector>

namespace usher::app {

struct Finding {
    enum class Level { ok, warn, fail };
    Level level = Level::ok;
    std::string what;    ///< "redis: version 7.0.15"
    std::string remedy;  ///< what to do; empty when it is well
};

class Findings {
  public:
    void ok(std::string what) { list_.push_back({Finding::Level::ok, std::move(what), {}}); }
    void warn(std::string what, std::string remedy) {
        list_.push_back({Finding::Level::warn, std::move(what), std::move(remedy)});
    }
    void fail(std::string what, std::string remedy) {
        list_.push_back({Finding::Level::fail, std::move(what), std::move(remedy)});
    }
    const std::vector<Finding>& list() const { return list_; }
    Finding::Level worst() const;

  private:
    std::vector<Finding> list_;
};

/// One line each: "warn  what — what to do".
std::string findings_text(const Findings& findings);
/// {"level":…,"running":…,"findings":[{"level","what","remedy"}]}
std::string findings_json(const Findings& findings, bool running);

}  // namespace usher::app
