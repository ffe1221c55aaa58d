// Goal: an installation moves from one store to the other and back with everything it holds, may be
// interrupted, and never mixes with another installation.
#include "hub/store/copy.hpp"

#include "hub/wire/codec.hpp"
#include "tests/unit/store/store_stage.hpp"

namespace usher::test {
namespace {

using namespace std::chrono_literals;
using Direction = std::tuple<Backend, Backend>;

class CopyTest : public testing::TestWithParam<Direction> {
  protected:
    static std::unique_ptr<store::Store> open(const StoreStage& stage) {
        auto opened = stage.open();
        EXPECT_TRUE(opened) << opened.error().text;
        return opened ? std::move(*opened) : nullptr;
    }
    /// Two workspaces; the first with a later epoch, a gap, a snapshot and events after it.
    void fill() {
        first.caused_by("a command");
        for (std::uint64_t n = 1; n <= 40; ++n) first.opened_with(n, n);
        first.add(core::ContactCreated{
            nth<ContactId>(1),
            {.display_name = "Mia", .locale = "de", .time_zone = "", .email = ""}});
        first.store(*from);
        first.epoch = "2";
        first.add(core::ConversationResolved{}, 3);
        first.store(*from);
        first.lose(1, 6);
        first.lose_entry();
        ASSERT_TRUE(from->archive().accept_gap(first.workspace, first.position()));
        first.says(1, "after the gap");
        first.store(*from);
        ASSERT_TRUE(from->archive().keep_snapshot(
            first.workspace, {first.epoch, first.version(), std::string("state\0\xff", 7)}));
        first.opened_with(50, 3000);
        first.store(*from);
        second.opened_with(1, 5);
        second.store(*from);
        store::NewAccount anna{.workspace = first.workspace,
                               .agent = nth<AgentId>(1),
                               .email = "anna@example.com",
                               .display_name = "Anna",
                               .queues = {nth<QueueId>(3)},
                               .password = "correct horse"};
        ASSERT_TRUE(from->accounts().add(anna));
        anna.agent = nth<AgentId>(2);
        anna.email = "bea@example.com";
        ASSERT_TRUE(from->accounts().add(anna));
        ASSERT_TRUE(from->accounts().set_disabled(nth<AgentId>(2), true));
        ASSERT_TRUE(from->secrets().key("gateway"));
    }
    static Result<store::CopyReport> copy(store::Store& a, store::Store& b) {
        return store::copy_store(a, b, [](const std::string&) {});
    }
    static std::vector<std::string> replayed(store::Store& store, WorkspaceId workspace) {
        std::vector<std::string> bytes;
        EXPECT_TRUE(store.archive().replay(workspace, [&](const core::Event& event) {
            bytes.push_back(wire::encode_event(event));
        }));
        return bytes;
    }
    static void expect_equal(store::Store& a, store::Store& b, const Scribe& scribe,
                             std::initializer_list<std::uint64_t> conversations) {
        const auto workspace = scribe.workspace;
        EXPECT_EQ(*a.archive().position(workspace), *b.archive().position(workspace));
        EXPECT_EQ(replayed(a, workspace), replayed(b, workspace));
        const auto snapshots =
            std::pair{*a.archive().snapshot(workspace), *b.archive().snapshot(workspace)};
        ASSERT_EQ(snapshots.first.has_value(), snapshots.second.has_value());
        if (snapshots.first) {
            EXPECT_EQ(snapshots.first->bytes, snapshots.second->bytes);
            EXPECT_EQ(snapshots.first->version, snapshots.second->version);
        }
        for (auto n : conversations) {
            const auto id = nth<ConversationId>(n);
            const auto left = *a.history().page(workspace, id, 0, 1000);
            const auto right = *b.history().page(workspace, id, 0, 1000);
            ASSERT_EQ(left.events.size(), right.events.size());
            EXPECT_EQ(left.lost, right.lost);
            for (std::size_t i = 0; i < left.events.size(); ++i) {
                EXPECT_EQ(wire::encode_event(left.events[i]), wire::encode_event(right.events[i]));
            }
            const auto record = *a.history().conversation(workspace, id);
            const auto other = *b.history().conversation(workspace, id);
            EXPECT_EQ(record.status, other.status);
            EXPECT_EQ(record.last_seq, other.last_seq);
            EXPECT_EQ(record.contact, other.contact);
            EXPECT_EQ(record.opened, other.opened);
        }
        const auto hits = *a.history().search(workspace, "message 2", 200);
        const auto others = *b.history().search(workspace, "message 2", 200);
        ASSERT_EQ(hits.size(), others.size());
        for (std::size_t i = 0; i < hits.size(); ++i) {
            EXPECT_EQ(hits[i].message, others[i].message);
            EXPECT_EQ(hits[i].snippet, others[i].snippet);
            EXPECT_EQ(hits[i].contact_name, others[i].contact_name);
        }
        const auto caller = core::Actor::contact(nth<ContactId>(1));
        EXPECT_EQ(b.history().decided(workspace, caller, "a command")->has_value(),
                  a.history().decided(workspace, caller, "a command")->has_value());
    }

    StoreStage source{std::get<0>(GetParam())};
    StoreStage target{std::get<1>(GetParam())};
    std::unique_ptr<store::Store> from = open(source);
    std::unique_ptr<store::Store> to = open(target);
    Scribe first{1}, second{2};
};

TEST_P(CopyTest, EverythingIsThereAndTheArchiveGoesOn) {
    fill();
    const auto report = copy(*from, *to);
    ASSERT_TRUE(report) << report.error().text;
    EXPECT_EQ(report->workspaces, 2u);
    EXPECT_EQ(report->conversations, 42u);
    EXPECT_EQ(report->events, report->events_copied);
    expect_equal(*from, *to, first, {1, 2, 3, 40, 50});
    expect_equal(*from, *to, second, {1});
    EXPECT_EQ(*from->secrets().key("gateway"), *to->secrets().key("gateway"));
    const auto anna = to->accounts().verify("anna@example.com", "correct horse");
    ASSERT_TRUE(anna) << anna.error().text;
    EXPECT_EQ(anna->queues, std::vector{nth<QueueId>(3)});
    EXPECT_TRUE(to->accounts().find(nth<AgentId>(2))->disabled);
    // Both sides go on alike, also about the gap: conversation 2 may jump, conversation 1 did.
    first.lose(2, 4);
    first.says(2, "late");
    first.says(1, "on");
    const std::vector entries{first.entry()};
    for (auto* store : {from.get(), to.get()}) {
        const auto written = store->archive().write(first.workspace, entries);
        ASSERT_TRUE(written) << written.error().text;
    }
    expect_equal(*from, *to, first, {1, 2});
}

TEST_P(CopyTest, AnInterruptedOneGoesOnAndARepeatedOneChangesNothing) {
    fill();
    // It stops after a word of progress, which comes when the first workspace is done.
    struct Stop {};
    EXPECT_THROW((void)store::copy_store(*from, *to, [](const std::string&) { throw Stop(); }),
                 Stop);
    const auto rest = copy(*from, *to);
    ASSERT_TRUE(rest) << rest.error().text;
    EXPECT_LT(rest->events_copied, rest->events);
    expect_equal(*from, *to, first, {1, 2, 50});
    const auto again = copy(*from, *to);
    ASSERT_TRUE(again) << again.error().text;
    EXPECT_EQ(again->events_copied, 0u);
    expect_equal(*from, *to, first, {1, 2, 50});
    first.says(1, "newer");
    first.store(*from);
    const auto more = copy(*from, *to);
    ASSERT_TRUE(more) << more.error().text;
    EXPECT_EQ(more->events_copied, 1u);
    expect_equal(*from, *to, first, {1, 2, 50});
}

TEST_P(CopyTest, HalfACopyTakesNoLogAndIsNoSource) {
    fill();
    ASSERT_TRUE(to->transfer().begin(first.workspace));
    ASSERT_TRUE(to->archive().accept_gap(first.workspace, {std::string(store::kCopyingEpoch), 1}));
    first.says(1, "by a hub that was started too early");
    auto entry = first.entry();
    entry.previous = 1;
    EXPECT_EQ(to->archive().write(first.workspace, {&entry, 1}).error().kind,
              Error::Kind::conflict);
    EXPECT_EQ(copy(*to, *from).error().kind, Error::Kind::conflict);
}

TEST_P(CopyTest, ATargetOfAnotherInstallationIsRefusedUntouched) {
    fill();
    const auto refused = [&] {
        const auto report = copy(*from, *to);
        EXPECT_FALSE(report);
        if (!report) EXPECT_EQ(report.error().kind, Error::Kind::conflict) << report.error().text;
        EXPECT_EQ(to->archive().position(first.workspace)->epoch == "2", false);
    };
    {
        SCOPED_TRACE("another key");
        ASSERT_TRUE(to->secrets().key("gateway"));
        refused();
    }
    {
        SCOPED_TRACE("another workspace");
        Scribe foreign(9);
        foreign.opened_with(1, 1);
        foreign.store(*to);
        refused();
    }
}

TEST_P(CopyTest, AnotherHistoryOfTheSameWorkspaceIsRefused) {
    fill();
    Scribe other(1);
    other.opened_with(77, 3);
    other.store(*to);
    const auto report = copy(*from, *to);
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().kind, Error::Kind::conflict);
    EXPECT_EQ(*to->archive().position(first.workspace), other.position());
}

INSTANTIATE_TEST_SUITE_P(Store, CopyTest,
                         testing::Values(Direction(Backend::sqlite, Backend::postgres),
                                         Direction(Backend::postgres, Backend::sqlite),
                                         Direction(Backend::sqlite, Backend::sqlite)),
                         [](const auto& info) {
                             return name_of(std::get<0>(info.param)) + "To" +
                                    name_of(std::get<1>(info.param));
                         });

TEST(StorePlace, WhatIsNoneIsInvalid) {
    for (const char* place : {"", "sqlite:", "usher-data", "mysql://x/y"}) {
        EXPECT_EQ(store::open_store_at(place).error().kind, Error::Kind::invalid) << place;
    }
}

}  // namespace
}  // namespace usher::test
