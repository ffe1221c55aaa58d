#include "hub/ops/health.hpp"

#include <algorithm>

namespace usher::ops {

std::string_view health_name(HealthState state) {
    switch (state) {
        case HealthState::ok:
            return "ok";
        case HealthState::degraded:
            return "degraded";
        case HealthState::down:
            return "down";
    }
    return "down";
}

HealthCheck& Health::find(std::string_view name) {
    const auto found = std::ranges::find(checks_, name, &HealthCheck::name);
    if (found != checks_.end()) return *found;
    return checks_.emplace_back(std::string(name), HealthState::down, "not heard of yet");
}

void Health::declare(std::string_view name) {
    const std::lock_guard lock(mutex_);
    find(name);
}

void Health::report(std::string_view name, HealthState state, std::string_view sentence) {
    const std::lock_guard lock(mutex_);
    HealthCheck& check = find(name);
    check.state = state;
    check.sentence = sentence;
}

void Health::set_draining(bool draining) {
    const std::lock_guard lock(mutex_);
    draining_ = draining;
}

std::vector<HealthCheck> Health::checks() const {
    const std::lock_guard lock(mutex_);
    auto out = checks_;
    if (draining_) out.push_back({"draining", HealthState::down, "the hub is being stopped"});
    return out;
}

bool Health::ready() const {
    const std::lock_guard lock(mutex_);
    return !draining_ && std::ranges::none_of(checks_, [](const HealthCheck& check) {
        return check.state == HealthState::down;
    });
}

}  // namespace usher::ops
