// G3: the same message sent again, however often and over whatever, is stored once and has one
// sequence number; the same id for something else is refused.
#include <fmt/format.h>

#include "tests/chaos/scenarios/scenario.hpp"
#include "tests/chaos/stage/history_export.hpp"
#include "tests/support/frame_client.hpp"

namespace usher::chaos {
namespace {

using namespace std::chrono_literals;

v1::CustomerHello at_the_site() {
    v1::CustomerHello hello;
    hello.set_site_key("site_main");
    return hello;
}

/// A customer may say ten things a second, a ping being one.
constexpr auto kPace = 110ms;

test::Customer back(World& world, std::size_t node, const test::Customer& before) {
    test::Customer customer(world.node(node).port());
    auto hello = at_the_site();
    hello.set_token(before.token);
    customer.hello(hello);
    return customer;
}

void restart(World& world) {
    for (std::size_t nth = 0; nth < world.nodes(); ++nth) {
        world.node(nth).kill();
        world.node(nth).start();
    }
    for (std::size_t nth = 0; nth < world.nodes(); ++nth) {
        ASSERT_TRUE(world.wait_ready(world.node(nth), 30s)) << world.node(nth).last_words();
    }
}

}  // namespace

void run_g3_repeats(const RunOptions& options, Report& report) {
    auto plan = options.world();
    plan.customers = 1;
    plan.agents = 1;
    World world(plan);
    world.start_hubs();
    world.bring_people();
    const auto origin = fmt::format("http://127.0.0.1:{}", world.node().port());
    const auto last_node = world.nodes() - 1;
    std::size_t attempts = 0;

    test::Customer customer(world.node().port());
    customer.hello(at_the_site());
    const auto first = customer.say_and_see("the first word");
    const auto conversation = first.conversation_id();
    struct Said {
        std::string id;
        std::string text;
        std::uint64_t seq;
    };
    std::vector<Said> all;
    for (const int times : {1, 2, 50}) {
        const auto id = test::new_command_id();
        const auto text = fmt::format("said {} times", times);
        customer.say(text, id);
        const auto seq = customer.event_of(id).seq();
        for (int i = 1; i < times; ++i) {
            world.run_for(kPace);
            customer.say(text, id);
        }
        world.run_for(kPace);
        for (const auto& frame : customer.settled()) {
            EXPECT_FALSE(frame.has_rejected()) << frame.rejected().code();
            for (const auto& event : frame.events().events()) {
                if (event.event_key() == id) EXPECT_EQ(event.seq(), seq);
            }
        }
        attempts += static_cast<std::size_t>(times);
        all.push_back({id, text, seq});
    }
    // Another line, another hub, and after every hub was killed.
    for (const bool restarted : {false, true}) {
        if (restarted) restart(world);
        auto again = back(world, last_node, customer);
        for (const auto& said : all) {
            for (int i = 0; i < 2; ++i, ++attempts) {
                world.run_for(kPace);
                again.say(said.text, said.id);
                EXPECT_EQ(again.event_of(said.id).seq(), said.seq) << said.text;
            }
        }
        const auto& last = all.back();
        again.say("something else under the same id", last.id);
        EXPECT_EQ(again.rejection_of(last.id).code(), "conflict");
        ++attempts;
    }
    // Two persons with the same id said two things.
    test::Customer stranger(world.node().port());
    stranger.hello(at_the_site());
    stranger.say("by chance the same id", all[0].id);
    const auto his = stranger.event_of(all[0].id);
    EXPECT_NE(his.conversation_id(), conversation);

    test::Agent agent(world.node().port(), "usher.v1", origin);
    agent.hello(new_ticket(world, 0));
    agent.watch(conversation);
    const auto id = test::new_command_id();
    agent.say(conversation, "from an agent", false, id);
    const auto seq = agent.event_of(id).seq();
    for (int i = 0; i < 50; ++i) {
        agent.say(conversation, "from an agent", false, id);
        const auto done = agent.done(id);
        EXPECT_EQ(done.seq(), seq);
        EXPECT_TRUE(done.duplicate());
    }
    agent.say(conversation, "from an agent, otherwise", false, id);
    EXPECT_EQ(agent.rejection_of(id).code(), "conflict");
    attempts += 52;

    // In the history each is there once.
    ASSERT_TRUE(world.drain(20s)) << world.trouble;
    ExportQuestion question;
    question.port = world.node().port();
    question.cookie = world.people().agents()[0]->cookie();
    question.workspace = world.people().agents()[0]->workspace();
    question.last_seqs = {{conversation, seq}};
    const auto history = read_export(question);
    ASSERT_TRUE(history) << history.error().text;
    std::map<std::string, int> stored;
    for (const auto& event : history->at(conversation).events) {
        if (event.kind == StoredEvent::Kind::message) ++stored[event.key];
    }
    EXPECT_EQ(stored.size(), all.size() + 2);
    for (const auto& [key, count] : stored) EXPECT_EQ(count, 1) << key;
    report.figure("attempts", std::to_string(attempts));
    report.figure("stored", std::to_string(stored.size()));
}

}  // namespace usher::chaos
