#include "hub/gateway/waiting_limit.hpp"

namespace usher::gateway {
namespace {

constexpr double kOfTheNew = 0.3;

}  // namespace

void WaitingLimit::decided(std::size_t count, std::size_t waiting, Timestamp now) {
    // What follows a silence, or a clock that was set, is not measured together with it.
    const bool goes_on = now >= last_ && now - last_ < kSilence;
    last_ = now;
    if (!goes_on) {
        began_ = now;
        count_ = 0;
        fewest_ = waiting;
        return;
    }
    count_ += count;
    fewest_ = std::min(fewest_, waiting);
    if (now - began_ < kWindow) return;
    // With less in wait the others set the pace, not the engine.
    if (fewest_ >= kAlways / 2) {
        const auto seconds = std::chrono::duration<double>(now - began_).count();
        const auto measured = static_cast<double>(count_) / seconds;
        per_second_ = per_second_ == 0 ? measured
                                       : (1 - kOfTheNew) * per_second_ + kOfTheNew * measured;
    }
    began_ = now;
    count_ = 0;
    fewest_ = waiting;
}

std::size_t WaitingLimit::limit(Timestamp now) const {
    if (per_second_ == 0) return kAtFirst;
    const std::chrono::duration<double> silence = std::max(now - last_, Duration{});
    const auto wait = std::min<std::chrono::duration<double>>(kWaitMax + silence, kWaitMaxWithout);
    return std::max(kAlways, static_cast<std::size_t>(per_second_ * wait.count()));
}

}  // namespace usher::gateway
