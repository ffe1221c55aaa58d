// G22: a new contact who writes several things in the same instant, over two tabs at once, is one
// contact with one conversation.
#include <fmt/format.h>

#include <set>

#include "tests/chaos/scenarios/scenario.hpp"

namespace usher::chaos {

using namespace std::chrono_literals;

void run_g22_first_contacts(const RunOptions& options, Report& report) {
    const auto contacts = options.count(300, 1'000);
    auto plan = options.world();
    plan.customers = 0;
    plan.agents = 8;
    World world(plan);
    world.start_hubs();
    world.bring_people();
    auto& people = world.people();
    for (std::size_t nth = 0; nth < contacts; ++nth) people.add_customer();
    ASSERT_TRUE(world.run_until([&] { return people.all_live(); }, 30s));
    for (std::size_t nth = 0; nth < contacts; ++nth) people.add_tab(*people.customers()[nth]);
    ASSERT_TRUE(world.run_until([&] { return people.all_live(); }, 30s));
    // Not one of them has been stored yet. Now all at once.
    for (int i = 0; i < 3; ++i) {
        for (auto& customer : people.customers()) customer->say(people.text("c"));
    }
    const auto settled = world.run_until([&] { return people.all_settled(); }, 60s);
    EXPECT_TRUE(settled) << people.unsettled() << " messages are not settled";
    std::set<std::string> conversations;
    std::set<std::string> senders;
    for (std::size_t nth = 0; nth < contacts; ++nth) {
        const auto& first = *people.customers()[nth];
        const auto& second = *people.customers()[contacts + nth];
        EXPECT_EQ(first.id(), second.id());
        EXPECT_EQ(first.conversation(), second.conversation());
        conversations.insert(first.conversation());
        senders.insert(first.id());
    }
    EXPECT_EQ(conversations.size(), contacts);
    EXPECT_EQ(senders.size(), contacts);
    // A console's list follows a moment later than the messages do.
    const auto& listed = people.agents()[0]->last_seqs();
    EXPECT_TRUE(world.run_until([&] { return listed.size() >= contacts; }, 30s));
    EXPECT_EQ(listed.size(), contacts) << "agents see another number of conversations";
    for (const auto& [code, count] : people.stats().refusals) {
        ADD_FAILURE() << count << " were refused with " << code;
    }
    report.figure("contacts", std::to_string(contacts));
    report.figure("conversations", std::to_string(listed.size()));
    finish(world, report, "g22_first_contacts");
}

}  // namespace usher::chaos
