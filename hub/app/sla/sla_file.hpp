// A file of calendars, policies and what happened to one conversation, for `usher sla check`. The
// format is described in docs/sla.md.
#pragma once

#include <expected>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "hub/core/sla/calendar.hpp"
#include "hub/core/sla/policy.hpp"
#include "hub/wire/sla/json_place.hpp"

namespace usher::app {

using wire::JsonPlace;
using wire::Mistake;

struct SlaEntry {
    struct CustomerMessage {};
    struct AgentReply {};
    /// Of a machine, or before the customer wrote: nothing is answered by it.
    struct NoAnswer {};
    struct Status {
        core::WorkStatus status;
    };
    struct Policy {
        const core::SlaPolicy* policy;  ///< null: none
    };
    struct Calendar {
        const core::Calendar* calendar;
    };
    struct Resolve {};
    struct Reopen {};
    struct Waive {};
    struct Observe {};

    Timestamp at{};
    std::variant<CustomerMessage, AgentReply, NoAnswer, Status, Policy, Calendar, Resolve, Reopen,
                 Waive, Observe>
        event;
};

struct SlaFile {
    std::map<std::string, core::Calendar> calendars;  ///< policies point into it
    std::map<std::string, core::SlaPolicy> policies;  ///< entries point into it
    const core::SlaPolicy* policy = nullptr;          ///< at the beginning
    std::vector<SlaEntry> timeline;
};

std::expected<SlaFile, Mistake> read_sla_file(std::string_view json);

}  // namespace usher::app
