#include "hub/app/verbs/sla_explain.hpp"

#include <fmt/format.h>

#include <iostream>
#include <map>

#include "hub/app/exit_codes.hpp"
#include "hub/app/log_reading.hpp"
#include "hub/base/rfc3339.hpp"
#include "hub/core/apply.hpp"
#include "hub/wire/sla/timer_json.hpp"
#include "hub/wire/snapshot.hpp"

namespace usher::app {
namespace {

namespace json = boost::json;

/// Of one conversation, by sequence number: the history has most, the log the rest.
using Events = std::map<std::uint64_t, core::Event>;

Result<void> add_archived(Events& events, store::History& history, WorkspaceId workspace,
                          ConversationId conversation) {
    for (std::uint64_t after = 0;;) {
        auto page = history.after(workspace, conversation, after, store::kPageEventsMax);
        if (!page) return std::unexpected(page.error());
        for (auto& event : page->events) events.emplace(event.seq, std::move(event));
        if (page->complete) return {};
        after = page->through_seq;
    }
}

std::string text_of(const json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    if (value == nullptr || value->is_null()) return "-";
    return value->is_string() ? std::string(value->get_string()) : json::serialize(*value);
}

std::string span_text(std::int64_t seconds) {
    const auto left = seconds < 0 ? -seconds : seconds;
    return fmt::format("{}{}:{:02}:{:02}", seconds < 0 ? "-" : "", left / 3600, left / 60 % 60,
                       left % 60);
}

void print_timer(const json::object& timer) {
    std::cout << fmt::format(
        "\n{} {}: {}\n  started {}  due {}  ended {}  missed at {}\n  used {}  remaining {}\n",
        text_of(timer, "target"), text_of(timer, "cycle"), text_of(timer, "state"),
        text_of(timer, "started_at"), text_of(timer, "due_at"), text_of(timer, "ended_at"),
        text_of(timer, "breached_at"), span_text(timer.at("used_seconds").as_int64()),
        span_text(timer.at("remaining_seconds").as_int64()));
    if (!timer.at("recounted").as_bool()) {
        std::cout << "  as it was decided; its policy or calendar is not known any more\n";
    }
    for (const auto& each : timer.at("steps").as_array()) {
        const auto& step = each.as_object();
        std::cout << fmt::format("    {} - {}  {:<9}  {}  {}\n", text_of(step, "from"),
                                 text_of(step, "to"), text_of(step, "why"),
                                 span_text(step.at("counted_seconds").as_int64()),
                                 text_of(step, "calendar"));
    }
}

void print(const json::object& told) {
    std::cout << text_of(told, "conversation_id") << " at " << text_of(told, "at") << '\n';
    for (const auto& each : told.at("choices").as_array()) {
        const auto& choice = each.as_object();
        std::cout << fmt::format("{}  policy {}  calendar {}  ({})\n", text_of(choice, "at"),
                                 text_of(choice, "policy"), text_of(choice, "calendar"),
                                 text_of(choice, "why"));
    }
    for (const auto& timer : told.at("timers").as_array()) print_timer(timer.as_object());
}

int complain(const std::string& text) {
    std::cerr << "usher sla explain: " << text << '\n';
    return kWrongInput;
}

}  // namespace

int run_sla_explain(const SlaExplainOptions& options) {
    const auto id = ConversationId::parse(options.conversation);
    if (!id) return complain(options.conversation + " is no id of a conversation (cnv_…)");
    core::Workspace state;
    Events events;
    const TakeEntry take = [&](core::LogEntry entry) -> Result<void> {
        core::apply(state, entry);
        for (auto& event : entry.events) {
            if (event.conversation == *id) events.emplace(event.seq, std::move(event));
        }
        return {};
    };
    const BeginAt begin = [&](const log::Snapshot& snapshot) -> Result<void> {
        auto loaded = wire::decode_snapshot(snapshot.bytes);
        if (!loaded) return std::unexpected(loaded.error());
        state = std::move(loaded->workspace);
        return {};
    };
    const auto read = read_log_of({options.data, options.workspace, false}, begin, take,
                                  [&](store::Store& store, WorkspaceId workspace) {
                                      return add_archived(events, store.history(), workspace, *id);
                                  });
    if (!read) return complain(read.error().text);
    if (events.empty()) return complain("there is no conversation " + options.conversation);
    core::SlaExplanation explanation(state);
    for (const auto& [seq, event] : events) explanation.add(event);
    const auto now = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
    const auto told = wire::explanation_json(explanation, *id, now);
    if (options.json) {
        std::cout << json::serialize(told) << '\n';
    } else {
        print(told);
    }
    return kDone;
}

}  // namespace usher::app
