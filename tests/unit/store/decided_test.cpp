// Goal: a command that was decided long ago is recognised by its id, however old, and nobody else's
// command is mistaken for it.
#include "hub/store/event_key.hpp"
#include "tests/unit/store/store_stage.hpp"

namespace usher::test {
namespace {

constexpr std::string_view kUuid = "019f3a5c-7b21-7c04-9d52-0123456789ab";
constexpr std::string_view kSameHead = "019f3a5c-7b21-7c04-9d52-ffffffffffff";

const core::Actor kMia = core::Actor::contact(nth<ContactId>(1));
const core::Actor kLea = core::Actor::contact(nth<ContactId>(2));
const core::Actor kAnna = core::Actor::agent(nth<AgentId>(1), "Anna");

class DecidedTest : public StoreTest {
  protected:
    std::optional<core::Event> decided(const core::Actor& caller, std::string_view id) {
        auto found = history().decided(scribe.workspace, caller, id);
        EXPECT_TRUE(found) << found.error().text;
        return found ? *found : std::nullopt;
    }
    std::uint64_t seq_of(const core::Actor& caller, std::string_view id) {
        const auto event = decided(caller, id);
        return event ? event->seq : 0;
    }
};

TEST_P(DecidedTest, TheFirstEventOfTheCommandWhereverItIsKept) {
    scribe.open(1);
    scribe.caused_by(std::string(kUuid));
    scribe.says(1, "hello");
    scribe.says(1, "of the same command");
    scribe.caused_by(std::string(kSameHead));
    scribe.says(1, "another");
    scribe.caused_by("not a uuid");
    scribe.says(1, "third", core::Direction::outbound);
    scribe.caused_by({});
    scribe.says(1, "no command");
    scribe.store(*store);
    for (const bool indexed : {false, true}) {
        if (indexed) scribe.force_index(*store);
        EXPECT_EQ(seq_of(kMia, kUuid), 2u);
        EXPECT_EQ(std::get<core::MessageAdded>(decided(kMia, kUuid)->body).text, "hello");
        EXPECT_EQ(seq_of(kMia, kSameHead), 4u);
        EXPECT_EQ(seq_of(kAnna, "not a uuid"), 5u);
        EXPECT_FALSE(decided(kMia, "019f3a5c-7b21-7c04-9d52-000000000000"));
        EXPECT_FALSE(decided(kMia, "019F3A5C-7B21-7C04-9D52-0123456789AB")) << "another text";
        EXPECT_FALSE(decided(kMia, ""));
        EXPECT_FALSE(decided(kMia, "not a uui"));
    }
}

TEST_P(DecidedTest, AnIdBelongsToItsCaller) {
    scribe.open(1);
    scribe.open(2);
    scribe.caused_by(std::string(kUuid));
    scribe.says(2, "by Lea");
    scribe.store(*store);
    for (const bool indexed : {false, true}) {
        if (indexed) scribe.force_index(*store);
        EXPECT_FALSE(decided(kMia, kUuid));
        EXPECT_FALSE(decided(core::Actor::agent(nth<AgentId>(2)), kUuid)) << "the role counts";
        EXPECT_TRUE(decided(kLea, kUuid));
    }
    scribe.says(1, "by Mia, with the same id");
    scribe.store(*store);
    for (const bool indexed : {false, true}) {
        if (indexed) scribe.force_index(*store);
        EXPECT_EQ(decided(kMia, kUuid)->conversation, nth<ConversationId>(1));
        EXPECT_EQ(decided(kLea, kUuid)->conversation, nth<ConversationId>(2));
    }
}

TEST_P(DecidedTest, TheNameOfTheCallerDoesNotCount) {
    scribe.open(1);
    scribe.caused_by(std::string(kUuid));
    scribe.says(1, "hello", core::Direction::outbound);
    scribe.store(*store);
    EXPECT_TRUE(decided(core::Actor::agent(nth<AgentId>(1), "Anna Married"), kUuid));
}

TEST_P(DecidedTest, WorkspacesDoNotMeet) {
    scribe.open(1);
    scribe.caused_by(std::string(kUuid));
    scribe.says(1, "hello");
    scribe.store(*store);
    Scribe other(2);
    other.opened_with(1, 1);
    other.store(*store);
    for (const bool indexed : {false, true}) {
        if (indexed) scribe.force_index(*store);
        EXPECT_FALSE(*history().decided(other.workspace, kMia, kUuid));
        EXPECT_FALSE(*history().decided(nth<WorkspaceId>(9), kMia, kUuid));
    }
}

TEST_P(DecidedTest, IdsOfEventsOfTheWorkspaceAreFoundToo) {
    scribe.caused_by(std::string(kUuid));
    scribe.add(core::ContactCreated{nth<ContactId>(7), {}}, 0, kAnna);
    scribe.store(*store);
    ASSERT_TRUE(decided(kAnna, kUuid));
    EXPECT_EQ(decided(kAnna, kUuid)->seq, 0u);
}

USHER_ON_EVERY_STORE(DecidedTest);

TEST(KeyNumber, OfAUuidItIsTheHeadSoThatNewOnesAreLast) {
    EXPECT_EQ(store::key_number(kUuid), 0x019f3a5c7b217c04);
    EXPECT_EQ(store::key_number(kUuid), store::key_number(kSameHead));
    EXPECT_LT(store::key_number(kUuid), store::key_number("019f3a5c-7b22-7000-8000-000000000000"));
}

TEST(KeyNumber, OfOtherTextItIsAHashThatNeverChanges) {
    // The first 8 bytes of SHA-256("abc"), FIPS 180-2 appendix B.1.
    EXPECT_EQ(static_cast<std::uint64_t>(store::key_number("abc")), 0xba7816bf8f01cfeaU);
    EXPECT_NE(store::key_number("019f3a5c-7b21-7c04-9d52-0123456789ag"), store::key_number(kUuid));
}

}  // namespace
}  // namespace usher::test
