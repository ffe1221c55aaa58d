// Goal: who changed what is read newest first, page by page, without reading the conversations, and of one's own
// workspace alone.
#include "tests/unit/store/store_stage.hpp"

namespace usher::test {
namespace {

const core::Actor kKai = core::Actor::agent(nth<AgentId>(1), "Kai");

class ChangesTest : public StoreTest {
  protected:
    void change(Scribe& by, const std::string& name) {
        by.add(core::ChangeRecorded{"queue", "que_1", name, "changed", {{"name", "old", name}}}, 0, kKai);
    }
    std::vector<std::string> names(WorkspaceId workspace, std::uint64_t before, std::size_t limit) {
        auto changes = history().changes(workspace, before, limit);
        EXPECT_TRUE(changes) << changes.error().text;
        std::vector<std::string> names;
        for (const auto& change : *changes) {
            last = change.number;
            names.push_back(std::get<core::ChangeRecorded>(change.event.body).subject_name);
            EXPECT_EQ(change.event.actor.name, "Kai");
        }
        return names;
    }
    std::uint64_t last = 0;
};

TEST_P(ChangesTest, TheNewestFirstAndOlderOnesByPage) {
    scribe.open(1);
    for (int i = 1; i <= 5; ++i) {
        change(scribe, "c" + std::to_string(i));
        scribe.says(1, "between them");
    }
    scribe.store(*store);
    EXPECT_EQ(names(scribe.workspace, 0, 2), (std::vector<std::string>{"c5", "c4"}));
    EXPECT_EQ(names(scribe.workspace, last, 2), (std::vector<std::string>{"c3", "c2"}));
    EXPECT_EQ(names(scribe.workspace, last, 2), (std::vector<std::string>{"c1"}));
    EXPECT_TRUE(names(scribe.workspace, last, 2).empty());
    EXPECT_EQ(names(scribe.workspace, 0, 100'000).size(), 5U);
}

TEST_P(ChangesTest, OfOneWorkspaceAlone) {
    Scribe other(2);
    change(scribe, "ours");
    change(other, "theirs");
    scribe.store(*store);
    other.store(*store);
    EXPECT_EQ(names(scribe.workspace, 0, 10), (std::vector<std::string>{"ours"}));
    EXPECT_EQ(names(other.workspace, 0, 10), (std::vector<std::string>{"theirs"}));
    EXPECT_TRUE(names(nth<WorkspaceId>(3), 0, 10).empty());
}

TEST_P(ChangesTest, WhatChangedIsKeptAsItWas) {
    change(scribe, "Repairs");
    scribe.store(*store);
    const auto changes = history().changes(scribe.workspace, 0, 1);
    ASSERT_TRUE(changes && changes->size() == 1);
    const auto& record = std::get<core::ChangeRecorded>(changes->front().event.body);
    EXPECT_EQ(record.action, "changed");
    EXPECT_EQ(record.fields, (std::vector<core::FieldChange>{{"name", "old", "Repairs"}}));
}

USHER_ON_EVERY_STORE(ChangesTest);

}  // namespace
}  // namespace usher::test
