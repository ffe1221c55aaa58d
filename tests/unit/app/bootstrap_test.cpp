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

TEST(Bootstrap, ANewAccountAndAChangedRoleBecomeKnown) {
    engine::Rehearsal rehearsal(kNow, 1);
    std::vector accounts{account(1, "a@x")};
    play(rehearsal, bootstrap_commands(kWorkspace, rehearsal.workspace(), accounts, kNow));
    accounts[0].role = core::AgentRole::admin;
    accounts.push_back(account(2, "b@x"));
    play(rehearsal, bootstrap_commands(kWorkspace, rehearsal.workspace(), accounts,
                                       kNow + std::chrono::seconds(1)));
    EXPECT_EQ(rehearsal.workspace().agents.size(), 2U);
    EXPECT_EQ(rehearsal.workspace().find(accounts[0].agent)->role, core::AgentRole::admin);
}

TEST(Bootstrap, AccountsOfOtherWorkspacesStayOut) {
    engine::Rehearsal rehearsal(kNow, 1);
    auto stranger = account(1, "a@x");
    stranger.workspace = WorkspaceId(Bits128{9, 9});
    play(rehearsal, bootstrap_commands(kWorkspace, rehearsal.workspace(), std::vector{stranger}, kNow));
    EXPECT_TRUE(rehearsal.workspace().agents.empty());
}

}  // namespace
}  // namespace usher::app
