// Goal: the clocks that a running workspace keeps are those that counting everything again gives,
// whatever people do and however promises change; and a stored, replayed or loaded workspace has
// the same.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "hub/core/apply.hpp"
#include "hub/core/sla/explain.hpp"
#include "hub/wire/codec.hpp"
#include "hub/wire/snapshot.hpp"
#include "tests/support/promises.hpp"
#include "tests/support/state_text.hpp"
#include "tests/support/story.hpp"

namespace usher::test {
namespace {

using core::SlaTarget;

core::Calendar random_calendar() {
    const auto open = std::chrono::minutes(*rc::gen::inRange(0, 12) * 60);
    return working_days("office", open, open + std::chrono::hours(*rc::gen::inRange(1, 12)));
}

core::SlaPolicyDefinition random_policy(const std::string& name) {
    auto policy = five_targets(name, "office", std::chrono::minutes(*rc::gen::inRange(5, 600)));
    for (auto& rule : policy.targets) {
        if (*rc::gen::inRange(0, 5) == 0) {
            rule.reset();
            continue;
        }
        if (*rc::gen::inRange(0, 3) == 0)
            rule->pause = {core::WorkStatus::waiting_customer, core::WorkStatus::resolved};
        rule->hide_only = *rc::gen::inRange(0, 4) == 0;
        if (*rc::gen::arbitrary<bool>()) rule->warnings = {{{}, 50}, {2min, 0}};
    }
    if (!policy.targets[0] && !policy.targets[3])
        policy.targets[0] = within(1h, SlaTarget::first_response);
    policy.roll_to_next_open = *rc::gen::arbitrary<bool>();
    if (*rc::gen::arbitrary<bool>()) policy.match.labels = {name};
    return policy;
}

void define(Story& story, core::CommandBody body) {
    story.play.submit(core::Actor::system(), std::move(body));
}

void random_step(Story& story) {
    const auto customer = "c" + std::to_string(*rc::gen::inRange(0, 3));
    const bool known = story.play.workspace().find(story.contact(customer)) != nullptr;
    const auto id = known ? story.conversation(customer).id : ConversationId();
    switch (*rc::gen::inRange(0, 14)) {
        case 0:
        case 1:
        case 2:
            story.customer_writes(customer, "hello");
            return;
        case 3:
        case 4:
            if (known) story.agent_writes("Anna", customer, "answer");
            return;
        case 5:
            if (known) story.as("Anna", core::ResolveConversation{id});
            return;
        case 6:
            if (known) story.as("Anna", core::ReopenConversation{id});
            return;
        case 7:
            if (known)
                story.as("Anna", core::SetWorkStatus{
                                     id, *rc::gen::element(core::WorkStatus::open,
                                                           core::WorkStatus::waiting_customer,
                                                           core::WorkStatus::waiting_partner)});
            return;
        case 8:
            if (known) story.as("Anna", core::WaiveResponse{id, "thanks only"});
            return;
        case 9:
            if (known)
                story.as("Anna", core::LabelConversation{
                                     id, {*rc::gen::element<std::string>("gold", "silver")}});
            return;
        case 10:
            switch (*rc::gen::inRange(0, 4)) {
                case 0:
                    return define(story, core::DefineCalendar{{random_calendar()}});
                case 1:
                    return define(story, core::DefineSlaPolicy{{random_policy("gold")}});
                case 2:
                    return define(story, core::DefineSlaPolicy{{random_policy("silver")}});
                default:
                    return define(story, core::RemoveSlaPolicy{"silver"});
            }
        case 11:
            return story.play.pass(std::chrono::hours(*rc::gen::inRange(1, 40)));
        default:
            return story.play.pass(std::chrono::seconds(*rc::gen::inRange(0, 7200)));
    }
}

void play_promises(Story& story) {
    story.online("Anna", 50);
    define(story, core::DefineCalendar{{random_calendar()}});
    if (*rc::gen::arbitrary<bool>()) define(story, core::DefineSlaPolicy{{random_policy("gold")}});
    const auto steps = *rc::gen::inRange(1, 50);
    for (int i = 0; i < steps; ++i) random_step(story);
}

RC_GTEST_PROP(Promises, ClocksAreWhatCountingAgainGives, ()) {
    Story story;
    play_promises(story);
    const auto& state = story.play.workspace();
    std::map<ConversationId, core::SlaExplanation> explained;
    for (const auto& entry : story.play.log()) {
        for (const auto& event : entry.events) {
            if (event.conversation)
                explained.try_emplace(event.conversation, state).first->second.add(event);
        }
    }
    const auto now = story.play.now();
    for (auto& [id, explanation] : explained) {
        const auto& conversation = *state.find(id);
        for (const auto& each : explanation.timers(now)) {
            const auto& timer = each.timer;
            const auto& clock = conversation.clock(timer.target);
            if (!each.recounted) {
                for (const auto& entry : story.play.log())
                    RC_LOG() << wire::log_entry_json(entry) << "\n";
            }
            RC_ASSERT(each.recounted);
            RC_ASSERT(clock.cycle >= timer.cycle);
            if (clock.cycle != timer.cycle) continue;
            RC_ASSERT(clock.started == timer.started);
            RC_ASSERT(clock.open() == !timer.ended);
            // What is due now is recorded a moment later.
            const bool just_due = clock.ticks() && clock.due < now;
            if (!just_due) RC_ASSERT(clock.state == timer.state);
            if (timer.due) RC_ASSERT(clock.due == *timer.due);
        }
    }
}

RC_GTEST_PROP(Promises, AStoredAndReplayedWorkspaceIsTheSame, ()) {
    Story story;
    play_promises(story);
    core::Workspace replayed;
    std::optional<wire::LoadedSnapshot> loaded;
    const auto half = *rc::gen::inRange<std::size_t>(0, story.play.log().size());
    for (std::size_t i = 0; i < story.play.log().size(); ++i) {
        const auto read = wire::decode_log_entry(wire::encode_log_entry(story.play.log()[i]));
        RC_ASSERT(read.has_value());
        core::apply(replayed, *read);
        if (loaded) core::apply(loaded->workspace, *read);
        if (i != half) continue;
        auto snapshot = wire::decode_snapshot(wire::encode_snapshot(replayed, "", "", {}));
        RC_ASSERT(snapshot.has_value());
        loaded = std::move(*snapshot);
    }
    RC_ASSERT(state_text(replayed) == state_text(story.play.workspace()));
    RC_ASSERT(state_text(loaded->workspace) == state_text(replayed));
}

RC_GTEST_PROP(Promises, AMissedPromiseIsRecordedOnceAndWarnedOfOnceEach, ()) {
    Story story;
    play_promises(story);
    story.play.pass(std::chrono::hours(24 * 400));
    std::set<std::tuple<ConversationId, SlaTarget, std::uint32_t>> missed;
    std::set<std::tuple<ConversationId, SlaTarget, std::uint32_t, std::uint32_t>> warned;
    for (const auto& entry : story.play.log()) {
        for (const auto& event : entry.events) {
            if (const auto* stopped = std::get_if<core::SlaClockStopped>(&event.body)) {
                const auto& clock = stopped->clock;
                if (clock.state != core::ClockState::missed || !clock.open()) continue;
                RC_ASSERT(missed.insert({event.conversation, clock.target, clock.cycle}).second);
            } else if (const auto* told = std::get_if<core::SlaWarned>(&event.body)) {
                const auto& clock = told->clock;
                RC_ASSERT(
                    warned.insert({event.conversation, clock.target, clock.cycle, clock.warned})
                        .second);
            }
        }
    }
    RC_ASSERT(story.play.workspace().clock_deadlines.empty());
    RC_ASSERT(story.play.workspace().sla.to_review.empty());
}

}  // namespace
}  // namespace usher::test
