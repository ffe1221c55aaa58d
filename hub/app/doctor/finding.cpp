#include "hub/app/doctor/finding.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

namespace usher::app {
namespace {

namespace json = boost::json;

std::string_view name_of(Finding::Level level) {
    switch (level) {
        case Finding::Level::ok:
            return "ok";
        case Finding::Level::warn:
            return "warn";
        case Finding::Level::fail:
            return "fail";
    }
    return "fail";
}

}  // namespace

Finding::Level Findings::worst() const {
    auto worst = Finding::Level::ok;
    for (const auto& finding : list_) worst = std::max(worst, finding.level);
    return worst;
}

std::string findings_text(const Findings& findings) {
    std::string text;
    for (const auto& [level, what, remedy] : findings.list()) {
        text += fmt::format("{:<4}  {}{}{}\n", name_of(level), what, remedy.empty() ? "" : " — ",
                            remedy);
    }
    return text;
}

std::string findings_json(const Findings& findings, bool running) {
    json::array list;
    for (const auto& [level, what, remedy] : findings.list()) {
        list.push_back(json::object{{"level", name_of(level)}, {"what", what}, {"remedy", remedy}});
    }
    return json::serialize(json::object{{"level", name_of(findings.worst())},
                                        {"running", running},
                                        {"findings", std::move(list)}}) +
           "\n";
}

}  // namespace usher::app
