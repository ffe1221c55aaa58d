// Goal: an installation that nobody configured can be used at once, and accounts become agents.
#include "hub/app/bootstrap.hpp"

#include <gtest/gtest.h>

#include "hub/engine/rehearsal.hpp"

namespace usher::app {
namespace {

constexpr auto kNow = Timestamp{std::chrono::seconds{1'790'000'000}};
const WorkspaceId kWorkspace{Bits128{1, 1}};

store::Account account(std::uint64_t number, std::string email) {
    store::Account made;
    made.workspace = kWorkspace;
    made.agent = AgentId(Bits128{2, number});
    made.email = email;
    made.display_name = email;
    return made;
}

void play(engine::Rehearsal& rehearsal, const std::vector<core::Command>& commands) {
    for (const auto& command : commands) {
        const auto& entry = rehearsal.submit(command);
        for (const auto& outcome : entry.outcomes) {
            EXPECT_FALSE(std::holds_alternative<core::Rejection>(outcome.result)) << command.id;
        }
    }
}

TEST(Bootstrap, MakesAWorkspaceThatCanTalk) {
    engine::Rehearsal rehearsal(kNow, 1);
    const std::vector accounts{account(1, "a@x"), account(2, "b@x")};
    play(rehearsal, bootstrap_commands(kWorkspace, rehearsal.workspace(), accounts, kNow));
    const auto& state = rehearsal.workspace();
    EXPECT_EQ(state.id, kWorkspace);
    EXPECT_EQ(state.queues.size(), 2U);
    EXPECT_NE(state.inbox_of_site(kFirstSiteKey), nullptr);
    EXPECT_EQ(state.agents.size(), 2U);
    EXPECT_EQ(state.agents.begin()->second.queues.size(), 2U);
}

TEST(Bootstrap, SaysNothingWhenEverythingAgrees) {
    engine::Rehearsal rehearsal(kNow, 1);
    const std::vector accounts{account(1, "a@x")};
    play(rehearsal, bootstrap_commands(kWorkspace, rehearsal.workspace(), accounts, kNow));
    EXPECT_TRUE(bootstrap_commands(kWorkspace, rehearsal.workspace(), accounts, kNow).empty());
}

TEST(Bootstrap, ANewAccountBecomesKnownAndWhatAnAgentIsTheLogSays) {
    engine::Rehearsal rehearsal(kNow, 1);
    std::vector accounts{account(1, "a@x")};
    play(rehearsal, bootstrap_commands(kWorkspace, rehearsal.workspace(), accounts, kNow));
    accounts[0].role = core::AgentRole::admin;
    accounts.push_back(account(2, "b@x"));
    play(rehearsal, bootstrap_commands(kWorkspace, rehearsal.workspace(), accounts,
                                       kNow + std::chrono::seconds(1)));
    EXPECT_EQ(rehearsal.workspace().agents.size(), 2U);
    EXPECT_EQ(rehearsal.workspace().find(accounts[0].agent)->role, core::AgentRole::agent);
}

TEST(Bootstrap, AnAccountThatAnAdminMadeIsRegisteredInHisNameOnce) {
    engine::Rehearsal rehearsal(kNow, 1);
    std::vector accounts{account(1, "kai@x")};
    accounts[0].role = core::AgentRole::admin;
    play(rehearsal, bootstrap_commands(kWorkspace, rehearsal.workspace(), accounts, kNow));
    accounts.push_back(account(2, "b@x"));
    accounts[1].agent = AgentId(Bits128{0x0192f0c123457abc, 0x8def0123456789ab});
    accounts[1].made_by = accounts[0].agent;
    accounts[1].capacity = 7;
    const auto first = bootstrap_commands(kWorkspace, rehearsal.workspace(), accounts, kNow);
    const auto again = bootstrap_commands(kWorkspace, rehearsal.workspace(), accounts, kNow);
    play(rehearsal, first);
    play(rehearsal, again);
    EXPECT_EQ(rehearsal.workspace().find(accounts[1].agent)->capacity, 7U);
    EXPECT_EQ(first.at(0).id, "0192f0c1-2345-7abc-8def-0123456789ab");
    const auto& made = rehearsal.log().at(rehearsal.log().size() - 2).events.at(0);
    EXPECT_EQ(made.actor.agent_id(), accounts[0].agent) << "who added him is not lost";
}

TEST(Bootstrap, EndedLogInsAreReportedOnce) {
    engine::Rehearsal rehearsal(kNow, 1);
    std::vector accounts{account(1, "a@x")};
    accounts[0].session_epoch = 1;
    play(rehearsal, bootstrap_commands(kWorkspace, rehearsal.workspace(), accounts, kNow));
    accounts[0].session_epoch = 2;
    play(rehearsal, bootstrap_commands(kWorkspace, rehearsal.workspace(), accounts, kNow));
    EXPECT_EQ(rehearsal.workspace().find(accounts[0].agent)->session_epoch, 2U);
    EXPECT_TRUE(bootstrap_commands(kWorkspace, rehearsal.workspace(), accounts, kNow).empty());
}

TEST(Bootstrap, AccountsOfOtherWorkspacesStayOut) {
    engine::Rehearsal rehearsal(kNow, 1);
    auto stranger = account(1, "a@x");
    stranger.workspace = WorkspaceId(Bits128{9, 9});
    play(rehearsal,
         bootstrap_commands(kWorkspace, rehearsal.workspace(), std::vector{stranger}, kNow));
    EXPECT_TRUE(rehearsal.workspace().agents.empty());
}

}  // namespace
}  // namespace usher::app
