// Goal: people find messages by the words they remember, whatever they type, and see only their
// workspace's.
#include "hub/store/history.hpp"

#include <algorithm>

#include "tests/unit/store/store_stage.hpp"

namespace usher::test {
namespace {

/// All cases hold for messages in the index and for those that wait for it.
class SearchTest : public StoreTestWith<std::tuple<Backend, bool>> {
  protected:
    static bool indexed() { return std::get<1>(GetParam()); }
    void write(std::initializer_list<std::string> texts) {
        if (!opened_) scribe.open(1);
        opened_ = true;
        for (const auto& text : texts) scribe.says(1, text);
        scribe.store(*store);
        if (indexed()) scribe.force_index(*store);
    }
    std::vector<store::SearchHit> search(std::string_view query, std::size_t limit = 50) {
        auto hits = store->history().search(scribe.workspace, query, limit);
        EXPECT_TRUE(hits) << hits.error().text;
        return hits ? *hits : std::vector<store::SearchHit>();
    }
    /// The snippets with [ ] for the marks.
    std::vector<std::string> found(std::string_view query) {
        std::vector<std::string> snippets;
        for (auto& hit : search(query)) {
            auto& text = snippets.emplace_back(hit.snippet);
            for (auto [mark, shown] : {std::pair{store::kHitBegin, "["}, {store::kHitEnd, "]"}}) {
                for (auto at = text.find(mark); at != text.npos; at = text.find(mark)) {
                    text.replace(at, mark.size(), shown);
                }
            }
        }
        return snippets;
    }

    bool opened_ = false;
};

using Texts = std::vector<std::string>;

TEST_P(SearchTest, EveryWordMustMatchAndTheLastMayBeABeginning) {
    write({"the red shoes are too small", "red shirt", "shoes"});
    EXPECT_EQ(found("red sho"), Texts{"the [red] [shoes] are too small"});
    EXPECT_EQ(found("re shoes"), Texts{});
    EXPECT_EQ(found("shoes blue"), Texts{});
    EXPECT_EQ(found("sho").size(), 2u);
}

TEST_P(SearchTest, CaseAndAccentsDoNotMatter) {
    write({"Grüße aus München", "Où est ma COMMANDE à Besançon", "Đặt hàng Việt Nam"});
    EXPECT_EQ(found("munchen grusse").size(), 0u) << "ß is a letter of its own";
    EXPECT_EQ(found("MUNCHEN"), Texts{"Grüße aus [München]"});
    EXPECT_EQ(found("ou commande besancon"), Texts{"[Où] est ma [COMMANDE] à [Besançon]"});
    EXPECT_EQ(found("viet nam").size(), 1u);
}

TEST_P(SearchTest, NothingIsAnOperator) {
    write({"cats AND dogs", "cats", "a \"quoted\" word", "text:near(cats)",
           "it's 100% fine; DROP TABLE events"});
    EXPECT_EQ(found("cats AND dogs"), Texts{"[cats] [AND] [dogs]"});
    EXPECT_EQ(found("cats OR dogs"), Texts{});
    EXPECT_EQ(found("NOT cats"), Texts{});
    EXPECT_EQ(found("\"quoted\""), Texts{"a \"[quoted]\" word"});
    EXPECT_EQ(found("text:near(cats"), Texts{"[text]:[near]([cats])"});
    for (auto query : {"\"",      "\"\"\"", "*",     "^",     "cats*",         "(cats",
                       "cats)",   "NEAR(",  "-cats", "+cats", "{text}:",       "text : cats",
                       "'",       "';--",   "%",     "\\",    "cats\" OR \"x", "AND",
                       "rowid:1", "-",      "\"*"}) {
        EXPECT_TRUE(store->history().search(scribe.workspace, query, 10)) << query;
    }
    EXPECT_EQ(found("drop table"), Texts{"it's 100% fine; [DROP] [TABLE] events"});
}

TEST_P(SearchTest, WordsThatHoldMarksAreFoundByTheirParts) {
    write({"mail anna.lee@example.com about order #4711-B", "C++ and node.js"});
    EXPECT_EQ(found("anna.lee@example.com").size(), 1u);
    EXPECT_EQ(found("4711-b").size(), 1u);
    EXPECT_EQ(found("#4711").size(), 1u);
    EXPECT_EQ(found("node.js").size(), 1u);
}

TEST_P(SearchTest, NoWordsNoHits) {
    write({"anything"});
    for (auto query : {"", "   ", "...", "\"\"", "🙂", "\n\t"})
        EXPECT_EQ(found(query), Texts{}) << query;
    EXPECT_EQ(search("anything", 0).size(), 0u);
}

TEST_P(SearchTest, OtherScripts) {
    write({"Где мой заказ?", "注文はどこですか", "أين طلبي", "🙂 smile 🙂"});
    EXPECT_EQ(found("ЗАКАЗ"), Texts{"Где мой [заказ]?"});
    EXPECT_EQ(found("注文").size(), 1u);
    EXPECT_EQ(found("طلبي").size(), 1u);
    EXPECT_EQ(found("smile"), Texts{"🙂 [smile] 🙂"});
}

TEST_P(SearchTest, BrokenUtf8AndControlCharactersAreHarmless) {
    write({"good text"});
    for (std::string query :
         {std::string("\xff\xfe"), std::string("good\0text", 9), std::string("\xc3"),
          std::string(100'000, 'a'), std::string("\xef\xbf\xbf")}) {
        EXPECT_TRUE(store->history().search(scribe.workspace, query, 10));
    }
    EXPECT_EQ(found(std::string_view("good\0text", 9)).size(), 1u);
}

TEST_P(SearchTest, EveryCharacterOfTheBasicPlaneMayBeAskedFor) {
    write({"anything"});
    std::string query;
    for (std::uint32_t c = 0x80; c < 0xfffe; ++c) {
        if (c >= 0xd800 && c < 0xe000) continue;
        if (c >= 0x800) query += static_cast<char>(0xe0 | (c >> 12));
        query += static_cast<char>(c < 0x800 ? 0xc0 | (c >> 6) : 0x80 | ((c >> 6) & 0x3f));
        query += static_cast<char>(0x80 | (c & 0x3f));
        query += ' ';
        if (c % 16 != 15) continue;
        EXPECT_TRUE(store->history().search(scribe.workspace, query, 1)) << query;
        query.clear();
    }
}

TEST_P(SearchTest, TheMostRelevantFirstThenTheNewest) {
    write({"order late", "late is my order", "my order late again", "the orders late",
           "order laters"});
    EXPECT_EQ(found("order late"), (Texts{"my [order] [late] again", "[order] [late]",
                                          "[order] [laters]", "[late] is my [order]"}));
}

TEST_P(SearchTest, NotesAreFoundAndMarkedAsSuch) {
    scribe.add(core::ContactCreated{
        nth<ContactId>(1), {.display_name = "Mia", .locale = "", .time_zone = "", .email = ""}});
    scribe.open(1);
    scribe.says(1, "customer is a vip", core::Direction::internal);
    scribe.store(*store);
    if (indexed()) scribe.force_index(*store);
    const auto hits = search("vip");
    ASSERT_EQ(hits.size(), 1u);
    EXPECT_TRUE(hits[0].note);
    EXPECT_EQ(hits[0].conversation, nth<ConversationId>(1));
    EXPECT_EQ(hits[0].seq, 2u);
    EXPECT_EQ(hits[0].message, nth<MessageId>(1));
    EXPECT_EQ(hits[0].author, core::Role::agent);
    EXPECT_EQ(hits[0].contact, nth<ContactId>(1));
    EXPECT_EQ(hits[0].contact_name, "Mia");
}

TEST_P(SearchTest, OnlyTheOwnWorkspace) {
    write({"secret plans"});
    Scribe other(2);
    other.open(1);
    other.says(1, "secret plans of others");
    other.store(*store);
    if (indexed()) other.force_index(*store);
    EXPECT_EQ(found("secret"), Texts{"[secret] plans"});
    EXPECT_EQ(store->history().search(other.workspace, "secret", 10)->size(), 1u);
    EXPECT_EQ(store->history().search(nth<WorkspaceId>(3), "secret", 10)->size(), 0u);
}

TEST_P(SearchTest, SnippetsOfLongTextsShowThePlaceOnOneLine) {
    std::string filler;
    for (int i = 0; i < 60; ++i) filler += "wörter\nüber ";
    write({filler + "the needle is here " + filler, "fake \uE000mark\uE001 needles"});
    const auto snippets = found("needle");
    ASSERT_EQ(snippets.size(), 2u);
    EXPECT_NE(snippets[0].find("the [needle] is here"), std::string::npos);
    EXPECT_TRUE(snippets[0].starts_with("…"));
    EXPECT_TRUE(snippets[0].ends_with("…"));
    EXPECT_LT(snippets[0].size(), 300u);
    EXPECT_EQ(snippets[0].find('\n'), std::string::npos);
    EXPECT_EQ(snippets[1], "fake mark [needles]");
}

TEST_P(SearchTest, TheLimitHolds) {
    write({"same", "same", "same", "same"});
    EXPECT_EQ(search("same", 3).size(), 3u);
    EXPECT_EQ(search("same", 3)[0].seq, 5u);
}

INSTANTIATE_TEST_SUITE_P(Kept, SearchTest,
                         testing::Values(std::tuple(Backend::sqlite, false),
                                         std::tuple(Backend::sqlite, true),
                                         std::tuple(Backend::postgres, false)),
                         [](const auto& info) {
                             return name_of(info.param) +
                                    (std::get<1>(info.param) ? "Indexed" : "");
                         });

}  // namespace
}  // namespace usher::test
