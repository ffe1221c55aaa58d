#include "hub/core/sla/choose_policy.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace usher::core {
namespace {

const Calendar& around_the_clock() {
    static const Calendar calendar = [] {
        Calendar always;
        always.name = "around the clock";
        always.zone = {"UTC", {{Timestamp{}, std::chrono::seconds(0)}}};
        for (auto& day : always.week) day = {{std::chrono::minutes(0), std::chrono::days(1)}};
        return always;
    }();
    return calendar;
}

template <class T>
bool has(const std::vector<T>& list, const T& wanted) {
    return std::ranges::find(list, wanted) != list.end();
}

bool same_language(std::string_view wanted, std::string_view given) {
    if (!given.starts_with(wanted)) return false;
    return given.size() == wanted.size() || given[wanted.size()] == '-';
}

/// Tells in `why` what made it fit.
class Fitting {
  public:
    Fitting(const Workspace& workspace, const Conversation& conversation)
        : workspace_(workspace), conversation_(conversation) {}

    bool fits(const SlaPolicyDefinition& policy) {
        why_.clear();
        const auto& match = policy.match;
        return queue(match) && channel(match) && language(match) && label(match) && hours(policy);
    }
    std::string why() const {
        return why_.empty() ? "it is for every conversation" : "it fits by " + why_;
    }

  private:
    bool told(bool fit, std::string what) {
        if (fit) why_ += (why_.empty() ? "" : ", ") + what;
        return fit;
    }
    bool queue(const SlaMatch& match) {
        if (match.queues.empty()) return true;
        const auto queue = workspace_.queues.find(conversation_.queue);
        const auto name = queue == workspace_.queues.end() ? "" : queue->second.definition.name;
        return told(has(match.queues, conversation_.queue), "queue " + name);
    }
    bool channel(const SlaMatch& match) {
        if (match.channels.empty()) return true;
        const auto inbox = workspace_.inboxes.find(conversation_.inbox);
        if (inbox == workspace_.inboxes.end()) return false;
        return told(has(match.channels, inbox->second.channel), "channel " + inbox->second.channel);
    }
    bool language(const SlaMatch& match) {
        if (match.languages.empty()) return true;
        const bool any = std::ranges::any_of(match.languages, [&](const auto& wanted) {
            return same_language(wanted, conversation_.language);
        });
        return told(any, "language " + conversation_.language);
    }
    bool label(const SlaMatch& match) {
        for (const auto& label : match.labels) {
            if (has(conversation_.labels, label)) {
                return told(true, "label " + label);
            }
        }
        return match.labels.empty();
    }
    bool hours(const SlaPolicyDefinition& policy) {
        const auto wanted = policy.match.hours;
        if (wanted == SlaMatch::Hours::any) return true;
        const auto& name = policy.calendar_in(conversation_.queue);
        const auto calendar = workspace_.sla.calendars.find(name);
        if (calendar == workspace_.sla.calendars.end()) return false;
        const bool open =
            calendar->second.current().value->at(conversation_.sla.first_message).open;
        return told(open == (wanted == SlaMatch::Hours::open),
                    open ? "hours (open)" : "hours (closed)");
    }

    const Workspace& workspace_;
    const Conversation& conversation_;
    std::string why_;
};

bool same_promise(const SlaPolicyDefinition& one, const SlaPolicyDefinition& other) {
    if (one.name != other.name || one.roll_to_next_open != other.roll_to_next_open) return false;
    if (one.calendar != other.calendar) return false;
    for (std::size_t i = 0; i < one.targets.size(); ++i) {
        auto left = one.targets[i];
        auto right = other.targets[i];
        if (left) left->warnings.clear();
        if (right) right->warnings.clear();
        if (left != right) return false;
    }
    return true;
}

}  // namespace

SlaPolicyChosen choose_policy(const Workspace& workspace, const Conversation& conversation) {
    const auto& rules = workspace.sla;
    const auto& now = conversation.sla;
    SlaPolicyChosen chosen;
    Fitting fitting(workspace, conversation);
    for (std::size_t nth = 0; nth < rules.order.size(); ++nth) {
        const auto& versions = rules.policies.at(rules.order[nth]);
        const auto& policy = *versions.current().value;
        if (!fitting.fits(policy)) continue;
        chosen.policy = policy.name;
        chosen.policy_version = versions.current().number;
        chosen.calendar = policy.calendar_in(conversation.queue);
        chosen.calendar_version = rules.calendars.at(chosen.calendar).current().number;
        chosen.why =
            fmt::format("{} of {} in order: {}", nth + 1, rules.order.size(), fitting.why());
        const auto* before = rules.policy(now.policy, now.policy_version);
        chosen.recount = before == nullptr || !same_promise(*before, policy);
        return chosen;
    }
    chosen.recount = !now.policy.empty();
    chosen.why = rules.order.empty() ? "there is no policy: the times of the queue hold"
                                     : "no policy fits: the times of the queue hold";
    return chosen;
}

bool is_other(const SlaPolicyChosen& chosen, const Conversation& conversation) {
    const auto& now = conversation.sla;
    if (chosen.policy != now.policy || chosen.policy_version != now.policy_version) return true;
    if (chosen.policy.empty()) return false;
    return now.calendars.empty() || now.calendars.back().name != chosen.calendar ||
           now.calendars.back().version != chosen.calendar_version;
}

SlaPolicy policy_of_queue(const Workspace& workspace, QueueId queue) {
    SlaPolicy policy;
    policy.calendar = &around_the_clock();
    const auto found = workspace.queues.find(queue);
    if (found == workspace.queues.end()) return policy;
    const auto& times = found->second.definition;
    const auto promise = [&](SlaTarget target, std::chrono::seconds allowed) {
        if (allowed.count() == 0) return;
        policy.rule(target).emplace().allowed = allowed;
    };
    promise(SlaTarget::first_response, times.first_response);
    promise(SlaTarget::next_response, times.next_response);
    return policy;
}

SlaPolicy policy_of(const Workspace& workspace, QueueId queue, const std::string& policy,
                    std::uint32_t policy_version, const Calendar* calendar) {
    const auto* known = workspace.sla.policy(policy, policy_version);
    if (known == nullptr || calendar == nullptr) return policy_of_queue(workspace, queue);
    SlaPolicy made;
    made.name = known->name;
    made.calendar = calendar;
    made.targets = known->targets;
    made.roll_to_next_open = known->roll_to_next_open;
    const auto hours = workspace.sla.calendars.find(known->warning_calendar);
    if (hours != workspace.sla.calendars.end()) {
        made.warning_calendar = hours->second.current().value.get();
    }
    return made;
}

}  // namespace usher::core
