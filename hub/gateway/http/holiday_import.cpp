// Holidays of an iCalendar file into a calendar: PromiseRoutes::import_holidays(). The file is read
// on the history's thread, so that a long one does not hold up the sockets.
#include "hub/gateway/http/problem.hpp"
#include "hub/gateway/http/promise_routes.hpp"
#include "hub/gateway/http/request_parts.hpp"
#include "hub/wire/sla/holiday_feed.hpp"

namespace usher::gateway {
namespace {

constexpr std::uint64_t kYearsDefault = 3;

Result<wire::HolidayYears> years_of(const std::string& query, Timestamp now) {
    const std::chrono::year_month_day today(std::chrono::floor<std::chrono::days>(now));
    const auto from = query_number(query, "from", static_cast<unsigned>(int(today.year())));
    if (!from) return std::unexpected(from.error());
    const auto years = query_number(query, "years", kYearsDefault);
    if (!years) return std::unexpected(years.error());
    if (*from < 1900 || *from > 2199 || *years < 1 || *years > wire::kHolidayYearsMax) {
        return fail(Error::Kind::invalid, "from is a year, and years are 1 to 10.");
    }
    const auto first = static_cast<int>(*from);
    return wire::HolidayYears{first, std::min(first + static_cast<int>(*years) - 1, 2199)};
}

boost::json::object told(const wire::HolidayFeed& feed, wire::HolidayYears years,
                         const core::Calendar* calendar, bool saved) {
    boost::json::array added, kept;
    for (const auto& [day, name] : feed.days) {
        const bool known = calendar != nullptr && calendar->exceptions.contains(day);
        (known ? kept : added).push_back({{"date", wire::date_text(day)}, {"name", name}});
    }
    return {{"from", years.first},
            {"to", years.last},
            {"saved", saved},
            {"added", std::move(added)},
            {"kept", std::move(kept)},
            {"skipped", wire::skipped_json(feed)},
            {"skipped_count", feed.skipped_count}};
}

}  // namespace

void PromiseRoutes::import_holidays(Call call) {
    const auto years = years_of(call.request.query, loop_.now());
    if (!years) return call.answer(problem_of(years.error()));
    const bool preview = query_value(call.request.query, "preview") == "true";
    const auto workspace = call.session->account.workspace;
    const auto name = promise_name_of(call);
    auto held = std::make_shared<Call>(std::move(call));
    using Read = std::expected<wire::HolidayFeed, wire::Mistake>;
    const auto go_on = [this, held, name, preview, years = *years](const Read& feed) {
        if (!feed) return held->answer(problem_of_mistake(feed.error()));
        const auto* state = workspace_of(*held);
        if (state == nullptr) return;
        const auto live = state->sla.live_calendars();
        const auto known = live.find(name);
        const auto* calendar = known == live.end() ? nullptr : known->second;
        auto answer = net::HttpResponse::json(
            200, boost::json::serialize(told(*feed, years, calendar, !preview)));
        if (preview) return held->answer(std::move(answer));
        if (calendar == nullptr) return held->answer(problem_of({Error::Kind::not_found, {}}));
        auto changed = *calendar;
        // What somebody entered for a date stays as he entered it.
        for (const auto& [day, holiday] : feed->days) changed.exceptions.try_emplace(day);
        OneCommand::run(loop_, submit_, std::move(*held),
                        core::DefineCalendar{{std::move(changed)}}, loop_.now(), std::move(answer));
    };
    reader_.ask(workspace, 0,
                [&loop = loop_, held, go_on, years = *years](const Result<store::History*>&) {
                    auto feed = wire::read_holidays(held->request.body, years);
                    loop.post([go_on, feed = std::move(feed)] { go_on(feed); });
                });
}

}  // namespace usher::gateway
