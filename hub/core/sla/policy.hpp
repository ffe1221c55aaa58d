// What a company promises: how long each kind of answer may take, when its time stands still, and
// by which calendar it counts.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "hub/base/timestamp.hpp"
#include "hub/core/model/sla_clock.hpp"

namespace usher::core {

struct Calendar;

/// What a conversation waits for, as far as promises of time go.
enum class WorkStatus : std::uint8_t { open, waiting_customer, waiting_partner, resolved };
inline constexpr std::size_t kWorkStatuses = 4;

/// In the order in which timers of one instant are listed.
inline constexpr std::array kSlaTargets{SlaTarget::first_response, SlaTarget::next_response,
                                        SlaTarget::update, SlaTarget::resolution_first,
                                        SlaTarget::resolution_total};

class StatusSet {
  public:
    constexpr StatusSet() = default;
    constexpr StatusSet(std::initializer_list<WorkStatus> statuses) {
        for (const auto status : statuses) add(status);
    }
    constexpr void add(WorkStatus status) { bits_ |= 1U << static_cast<unsigned>(status); }
    constexpr bool contains(WorkStatus status) const {
        return (bits_ & 1U << static_cast<unsigned>(status)) != 0;
    }
    bool operator==(const StatusSet&) const = default;

  private:
    std::uint8_t bits_ = 0;
};

/// Told before a timer is due: so much open time is left, or so much of it is used.
struct SlaWarning {
    Duration lead{};
    std::uint32_t percent = 0;  ///< of the allowed time; where there is no lead
    bool operator==(const SlaWarning&) const = default;

    /// How much of `allowed` may be used until it comes.
    Duration used_of(Duration allowed) const {
        return lead > Duration{} ? allowed - lead : allowed * percent / 100;
    }
};

struct TargetRule {
    Duration allowed{};                ///< of open time; above zero
    StatusSet pause;                   ///< in these statuses its time stands still
    bool hide_only = false;            ///< they hide the timer, and its time runs on
    std::vector<SlaWarning> warnings;  ///< the earliest first
    bool operator==(const TargetRule&) const = default;
};
using SlaTargets = std::array<std::optional<TargetRule>, kSlaTargets.size()>;

struct SlaPolicy {
    std::string name;
    const Calendar* calendar = nullptr;  ///< outlives it
    SlaTargets targets;
    /// A due instant at closing time is the next opening instead.
    bool roll_to_next_open = false;
    const Calendar* warning_calendar = nullptr;  ///< warnings come in its hours; null: at any time

    const std::optional<TargetRule>& rule(SlaTarget target) const {
        return targets[static_cast<std::size_t>(target) - 1];
    }
    std::optional<TargetRule>& rule(SlaTarget target) {
        return targets[static_cast<std::size_t>(target) - 1];
    }
};

/// Where nothing else is said: answers are owed in every status, an update not while the customer
/// is asked something, a resolution only while the company has the work.
constexpr StatusSet default_pause(SlaTarget target) {
    switch (target) {
        case SlaTarget::none:
        case SlaTarget::first_response:
        case SlaTarget::next_response:
            return {};
        case SlaTarget::update:
            return {WorkStatus::waiting_customer};
        case SlaTarget::resolution_first:
        case SlaTarget::resolution_total:
            return {WorkStatus::waiting_customer, WorkStatus::waiting_partner,
                    WorkStatus::resolved};
    }
    return {};
}

}  // namespace usher::core
