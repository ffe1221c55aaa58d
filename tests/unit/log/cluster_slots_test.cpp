// Goal: every key lands in the slot that Redis computes for it, and maps and redirections are read
// as the nodes mean them.
#include "hub/log/cluster_slots.hpp"

#include <gtest/gtest.h>

namespace usher::log {
namespace {

const ClusterNode kAsked{"10.0.0.1", 7000};

Reply text(std::string value) {
    Reply reply;
    reply.type = Reply::Type::string;
    reply.text = std::move(value);
    return reply;
}
Reply number(std::int64_t value) {
    Reply reply;
    reply.type = Reply::Type::integer;
    reply.integer = value;
    return reply;
}
Reply list(std::vector<Reply> items) {
    Reply reply;
    reply.type = Reply::Type::array;
    reply.items = std::move(items);
    return reply;
}
Reply node(std::string host, int port) {
    return list({text(std::move(host)), number(port), text("id")});
}

// Source: the specification's own vector (CRC16 of "123456789" is 0x31C3), and CLUSTER KEYSLOT of
// Redis 7.0.15 for the others.
TEST(ClusterSlots, AreThoseOfTheSpecification) {
    EXPECT_EQ(slot_of("123456789"), 0x31C3 % 16384);
    EXPECT_EQ(slot_of(""), 0);
    EXPECT_EQ(slot_of("foo"), 12182);
    EXPECT_EQ(slot_of("bar"), 5061);
    EXPECT_EQ(slot_of("hello"), 866);
    EXPECT_EQ(slot_of("\xff\xfe"), slot_of("{\xff\xfe}x"));
}

TEST(ClusterSlots, CountOnlyTheHashTag) {
    EXPECT_EQ(slot_of("{user1000}.following"), slot_of("{user1000}.followers"));
    EXPECT_EQ(slot_of("{user1000}.following"), slot_of("user1000"));
    EXPECT_EQ(slot_of("foo{{bar}}zap"), slot_of("{bar"));
    EXPECT_EQ(slot_of("foo{bar}{zap}"), slot_of("bar"));
    EXPECT_EQ(slot_of("foo{}{bar}"), 8363) << "an empty tag is none";
    EXPECT_EQ(slot_of("open{only"), slot_of("{open{only}"));
}

TEST(ClusterSlots, AKeyIsFoundWhereverItStands) {
    EXPECT_EQ(key_in({"XADD", "{wsp_1}:in", "*", "m", "{wsp_2}:in"}), "{wsp_1}:in");
    EXPECT_EQ(key_in({"XINFO", "STREAM", "{wsp_1}:log"}), "{wsp_1}:log");
    EXPECT_EQ(key_in({"PING"}), std::nullopt);
}

TEST(ClusterSlots, AMapGivesPrimariesOnly) {
    const auto map =
        SlotMap::parse(list({list({number(0), number(99), node("a", 1), node("replica", 9)}),
                             list({number(100), number(100), node("b", 2)}),
                             list({number(200), number(16383), node("a", 1)})}),
                       kAsked)
            .value();
    EXPECT_EQ(map.primaries().size(), 2U);
    EXPECT_EQ(*map.owner(0), (ClusterNode{"a", 1}));
    EXPECT_EQ(*map.owner(99), (ClusterNode{"a", 1}));
    EXPECT_EQ(*map.owner(100), (ClusterNode{"b", 2}));
    EXPECT_EQ(map.owner(101), nullptr) << "served by nobody";
    EXPECT_EQ(*map.owner(16383), (ClusterNode{"a", 1}));
    EXPECT_FALSE(map.has({"replica", 9}));
}

TEST(ClusterSlots, ANodeWithoutAnAnnouncedHostIsTheOneThatWasAsked) {
    for (Reply host : {text(""), text("?"), Reply{}}) {
        const auto map = SlotMap::parse(
            list({list({number(0), number(1), list({host, number(7001), text("id")})})}), kAsked);
        EXPECT_EQ(*map.value().owner(0), (ClusterNode{"10.0.0.1", 7001}));
    }
}

TEST(ClusterSlots, WhatIsNoMapIsRefused) {
    EXPECT_EQ(SlotMap::parse(text("OK"), kAsked).error().kind, Error::Kind::corrupt);
    EXPECT_EQ(SlotMap::parse(list({}), kAsked).error().kind, Error::Kind::unavailable);
    const std::vector<Reply> bad = {list({number(0), number(1)}),
                                    list({number(5), number(4), node("a", 1)}),
                                    list({number(-1), number(4), node("a", 1)}),
                                    list({number(0), number(16384), node("a", 1)}),
                                    list({number(0), number(1), node("a", 65536)}),
                                    list({number(0), number(1), text("a")})};
    for (const Reply& range : bad) {
        EXPECT_EQ(SlotMap::parse(list({range}), kAsked).error().kind, Error::Kind::corrupt);
    }
}

TEST(ClusterSlots, ARedirectionChangesTheMap) {
    auto map = SlotMap::parse(list({list({number(0), number(9), node("a", 1)})}), kAsked).value();
    const SlotMap before = map;
    map.set_owner(4, {"b", 2});
    EXPECT_EQ(*map.owner(4), (ClusterNode{"b", 2}));
    EXPECT_EQ(*map.owner(5), (ClusterNode{"a", 1}));
    EXPECT_NE(map, before);
}

TEST(ClusterSlots, RefusalsAreTold) {
    const auto moved = refusal_of("MOVED 3999 127.0.0.1:6381", kAsked);
    ASSERT_TRUE(moved);
    EXPECT_EQ(moved->kind, Refusal::Kind::moved);
    EXPECT_EQ(moved->slot, 3999);
    EXPECT_EQ(moved->node, (ClusterNode{"127.0.0.1", 6381}));
    EXPECT_EQ(refusal_of("ASK 1 ::1:6381", kAsked)->node, (ClusterNode{"::1", 6381}));
    EXPECT_EQ(refusal_of("ASK 1 ::1:6381", kAsked)->kind, Refusal::Kind::ask);
    EXPECT_EQ(refusal_of("MOVED 1 :6381", kAsked)->node, (ClusterNode{"10.0.0.1", 6381}));
    for (const char* later :
         {"TRYAGAIN Multiple keys request during rehashing of slot",
          "CLUSTERDOWN Hash slot not served", "LOADING Redis is loading the dataset in memory",
          "MOVED 99999 a:1", "MOVED nonsense", "MOVED 1 a:0"}) {
        ASSERT_TRUE(refusal_of(later, kAsked)) << later;
        EXPECT_EQ(refusal_of(later, kAsked)->kind, Refusal::Kind::later) << later;
    }
    for (const char* executed_or_wrong :
         {"ERR The ID specified in XADD is equal or smaller", "OOM command not allowed", "NOPERM",
          "BUSYGROUP Consumer Group name already exists"}) {
        EXPECT_FALSE(refusal_of(executed_or_wrong, kAsked)) << executed_or_wrong;
    }
}

}  // namespace
}  // namespace usher::log
