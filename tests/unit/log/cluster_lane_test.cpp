// Goal: while a slot changes hands, commands of a workspace stay in order and only what was surely
// not executed is sent again.
#include "hub/log/cluster_lane.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

namespace usher::log {
namespace {

const ClusterNode kA{"a", 1};
const ClusterNode kB{"b", 2};

class ClusterLaneTest : public testing::Test {
  protected:
    std::shared_ptr<ClusterCall> add(std::string name, std::string key = "{w}:in") {
        auto call = std::make_shared<ClusterCall>();
        call->encoded = std::move(name);
        call->key = std::move(key);
        lane_.add(call);
        return call;
    }
    /// "a: 1 2" or "b asking: 3"; "" when nothing may be sent.
    std::string send(const ClusterNode* owner) {
        const auto step = lane_.next(owner);
        if (!step) return "";
        std::string out = step->to.host + (step->asking ? " asking:" : ":");
        for (const auto& call : lane_.take(*step)) out += " " + call->encoded;
        return out;
    }
    /// The answered ones that may be told, "-" before those that failed.
    std::string told() {
        std::string out;
        for (const auto& call : lane_.take_answered()) {
            out += (call->result ? "" : "-") + call->encoded;
        }
        return out;
    }
    void execute(const std::shared_ptr<ClusterCall>& call) { lane_.settle(call, Reply{}, true); }
    static Refusal moved(const ClusterNode& to) { return {Refusal::Kind::moved, 1, to}; }
    static Refusal ask(const ClusterNode& to) { return {Refusal::Kind::ask, 1, to}; }
    ClusterLane lane_;
};

TEST_F(ClusterLaneTest, WithoutRedirectionsEverythingLeavesAtOnce) {
    const auto one = add("1");
    EXPECT_EQ(send(&kA), "a: 1");
    add("2");
    add("3");
    EXPECT_EQ(send(&kA), "a: 2 3") << "pipelined behind the first";
    EXPECT_EQ(send(&kA), "");
    execute(one);
    EXPECT_EQ(told(), "1");
}

TEST_F(ClusterLaneTest, NobodyServesTheSlot) {
    add("1");
    EXPECT_EQ(send(nullptr), "");
    EXPECT_EQ(send(&kB), "b: 1");
}

TEST_F(ClusterLaneTest, MovedOnesAreSentAgainInOrderAndNewOnesBehindThem) {
    const auto one = add("1");
    const auto two = add("2");
    EXPECT_EQ(send(&kA), "a: 1 2");
    lane_.refuse(one, moved(kB));
    add("3");
    EXPECT_EQ(send(&kB), "") << "the second may still be executed where it was sent";
    lane_.refuse(two, moved(kB));
    EXPECT_EQ(send(&kB), "b: 1 2 3");
}

TEST_F(ClusterLaneTest, AnOwnerThatIsNewWaitsForTheAnswersOfTheOldOne) {
    const auto one = add("1");
    EXPECT_EQ(send(&kA), "a: 1");
    add("2");
    EXPECT_EQ(send(&kB), "");
    execute(one);
    EXPECT_EQ(send(&kB), "b: 2");
}

TEST_F(ClusterLaneTest, AskedOnesGoAsideAndEverybodyElseWaitsForThem) {
    const auto one = add("1");
    const auto two = add("2");
    EXPECT_EQ(send(&kA), "a: 1 2");
    lane_.refuse(one, ask(kB));
    lane_.refuse(two, ask(kB));
    add("3");
    EXPECT_EQ(send(&kA), "b asking: 1 2");
    EXPECT_EQ(send(&kA), "") << "the third would overtake";
    execute(one);
    EXPECT_EQ(send(&kA), "");
    execute(two);
    EXPECT_EQ(send(&kA), "a: 3") << "ASK counts once; the owner is still the owner";
}

TEST_F(ClusterLaneTest, OneOfTwoKeysMayBeAskedForElsewhere) {
    const auto in = add("in");
    const auto log = add("log", "{w}:log");
    EXPECT_EQ(send(&kA), "a: in log");
    lane_.refuse(in, ask(kB));
    execute(log);
    EXPECT_EQ(told(), "") << "answers come in the order of the calls";
    EXPECT_EQ(send(&kA), "b asking: in") << "another stream: nothing was overtaken";
    const auto next = add("next");
    EXPECT_EQ(send(&kA), "");
    execute(in);
    EXPECT_EQ(told(), "inlog");
    EXPECT_EQ(send(&kA), "a: next");
    execute(next);
    EXPECT_EQ(told(), "next");
}

TEST_F(ClusterLaneTest, ARefusedOneThatWasOvertakenIsGivenUp) {
    const auto one = add("1");
    const auto two = add("2");
    add("3");
    EXPECT_EQ(send(&kA), "a: 1 2 3");
    lane_.refuse(one, ask(kB));
    execute(two);
    EXPECT_EQ(told(), "-12");
}

TEST_F(ClusterLaneTest, OneThatWasNotStoredOvertakesNobody) {
    const auto one = add("1");
    const auto two = add("2");
    EXPECT_EQ(send(&kA), "a: 1 2");
    lane_.refuse(one, moved(kB));
    lane_.settle(two, fail(Error::Kind::exhausted, "out of memory"), false);
    EXPECT_EQ(send(&kB), "b: 1");
}

TEST_F(ClusterLaneTest, LaterIsWaitedForAndThenAllGoOn) {
    const auto one = add("1");
    EXPECT_EQ(send(&kA), "a: 1");
    lane_.refuse(one, {});
    EXPECT_TRUE(lane_.is_paused());
    EXPECT_EQ(send(&kA), "");
    lane_.resume();
    EXPECT_EQ(send(&kA), "a: 1");
}

TEST_F(ClusterLaneTest, NodesThatPointAtEachOtherAreNotAskedWithoutAPause) {
    const auto one = add("1");
    for (int turn = 0; turn < 3; ++turn) {
        EXPECT_NE(send(&kA), "");
        lane_.refuse(one, ask(kB));
        EXPECT_FALSE(lane_.is_paused());
    }
    EXPECT_EQ(send(&kA), "b asking: 1");
    lane_.refuse(one, ask(kB));
    EXPECT_TRUE(lane_.is_paused());
    lane_.resume();
    EXPECT_EQ(send(&kA), "a: 1") << "the owner is asked anew";
}

TEST_F(ClusterLaneTest, DroppedOnesAreNotSent) {
    const auto one = add("1");
    const auto two = add("2");
    EXPECT_EQ(send(&kA), "a: 1 2");
    lane_.refuse(one, moved(kB));
    const auto three = add("3");
    lane_.drop(*one, {});
    EXPECT_EQ(told(), "-1");
    execute(two);
    EXPECT_EQ(send(&kB), "b: 3");
    execute(three);
    EXPECT_EQ(told(), "23");
    EXPECT_FALSE(lane_.has_unsent());
}

TEST_F(ClusterLaneTest, AllUnsentOnesMayBeDroppedWhileOthersAreOut) {
    const auto one = add("1");
    EXPECT_EQ(send(&kA), "a: 1");
    add("2");
    add("3");
    lane_.drop_all({});
    EXPECT_EQ(told(), "") << "not before the first";
    execute(one);
    EXPECT_EQ(told(), "1-2-3");
}

// Two nodes, one slot, one moving key: whatever they refuse, each node executes in the order given,
// nothing twice, and together they have the order given except for what was given up.
TEST_F(ClusterLaneTest, AnyScheduleOfRefusalsKeepsTheOrderAndDoublesNothing) {
    for (unsigned seed = 1; seed <= 2000; ++seed) {
        lane_ = ClusterLane{};
        std::minstd_rand random(seed);
        const auto chance = [&](unsigned of) { return random() % of == 0; };
        std::deque<std::shared_ptr<ClusterCall>> at;  // in flight, answered in order
        std::vector<int> executed;
        std::map<int, int> given_up;
        bool b_owns = false;
        int made = 0;
        int answered = 0;
        for (int step = 0; step < 200 || lane_.has_unsent() || !at.empty(); ++step) {
            ASSERT_LT(step, 5000) << "it does not come to an end, seed " << seed;
            if (made < 60 && chance(2)) add(std::to_string(made++));
            if (chance(20)) b_owns = !b_owns;
            if (chance(3)) lane_.resume();
            const auto next = lane_.next(b_owns ? &kB : &kA);
            if (next && !chance(4)) {
                for (auto& call : lane_.take(*next)) at.push_back(std::move(call));
            }
            if (at.empty() || chance(2)) continue;
            const auto call = at.front();
            at.pop_front();
            if (chance(4)) {
                lane_.refuse(call, chance(2) ? ask(kB) : chance(2) ? moved(kB) : Refusal{});
            } else {
                executed.push_back(std::stoi(call->encoded));
                execute(call);
            }
            for (const auto& done : lane_.take_answered()) {
                ASSERT_EQ(std::stoi(done->encoded), answered++) << "seed " << seed;
                if (!done->result) ++given_up[std::stoi(done->encoded)];
            }
        }
        ASSERT_TRUE(std::ranges::is_sorted(executed)) << "seed " << seed;
        ASSERT_EQ(std::ranges::adjacent_find(executed), executed.end()) << "seed " << seed;
        ASSERT_EQ(executed.size() + given_up.size(), static_cast<std::size_t>(made));
        for (const int one : executed) ASSERT_EQ(given_up.count(one), 0U) << "seed " << seed;
    }
}

}  // namespace
}  // namespace usher::log
