#include "hub/app/sla/sla_file.hpp"

#include <algorithm>

#include "hub/base/rfc3339.hpp"
#include "hub/wire/sla/read_calendar.hpp"
#include "hub/wire/sla/read_policy.hpp"

namespace usher::app {
namespace {

template <class T>
const T* named(const std::map<std::string, T>& known, const JsonPlace& place,
               std::string_view kind) {
    const auto name = place.text();
    const auto found = known.find(name);
    if (found == known.end()) {
        place.wrong("there is no " + std::string(kind) + " \"" + name + '"');
    }
    return &found->second;
}

class TimelineReader {
  public:
    explicit TimelineReader(SlaFile& file) : file_(file) {}

    void read(const JsonPlace& place) {
        SlaEntry entry;
        const auto at = place["at"];
        entry.at = instant(at);
        if (!file_.timeline.empty() && entry.at < file_.timeline.back().at) {
            at.wrong("it is earlier than the entry before it");
        }
        entry.event = event(place);
        file_.timeline.push_back(entry);
    }

  private:
    static Timestamp instant(const JsonPlace& place) {
        const auto at = parse_rfc3339(place.text());
        if (!at) place.wrong("a time is expected, as 2026-03-02T09:30:00Z");
        const std::chrono::year_month_day date(std::chrono::floor<std::chrono::days>(*at));
        if (date.year() < std::chrono::year(1900) || date.year() >= std::chrono::year(2200)) {
            place.wrong("years are counted from 1900 to 2199");
        }
        return *at;
    }

    decltype(SlaEntry::event) event(const JsonPlace& place) const {
        const auto kind = place["event"];
        const auto name = kind.text();
        if (name == "status") {
            place.allow_only({"at", "event", "status"});
            return SlaEntry::Status{status(place["status"])};
        }
        if (name == "policy") {
            place.allow_only({"at", "event", "policy"});
            return SlaEntry::Policy{policy(place["policy"])};
        }
        if (name == "calendar") {
            place.allow_only({"at", "event", "calendar"});
            return SlaEntry::Calendar{named(file_.calendars, place["calendar"], "calendar")};
        }
        if (name == "waive") {
            place.allow_only({"at", "event", "reason"});
            const auto reason = place["reason"];
            if (reason.text().empty()) reason.wrong("say why no answer is needed");
            return SlaEntry::Waive{};
        }
        place.allow_only({"at", "event"});
        if (name == "customer_message") return SlaEntry::CustomerMessage{};
        if (name == "agent_reply") return SlaEntry::AgentReply{};
        if (name == "bot_reply" || name == "agent_opens") return SlaEntry::NoAnswer{};
        if (name == "resolve") return SlaEntry::Resolve{};
        if (name == "reopen") return SlaEntry::Reopen{};
        if (name == "observe") return SlaEntry::Observe{};
        kind.wrong("there is no event \"" + name +
                   "\"; there are customer_message, agent_reply, bot_reply, agent_opens, status, "
                   "policy, calendar, resolve, reopen, waive and observe");
    }

    static core::WorkStatus status(const JsonPlace& place) {
        const auto name = place.text();
        if (name == "resolved") place.wrong("a conversation is resolved by the event resolve");
        return wire::read_status(place);
    }
    const core::SlaPolicy* policy(const JsonPlace& place) const {
        return place.is_null() ? nullptr : named(file_.policies, place, "policy");
    }

    SlaFile& file_;
};

SlaFile read(const JsonPlace& root) {
    SlaFile file;
    root.allow_only({"calendars", "policies", "policy", "timeline"});
    if (root.has("calendars")) {
        root["calendars"].each_member([&](const std::string& name, const JsonPlace& place) {
            file.calendars.emplace(name, wire::read_calendar(name, place));
        });
    }
    if (root.has("policies")) {
        root["policies"].each_element([&](const JsonPlace& place) {
            const auto* calendar = named(file.calendars, place["calendar"], "calendar");
            auto policy = wire::read_policy(place, *calendar);
            const auto name = policy.name;
            if (!file.policies.emplace(name, std::move(policy)).second) {
                place["name"].wrong("another policy has this name");
            }
        });
    }
    if (root.has("policy") && !root["policy"].is_null()) {
        file.policy = named(file.policies, root["policy"], "policy");
    }
    TimelineReader reader(file);
    if (root.has("timeline")) {
        root["timeline"].each_element([&](const JsonPlace& place) { reader.read(place); });
    }
    return file;
}

}  // namespace

std::expected<SlaFile, Mistake> read_sla_file(std::string_view json) {
    boost::json::error_code error;
    boost::json::stream_parser parser;
    const auto good = parser.write_some(json.data(), json.size(), error);
    if (!error && json.substr(good).find_first_not_of(" \t\r\n") != json.npos) {
        error = boost::json::error::extra_data;
    }
    if (!error) parser.finish(error);
    if (error) {
        const auto read = json.substr(0, good);
        const auto line = std::ranges::count(read, '\n') + 1;
        return std::unexpected(
            Mistake{"line " + std::to_string(line), "it is no JSON: " + error.message()});
    }
    try {
        return read(JsonPlace(parser.release(), ""));
    } catch (Mistake& mistake) {
        if (mistake.path.empty()) mistake.path = "the document";
        return std::unexpected(std::move(mistake));
    }
}

}  // namespace usher::app
