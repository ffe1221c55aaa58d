// Whether the hub can do its work: one named check per thing it needs, each with a sentence. The
// rooms report, /readyz shows. A check that was declared and never reported is down.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace usher::ops {

enum class HealthState : std::uint8_t {
    ok,
    degraded,  ///< works with less: still ready
    down,
};
std::string_view health_name(HealthState state);

struct HealthCheck {
    std::string name;  ///< "redis", "store"
    HealthState state = HealthState::down;
    std::string sentence;  ///< for an operator; no secrets, no personal data
};

/// Safe from any thread.
class Health {
  public:
    void declare(std::string_view name);
    /// Declares it as well. The sentence is kept as it is; empty for "nothing to say".
    void report(std::string_view name, HealthState state, std::string_view sentence);
    /// While on, ready() is false whatever the checks say: the hub is being stopped.
    void set_draining(bool draining);

    /// In the order of declaration; a last "draining" while that is on.
    std::vector<HealthCheck> checks() const;
    bool ready() const;

  private:
    HealthCheck& find(std::string_view name);

    mutable std::mutex mutex_;
    std::vector<HealthCheck> checks_;
    bool draining_ = false;
};

}  // namespace usher::ops
