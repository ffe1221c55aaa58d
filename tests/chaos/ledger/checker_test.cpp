// Goal: the checker passes a clean run and finds and names each kind of loss, doubling, disorder
// and leak, so that a chaos run that ends clean means something.
#include "tests/chaos/ledger/checker.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/redis_server.hpp"

namespace usher::chaos {
namespace {

constexpr int kConversations = 3;
constexpr std::uint64_t kMessages = 10;  // of each customer; his agent answers each

/// A world in which all went well: three customers, one agent, an opening event first.
struct World {
    Ledger ledger;
    Export history;

    static std::string customer(int nth) { return fmt::format("ctc_{}", nth); }
    static std::string conversation(int nth) { return fmt::format("cnv_{}", nth); }

    World() {
        ledger.receivers["agt_1"] = {true, "", "wsp_1", {}};
        for (int nth = 0; nth < kConversations; ++nth) add_conversation(nth);
    }

    void add_conversation(int nth) {
        const auto id = conversation(nth);
        ledger.receivers[customer(nth)] = {false, customer(nth), "wsp_1", {}};
        history[id] = {"wsp_1", customer(nth), {}};
        store(id, {1, id + "-e1", "", "", StoredEvent::Kind::other, 0});
        for (std::uint64_t number = 1; number <= kMessages; ++number) {
            say(id, customer(nth), number);
            say(id, "agt_1", number);
        }
        const auto end = history[id].events.size();
        ledger.receivers[customer(nth)].holds[id] = {"1", 0, end};
        ledger.receivers["agt_1"].holds[id] = {"1", 0, end};
    }
    void say(const std::string& to, const std::string& who, std::uint64_t number) {
        const auto seq = history[to].events.size() + 1;
        const auto key = fmt::format("{}-{}-{}", who, to, number);
        const auto hash = hash_of(key + " says something");
        ledger.attempts.push_back({.sender = who,
                                   .lane = who,
                                   .id = key,
                                   .conversation = to,
                                   .number = number,
                                   .hash = hash,
                                   .sent_ns = 1,
                                   .answered_ns = 2,
                                   .outcome = Outcome::acked,
                                   .seq = seq,
                                   .code = "",
                                   .epoch = "",
                                   .late = false});
        store(to,
              {seq, fmt::format("{}-e{}", to, seq), key, who, StoredEvent::Kind::message, hash});
    }
    void store(const std::string& to, StoredEvent event) {
        for (const auto& [id, receiver] : ledger.receivers) {
            if (!receiver.agent && id != history[to].contact) continue;
            ledger.deliveries.push_back({id, "1", to, event.seq, event.event_id, event.hash, 3});
        }
        history[to].events.push_back(std::move(event));
    }
    std::vector<StoredEvent>& events(int nth) { return history[conversation(nth)].events; }
    Attempt& attempt(const std::string& key) {
        for (auto& it : ledger.attempts) {
            if (it.id == key) return it;
        }
        throw std::out_of_range(key);
    }
    Delivery& delivery(const std::string& receiver, const std::string& to, std::uint64_t seq) {
        for (auto& it : ledger.deliveries) {
            if (it.receiver == receiver && it.conversation == to && it.seq == seq) return it;
        }
        throw std::out_of_range(receiver);
    }
    void undeliver(const std::string& receiver, const std::string& to, std::uint64_t seq) {
        std::erase_if(ledger.deliveries, [&](const Delivery& it) {
            return it.receiver == receiver && it.conversation == to && it.seq == seq;
        });
    }
};

/// Whether the checker found a fault of this rule whose words hold these.
void expect_found(const World& world, const std::string& rule, const std::string& words) {
    const auto verdict = check(world.ledger, world.history);
    for (const auto& fault : verdict.faults) {
        if (fault.rule == rule && fault.what.find(words) != std::string::npos) return;
    }
    ADD_FAILURE() << "no " << rule << " with '" << words << "' in: " << verdict.text();
}

TEST(Checker, ACleanRunPasses) {
    const World world;
    const auto verdict = check(world.ledger, world.history);
    EXPECT_TRUE(verdict.clean()) << verdict.text();
    EXPECT_EQ(verdict.sent, 60U);
    EXPECT_EQ(verdict.acked, 60U);
    EXPECT_EQ(verdict.stored, 60U);
}

TEST(Checker, ResendsAndRepeatsAreNoFaults) {
    World world;
    // The answer got lost with the connection; the second attempt was told the first one's seq.
    const auto again = world.attempt("ctc_0-cnv_0-1");
    world.attempt("ctc_0-cnv_0-1").outcome = Outcome::unknown;
    world.ledger.attempts.push_back(again);
    // Refused for a while, then taken.
    auto later = world.attempt("ctc_1-cnv_1-2");
    auto& refused = world.attempt("ctc_1-cnv_1-2");
    refused.outcome = Outcome::refused;
    refused.code = "unavailable";
    refused.seq = 0;
    world.ledger.attempts.push_back(later);
    // Seen twice, over a resume.
    world.ledger.deliveries.push_back(world.delivery("ctc_2", "cnv_2", 5));
    // Refused for good, and not stored.
    auto bad = later;
    bad.id = "never";
    bad.outcome = Outcome::refused;
    bad.code = "empty";
    world.ledger.attempts.push_back(bad);
    // Never answered, never stored.
    bad.id = "vanished";
    bad.outcome = Outcome::unknown;
    bad.code.clear();
    world.ledger.attempts.push_back(bad);
    const auto verdict = check(world.ledger, world.history);
    EXPECT_TRUE(verdict.clean()) << verdict.text();
    EXPECT_EQ(verdict.refused, 1U);
    EXPECT_EQ(verdict.unknown, 1U);
}

TEST(Checker, FindsALostMessage) {
    World world;
    world.events(0).pop_back();
    expect_found(world, "C1", "agt_1-cnv_0-10 of agt_1 was acknowledged and is not stored");
}
TEST(Checker, FindsALostMessageThatWasOnlyAccepted) {
    World world;
    world.attempt("agt_1-cnv_0-10").outcome = Outcome::accepted;
    world.attempt("agt_1-cnv_0-10").seq = 0;
    world.events(0).pop_back();
    expect_found(world, "C1", "agt_1-cnv_0-10 of agt_1 was acknowledged and is not stored");
}
TEST(Checker, FindsADoubledMessage) {
    World world;
    auto twice = world.events(1)[3];
    twice.seq = world.events(1).size() + 1;
    twice.event_id = "cnv_1-again";
    world.events(1).push_back(twice);
    expect_found(world, "C1", "is stored 2 times");
}
TEST(Checker, FindsAnUnansweredMessageStoredTwice) {
    World world;
    for (auto& it : world.ledger.attempts) {
        if (it.id == "ctc_1-cnv_1-2")
            it = {.sender = it.sender,
                  .lane = it.lane,
                  .id = it.id,
                  .conversation = it.conversation,
                  .number = it.number,
                  .hash = it.hash,
                  .sent_ns = 1,
                  .answered_ns = 0,
                  .outcome = Outcome::unknown,
                  .seq = 0,
                  .code = "",
                  .epoch = "",
                  .late = false};
    }
    auto twice = world.events(1)[3];
    ASSERT_EQ(twice.key, "ctc_1-cnv_1-2");
    twice.seq = world.events(1).size() + 1;
    world.events(1).push_back(twice);
    expect_found(world, "C3", "ctc_1-cnv_1-2 of ctc_1 is stored 2 times");
}
TEST(Checker, FindsTwoSwappedMessages) {
    World world;
    auto& events = world.events(2);
    std::swap(events[1], events[3]);  // the customer's first and second
    std::swap(events[1].seq, events[3].seq);
    expect_found(world, "C5", "ctc_2 in cnv_2: number 1 is stored as seq 4, number 2 as 2");
    expect_found(world, "C1", "was acknowledged as seq 2 and is stored as 4");
}
TEST(Checker, FindsAnotherBody) {
    World world;
    world.events(0)[5].hash ^= 1;
    expect_found(world, "C1", "is stored with another body");
}
TEST(Checker, FindsAMessageInTheWrongConversation) {
    World world;
    auto moved = world.events(0).back();
    world.events(0).pop_back();
    moved.seq = world.events(1).size() + 1;
    world.events(1).push_back(moved);
    expect_found(world, "C7", "agt_1-cnv_0-10 of agt_1 was sent to cnv_0 and is stored in cnv_1");
}
TEST(Checker, FindsACustomersFirstMessageInAnothersConversation) {
    World world;
    world.attempt("ctc_0-cnv_0-1").conversation.clear();
    world.history["cnv_0"].contact = "ctc_9";
    expect_found(world, "C7", "ctc_0-cnv_0-1 of ctc_0 was sent to  and is stored in cnv_0");
}
TEST(Checker, FindsAGapInTheSeqs) {
    World world;
    auto& events = world.events(0);
    events.erase(events.begin());
    expect_found(world, "C4", "cnv_0 has seq 2 where 1 belongs");
}
TEST(Checker, FindsASeqThatIsThereTwice) {
    World world;
    world.events(0)[4].seq = world.events(0)[3].seq;
    expect_found(world, "C4", "cnv_0 has seq 4 where 5 belongs");
}
TEST(Checker, FindsARefusedMessageThatIsStored) {
    World world;
    auto& it = world.attempt("ctc_0-cnv_0-4");
    it.outcome = Outcome::refused;
    it.code = "too_long";
    it.seq = 0;
    expect_found(world, "C2", "ctc_0-cnv_0-4 of ctc_0 was refused (too_long) and is stored");
}
TEST(Checker, CountsWhatWasRefusedForAWhileAndStoredAllTheSame) {
    World world;
    auto& it = world.attempt("ctc_0-cnv_0-4");
    it.outcome = Outcome::refused;
    it.code = "unavailable";
    it.seq = 0;
    const auto verdict = check(world.ledger, world.history);
    EXPECT_TRUE(verdict.clean()) << verdict.text();
    EXPECT_EQ(verdict.late, 1U);
}
TEST(Checker, FindsAnAcknowledgementWithAnotherSeq) {
    World world;
    world.attempt("ctc_0-cnv_0-4").seq += 1;
    expect_found(world, "C1", "was acknowledged as seq 9 and is stored as 8");
}
TEST(Checker, FindsTwoAcknowledgementsThatDiffer) {
    World world;
    auto again = world.attempt("ctc_0-cnv_0-4");
    again.seq += 2;
    world.ledger.attempts.push_back(again);
    expect_found(world, "C1", "was acknowledged as seq 8 and as seq 10");
}
TEST(Checker, FindsAMessageNobodySent) {
    World world;
    world.store("cnv_0", {22, "cnv_0-e22", "from-nowhere", "ctc_0", StoredEvent::Kind::message, 7});
    expect_found(world, "C3", "that nobody sent: from-nowhere");
}
TEST(Checker, FindsADeliveryToAnotherTenant) {
    World world;
    world.history["cnv_1"].workspace = "wsp_2";
    expect_found(world, "C7", "agt_1 of wsp_1 was given seq 1 of cnv_1, which belongs to wsp_2");
}
TEST(Checker, FindsADeliveryToAnotherCustomer) {
    World world;
    auto leaked = world.delivery("ctc_1", "cnv_1", 3);
    leaked.receiver = "ctc_0";
    world.ledger.deliveries.push_back(leaked);
    expect_found(world, "C7", "ctc_0 was given seq 3 of cnv_1, which is with ctc_1");
}
TEST(Checker, FindsANoteShownToACustomer) {
    World world;
    world.events(0)[2].kind = StoredEvent::Kind::note;
    expect_found(world, "C7", "the contact ctc_0 was given the private note seq 3 of cnv_0");
}
TEST(Checker, FindsWhatAReceiverMissedOverAResume) {
    World world;
    world.undeliver("ctc_1", "cnv_1", 7);
    expect_found(world, "C6", "ctc_1 lacks seq 7 of cnv_1");
}
TEST(Checker, FindsAReceiverWhoStoppedShort) {
    World world;
    for (std::uint64_t seq = 19; seq <= 21; ++seq) world.undeliver("agt_1", "cnv_2", seq);
    world.ledger.receivers["agt_1"].holds["cnv_2"].through = 18;
    expect_found(world, "C6", "agt_1 lacks seq 19 of cnv_2");
    const auto away = check(world.ledger, world.history, {.receivers_are_at_the_end = false});
    EXPECT_TRUE(away.clean()) << away.text();
}
TEST(Checker, FindsAnEventThatAReceiverGotOutOfOrder) {
    World world;
    auto& a = world.delivery("ctc_1", "cnv_1", 7);
    auto& b = world.delivery("ctc_1", "cnv_1", 8);
    std::swap(a, b);
    expect_found(world, "C6", "ctc_1 was given seq 7 of cnv_1 after seq 8");
}
TEST(Checker, FindsARepeatThatIsAnotherEvent) {
    World world;
    auto other = world.delivery("agt_1", "cnv_1", 7);
    other.event_id = "cnv_1-other";
    world.ledger.deliveries.push_back(other);
    expect_found(world, "C6", "agt_1 was given two different events as seq 7 of cnv_1");
}
TEST(Checker, FindsADeliveryThatIsNotWhatIsStored) {
    World world;
    world.delivery("agt_1", "cnv_1", 7).hash ^= 1;
    expect_found(world, "C7", "agt_1 was given another event as seq 7 of cnv_1");
}
TEST(Checker, AnEpochThatIsOverMayHaveHeldWhatWasLost) {
    World world;
    world.ledger.deliveries.push_back({"agt_1", "0", "cnv_1", 40, "lost-for-good", 5, 1});
    EXPECT_TRUE(check(world.ledger, world.history).clean());
}

TEST(Checker, ANumberOfAnEarlierLifeIsCountedAndOneOfThisLifeIsAFault) {
    World world;
    auto& renumbered = world.ledger.attempts.front();
    renumbered.epoch = "0";
    renumbered.seq += 100;
    auto verdict = check(world.ledger, world.history, {.lives_change = true});
    EXPECT_TRUE(verdict.clean()) << verdict.text();
    EXPECT_EQ(verdict.renumbered, 1U);
    EXPECT_FALSE(check(world.ledger, world.history).clean());
    renumbered.epoch = "1";
    verdict = check(world.ledger, world.history, {.lives_change = true});
    EXPECT_FALSE(verdict.clean()) << "this life promised the number";
}

TEST(LedgerFiles, HoldOneLineForEachAttemptAndDelivery) {
    const test::TemporaryFolder folder;
    const World world;
    ASSERT_TRUE(world.ledger.write(folder.path()));
    const auto lines = [&](const char* name) {
        std::ifstream in(folder.path() / name);
        std::string line;
        std::size_t count = 0;
        while (std::getline(in, line)) ++count;
        return count;
    };
    EXPECT_EQ(lines("attempts.tsv"), 1 + world.ledger.attempts.size());
    EXPECT_EQ(lines("deliveries.tsv"), 1 + world.ledger.deliveries.size());
}

}  // namespace
}  // namespace usher::chaos
