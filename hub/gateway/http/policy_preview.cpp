#include "hub/gateway/http/policy_preview.hpp"

#include <boost/json.hpp>

#include "hub/base/rfc3339.hpp"
#include "hub/gateway/http/problem.hpp"
#include "hub/gateway/http/promise_routes.hpp"
#include "hub/gateway/http/request_parts.hpp"
#include "hub/wire/sla/definition_json.hpp"

namespace usher::gateway {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint64_t kDaysDefault = 30;
constexpr std::uint64_t kDaysMax = 92;

/// The first id that could have been made at this instant, less one.
ConversationId before(Timestamp since) {
    const auto ms = static_cast<std::uint64_t>(std::max<std::int64_t>(to_ms(since), 1));
    return ConversationId(Bits128{(ms << 16) - 1, ~std::uint64_t{0}});
}

boost::json::object count_json(const core::PolicyTrialResult::Count& count) {
    return {{"met", count.met}, {"missed", count.missed}, {"open", count.open}};
}

boost::json::object told(const core::PolicyTrialResult& result, std::uint64_t days, bool complete) {
    boost::json::array targets, examples;
    for (const auto target : core::kSlaTargets) {
        const auto& [now, then] = result.targets[static_cast<std::size_t>(target) - 1];
        const auto any = now.met + now.missed + now.open + then.met + then.missed + then.open;
        if (any == 0) continue;
        targets.push_back({{"target", core::target_name(target)},
                           {"now", count_json(now)},
                           {"then", count_json(then)}});
    }
    for (auto it = result.examples.rbegin(); it != result.examples.rend(); ++it) {
        boost::json::value due;
        if (it->due != Timestamp{}) due = rfc3339(it->due);
        examples.push_back({{"conversation_id", it->conversation.text()},
                            {"target", core::target_name(it->target)},
                            {"started_at", rfc3339(it->started)},
                            {"due_at", std::move(due)},
                            {"now", it->missed_now ? "missed" : "kept"},
                            {"then", it->missed_then ? "missed" : "kept"}});
    }
    return {{"days", days},
            {"conversations", result.looked_at},
            {"fitting", result.fitting},
            {"complete", complete},
            {"targets", std::move(targets)},
            {"examples", std::move(examples)}};
}

}  // namespace

PolicyPreview::PolicyPreview(net::Loop& loop, HistoryReader& reader, const core::Workspace& state,
                             core::SlaPolicyDefinition draft, Timestamp since, Done done)
    : loop_(loop),
      reader_(reader),
      workspace_(state.id),
      trial_(state, std::move(draft)),
      after_(before(since)),
      now_(loop.now()),
      limit_(Clock::now() + kTimeMax),
      done_(std::move(done)) {}

void PolicyPreview::go_on() {
    reader_.ask(workspace_, 0, [self = shared_from_this()](Result<store::History*> history) {
        auto more = history ? self->turn(**history)
                            : Result<bool>(std::unexpected(std::move(history.error())));
        self->loop_.post([self, more = std::move(more)] { self->finish(more); });
    });
}

Result<bool> PolicyPreview::turn(store::History& history) {
    constexpr std::size_t kAtOnce = 100;
    const auto pause = Clock::now() + kTurn;
    for (;;) {
        const auto ids = history.conversations_after(workspace_, after_, kAtOnce);
        if (!ids) return std::unexpected(ids.error());
        for (const auto id : *ids) {
            if (trial_.result().looked_at >= kConversationsMax || Clock::now() > limit_) {
                complete_ = false;
                return false;
            }
            if (auto added = add(history, id); !added) return std::unexpected(added.error());
            after_ = id;
            if (Clock::now() > pause) return true;
        }
        if (ids->size() < kAtOnce) return false;
    }
}

Result<void> PolicyPreview::add(store::History& history, ConversationId id) {
    std::vector<core::Event> events;
    for (std::uint64_t after = 0;;) {
        auto page = history.after(workspace_, id, after, store::kPageEventsMax);
        if (!page) return std::unexpected(page.error());
        std::ranges::move(page->events, std::back_inserter(events));
        after = page->through_seq;
        if (page->complete) break;
        if (events.size() <= kEventsMax) continue;
        complete_ = false;
        return {};
    }
    if (!events.empty()) trial_.add(events, std::max(now_, events.back().occurred));
    return {};
}

void PolicyPreview::finish(Result<bool> more) {
    if (more && *more) return go_on();
    const auto done = std::exchange(done_, nullptr);
    if (!more) return done(std::unexpected(std::move(more.error())), false);
    done(trial_.result(), complete_);
}

void PromiseRoutes::preview(Call call) {
    const auto* workspace = workspace_of(call);
    if (workspace == nullptr) return;
    const auto days = query_number(call.request.query, "days", kDaysDefault);
    if (!days) return call.answer(problem_of(days.error()));
    if (*days < 1 || *days > kDaysMax) {
        return call.answer(problem(400, "invalid", "'days' is 1 to 92."));
    }
    auto policy = wire::read_policy_definition(promise_name_of(call), call.request.body,
                                               queues_of(*workspace));
    if (!policy) return call.answer(problem_of_mistake(policy.error()));
    if (auto mistake = core::mistake_in(*policy, workspace->sla.live_calendars())) {
        return call.answer(problem_of_mistake({mistake->path, mistake->reason}));
    }
    if (previews_ >= kPreviewsMax) return call.answer(problem_of({Error::Kind::exhausted, {}}));
    ++previews_;
    auto held = std::make_shared<Call>(std::move(call));
    const auto since = loop_.now() - std::chrono::days(*days);
    std::make_shared<PolicyPreview>(
        loop_, reader_, *workspace, std::move(*policy), since,
        [this, held, days = *days](Result<core::PolicyTrialResult> result, bool complete) {
            --previews_;
            if (!result) {
                log_.warning("a policy could not be tried", {{"why", result.error().text}});
                return held->answer(problem_of(result.error()));
            }
            held->answer(net::HttpResponse::json(
                200, boost::json::serialize(told(*result, days, complete))));
        })
        ->go_on();
}

}  // namespace usher::gateway
