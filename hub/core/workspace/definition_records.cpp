#include "hub/core/workspace/definition_records.hpp"

#include <algorithm>

#include "hub/base/overloaded.hpp"
#include "hub/base/utf8.hpp"
#include "hub/core/workspace/field_changes.hpp"

namespace usher::core {
namespace {

constexpr std::size_t kShownBytes = 300;

class Fields {
  public:
    Fields& tell(const char* name, const std::string& before, const std::string& after) {
        if (before != after) {
            changes_.push_back({name, std::string(cut(before, kShownBytes)),
                                std::string(cut(after, kShownBytes))});
        }
        return *this;
    }
    std::vector<FieldChange> take() { return std::move(changes_); }

  private:
    std::vector<FieldChange> changes_;
};

std::string list(auto&& values, auto&& show) {
    std::string out;
    for (const auto& value : values) out += (out.empty() ? "" : ", ") + show(value);
    return out;
}

std::string hours(const Calendar& calendar) {
    const auto open = calendar.open_in_a_week().count();
    return open % 60 == 0 ? fmt::format("{} h", open / 60)
                          : fmt::format("{} h {} min", open / 60, open % 60);
}

std::string targets(const SlaPolicyDefinition& policy) {
    std::string out;
    for (const auto target : kSlaTargets) {
        const auto& rule = policy.targets[static_cast<std::size_t>(target) - 1];
        if (!rule) continue;
        const auto minutes = std::chrono::floor<std::chrono::minutes>(rule->allowed).count();
        out += fmt::format("{}{} {} min", out.empty() ? "" : ", ", target_name(target), minutes);
    }
    return out;
}

std::string needs(const QueueRouting& routing) {
    return list(routing.needs, [](const SkillNeed& need) {
        return fmt::format("{} {}{}", need.skill, need.level, need.required ? "" : " preferred");
    });
}

std::string skills(const AgentRouting& routing) {
    return list(routing.skills,
                [](const AgentSkill& it) { return fmt::format("{} {}", it.name, it.level); });
}

std::string name_of(const Workspace& workspace, QueueId queue) {
    const auto known = workspace.queues.find(queue);
    return known == workspace.queues.end() ? std::string() : known->second.definition.name;
}

std::string queues(const Workspace& workspace, const std::vector<QueueId>& ids) {
    return list(ids, [&](QueueId id) { return name_of(workspace, id); });
}

std::string teams(const Workspace& workspace, const AgentRouting& routing) {
    return list(routing.teams, [&](TeamId id) {
        const auto known = workspace.teams.find(id);
        return known == workspace.teams.end() ? std::string() : known->second.name;
    });
}

std::string tiers(const std::vector<Tier>& all) {
    return list(
        all, [](const Tier& it) { return fmt::format("{} {} s", it.name, it.head_start.count()); });
}

template <class T>
const T* current(const std::map<std::string, SlaVersions<T>>& all, const std::string& name) {
    const auto known = all.find(name);
    return known == all.end() || known->second.removed ? nullptr
                                                       : known->second.current().value.get();
}

ChangeRecorded of(const Workspace& workspace, const Calendar& now) {
    const auto* before = current(workspace.sla.calendars, now.name);
    ChangeRecorded record{"calendar", now.name, now.name, before ? "changed" : "created"};
    static const Calendar kNone;
    const auto& was = before ? *before : kNone;
    record.fields = Fields()
                        .tell("time_zone", was.zone.name, now.zone.name)
                        .tell("hours", before ? hours(was) : "", hours(now))
                        .tell("exceptions", before ? fmt::format("{}", was.exceptions.size()) : "",
                              fmt::format("{}", now.exceptions.size()))
                        .take();
    return record;
}

ChangeRecorded of(const Workspace& workspace, const SlaPolicyDefinition& now) {
    const auto* before = current(workspace.sla.policies, now.name);
    ChangeRecorded record{"policy", now.name, now.name, before ? "changed" : "created"};
    static const SlaPolicyDefinition kNone;
    const auto& was = before ? *before : kNone;
    record.fields = Fields()
                        .tell("calendar", was.calendar, now.calendar)
                        .tell("targets", targets(was), targets(now))
                        .tell("queues", queues(workspace, was.match.queues),
                              queues(workspace, now.match.queues))
                        .take();
    return record;
}

ChangeRecorded of(const Workspace& workspace, const QueueRoutingDefined& defined) {
    const auto known = workspace.queues.find(defined.queue);
    static const QueueRouting kNone;
    const auto& was = known == workspace.queues.end() ? kNone : known->second.routing;
    const auto& now = defined.routing;
    return {
        "queue", defined.queue.text(), name_of(workspace, defined.queue), "changed",
        Fields()
            .tell("offer_timeout", shown(was.offer_timeout), shown(now.offer_timeout))
            .tell("needs", needs(was), needs(now))
            .tell("overflow", name_of(workspace, was.overflow), name_of(workspace, now.overflow))
            .take()};
}

ChangeRecorded of(const Workspace& workspace, const AgentRoutingDefined& defined) {
    const auto* agent = workspace.find(defined.agent);
    static const AgentRouting kNone;
    const auto& was = agent ? agent->routing : kNone;
    const auto& now = defined.routing;
    return {"agent", defined.agent.text(), agent ? agent->display_name : "", "changed",
            Fields()
                .tell("skills", skills(was), skills(now))
                .tell("languages", shown(was.languages), shown(now.languages))
                .tell("teams", teams(workspace, was), teams(workspace, now))
                .take()};
}

ChangeRecorded of(const Workspace& workspace, const Team& now) {
    const auto known = workspace.teams.find(now.id);
    const bool fresh = known == workspace.teams.end();
    static const Team kNone;
    const auto& was = fresh ? kNone : known->second;
    return {"team", now.id.text(), now.name, fresh ? "created" : "changed",
            Fields()
                .tell("name", was.name, now.name)
                .tell("queues", queues(workspace, was.queues), queues(workspace, now.queues))
                .take()};
}

}  // namespace

std::optional<ChangeRecorded> record_of(const Workspace& workspace, const EventBody& defined) {
    using Record = std::optional<ChangeRecorded>;
    return std::visit(
        overloaded{
            [&](const CalendarDefined& e) -> Record { return of(workspace, *e.calendar); },
            [&](const CalendarRemoved& e) -> Record {
                return ChangeRecorded{"calendar", e.name, e.name, "removed"};
            },
            [&](const SlaPolicyDefined& e) -> Record { return of(workspace, *e.policy); },
            [&](const SlaPolicyRemoved& e) -> Record {
                return ChangeRecorded{"policy", e.name, e.name, "removed"};
            },
            [&](const SlaPoliciesOrdered& e) -> Record {
                return ChangeRecorded{
                    "policies", "", "", "changed",
                    Fields().tell("order", shown(workspace.sla.order), shown(e.names)).take()};
            },
            [&](const QueueRoutingDefined& e) -> Record { return of(workspace, e); },
            [&](const AgentRoutingDefined& e) -> Record { return of(workspace, e); },
            [&](const TeamDefined& e) -> Record { return of(workspace, e.team); },
            [&](const TiersDefined& e) -> Record {
                return ChangeRecorded{
                    "tiers", "", "", "changed",
                    Fields().tell("tiers", tiers(workspace.tiers), tiers(e.tiers)).take()};
            },
            [](const auto&) -> Record { return {}; }},
        defined);
}

}  // namespace usher::core
