// Goal: after a log was lost in part, the archive goes on under a later epoch or over a gap that an
// operator accepted, and history says what is missing instead of hiding it or going round in
// circles.
#include "hub/store/log_order.hpp"
#include "tests/unit/store/store_stage.hpp"

namespace usher::test {
namespace {

using store::Position;
using store::SeqRange;

class EpochTest : public StoreTest {
  protected:
    std::size_t stored(std::uint64_t conversation) {
        return history()
            .page(scribe.workspace, nth<ConversationId>(conversation), 0, 1000)
            ->events.size();
    }
};

TEST_P(EpochTest, ALaterOneGoesOnFromThePosition) {
    scribe.epoch = "9";
    scribe.opened_with(1, 1);
    scribe.store(*store);
    scribe.epoch = "10";
    scribe.says(1, "in the next life");
    scribe.store(*store);
    EXPECT_EQ(position(), scribe.position());
    scribe.says(1, "and on");
    scribe.store(*store);
    EXPECT_EQ(stored(1), 4u);
}

TEST_P(EpochTest, ALaterOneThatDoesNotFollowIsAConflict) {
    scribe.opened_with(1, 1);
    scribe.store(*store);
    const auto before = position();
    auto log = scribe;
    scribe.epoch = "2";
    scribe.lose_entry();
    scribe.says(1, "x");
    EXPECT_EQ(error_of(write({scribe.entry()})), Error::Kind::conflict);
    // The archive is ahead of what the later life began with.
    log.says(1, "only the archive has it");
    log.store(*store);
    auto shorter = log.entry();
    shorter.epoch = "2";
    shorter.previous = before.version;
    shorter.version = before.version + 1;
    EXPECT_EQ(error_of(write({shorter})), Error::Kind::conflict);
    EXPECT_EQ(stored(1), 3u);
}

TEST_P(EpochTest, AnEarlierOneIsAConflict) {
    scribe.epoch = "10";
    scribe.opened_with(1, 1);
    scribe.store(*store);
    for (auto epoch : {"9", "09", "", "x", "10x", "-11"}) {
        scribe.epoch = epoch;
        auto entry = scribe.entry();
        entry.previous = position().version;
        entry.version = entry.previous + 1;
        EXPECT_EQ(error_of(write({entry})), Error::Kind::conflict) << epoch;
    }
    EXPECT_EQ(position().epoch, "10");
}

TEST_P(EpochTest, ARunAcrossTheChangeMayBeRepeated) {
    scribe.opened_with(1, 1);
    const auto first = scribe.entry();
    scribe.epoch = "2";
    scribe.says(1, "later");
    const auto second = scribe.entry();
    ASSERT_TRUE(write({first, second}));
    ASSERT_TRUE(write({first, second}));
    reopen();
    ASSERT_TRUE(write({first, second}));
    EXPECT_EQ(stored(1), 3u);
    auto deposed = second;
    deposed.epoch = "1";
    EXPECT_EQ(error_of(write({deposed})), Error::Kind::conflict) << "another engine's decision";
}

USHER_ON_EVERY_STORE(EpochTest);

TEST(LaterEpoch, ComparesAsNumbers) {
    EXPECT_TRUE(store::later_epoch("10", "9"));
    EXPECT_TRUE(store::later_epoch("2", "01"));
    EXPECT_TRUE(store::later_epoch("99999999999999999999999", "18446744073709551616"));
    EXPECT_FALSE(store::later_epoch("9", "10"));
    EXPECT_FALSE(store::later_epoch("01", "1"));
    EXPECT_FALSE(store::later_epoch("2", "x"));
    EXPECT_FALSE(store::later_epoch("2a", "1"));
    EXPECT_FALSE(store::later_epoch("2", ""));
}

/// Conversation 1 has the seqs 1 … 4, then 5 … 9 are lost, then 10 … 13 come. Conversation 2 loses
/// nothing. Conversation 3 was opened in the gap and turns up with seq 3.
class GapTest : public StoreTest {
  protected:
    using Page = store::EventPage;

    void write_across(bool indexed_before, bool indexed_after) {
        scribe.opened_with(1, 3);
        scribe.opened_with(2, 1);
        scribe.store(*store);
        if (indexed_before) scribe.force_index(*store);
        scribe.lose(1, 5);
        scribe.lose(3, 2);
        scribe.lose_entry();
        scribe.lose_entry();
        const auto accepted = archive().accept_gap(scribe.workspace, scribe.position());
        ASSERT_TRUE(accepted) << accepted.error().text;
        for (int i = 0; i < 4; ++i) scribe.says(1, "later");
        scribe.says(2, "whole");
        scribe.says(3, "without a beginning");
        scribe.store(*store);
        if (indexed_after) scribe.force_index(*store);
    }
    Page page(std::uint64_t conversation, std::uint64_t before, std::size_t limit) {
        auto read =
            history().page(scribe.workspace, nth<ConversationId>(conversation), before, limit);
        EXPECT_TRUE(read) << read.error().text;
        return read ? *read : Page();
    }
    Page after(std::uint64_t conversation, std::uint64_t seq, std::size_t limit) {
        auto read =
            history().after(scribe.workspace, nth<ConversationId>(conversation), seq, limit);
        EXPECT_TRUE(read) << read.error().text;
        return read ? *read : Page();
    }
    /// Events and lost ones together are exactly what the page says it covers.
    static void expect_exact(const Page& page) {
        std::set<std::uint64_t> covered;
        for (const auto& event : page.events) covered.insert(event.seq);
        for (const auto& range : page.lost) {
            ASSERT_LE(range.first, range.last);
            for (auto seq = range.first; seq <= range.last; ++seq) {
                EXPECT_TRUE(covered.insert(seq).second) << seq << " is there and lost";
            }
        }
        EXPECT_EQ(covered.size(), page.through_seq - page.after_seq);
        if (covered.empty()) return;
        EXPECT_EQ(*covered.begin(), page.after_seq + 1);
        EXPECT_EQ(*covered.rbegin(), page.through_seq);
    }
};

TEST_P(GapTest, PagesOverItAreExactInBothDirectionsAtEveryLength) {
    for (const auto& [before, behind] : {std::pair{false, false}, {true, false}, {true, true}}) {
        SCOPED_TRACE(testing::Message() << "indexed " << before << behind);
        start_anew();
        write_across(before, behind);
        for (std::size_t limit = 1; limit <= 9; ++limit) {
            std::size_t read = 0;
            std::uint64_t at = 0;
            for (bool complete = false; !complete;) {
                const auto one = page(1, at, limit);
                expect_exact(one);
                if (at != 0) ASSERT_EQ(one.through_seq, at - 1) << "nothing between two pages";
                ASSERT_TRUE(one.complete || one.after_seq + 1 != at) << "goes round in circles";
                read += one.events.size();
                at = one.after_seq + 1;
                complete = one.complete;
            }
            EXPECT_EQ(at, 1u);
            EXPECT_EQ(read, 8u);
            read = 0;
            at = 0;
            for (bool complete = false; !complete;) {
                const auto one = after(1, at, limit);
                expect_exact(one);
                EXPECT_EQ(one.after_seq, at);
                ASSERT_TRUE(one.complete || one.through_seq > at) << "goes round in circles";
                read += one.events.size();
                at = one.through_seq;
                complete = one.complete;
            }
            EXPECT_EQ(at, 13u);
            EXPECT_EQ(read, 8u);
        }
    }
}

TEST_P(GapTest, WhatIsLostIsNamedWhereverThePageIsCut) {
    write_across(false, false);
    EXPECT_EQ(page(1, 0, 100).lost, (std::vector<SeqRange>{{5, 9}}));
    EXPECT_EQ(page(1, 10, 100).lost, (std::vector<SeqRange>{{5, 9}}));
    EXPECT_EQ(page(1, 8, 100).lost, (std::vector<SeqRange>{{5, 7}}));
    EXPECT_EQ(page(1, 5, 100).lost, (std::vector<SeqRange>{}));
    EXPECT_EQ(after(1, 0, 100).lost, (std::vector<SeqRange>{{5, 9}}));
    EXPECT_EQ(after(1, 4, 100).lost, (std::vector<SeqRange>{{5, 9}}));
    EXPECT_EQ(after(1, 6, 100).lost, (std::vector<SeqRange>{{7, 9}}));
    EXPECT_EQ(after(1, 9, 100).lost, (std::vector<SeqRange>{}));
    EXPECT_EQ(page(2, 0, 100).lost, (std::vector<SeqRange>{}));
}

TEST_P(GapTest, AConversationOpenedInItBeginsInItsMiddle) {
    write_across(false, false);
    const auto newest = page(3, 0, 100);
    expect_exact(newest);
    EXPECT_TRUE(newest.complete);
    EXPECT_EQ(newest.lost, (std::vector<SeqRange>{{1, 2}}));
    expect_exact(page(3, 3, 100));
    expect_exact(page(3, 2, 100));
    expect_exact(after(3, 0, 100));
    const auto record = history().conversation(scribe.workspace, nth<ConversationId>(3));
    ASSERT_TRUE(record) << record.error().text;
    EXPECT_EQ(record->contact, nth<ContactId>(3)) << "who wrote";
    EXPECT_EQ(record->last_seq, 3u);
    EXPECT_EQ(history().search(scribe.workspace, "beginning", 10)->size(), 1u);
}

TEST_P(GapTest, EachConversationMayJumpOnce) {
    write_across(false, false);
    reopen();
    for (std::uint64_t conversation : {1, 2, 3}) {
        auto log = scribe;
        log.lose(conversation, 1);
        log.says(conversation, "again");
        EXPECT_EQ(error_of(write({log.entry()})), Error::Kind::invalid) << conversation;
    }
    scribe.says(1, "goes on");
    scribe.store(*store);
    EXPECT_EQ(after(1, 13, 10).events.size(), 1u);
}

TEST_P(GapTest, AQuietConversationMayJumpMuchLaterAndANewOneMayNot) {
    scribe.opened_with(4, 1);
    scribe.store(*store);
    write_across(false, false);
    scribe.opened_with(5, 1);
    scribe.store(*store);
    scribe.force_index(*store);
    auto log = scribe;
    log.lose(5, 1);
    log.says(5, "opened after the gap");
    EXPECT_EQ(error_of(write({log.entry()})), Error::Kind::invalid);
    scribe.lose(4, 7);
    scribe.says(4, "at last");
    scribe.store(*store);
    EXPECT_EQ(page(4, 0, 10).lost, (std::vector<SeqRange>{{3, 9}}));
}

TEST_P(GapTest, ASeqThatIsTakenIsNotGivenAgain) {
    scribe.opened_with(1, 3);
    auto short_log = scribe;
    scribe.store(*store);
    scribe.lose_entry();
    ASSERT_TRUE(archive().accept_gap(scribe.workspace, scribe.position()));
    scribe.says(1, "x");
    auto entry = scribe.entry();
    entry.events[0].seq = 4;
    EXPECT_EQ(error_of(write({entry})), Error::Kind::invalid);
    entry.events[0].seq = 5;
    EXPECT_TRUE(write({entry}));
}

TEST_P(GapTest, ItMustLeadForward) {
    scribe.epoch = "3";
    scribe.opened_with(1, 1);
    scribe.store(*store);
    const auto version = position().version;
    for (const Position& wrong : {Position{"3", version}, Position{"3", version - 1},
                                  Position{"2", version + 5}, Position{"", version + 5}}) {
        EXPECT_EQ(error_of(archive().accept_gap(scribe.workspace, wrong)), Error::Kind::invalid);
    }
    EXPECT_EQ(position().version, version);
    ASSERT_TRUE(archive().accept_gap(scribe.workspace, {"4", version + 5}));
    EXPECT_EQ(position(), (Position{"4", version + 5}));
    ASSERT_TRUE(archive().accept_gap(scribe.workspace, {"4", version + 9})) << "and once more";
    EXPECT_EQ(position(), (Position{"4", version + 9}));
}

TEST_P(GapTest, AnEmptyArchiveMayBeginAnywhere) {
    ASSERT_TRUE(archive().accept_gap(scribe.workspace, {"7", 100}));
    EXPECT_EQ(position(), (Position{"7", 100}));
    Scribe log;
    log.epoch = "7";
    log.lose(1, 41);
    log.says(1, "in the middle");
    auto entry = log.entry();
    entry.previous = 100;
    entry.version = 101;
    ASSERT_TRUE(write({entry}));
    const auto newest = page(1, 0, 10);
    expect_exact(newest);
    EXPECT_EQ(newest.through_seq, 42u);
    EXPECT_TRUE(newest.complete);
}

USHER_ON_EVERY_STORE(GapTest);

}  // namespace
}  // namespace usher::test
