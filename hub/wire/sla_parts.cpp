#include "hub/wire/sla_parts.hpp"

#include "hub/wire/to_proto.hpp"

namespace usher::wire {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

template <class Out>
void put_windows(const core::OpenWindows& windows, Out& out) {
    for (const auto& window : windows) {
        auto& to = *out.add_windows();
        to.set_open_minute(static_cast<std::uint32_t>(window.open.count()));
        to.set_close_minute(static_cast<std::uint32_t>(window.close.count()));
    }
}

template <class In>
core::OpenWindows windows_of(const In& in) {
    core::OpenWindows windows;
    for (const auto& window : in.windows()) {
        windows.push_back({minutes(window.open_minute()), minutes(window.close_minute())});
    }
    return windows;
}

void put(core::SlaTarget target, const core::TargetRule& rule, v1::SlaTargetRule& out) {
    out.set_target(static_cast<v1::SlaTarget>(target));
    out.set_allowed_ms(whole_ms(rule.allowed));
    for (std::size_t status = 0; status < core::kWorkStatuses; ++status) {
        if (!rule.pause.contains(static_cast<core::WorkStatus>(status))) continue;
        out.add_pause(static_cast<v1::WorkStatus>(status));
    }
    out.set_hide_only(rule.hide_only);
    for (const auto& warning : rule.warnings) {
        auto& to = *out.add_warnings();
        to.set_lead_ms(whole_ms(warning.lead));
        to.set_percent(warning.percent);
    }
}

core::TargetRule rule_of(const v1::SlaTargetRule& in, Reader& reader) {
    core::TargetRule rule;
    rule.allowed = milliseconds(in.allowed_ms());
    for (const auto status : in.pause()) {
        rule.pause.add(work_status(static_cast<v1::WorkStatus>(status), reader));
    }
    rule.hide_only = in.hide_only();
    for (const auto& warning : in.warnings()) {
        rule.warnings.push_back({milliseconds(warning.lead_ms()), warning.percent()});
    }
    return rule;
}

template <class T, class Out>
void put_versions(const core::SlaVersions<T>& versions, Out& out) {
    out.set_removed(versions.removed);
    if (!versions.versions.empty()) out.set_last(versions.current().number);
    for (const auto& version : versions.versions) to_proto(*version.value, *out.add_versions());
}

template <class T, class In>
void read_versions(const In& in, core::SlaVersions<T>& out, Reader& reader) {
    const auto count = static_cast<std::uint32_t>(in.versions_size());
    if (count == 0 || in.last() < count) return reader.wrong("versions", "none, or misnumbered");
    auto number = in.last() - count;
    for (const auto& version : in.versions()) {
        out.versions.push_back({++number, std::make_shared<const T>(from_proto(version, reader))});
    }
    out.removed = in.removed();
}

}  // namespace

core::WorkStatus work_status(v1::WorkStatus status, Reader& reader) {
    if (status < v1::WORK_OPEN || status > v1::WORK_RESOLVED) {
        reader.wrong("status", std::to_string(status));
        return {};
    }
    return static_cast<core::WorkStatus>(status);
}

void to_proto(const core::Calendar& calendar, v1::Calendar& out) {
    out.set_name(calendar.name);
    auto& zone = *out.mutable_zone();
    zone.set_name(calendar.zone.name);
    for (const auto& change : calendar.zone.changes) {
        const auto from = std::chrono::floor<seconds>(change.from.time_since_epoch());
        zone.add_from_s(from.count());
        zone.add_offset_s(static_cast<std::int32_t>(change.offset.count()));
    }
    for (const auto& day : calendar.week) put_windows(day, *out.add_week());
    for (const auto& [day, windows] : calendar.exceptions) {
        auto& to = *out.add_exceptions();
        to.set_day(static_cast<std::int32_t>(day.time_since_epoch().count()));
        put_windows(windows, to);
    }
}

core::Calendar from_proto(const v1::Calendar& in, Reader& reader) {
    core::Calendar calendar;
    calendar.name = in.name();
    calendar.zone.name = in.zone().name();
    const auto& zone = in.zone();
    if (zone.from_s_size() != zone.offset_s_size() || zone.from_s_size() == 0) {
        reader.wrong("zone", "empty, or not of equal columns");
    } else {
        for (int i = 0; i < zone.from_s_size(); ++i) {
            calendar.zone.changes.push_back(
                {Timestamp(seconds(zone.from_s(i))), seconds(zone.offset_s(i))});
        }
    }
    if (in.week_size() > 7) reader.wrong("week", "longer than seven days");
    for (int i = 0; i < std::min(in.week_size(), 7); ++i) {
        calendar.week[static_cast<std::size_t>(i)] = windows_of(in.week(i));
    }
    for (const auto& exception : in.exceptions()) {
        const std::chrono::local_days day{std::chrono::days(exception.day())};
        calendar.exceptions[day] = windows_of(exception);
    }
    return calendar;
}

void to_proto(const core::SlaPolicyDefinition& policy, v1::SlaPolicy& out) {
    out.set_name(policy.name);
    out.set_calendar(policy.calendar);
    for (const auto& [queue, calendar] : policy.queue_calendars) {
        auto& to = *out.add_queue_calendars();
        to.set_queue_id(queue.text());
        to.set_calendar(calendar);
    }
    auto& match = *out.mutable_match();
    for (auto queue : policy.match.queues) match.add_queue_ids(queue.text());
    for (const auto& channel : policy.match.channels) match.add_channels(channel);
    for (const auto& language : policy.match.languages) match.add_languages(language);
    for (const auto& label : policy.match.labels) match.add_labels(label);
    match.set_hours(static_cast<v1::SlaHours>(policy.match.hours));
    for (const auto target : core::kSlaTargets) {
        const auto& rule = policy.targets[static_cast<std::size_t>(target) - 1];
        if (rule) put(target, *rule, *out.add_targets());
    }
    out.set_roll_to_next_open(policy.roll_to_next_open);
    out.set_warning_calendar(policy.warning_calendar);
}

core::SlaPolicyDefinition from_proto(const v1::SlaPolicy& in, Reader& reader) {
    core::SlaPolicyDefinition policy;
    policy.name = in.name();
    policy.calendar = in.calendar();
    for (const auto& other : in.queue_calendars()) {
        const auto queue = reader.id<QueueId>(other.queue_id(), "queue_calendars");
        policy.queue_calendars[queue] = other.calendar();
    }
    for (const auto& queue : in.match().queue_ids()) {
        policy.match.queues.push_back(reader.id<QueueId>(queue, "queue_ids"));
    }
    policy.match.channels = texts(in.match().channels());
    policy.match.languages = texts(in.match().languages());
    policy.match.labels = texts(in.match().labels());
    if (in.match().hours() < v1::SLA_HOURS_ANY || in.match().hours() > v1::SLA_HOURS_CLOSED) {
        reader.wrong("hours", std::to_string(in.match().hours()));
    }
    policy.match.hours = static_cast<core::SlaMatch::Hours>(in.match().hours());
    for (const auto& rule : in.targets()) {
        if (rule.target() < v1::FIRST_RESPONSE || rule.target() > v1::RESOLUTION_TOTAL) {
            reader.wrong("target", std::to_string(rule.target()));
            continue;
        }
        policy.targets[static_cast<std::size_t>(rule.target()) - 1] = rule_of(rule, reader);
    }
    policy.roll_to_next_open = in.roll_to_next_open();
    policy.warning_calendar = in.warning_calendar();
    return policy;
}

void to_proto(const core::ConversationSla& sla, v1::ConversationSla& out) {
    out.set_chosen(sla.chosen);
    out.set_policy(sla.policy);
    out.set_policy_version(sla.policy_version);
    for (const auto& use : sla.calendars) {
        auto& to = *out.add_calendars();
        to.set_from_ms(instant_ms(use.from));
        to.set_name(use.name);
        to.set_version(use.version);
    }
    for (const auto& change : sla.statuses) {
        out.add_status_from_ms(to_ms(change.from));
        out.add_status(static_cast<v1::WorkStatus>(change.status));
    }
    for (const auto& suspension : sla.suspensions) {
        out.add_suspended_from_ms(to_ms(suspension.from));
        out.add_suspended_until_ms(suspension.until == kNever ? 0 : to_ms(suspension.until));
    }
    out.set_first_message_ms(instant_ms(sla.first_message));
    out.set_unanswered_since_ms(instant_ms(sla.unanswered_since));
    out.set_last_reply_ms(instant_ms(sla.last_reply));
    out.set_first_closed(sla.first_closed);
    out.set_once_resolved(sla.once_resolved);
    if (sla.update.exists()) to_proto(sla.update, *out.mutable_update());
    if (sla.resolution_first.exists()) {
        to_proto(sla.resolution_first, *out.mutable_resolution_first());
    }
    if (sla.resolution_total.exists()) {
        to_proto(sla.resolution_total, *out.mutable_resolution_total());
    }
}

core::ConversationSla from_proto(const v1::ConversationSla& in, Reader& reader) {
    core::ConversationSla sla;
    sla.chosen = in.chosen();
    sla.policy = in.policy();
    sla.policy_version = in.policy_version();
    for (const auto& use : in.calendars()) {
        sla.calendars.push_back({instant(use.from_ms()), use.name(), use.version()});
    }
    if (in.status_from_ms_size() != in.status_size() ||
        in.suspended_from_ms_size() != in.suspended_until_ms_size()) {
        reader.wrong("sla", "not of equal columns");
        return sla;
    }
    for (int i = 0; i < in.status_size(); ++i) {
        sla.statuses.push_back({from_ms(in.status_from_ms(i)), work_status(in.status(i), reader)});
    }
    for (int i = 0; i < in.suspended_from_ms_size(); ++i) {
        const auto until = in.suspended_until_ms(i);
        sla.suspensions.push_back(
            {from_ms(in.suspended_from_ms(i)), until == 0 ? kNever : from_ms(until)});
    }
    sla.first_message = instant(in.first_message_ms());
    sla.unanswered_since = instant(in.unanswered_since_ms());
    sla.last_reply = instant(in.last_reply_ms());
    sla.first_closed = in.first_closed();
    sla.once_resolved = in.once_resolved();
    sla.update = reader.clock(in.update());
    sla.resolution_first = reader.clock(in.resolution_first());
    sla.resolution_total = reader.clock(in.resolution_total());
    return sla;
}

core::ConversationSla sla_of_old_record(const core::Conversation& conversation) {
    core::ConversationSla sla;
    sla.first_message = conversation.opened;
    sla.unanswered_since = conversation.waiting_since;
    sla.first_closed =
        !conversation.first_response.open() && conversation.waiting_since == Timestamp{};
    sla.once_resolved = !conversation.open();
    if (!conversation.open()) {
        sla.statuses = {{conversation.last_event, core::WorkStatus::resolved}};
    }
    return sla;
}

void to_proto(const core::SlaRules& rules, v1::SlaRules& out) {
    for (const auto& [name, versions] : rules.calendars) {
        put_versions(versions, *out.add_calendars());
    }
    for (const auto& [name, versions] : rules.policies) {
        put_versions(versions, *out.add_policies());
    }
    for (const auto& name : rules.order) out.add_order(name);
    for (auto id : rules.to_review) out.add_to_review(id.text());
    out.set_changed_ms(instant_ms(rules.changed));
}

core::SlaRules from_proto(const v1::SlaRules& in, Reader& reader) {
    core::SlaRules rules;
    for (const auto& versions : in.calendars()) {
        if (versions.versions_size() == 0) continue;
        read_versions(versions, rules.calendars[versions.versions(0).name()], reader);
    }
    for (const auto& versions : in.policies()) {
        if (versions.versions_size() == 0) continue;
        read_versions(versions, rules.policies[versions.versions(0).name()], reader);
    }
    rules.order = texts(in.order());
    for (const auto& name : rules.order) {
        if (!rules.policies.contains(name)) reader.wrong("order", "naming no policy");
    }
    for (const auto& id : in.to_review()) {
        rules.to_review.insert(reader.id<ConversationId>(id, "to_review"));
    }
    rules.changed = instant(in.changed_ms());
    return rules;
}

}  // namespace usher::wire
