// Goal: the right person gets in and nobody else does; sessions end when they should.
#include "hub/store/accounts.hpp"

#include <sodium.h>

#include "hub/store/password.hpp"
#include "tests/unit/store/store_stage.hpp"

namespace usher::test {
namespace {

using namespace std::chrono_literals;

constexpr Timestamp kNow = from_ms(1'800'000'000'000);

store::NewAccount anna() {
    return {.workspace = nth<WorkspaceId>(1),
            .agent = nth<AgentId>(1),
            .email = "Anna@Example.com",
            .display_name = "Anna Ö",
            .role = core::AgentRole::supervisor,
            .capacity = 7,
            .queues = {nth<QueueId>(4), nth<QueueId>(2)},
            .password = "correct horse"};
}

class AccountsTest : public testing::TestWithParam<Backend> {
  protected:
    void SetUp() override {
        auto opened = stage->open_accounts();
        ASSERT_TRUE(opened) << opened.error().text;
        store = std::move(*opened);
        const auto added = accounts().add(anna());
        ASSERT_TRUE(added) << added.error().text;
    }
    store::Accounts& accounts() { return store->accounts(); }
    Error::Kind error_of_session(std::string_view token, Timestamp now = kNow) {
        const auto session = accounts().find_session(token, now);
        return session ? Error::Kind::cancelled : session.error().kind;
    }

    std::unique_ptr<StoreStage> stage = std::make_unique<StoreStage>(GetParam());
    std::unique_ptr<store::AccountsStore> store;
    AgentId agent = nth<AgentId>(1);
};

TEST_P(AccountsTest, TheRightPasswordGivesTheAccountAsItWasAdded) {
    const auto account = accounts().verify(" aNNa@example.COM ", "correct horse");
    ASSERT_TRUE(account) << account.error().text;
    EXPECT_EQ(account->workspace, nth<WorkspaceId>(1));
    EXPECT_EQ(account->agent, agent);
    EXPECT_EQ(account->email, "anna@example.com");
    EXPECT_EQ(account->display_name, "Anna Ö");
    EXPECT_EQ(account->role, core::AgentRole::supervisor);
    EXPECT_EQ(account->capacity, 7u);
    EXPECT_EQ(account->queues, (std::vector{nth<QueueId>(4), nth<QueueId>(2)}));
    EXPECT_FALSE(account->disabled);
}

TEST_P(AccountsTest, WhyALogInFailedIsNotTold) {
    const auto wrong = accounts().verify("anna@example.com", "correct horsf");
    const auto unknown = accounts().verify("bob@example.com", "correct horse");
    ASSERT_TRUE(accounts().set_disabled(agent, true));
    const auto disabled = accounts().verify("anna@example.com", "correct horse");
    for (const auto& refused : {wrong, unknown, disabled}) {
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().kind, Error::Kind::refused);
        EXPECT_EQ(refused.error().text, wrong.error().text);
    }
    for (auto odd : {"", "'", "' OR 1=1 --", "anna@example.com'--"}) {
        EXPECT_FALSE(accounts().verify(odd, "correct horse")) << odd;
    }
    EXPECT_FALSE(accounts().verify("anna@example.com", ""));
    EXPECT_FALSE(accounts().verify("anna@example.com", std::string_view("correct horse\0", 14)));
}

TEST_P(AccountsTest, EmailAndAgentAreUnique) {
    auto other = anna();
    other.agent = nth<AgentId>(2);
    EXPECT_EQ(accounts().add(other).error().kind, Error::Kind::conflict);
    other.email = "lea@example.com";
    other.agent = agent;
    EXPECT_EQ(accounts().add(other).error().kind, Error::Kind::conflict);
}

TEST_P(AccountsTest, WrongFieldsAreNamed) {
    const auto refused = [&](auto change, std::string_view word) {
        auto account = anna();
        account.agent = nth<AgentId>(2);
        account.email = "lea@example.com";
        change(account);
        const auto added = accounts().add(account);
        ASSERT_FALSE(added) << word;
        EXPECT_EQ(added.error().kind, Error::Kind::invalid);
        EXPECT_NE(added.error().text.find(word), std::string::npos) << added.error().text;
    };
    refused([](auto& a) { a.email = "lea"; }, "email");
    refused([](auto& a) { a.email = "le a@example.com"; }, "email");
    refused([](auto& a) { a.email = std::string(300, 'a') + "@example.com"; }, "email");
    refused([](auto& a) { a.display_name = ""; }, "display name");
    refused([](auto& a) { a.password = "short"; }, "password");
    refused([](auto& a) { a.password = std::string(2000, 'a'); }, "password");
    refused([](auto& a) { a.workspace = {}; }, "workspace");
    EXPECT_EQ(accounts().all()->size(), 1u);
}

TEST_P(AccountsTest, EverybodyIsListedByWorkspace) {
    auto lea = anna();
    lea.workspace = nth<WorkspaceId>(2);
    lea.agent = nth<AgentId>(2);
    lea.email = "lea@example.com";
    ASSERT_TRUE(accounts().add(lea));
    EXPECT_EQ(accounts().all()->size(), 2u);
    EXPECT_EQ(*accounts().workspace_list(),
              (std::vector{nth<WorkspaceId>(1), nth<WorkspaceId>(2)}));
    EXPECT_EQ(accounts().find(lea.agent)->email, "lea@example.com");
    EXPECT_EQ(accounts().find_by_email("LEA@example.com")->agent, lea.agent);
    EXPECT_EQ(accounts().find(nth<AgentId>(9)).error().kind, Error::Kind::not_found);
}

TEST_P(AccountsTest, ASessionIsFoundByItsTokenUntilItExpiresOrEnds) {
    const auto session = accounts().create_session(agent, kNow, 1h);
    ASSERT_TRUE(session) << session.error().text;
    EXPECT_EQ(session->token.size(), 43u);
    const auto found = accounts().find_session(session->token, kNow + 59min);
    ASSERT_TRUE(found) << found.error().text;
    EXPECT_EQ(found->id, session->id);
    EXPECT_EQ(found->account.agent, agent);
    EXPECT_EQ(error_of_session(session->token, kNow + 1h), Error::Kind::refused);
    ASSERT_TRUE(accounts().end_session(session->id));
    EXPECT_EQ(error_of_session(session->token), Error::Kind::refused);
    EXPECT_TRUE(accounts().end_session(session->id));
}

TEST_P(AccountsTest, WhatIsNotATokenIsRefused) {
    const auto session = accounts().create_session(agent, kNow, 1h);
    auto altered = session->token;
    altered[10] = altered[10] == 'A' ? 'B' : 'A';
    for (std::string token :
         {std::string(), std::string(" "), std::string(1, '\0'), altered,
          session->token.substr(0, 42), session->token + "A", session->token + "=",
          session->token + '\0', " " + session->token, std::string(100'000, 'A')}) {
        EXPECT_EQ(error_of_session(token), Error::Kind::refused) << token.substr(0, 50);
    }
}

TEST_P(AccountsTest, ANewPasswordEndsEverySession) {
    const auto before = accounts().find(agent)->session_epoch;
    const auto session = accounts().create_session(agent, kNow, 1h);
    ASSERT_TRUE(accounts().set_password(agent, "another horse"));
    EXPECT_EQ(error_of_session(session->token), Error::Kind::refused);
    EXPECT_GT(accounts().find(agent)->session_epoch, before);
    EXPECT_FALSE(accounts().verify("anna@example.com", "correct horse"));
    EXPECT_TRUE(accounts().verify("anna@example.com", "another horse"));
    EXPECT_EQ(accounts().set_password(nth<AgentId>(9), "another horse").error().kind,
              Error::Kind::not_found);
}

TEST_P(AccountsTest, DisablingEndsEverySessionForGood) {
    const auto session = accounts().create_session(agent, kNow, 1h);
    ASSERT_TRUE(accounts().set_disabled(agent, true));
    EXPECT_EQ(error_of_session(session->token), Error::Kind::refused);
    EXPECT_EQ(accounts().create_session(agent, kNow, 1h).error().kind, Error::Kind::refused);
    ASSERT_TRUE(accounts().set_disabled(agent, false));
    EXPECT_EQ(error_of_session(session->token), Error::Kind::refused);
    EXPECT_TRUE(accounts().verify("anna@example.com", "correct horse"));
}

TEST_P(AccountsTest, WhatTheLogSaysOfAnAgentIsRepeated) {
    const auto session = accounts().create_session(agent, kNow, 1h);
    store::AccountDefinition said{"Anna Ö", core::AgentRole::admin, 9, {nth<QueueId>(3)}, false};
    ASSERT_TRUE(accounts().set_definition(agent, said));
    EXPECT_EQ(accounts().find(agent)->definition(), said);
    EXPECT_TRUE(accounts().find_session(session->token, kNow)) << "nobody is sent away by it";
    said.disabled = true;
    const auto before = accounts().find(agent)->session_epoch;
    ASSERT_TRUE(accounts().set_definition(agent, said));
    ASSERT_TRUE(accounts().set_definition(agent, said));
    EXPECT_EQ(error_of_session(session->token), Error::Kind::refused);
    EXPECT_EQ(accounts().find(agent)->session_epoch, before + 1) << "once, not each time";
    EXPECT_EQ(accounts().set_definition(nth<AgentId>(9), said).error().kind, Error::Kind::not_found);
}

TEST_P(AccountsTest, AllSessionsOfAnAgentEndAndThePasswordStays) {
    const auto session = accounts().create_session(agent, kNow, 1h);
    const auto before = accounts().find(agent)->session_epoch;
    ASSERT_TRUE(accounts().end_sessions(agent));
    EXPECT_EQ(error_of_session(session->token), Error::Kind::refused);
    EXPECT_EQ(accounts().find(agent)->session_epoch, before + 1);
    EXPECT_TRUE(accounts().verify("anna@example.com", "correct horse"));
    EXPECT_EQ(accounts().end_sessions(nth<AgentId>(9)).error().kind, Error::Kind::not_found);
}

TEST_P(AccountsTest, WhoAddedAnAccountIsKeptAndItCanBeTakenBack) {
    auto ben = anna();
    ben.agent = nth<AgentId>(2);
    ben.email = "ben@example.com";
    ben.made_by = agent;
    ASSERT_TRUE(accounts().add(ben));
    EXPECT_EQ(accounts().find(ben.agent)->made_by, agent);
    EXPECT_FALSE(accounts().find(agent)->made_by);
    const auto session = accounts().create_session(ben.agent, kNow, 1h);
    ASSERT_TRUE(accounts().remove(ben.agent));
    ASSERT_TRUE(accounts().remove(ben.agent));
    EXPECT_EQ(accounts().find(ben.agent).error().kind, Error::Kind::not_found);
    EXPECT_EQ(error_of_session(session->token), Error::Kind::refused);
    EXPECT_TRUE(accounts().add(ben)) << "the address is free again";
}

TEST_P(AccountsTest, TheOldestOfTooManySessionsEnds) {
    std::vector<std::string> tokens;
    for (std::size_t i = 0; i <= store::kSessionsMax; ++i) {
        tokens.push_back(accounts().create_session(agent, kNow + i * 1s, 1h)->token);
    }
    EXPECT_EQ(error_of_session(tokens[0], kNow + 1min), Error::Kind::refused);
    EXPECT_TRUE(accounts().find_session(tokens[1], kNow + 1min));
    EXPECT_TRUE(accounts().find_session(tokens.back(), kNow + 1min));
}

TEST_P(AccountsTest, ThePasswordIsHashedAnewWhenTheParametersChanged) {
    std::array<char, crypto_pwhash_STRBYTES> weak{};
    ASSERT_EQ(crypto_pwhash_str_alg(weak.data(), "correct horse", 13, 1, 8192 * 1024,
                                    crypto_pwhash_ALG_ARGON2ID13),
              0);
    stage->execute_on_accounts(std::string("UPDATE accounts SET password_hash = '") + weak.data() +
                               "'");
    const auto stored = [&] {
        return stage->execute_on_accounts("SELECT password_hash FROM accounts");
    };
    EXPECT_FALSE(accounts().verify("anna@example.com", "wrong horse"));
    EXPECT_EQ(stored(), weak.data());
    EXPECT_TRUE(accounts().verify("anna@example.com", "correct horse"));
    EXPECT_TRUE(stored().starts_with("$argon2id$v=19$m=19456,t=2,p=1$")) << stored();
    EXPECT_TRUE(accounts().verify("anna@example.com", "correct horse"));
}

TEST_P(AccountsTest, NoPasswordAndNoTokenIsKept) {
    const auto session = accounts().create_session(agent, kNow, 1h);
    ASSERT_TRUE(accounts().verify("anna@example.com", "correct horse"));
    const auto kept = stage->all_bytes_of_accounts();
    EXPECT_NE(kept.find("anna@example.com"), std::string::npos) << "the test looks at nothing";
    EXPECT_EQ(kept.find("correct horse"), std::string::npos);
    EXPECT_EQ(kept.find(session->token), std::string::npos);
}

TEST(AccountsFiles, AreForTheirOwnerAlone) {
    const TempFolder folder;
    ASSERT_TRUE(store::open_sqlite_accounts(folder.path()));
    for (const auto& file : std::filesystem::directory_iterator(folder.path())) {
        const auto others = std::filesystem::perms::group_all | std::filesystem::perms::others_all;
        EXPECT_EQ(file.status().permissions() & others, std::filesystem::perms::none)
            << file.path();
    }
}

TEST_P(AccountsTest, KeysAreMadeOnceAndKept) {
    const auto key = *store->secrets().key("customer-token");
    EXPECT_NE(key, store::SecretKey{});
    EXPECT_EQ(*store->secrets().key("customer-token"), key);
    EXPECT_NE(*store->secrets().key("other"), key);
    auto second = stage->open_accounts();  // as a verb beside the running hub
    EXPECT_EQ(*(*second)->secrets().key("customer-token"), key);
    store.reset();
    store = std::move(*stage->open_accounts());
    EXPECT_EQ(*store->secrets().key("customer-token"), key);
}

USHER_ON_EVERY_STORE(AccountsTest);

}  // namespace
}  // namespace usher::test
