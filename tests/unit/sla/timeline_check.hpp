// Timelines for tests of promises of time: written shortly, answered by the room behind
// `usher sla check`, so that files and rules are tested together.
#pragma once

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "hub/app/sla/check_timeline.hpp"

namespace usher::test {

namespace json = boost::json;

/// Built like the file it becomes.
class TimelineCheck {
  public:
    TimelineCheck& calendar(
        std::string_view name, std::string_view zone,
        std::initializer_list<std::pair<std::string_view, std::string_view>> windows) {
        json::object week;
        for (const auto& [day, window] : windows) {
            if (!week.contains(day)) week[day] = json::array();
            week[day].as_array().emplace_back(window);
        }
        calendars_[name] = {{"time_zone", zone}, {"windows", week}};
        return *this;
    }
    TimelineCheck& window(std::string_view name, std::string_view day, std::string_view window) {
        auto& windows = calendars_[name].as_object()["windows"].as_object()[day];
        if (!windows.is_array()) windows = json::array();
        windows.as_array().emplace_back(window);
        return *this;
    }
    /// From Monday to Friday.
    TimelineCheck& workdays(std::string_view name, std::string_view zone, std::string_view window) {
        return calendar(
            name, zone,
            {{"mon", window}, {"tue", window}, {"wed", window}, {"thu", window}, {"fri", window}});
    }
    TimelineCheck& always(std::string_view name, std::string_view zone = "UTC") {
        workdays(name, zone, "00:00-24:00");
        auto& week = calendars_[name].as_object()["windows"].as_object();
        week["sat"] = week["sun"] = json::array{"00:00-24:00"};
        return *this;
    }
    TimelineCheck& closed(std::string_view name, std::string_view date) {
        auto& exceptions = calendars_[name].as_object()["exceptions"];
        if (!exceptions.is_array()) exceptions = json::array();
        exceptions.as_array().push_back(json::object{{"date", date}, {"windows", json::array()}});
        return *this;
    }
    TimelineCheck& policy(std::string_view name, std::string_view calendar, json::object targets,
                          json::object more = {}) {
        json::object policy{{"name", name}, {"calendar", calendar}, {"targets", targets}};
        for (const auto& [key, value] : more) policy[key] = value;
        policies_.push_back(policy);
        if (first_policy_.empty()) first_policy_ = name;
        return *this;
    }
    TimelineCheck& then(std::string_view at, std::string_view event, json::object more = {}) {
        json::object entry{{"at", at}, {"event", event}};
        for (const auto& [key, value] : more) entry[key] = value;
        timeline_.push_back(entry);
        return *this;
    }
    TimelineCheck& status(std::string_view at, std::string_view status) {
        return then(at, "status", {{"status", status}});
    }

    json::object run() const {
        const json::object document{{"calendars", calendars_},
                                    {"policies", policies_},
                                    {"policy", first_policy_},
                                    {"timeline", timeline_}};
        const auto file = app::read_sla_file(json::serialize(document));
        if (!file) {
            ADD_FAILURE() << file.error().path << ": " << file.error().reason;
            return {{"timers", json::array()}};
        }
        return app::check_timeline(*file);
    }
    /// What is known of one timer at the end; empty when there is none.
    json::object timer(std::string_view target, int cycle = 1) const {
        return find(run().at("timers").as_array(), target, cycle);
    }
    static json::object find(const json::array& timers, std::string_view target, int cycle = 1) {
        for (const auto& timer : timers) {
            const auto& it = timer.as_object();
            if (text(it, "target") == target && it.at("cycle").to_number<int>() == cycle) return it;
        }
        return {};
    }
    std::string due(std::string_view target, int cycle = 1) const {
        return text(timer(target, cycle), "due_at");
    }
    std::string state(std::string_view target, int cycle = 1) const {
        return text(timer(target, cycle), "state");
    }
    std::int64_t used_minutes(std::string_view target, int cycle = 1) const {
        return timer(target, cycle).at("used_seconds").to_number<std::int64_t>() / 60;
    }
    /// "none" for what is null or not there.
    static std::string text(const json::object& timer, std::string_view key) {
        const auto* value = timer.if_contains(key);
        return value != nullptr && value->is_string() ? std::string(value->get_string()) : "none";
    }

  private:
    json::object calendars_;
    json::array policies_;
    json::array timeline_;
    std::string first_policy_;
};

}  // namespace usher::test
