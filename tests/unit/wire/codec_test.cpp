// Goal: whatever the core says survives being stored and read again, and broken bytes give an
// error, no crash.
#include "hub/wire/codec.hpp"

#include "hub/core/apply.hpp"
#include "tests/support/promises.hpp"
#include "tests/support/story.hpp"

namespace usher::test {
namespace {

/// Every kind of event of routing.
void route(Story& story) {
    const auto team = story.play.make_id<TeamId>();
    story.define(core::DefineTiers{{{{"gold", 60s}}}});
    story.define(core::DefineTeam{{{team, "Specialists", {story.support}}}});
    core::AgentRouting anna;
    anna.skills = {{"billing", 3}};
    anna.languages = {"de"};
    anna.units = 3500;
    anna.channels = {{"web", 900, 3}};
    anna.teams = {team};
    story.equip("Anna", anna);
    core::QueueRouting rules;
    rules.offer_timeout = 20s;
    rules.misses_max = 1;
    rules.needs = {{"billing", 2, true}, {"wine", 1, false}};
    rules.relax_after = 30s;
    rules.language = core::LanguageRule::preferred;
    rules.overflow = story.sales;
    rules.overflow_after = 20min;
    rules.overflow_tier = "gold";
    story.route(story.support, rules);
    story.route(story.sales, {.overflow = story.support, .overflow_after = 60s});
    story.customer_writes_in("Tom", "de-AT", "Servus");
    const auto id = story.conversation("Tom").id;
    core::Classification gold{"gold", {{"law", 1, false}}, "de"};
    story.as("Lea", core::ClassifyConversation{id, gold});
    story.play.pass(100s);
    story.as("Anna", core::SetPresence{core::Presence::online});
    story.play.pass(90s);
    story.play.pass(1h);
    story.as("Lea", core::AssignConversation{id, story.agents["Lea"]});
    story.as("Lea", core::TransferConversation{id,
                                               {},
                                               story.agents["Anna"],
                                               "note",
                                               true,
                                               {"why", "what", "tried", "promised", "known"}});
    story.as("Lea", core::CancelTransfer{id});
}

/// Every kind of event of promises.
void promise(Story& story) {
    const auto system = [&](core::CommandBody body) {
        EXPECT_EQ(Story::rejection(story.play.submit(core::Actor::system(), std::move(body))), "");
    };
    auto always = working_days("always", 0h, 24h);
    for (auto& day : always.week) day = {{0min, 24h}};
    system(core::DefineCalendar{{always}});
    system(core::DefineCalendar{{working_days("office", 9h, 17h)}});
    system(core::RemoveCalendar{"office"});
    auto gold = five_targets("gold", "always", 2h);
    for (auto& target : gold.targets) target->warnings = {{{}, 50}};
    system(core::DefineSlaPolicy{{gold}});
    system(core::DefineSlaPolicy{{five_targets("silver", "always", 4h)}});
    system(core::DefineSlaPolicy{{five_targets("tin", "always", 9h)}});
    system(core::RemoveSlaPolicy{"tin"});
    story.customer_writes("Ben", "hello");
    story.play.pass(90min);
    const auto id = story.conversation("Ben").id;
    system(core::OrderSlaPolicies{{"silver", "gold"}});
    story.as("Lea", core::AssignConversation{id, story.agents["Lea"]});
    story.agent_writes("Lea", "Ben", "hi");
    story.as("Lea", core::SetWorkStatus{id, core::WorkStatus::waiting_customer});
    story.as("Lea", core::LabelConversation{id, {"wine"}});
    story.customer_writes("Ben", "thanks");
    story.as("Lea", core::WaiveResponse{id, "only thanks"});
}

/// A story that uses every kind of event.
Story full_story() {
    Story story;
    story.online("Anna");
    story.online("Lea", 4, core::AgentRole::supervisor);
    story.customer_writes("Mia", "Grüße 🙂");
    story.play.submit(core::Actor::contact(story.contact("Mia")),
                      core::UpdateContact{{}, {"Mia", "de", "Europe/Berlin", "mia@example.com"}});
    story.play.pass(16min);
    story.agent_writes("Anna", "Mia", "Hello");
    story.agent_writes("Anna", "Mia", "note", true);
    const auto id = story.conversation("Mia").id;
    story.play.submit(core::Actor::contact(story.contact("Mia")), core::RecordReceipt{id, 9, 9});
    story.as("Lea", core::TransferConversation{id, story.sales, {}, "sales"});
    story.as("Lea", core::SetPresence{core::Presence::away});
    story.as("Lea", core::ResolveConversation{id});
    story.as("Lea", core::ResolveConversation{id});
    story.as("Lea", core::ReopenConversation{id});
    story.play.archive(true);
    story.as("Lea", core::ResolveConversation{id});
    story.play.pass(3h);
    story.hire("Kai", 4, core::AgentRole::admin);
    story.as("Lea", core::SetAgentPresence{story.agents["Anna"], core::Presence::away, "training"});
    story.as("Kai", core::RecordAccessChange{story.agents["Anna"], true});
    story.play.submit(core::Actor::system(), core::ReportSessionsEnded{story.agents["Anna"], 2});
    story.customer_writes("Mia", "one more thing");
    route(story);
    promise(story);
    return story;
}

TEST(Codec, LogEntriesRoundTrip) {
    const auto story = full_story();
    core::Workspace state;
    std::set<std::size_t> kinds;
    for (const auto& entry : story.play.log()) {
        const auto bytes = wire::encode_log_entry(entry);
        const auto read = wire::decode_log_entry(bytes);
        ASSERT_TRUE(read) << read.error().text;
        EXPECT_EQ(wire::encode_log_entry(*read), bytes);
        core::apply(state, *read);
        for (const auto& event : read->events) kinds.insert(event.body.index());
    }
    EXPECT_EQ(state.version, story.play.workspace().version);
    EXPECT_EQ(kinds.size(), std::variant_size_v<core::EventBody>)
        << "a kind of event is not covered";
}

TEST(Codec, EventsKeepTextAndInstants) {
    const auto story = full_story();
    for (const auto& entry : story.play.log()) {
        for (const auto& event : entry.events) {
            const auto read = wire::decode_event(wire::encode_event(event));
            ASSERT_TRUE(read) << read.error().text;
            EXPECT_EQ(to_ms(read->occurred), to_ms(event.occurred));
            EXPECT_EQ(read->actor, event.actor);
            if (const auto* message = std::get_if<core::MessageAdded>(&event.body)) {
                EXPECT_EQ(std::get<core::MessageAdded>(read->body).text, message->text);
            }
        }
    }
}

TEST(Codec, CommandsRoundTrip) {
    core::SendMessage send{
        ConversationId(Bits128{1, 2}),        InboxId(Bits128{3, 4}),      "hi", "en", true,
        {"https://shop/x", "X", "https://y"}, {"", "en", "Asia/Tokyo", ""}};
    std::vector<core::CommandBody> bodies = {
        send,
        core::RecordReceipt{ConversationId(Bits128{1, 2}), 4, 3},
        core::SetPresence{core::Presence::away},
        core::ReportAgentConnection{AgentId(Bits128{5, 6}), true},
        core::ReportGatewayStarted{},
        core::DefineQueueRouting{{QueueId(Bits128{1, 2}), {.sticky = true, .manual_pick = false}}},
        core::DefineAgentRouting{{AgentId(Bits128{1, 2}), {.units = 2500}}},
        core::DefineTeam{{{TeamId(Bits128{1, 2}), "team", {}}}},
        core::DefineTiers{{{{"gold", 60s}}}},
        core::ClassifyConversation{ConversationId(Bits128{1, 2}),
                                   {"gold", {{"law", 2, true}}, "de"}},
        core::AcceptOffer{ConversationId(Bits128{1, 2}), 3},
        core::DeclineOffer{ConversationId(Bits128{1, 2}), 3, "busy"},
        core::SetAccepting{AgentId(Bits128{1, 2}), false, "lunch"},
        core::CancelTransfer{ConversationId(Bits128{1, 2})},
        core::UpdateContact{ContactId(Bits128{1, 1}), {"a", "b", "c", "d@e"}},
        core::AssignConversation{ConversationId(Bits128{1, 2}), {}},
        core::TransferConversation{ConversationId(Bits128{1, 2}), QueueId(Bits128{8, 9}), {}, "n"},
        core::ResolveConversation{ConversationId(Bits128{1, 2})},
        core::ReopenConversation{ConversationId(Bits128{1, 2})},
        core::ChangeQueue{QueueId(Bits128{8, 9}), true, "Returns", 5min, 0s, false},
        core::ChangeQueue{.id = QueueId(Bits128{8, 9})},
        core::ChangeInbox{InboxId(Bits128{3, 4}), true, "Web", QueueId(Bits128{8, 9}),
                          std::vector<std::string>{"https://a", "*"}, "Hi", true},
        core::ChangeInbox{.id = InboxId(Bits128{3, 4}), .origins = std::vector<std::string>{}},
        core::ChangeAgent{AgentId(Bits128{5, 6}), true, "Ida", core::AgentRole::admin, 0U,
                          std::vector{QueueId(Bits128{8, 9})}, false, "ida@x"},
        core::ChangeAgent{.id = AgentId(Bits128{5, 6}), .queues = std::vector<QueueId>{}},
        core::SetAgentPresence{AgentId(Bits128{5, 6}), core::Presence::away, "training"},
        core::SetAgentCapacity{AgentId(Bits128{5, 6}), 7},
        core::RecordAccessChange{AgentId(Bits128{5, 6}), true},
        core::ReportSessionsEnded{AgentId(Bits128{5, 6}), 3},
    };
    std::vector<core::Command> commands;
    for (auto& body : bodies) {
        commands.push_back({"id",
                            core::Actor::agent(AgentId(Bits128{9, 9})),
                            GatewayId(Bits128{2, 2}),
                            from_ms(1'790'000'000'000),
                            {1, 2, 3},
                            std::move(body)});
    }
    const auto bytes = wire::encode_commands(commands);
    const auto read = wire::decode_commands(bytes);
    ASSERT_TRUE(read) << read.error().text;
    EXPECT_EQ(wire::encode_commands(*read), bytes);
    const auto absent = std::get<core::ChangeQueue>(read->at(20).body);
    EXPECT_FALSE(absent.name || absent.first_response || absent.active);
    EXPECT_TRUE(std::get<core::ChangeInbox>(read->at(22).body).origins) << "empty is not absent";
    EXPECT_TRUE(std::get<core::ChangeAgent>(read->at(24).body).queues);
    EXPECT_EQ(std::get<core::ChangeAgent>(read->at(23).body).capacity, 0U);
}

TEST(Codec, BrokenBytesAreAnErrorThatNamesThePlace) {
    EXPECT_FALSE(wire::decode_log_entry("\xff\xff\xff"));
    EXPECT_FALSE(wire::decode_event("\x08\x96\x01"));
    const auto story = full_story();
    const auto whole = wire::encode_log_entry(story.play.log().back());
    for (std::size_t length = 0; length < whole.size(); ++length) {
        wire::decode_log_entry(std::string_view(whole).substr(0, length));  // must not crash
    }
    auto event = story.play.log().back().events.at(0);
    auto bytes = wire::encode_event(event);
    const auto at = bytes.find("cnv_");
    bytes[at + 5] = 'u';
    const auto read = wire::decode_event(bytes);
    ASSERT_FALSE(read);
    EXPECT_NE(read.error().text.find("conversation_id"), std::string::npos);
}

TEST(Codec, ATargetThatIsNotKnownIsAnErrorAndNoPlaceInMemory) {
    auto event = full_story().play.log().back().events.at(0);
    for (const int target : {6, 9, 200}) {
        event.body = core::SlaClockStarted{{.target = static_cast<core::SlaTarget>(target)}};
        const auto read = wire::decode_event(wire::encode_event(event));
        ASSERT_FALSE(read);
        EXPECT_NE(read.error().text.find("target"), std::string::npos);
    }
}

}  // namespace
}  // namespace usher::test
