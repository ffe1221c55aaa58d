#include "hub/wire/sla/definition_json.hpp"

#include <fmt/format.h>

#include "hub/wire/sla/holiday_feed.hpp"
#include "hub/wire/sla/read_calendar.hpp"
#include "hub/wire/sla/read_policy.hpp"

namespace usher::wire {
namespace {

namespace json = boost::json;

template <class Read>
auto read_document(std::string_view text, Read read)
    -> std::expected<decltype(read(std::declval<JsonPlace>())), Mistake> {
    json::error_code error;
    const auto value = json::parse({text.data(), text.size()}, error);
    if (error) return std::unexpected(Mistake{"the document", "it is no JSON: " + error.message()});
    try {
        return read(JsonPlace(value, ""));
    } catch (Mistake& mistake) {
        if (mistake.path.empty()) mistake.path = "the document";
        return std::unexpected(std::move(mistake));
    }
}

void read_texts(const JsonPlace& place, std::string_view name, std::vector<std::string>& out) {
    if (!place.has(name)) return;
    place[name].each_element([&](const JsonPlace& each) { out.push_back(each.text()); });
}

QueueId known_queue(const JsonPlace& place, const std::string& name, const QueueByName& queue) {
    const auto id = queue(name);
    if (!id) place.wrong("there is no queue \"" + name + '"');
    return id;
}

core::SlaMatch read_match(const JsonPlace& place, const QueueByName& queue) {
    place.allow_only({"queues", "channels", "languages", "labels", "hours"});
    core::SlaMatch match;
    if (place.has("queues")) {
        place["queues"].each_element([&](const JsonPlace& each) {
            match.queues.push_back(known_queue(each, each.text(), queue));
        });
    }
    read_texts(place, "channels", match.channels);
    read_texts(place, "languages", match.languages);
    read_texts(place, "labels", match.labels);
    if (place.has("hours")) {
        const auto hours = place["hours"].text();
        if (hours != "open" && hours != "closed") place["hours"].wrong("hours are open or closed");
        match.hours = hours == "open" ? core::SlaMatch::Hours::open : core::SlaMatch::Hours::closed;
    }
    return match;
}

std::string duration_text(Duration duration) {
    auto left = std::chrono::floor<std::chrono::seconds>(duration).count();
    std::string text;
    for (const auto& [letter, length] :
         {std::pair('h', 3600), std::pair('m', 60), std::pair('s', 1)}) {
        if (left >= length) text += fmt::format("{}{}", left / length, letter);
        left %= length;
    }
    return text.empty() ? "0s" : text;
}

json::array windows_json(const core::OpenWindows& windows) {
    const auto time = [](std::chrono::minutes at) {
        return fmt::format("{:02}:{:02}", at.count() / 60, at.count() % 60);
    };
    json::array out;
    for (const auto& it : windows) out.emplace_back(time(it.open) + '-' + time(it.close));
    return out;
}

json::array texts_json(const std::vector<std::string>& texts) {
    json::array out;
    for (const auto& text : texts) out.emplace_back(text);
    return out;
}

json::object match_json(const core::SlaMatch& match, const NameOfQueue& name) {
    json::object out;
    if (!match.queues.empty()) {
        json::array queues;
        for (auto queue : match.queues) queues.emplace_back(name(queue));
        out["queues"] = std::move(queues);
    }
    if (!match.channels.empty()) out["channels"] = texts_json(match.channels);
    if (!match.languages.empty()) out["languages"] = texts_json(match.languages);
    if (!match.labels.empty()) out["labels"] = texts_json(match.labels);
    if (match.hours != core::SlaMatch::Hours::any) {
        out["hours"] = match.hours == core::SlaMatch::Hours::open ? "open" : "closed";
    }
    return out;
}

constexpr std::array<const char*, core::kWorkStatuses> kStatusTexts{"open", "waiting_customer",
                                                                    "waiting_partner", "resolved"};

}  // namespace

std::expected<core::Calendar, Mistake> read_calendar_definition(const std::string& name,
                                                                std::string_view text) {
    return read_document(text, [&](const JsonPlace& place) { return read_calendar(name, place); });
}

std::expected<core::SlaPolicyDefinition, Mistake> read_policy_definition(const std::string& name,
                                                                         std::string_view text,
                                                                         const QueueByName& queue) {
    return read_document(text, [&](const JsonPlace& place) {
        place.allow_only({"name", "calendar", "queue_calendars", "match", "targets", "pause",
                          "hide_only", "roll_to_next_open", "warnings", "warning_calendar"});
        core::SlaPolicyDefinition policy;
        policy.name = name;
        if (place.has("name") && place["name"].text() != name) {
            place["name"].wrong("it is another one than the address says");
        }
        policy.calendar = place["calendar"].text();
        if (place.has("queue_calendars")) {
            place["queue_calendars"].each_member([&](const std::string& key, const JsonPlace& it) {
                policy.queue_calendars[known_queue(it, key, queue)] = it.text();
            });
        }
        if (place.has("match")) policy.match = read_match(place["match"], queue);
        policy.targets = read_targets(place, nullptr);
        if (place.has("roll_to_next_open")) {
            policy.roll_to_next_open = place["roll_to_next_open"].truth();
        }
        if (place.has("warning_calendar")) {
            policy.warning_calendar = place["warning_calendar"].text();
        }
        return policy;
    });
}

std::expected<std::vector<std::string>, Mistake> read_policy_order(std::string_view text) {
    return read_document(text, [](const JsonPlace& place) {
        std::vector<std::string> names;
        place["names"].each_element([&](const JsonPlace& it) { names.push_back(it.text()); });
        return names;
    });
}

json::object calendar_json(const core::Calendar& calendar) {
    json::object windows;
    for (std::size_t day = 0; day < calendar.week.size(); ++day) {
        if (calendar.week[day].empty()) continue;
        windows[core::kWeekdayNames[day]] = windows_json(calendar.week[day]);
    }
    json::array exceptions;
    for (const auto& [day, open] : calendar.exceptions) {
        exceptions.push_back(json::object{
            {"date", date_text(day)},
            {"windows", windows_json(open)}});
    }
    return {{"time_zone", calendar.zone.name},
            {"windows", std::move(windows)},
            {"exceptions", std::move(exceptions)}};
}

json::object policy_json(const core::SlaPolicyDefinition& policy, const NameOfQueue& name) {
    json::object targets, pause, warnings;
    json::array hide_only;
    for (const auto target : core::kSlaTargets) {
        const auto& rule = policy.targets[static_cast<std::size_t>(target) - 1];
        if (!rule) continue;
        const auto* key = core::target_name(target);
        targets[key] = duration_text(rule->allowed);
        json::array statuses;
        for (std::size_t status = 0; status < core::kWorkStatuses; ++status) {
            if (rule->pause.contains(static_cast<core::WorkStatus>(status))) {
                statuses.emplace_back(kStatusTexts[status]);
            }
        }
        pause[key] = std::move(statuses);
        if (rule->hide_only) hide_only.emplace_back(key);
        if (rule->warnings.empty()) continue;
        json::array leads;
        for (const auto& it : rule->warnings) {
            leads.emplace_back(it.lead > Duration{} ? duration_text(it.lead)
                                                    : fmt::format("{}%", it.percent));
        }
        warnings[key] = std::move(leads);
    }
    json::object out{{"name", policy.name},
                     {"calendar", policy.calendar},
                     {"match", match_json(policy.match, name)},
                     {"targets", std::move(targets)},
                     {"pause", std::move(pause)},
                     {"hide_only", std::move(hide_only)},
                     {"roll_to_next_open", policy.roll_to_next_open},
                     {"warnings", std::move(warnings)}};
    if (!policy.warning_calendar.empty()) out["warning_calendar"] = policy.warning_calendar;
    if (policy.queue_calendars.empty()) return out;
    json::object by_queue;
    for (const auto& [queue, calendar] : policy.queue_calendars) by_queue[name(queue)] = calendar;
    out["queue_calendars"] = std::move(by_queue);
    return out;
}

json::object rules_json(const core::SlaRules& rules, const NameOfQueue& name) {
    json::object calendars;
    for (const auto& [each, calendar] : rules.live_calendars()) {
        calendars[each] = calendar_json(*calendar);
    }
    json::array policies;
    for (const auto& each : rules.order) {
        policies.push_back(policy_json(*rules.policies.at(each).current().value, name));
    }
    return {{"calendars", std::move(calendars)}, {"policies", std::move(policies)}};
}

}  // namespace usher::wire
