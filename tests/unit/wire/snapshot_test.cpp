// Goal: a snapshot that cannot be trusted is refused with its reason, one with more in it than we
// know is read.
#include "hub/wire/snapshot.hpp"

#include "hub/base/hash.hpp"
#include "tests/support/state_text.hpp"
#include "tests/support/story.hpp"
#include "usher/v1/snapshot.pb.h"

namespace usher::test {
namespace {

struct Snapshots : ::testing::Test {
    void SetUp() override {
        story.online("Anna");
        story.customer_writes("Mia", "hello", "id-1");
        story.agent_writes("Anna", "Mia", "good morning");
    }
    v1::WorkspaceSnapshot message() {
        v1::WorkspaceSnapshot read;
        EXPECT_TRUE(read.ParseFromString(
            wire::encode_snapshot(story.play.workspace(), "1", "5-0", story.play.now())));
        return read;
    }
    Story story;
};

TEST_F(Snapshots, WhatANewerVersionAddedIsPassedOver) {
    auto bytes = message().SerializeAsString();
    // Field 900 of the snapshot, a text; and the same inside the first conversation.
    auto read = message();
    const std::string unknown("\xa2\x38\x03new", 6);
    bytes += unknown;
    read.mutable_conversations(0)
        ->GetReflection()
        ->MutableUnknownFields(read.mutable_conversations(0))
        ->AddLengthDelimited(900, "new");
    for (const auto& each : {bytes, read.SerializeAsString()}) {
        auto loaded = wire::decode_snapshot(each);
        ASSERT_TRUE(loaded) << loaded.error().text;
        EXPECT_EQ(state_text(loaded->workspace), state_text(story.play.workspace()));
    }
}

TEST_F(Snapshots, OneThatMustNotBeReadIsRefused) {
    auto newer = message();
    newer.set_format(2);
    auto refused = wire::decode_snapshot(newer.SerializeAsString());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, Error::Kind::invalid);
    EXPECT_NE(refused.error().text.find("format 2"), std::string::npos) << refused.error().text;
}

TEST_F(Snapshots, DamageIsFoundAndNamed) {
    EXPECT_EQ(wire::decode_snapshot("").error().kind, Error::Kind::corrupt);
    const auto whole = message().SerializeAsString();
    EXPECT_EQ(wire::decode_snapshot(whole.substr(0, whole.size() / 2)).error().kind,
              Error::Kind::corrupt);
    auto wrong = message();
    wrong.mutable_conversations(0)->set_contact_id("nobody");
    EXPECT_NE(wire::decode_snapshot(wrong.SerializeAsString()).error().text.find("contact_id"),
              std::string::npos);
    auto uneven = message();
    uneven.mutable_recent()->add_seq(9);
    EXPECT_NE(wire::decode_snapshot(uneven.SerializeAsString()).error().text.find("recent"),
              std::string::npos);
    auto lost = message();
    lost.mutable_conversations()->RemoveLast();
    EXPECT_NE(wire::decode_snapshot(lost.SerializeAsString()).error().text.find("conversation_ids"),
              std::string::npos);
}

TEST_F(Snapshots, KeysOfAnotherHashAreVoidAndTheArchiveIsAskedInstead) {
    auto other = message();
    other.mutable_recent()->set_hash_version(kHashVersion + 1);
    auto loaded = wire::decode_snapshot(other.SerializeAsString());
    ASSERT_TRUE(loaded);
    EXPECT_EQ(loaded->workspace.recent.size(), 0U);
    EXPECT_EQ(loaded->workspace.recent.floor(),
              (core::KeysFloor{story.play.now(), story.play.workspace().version}));
}

TEST_F(Snapshots, ManyKeysComeBackAndWhoDoesNotKnowThemAsksTheArchive) {
    auto busy = story.play.workspace();
    auto& recent = busy.recent;
    const auto caller = core::Actor::contact(story.contact("Mia"));
    for (std::size_t i = 0; i < core::RecentKeys::kKeysMax + 1000; ++i) {
        recent.remember(caller, fmt::format("many-{}", i), {}, story.play.now(), 7);
    }
    v1::WorkspaceSnapshot written;
    ASSERT_TRUE(written.ParseFromString(wire::encode_snapshot(busy, "1", "5-0", story.play.now())));
    EXPECT_EQ(written.recent().floor_ms(), to_ms(story.play.now())) << "as versions before read it";
    auto loaded = wire::decode_snapshot(written.SerializeAsString());
    ASSERT_TRUE(loaded) << loaded.error().text;
    EXPECT_EQ(loaded->workspace.recent.floor(), recent.floor());
    EXPECT_EQ(loaded->workspace.recent.floor().at, Timestamp{});
    EXPECT_EQ(loaded->workspace.recent.seen().generations(), recent.seen().generations());
    EXPECT_TRUE(loaded->workspace.recent.may_be_seen(caller, "many-0"));
    auto damaged = written;
    damaged.mutable_recent()->mutable_seen(0)->add_bits(1);
    EXPECT_NE(wire::decode_snapshot(damaged.SerializeAsString()).error().text.find("recent.seen"),
              std::string::npos);
}

TEST(Hash, IsTheOneThatSnapshotsHold) {
    EXPECT_EQ(kHashVersion, 1U) << "raise it with the values below, never without";
    EXPECT_EQ(hash_bytes("usher"), 0x4af3fc54eec4b817ULL);
    EXPECT_EQ(hash_bytes("0191b3c4-0000-7000-8000-000000000001", 42), 0xe2e2f99a4f678a09ULL);
}

}  // namespace
}  // namespace usher::test
