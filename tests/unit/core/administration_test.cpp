// Goal: only who may do so changes queues, inboxes, agents and other people's presence; whatever is
// refused says which field is wrong, and whatever is done says who did it.
#include "tests/support/story.hpp"

namespace usher::test {
namespace {

using core::AgentRole;

struct Centre : Story {
    Centre() {
        hire("Kai", 4, AgentRole::admin);
        hire("Lea", 4, AgentRole::supervisor);
        hire("Ben");
    }
    static std::string field(const core::LogEntry& entry) {
        if (entry.outcomes.empty()) return "";
        const auto* refused = std::get_if<core::Rejection>(&entry.outcomes.back().result);
        return refused == nullptr ? "" : refused->field;
    }
    /// The record of what the entry changed.
    static core::ChangeRecorded record(const core::LogEntry& entry) {
        for (const auto& event : entry.events) {
            const auto* recorded = std::get_if<core::ChangeRecorded>(&event.body);
            if (recorded != nullptr) return *recorded;
        }
        return {};
    }
    const core::Agent& agent(const std::string& name) {
        return *play.workspace().find(agents.at(name));
    }
    core::ChangeQueue new_queue(std::string name) {
        core::ChangeQueue change;
        change.id = play.make_id<QueueId>();
        change.create = true;
        change.name = std::move(name);
        return change;
    }
};

TEST(Administration, AnAdminMakesAQueueAndItSaysWhoDidIt) {
    Centre centre;
    auto change = centre.new_queue("Returns");
    change.first_response = 10min;
    const auto& entry = centre.as("Kai", change);
    EXPECT_EQ(centre.play.workspace().queues.at(change.id).definition.name, "Returns");
    EXPECT_EQ(centre.play.workspace().queues.at(change.id).definition.first_response, 10min);
    const auto recorded = Centre::record(entry);
    EXPECT_EQ(recorded.action, "created");
    EXPECT_EQ(recorded.subject_name, "Returns");
    EXPECT_EQ(entry.events[0].actor.name, "Kai");
    const std::vector<core::FieldChange> fields{{"name", "", "Returns"},
                                                {"first_response", "0 s", "600 s"}};
    EXPECT_EQ(recorded.fields, fields);
}

TEST(Administration, NobodyElseDoes) {
    Centre centre;
    EXPECT_EQ(Story::rejection(centre.as("Lea", centre.new_queue("Returns"))), "forbidden");
    EXPECT_EQ(Story::rejection(centre.as("Ben", centre.new_queue("Returns"))), "forbidden");
    core::ChangeAgent promote{centre.agents["Ben"]};
    promote.role = AgentRole::admin;
    EXPECT_EQ(Story::rejection(centre.as("Ben", promote)), "forbidden");
    EXPECT_EQ(Story::rejection(centre.as("Lea", promote)), "forbidden");
    EXPECT_EQ(Story::rejection(centre.as("Lea", core::RecordAccessChange{centre.agents["Ben"]})),
              "forbidden");
    EXPECT_EQ(
        Story::rejection(centre.as("Kai", core::ReportSessionsEnded{centre.agents["Ben"], 9})),
        "forbidden");
    EXPECT_EQ(Story::rejection(centre.as(
                  "Ben", core::SetAgentPresence{centre.agents["Lea"], core::Presence::away, ""})),
              "forbidden");
    EXPECT_EQ(Story::rejection(centre.as("Ben", core::SetAgentCapacity{centre.agents["Ben"], 99})),
              "forbidden");
    EXPECT_EQ(centre.play.workspace().queues.size(), 2U);
    EXPECT_EQ(centre.count<core::ChangeRecorded>(), 0U);
}

TEST(Administration, AnAdminWhoLeftIsNoneAnyMore) {
    Centre centre;
    centre.hire("Ida", 4, AgentRole::admin);
    core::ChangeAgent leave{centre.agents["Kai"]};
    leave.active = false;
    centre.as("Ida", leave);
    EXPECT_EQ(Story::rejection(centre.as("Kai", centre.new_queue("Returns"))), "forbidden");
}

TEST(Administration, WhatIsNotNamedStaysAsItIs) {
    Centre centre;
    core::ChangeQueue change{centre.support};
    change.name = "First line";
    centre.as("Kai", change);
    const auto& queue = centre.play.workspace().queues.at(centre.support).definition;
    EXPECT_EQ(queue.name, "First line");
    EXPECT_EQ(queue.first_response, 15min);
    EXPECT_EQ(queue.next_response, 30min);
    const auto before = centre.play.log().size();
    centre.as("Kai", change);
    EXPECT_TRUE(centre.play.log().back().events.empty()) << "saying it again changes nothing";
    EXPECT_EQ(centre.play.log().size(), before + 1);
}

TEST(Administration, AFaultNamesItsField) {
    Centre centre;
    EXPECT_EQ(Centre::field(centre.as("Kai", centre.new_queue(""))), "name");
    EXPECT_EQ(Centre::field(centre.as("Kai", centre.new_queue(" Returns"))), "name");
    EXPECT_EQ(Centre::field(centre.as("Kai", centre.new_queue("two\nlines"))), "name");
    EXPECT_EQ(Centre::field(centre.as("Kai", centre.new_queue(std::string(101, 'x')))), "name");
    EXPECT_EQ(Centre::field(centre.as("Kai", centre.new_queue("SUPPORT"))), "name")
        << "Support is there";
    auto slow = centre.new_queue("Slow");
    slow.next_response = std::chrono::days(32);
    EXPECT_EQ(Centre::field(centre.as("Kai", slow)), "next_response_s");

    core::ChangeInbox inbox{centre.inbox};
    for (const char* origin :
         {"shop.example", "https://", "https://a/b", "javascript://x", "https://a b"}) {
        inbox.origins = {std::string(origin)};
        EXPECT_EQ(Centre::field(centre.as("Kai", inbox)), "origins") << origin;
    }
    inbox.origins = {"https://shop.example", "http://localhost:3000", "http://[::1]:80", "*"};
    EXPECT_EQ(Story::rejection(centre.as("Kai", inbox)), "");
    core::ChangeInbox nowhere{centre.inbox};
    nowhere.queue = centre.play.make_id<QueueId>();
    EXPECT_EQ(Centre::field(centre.as("Kai", nowhere)), "queue_id");

    core::ChangeAgent agent{centre.play.make_id<AgentId>(), true};
    agent.display_name = "Ida";
    agent.email = "no address";
    EXPECT_EQ(Centre::field(centre.as("Kai", agent)), "email");
    agent.email = "BEN@test";
    EXPECT_EQ(Centre::field(centre.as("Kai", agent)), "email");
    agent.email = "ida@test";
    agent.capacity = 1'001;
    EXPECT_EQ(Centre::field(centre.as("Kai", agent)), "capacity");
    agent.capacity = 3;
    agent.queues = {centre.support, centre.support};
    EXPECT_EQ(Centre::field(centre.as("Kai", agent)), "queue_ids");
    agent.queues = {centre.support};
    EXPECT_EQ(Story::rejection(centre.as("Kai", agent)), "");
}

TEST(Administration, AQueueThatAnInboxNeedsStays) {
    Centre centre;
    core::ChangeQueue close{centre.support};
    close.active = false;
    EXPECT_EQ(Centre::field(centre.as("Kai", close)), "active");
    core::ChangeInbox elsewhere{centre.inbox};
    elsewhere.queue = centre.sales;
    centre.as("Kai", elsewhere);
    EXPECT_EQ(Centre::record(centre.as("Kai", close)).action, "deactivated");
}

TEST(Administration, AClosedQueueServesWhoWaitsAndTakesNobodyNew) {
    Centre centre;
    centre.customer_writes("Mia", "hello");
    core::ChangeInbox elsewhere{centre.inbox};
    elsewhere.queue = centre.sales;
    centre.as("Kai", elsewhere);
    core::ChangeQueue close{centre.support};
    close.active = false;
    centre.as("Kai", close);
    centre.customer_writes("Tom", "hello");
    EXPECT_EQ(centre.conversation("Tom").queue, centre.sales);
    const auto tom = centre.conversation("Tom").id;
    EXPECT_EQ(
        Story::rejection(centre.as("Lea", core::TransferConversation{tom, centre.support, {}, ""})),
        "unknown_queue");
    centre.online("Ben");
    EXPECT_EQ(centre.assignee("Mia"), "Ben");
}

TEST(Administration, AClosedInboxOpensNothingButGoesOnWithWhatIsOpen) {
    Centre centre;
    centre.customer_writes("Mia", "hello");
    core::ChangeInbox close{centre.inbox};
    close.active = false;
    centre.as("Kai", close);
    EXPECT_EQ(Story::rejection(centre.customer_writes("Tom", "hello")), "invalid");
    EXPECT_EQ(Story::rejection(centre.customer_writes("Mia", "still there?")), "");
}

TEST(Administration, WhoLeavesGivesBackWhatHeHasAndGetsNothingMore) {
    Centre centre;
    centre.online("Ben");
    centre.customer_writes("Mia", "hello");
    centre.agent_writes("Ben", "Mia", "hi");
    core::ChangeAgent leave{centre.agents["Ben"]};
    leave.active = false;
    centre.as("Kai", leave);
    EXPECT_EQ(centre.assignee("Mia"), "");
    EXPECT_EQ(centre.agent("Ben").effective(), core::Presence::offline);
    EXPECT_EQ(
        Story::rejection(centre.as(
            "Lea", core::AssignConversation{centre.conversation("Mia").id, centre.agents["Ben"]})),
        "unknown_agent");
    core::ChangeAgent back{centre.agents["Ben"]};
    back.active = true;
    EXPECT_EQ(Centre::record(centre.as("Kai", back)).action, "reactivated");
    EXPECT_EQ(centre.assignee("Mia"), "Ben") << "his console is still connected";
}

TEST(Administration, TheLastAdminStays) {
    Centre centre;
    core::ChangeAgent step_down{centre.agents["Kai"]};
    step_down.role = AgentRole::agent;
    EXPECT_EQ(Centre::field(centre.as("Kai", step_down)), "role");
    core::ChangeAgent leave{centre.agents["Kai"]};
    leave.active = false;
    EXPECT_EQ(Centre::field(centre.as("Kai", leave)), "active");
    core::ChangeAgent heir{centre.agents["Lea"]};
    heir.role = AgentRole::admin;
    centre.as("Kai", heir);
    EXPECT_EQ(Story::rejection(centre.as("Kai", step_down)), "");
}

TEST(Administration, APausedAgentSeesByWhomAndWhyUntilHeChoosesHimself) {
    Centre centre;
    centre.online("Ben");
    centre.play.pass(5min);
    centre.as("Lea",
              core::SetAgentPresence{centre.agents["Ben"], core::Presence::away, "training"});
    EXPECT_EQ(centre.agent("Ben").effective(), core::Presence::away);
    EXPECT_EQ(centre.agent("Ben").set_by, "Lea");
    EXPECT_EQ(centre.agent("Ben").note, "training");
    EXPECT_EQ(centre.agent("Ben").since, centre.play.now());
    centre.customer_writes("Mia", "hello");
    EXPECT_EQ(centre.assignee("Mia"), "");
    centre.connect("Ben", false);
    centre.connect("Ben", true);
    EXPECT_EQ(centre.agent("Ben").note, "training") << "a reload of the page changes nothing";
    centre.as("Ben", core::SetPresence{core::Presence::online});
    EXPECT_EQ(centre.agent("Ben").set_by, "");
    EXPECT_EQ(centre.agent("Ben").note, "");
    EXPECT_EQ(centre.assignee("Mia"), "Ben");
}

TEST(Administration, RoutingFollowsAChangedCapacityAtOnce) {
    Centre centre;
    centre.online("Ben", 4);
    centre.as("Lea", core::SetAgentCapacity{centre.agents["Ben"], 1});
    centre.customer_writes("Mia", "hello");
    centre.customer_writes("Tom", "hello");
    EXPECT_EQ(centre.assignee("Tom"), "");
    const auto& entry = centre.as("Lea", core::SetAgentCapacity{centre.agents["Ben"], 2});
    EXPECT_EQ(Centre::record(entry).fields[0], (core::FieldChange{"capacity", "1", "2"}));
    EXPECT_EQ(centre.assignee("Tom"), "Ben");
    EXPECT_EQ(centre.agent("Ben").role, AgentRole::agent) << "nothing else changes";
}

TEST(Administration, EndedSessionsAreReportedOnce) {
    Centre centre;
    centre.as("Kai", core::RecordAccessChange{centre.agents["Ben"], true});
    const auto report = [&](std::uint64_t epoch) {
        centre.play.submit(core::Actor::system(),
                           core::ReportSessionsEnded{centre.agents["Ben"], epoch});
    };
    report(1);
    EXPECT_EQ(centre.count<core::AgentSessionsEnded>(), 0U) << "every account begins with 1";
    report(2);
    report(2);
    EXPECT_EQ(centre.count<core::AgentSessionsEnded>(), 1U);
    EXPECT_EQ(centre.agent("Ben").session_epoch, 2U);
}

}  // namespace
}  // namespace usher::test
