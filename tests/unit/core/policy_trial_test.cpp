// Goal: before a policy is switched on, its administrator sees what it would have done with real
// conversations; and a policy that is in force already would have done what it did.
#include "hub/core/sla/policy_trial.hpp"

#include <gmock/gmock.h>

#include "tests/support/promises.hpp"
#include "tests/support/story.hpp"

namespace usher::test {
namespace {

using core::PolicyTrial;
using core::PolicyTrialResult;
using core::SlaTarget;

/// Monday 16:13 to Tuesday: Mia is answered in 40 minutes, Otto next morning, Ute never.
class PolicyTrials : public ::testing::Test {
  protected:
    PolicyTrials() {
        story.online("Anna", 900);
        define(core::DefineCalendar{{working_days("office", 9h, 17h)}});
    }
    void define(core::CommandBody body) {
        ASSERT_EQ(Story::rejection(story.define(std::move(body))), "");
    }
    void live_through_it() {
        for (const char* name : {"Mia", "Otto", "Ute"}) story.customer_writes(name, "hello");
        story.play.pass(40min);
        story.agent_writes("Anna", "Mia", "here I am");
        story.play.pass(17h);
        story.agent_writes("Anna", "Otto", "good morning");
        story.as("Anna", core::ResolveConversation{story.conversation("Otto").id});
        story.play.pass(1h);
        story.customer_writes("Mia", "and one more thing");
        story.play.pass(3h);
    }
    PolicyTrialResult tried(const core::SlaPolicyDefinition& draft) {
        PolicyTrial trial(story.play.workspace(), draft);
        std::map<ConversationId, std::vector<core::Event>> events;
        for (const auto& entry : story.play.log()) {
            for (const auto& event : entry.events) {
                if (event.conversation) events[event.conversation].push_back(event);
            }
        }
        for (const auto& [id, all] : events) trial.add(all, story.play.now());
        return trial.result();
    }
    static std::tuple<std::uint32_t, std::uint32_t, std::uint32_t> of(
        const PolicyTrialResult::Count& count) {
        return {count.met, count.missed, count.open};
    }
    static const PolicyTrialResult::Target& first(const PolicyTrialResult& result) {
        return result.targets[0];
    }

    Story story;
};

TEST_F(PolicyTrials, APolicyInForceWouldHaveDoneWhatItDid) {
    define(core::DefineSlaPolicy{{five_targets("gold", "office", 2h)}});
    live_through_it();
    const auto result = tried(five_targets("gold", "office", 2h));
    EXPECT_EQ(result.looked_at, 3U);
    EXPECT_EQ(result.fitting, 3U);
    for (const auto& target : result.targets) {
        EXPECT_EQ(of(target.now), of(target.then));
        const auto [met, missed, open] = of(target.now);
        EXPECT_GT(met + missed + open, 0U) << "nothing was compared";
    }
    EXPECT_TRUE(result.examples.empty());
}

TEST_F(PolicyTrials, AStricterOneShowsWhatItWouldHaveMissed) {
    define(core::DefineSlaPolicy{{five_targets("gold", "office", 8h)}});
    live_through_it();
    auto strict = five_targets("gold", "office", 30min);
    for (std::size_t nth = 1; nth < strict.targets.size(); ++nth) strict.targets[nth].reset();
    const auto result = tried(strict);
    EXPECT_EQ(of(first(result).now), std::tuple(2U, 0U, 1U)) << "Mia, Otto; Ute waits";
    EXPECT_EQ(of(first(result).then), std::tuple(0U, 3U, 0U));
    EXPECT_EQ(of(result.targets[1].then), std::tuple(0U, 0U, 0U)) << "not promised any more";
    const auto mia = std::ranges::find(result.examples, story.conversation("Mia").id,
                                       &PolicyTrialResult::Example::conversation);
    ASSERT_NE(mia, result.examples.end());
    EXPECT_EQ(mia->target, SlaTarget::first_response);
    EXPECT_EQ(mia->due, Story::kStart + 30min);
    EXPECT_FALSE(mia->missed_now);
    EXPECT_TRUE(mia->missed_then);
}

TEST_F(PolicyTrials, HoursOfTheCalendarCountAndNotTheClock) {
    live_through_it();
    const auto result = tried(five_targets("gold", "office", 2h));
    EXPECT_EQ(of(first(result).now), std::tuple(0U, 3U, 0U)) << "15 minutes, around the clock";
    EXPECT_EQ(of(first(result).then), std::tuple(2U, 1U, 0U)) << "the night does not count";
}

TEST_F(PolicyTrials, OnlyConversationsThatItWouldBeChosenForAreCounted) {
    define(core::DefineSlaPolicy{{five_targets("gold", "office", 2h)}});
    live_through_it();
    EXPECT_EQ(tried(five_targets("late", "office", 1h)).fitting, 0U)
        << "a new policy comes last, and the one before it fits everybody";
    auto other = five_targets("gold", "office", 1h);
    other.match.queues = {story.sales};
    EXPECT_EQ(tried(other).fitting, 0U);
    EXPECT_EQ(tried(other).looked_at, 3U);
}

}  // namespace
}  // namespace usher::test
