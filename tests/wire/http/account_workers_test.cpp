// Goal: slow account work never holds up the loop, never piles up, and never outlives its owner.
#include "hub/gateway/http/account_workers.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <future>
#include <thread>

#include "hub/store/open.hpp"

namespace usher::gateway {
namespace {

using Lane = AccountWorkers::Lane;

class AccountWorkersTest : public ::testing::Test {
  protected:
    void SetUp() override {
        char name[] = "/tmp/usher-workers-XXXXXX";
        folder_ = mkdtemp(name);
        for (auto& store : stores_) store = store::open_sqlite_accounts(folder_).value();
    }
    void TearDown() override {
        for (auto& store : stores_) store.reset();
        std::filesystem::remove_all(folder_);
    }
    std::vector<store::Accounts*> accounts(std::size_t count) {
        std::vector<store::Accounts*> out;
        for (std::size_t i = 0; i < count; ++i) out.push_back(&stores_[i]->accounts());
        return out;
    }
    /// Work that tells when it has begun and waits for leave to end.
    AccountWorkers::Work held() {
        return [this](store::Accounts&) -> AccountWorkers::Finish {
            begun_.set_value();
            leave_.get_future().wait();
            return [] {};
        };
    }

    std::filesystem::path folder_;
    std::array<std::unique_ptr<store::AccountsStore>, 2> stores_;
    std::promise<void> begun_;
    std::promise<void> leave_;
    net::Loop loop_;
};

TEST_F(AccountWorkersTest, WorkRunsBesideTheLoopAndEndsOnIt) {
    AccountWorkers workers(loop_, accounts(2));
    const auto here = std::this_thread::get_id();
    int ended = 0;
    for (int i = 0; i < 20; ++i) {
        ASSERT_TRUE(workers.post(Lane::quick, [&](store::Accounts& own) -> AccountWorkers::Finish {
            EXPECT_NE(std::this_thread::get_id(), here);
            EXPECT_TRUE(own.workspace_list());
            return [&] {
                EXPECT_EQ(std::this_thread::get_id(), here);
                ++ended;
            };
        }));
    }
    net::Timer look(loop_);
    std::function<void()> wait = [&] {
        if (ended < 20) return look.after(std::chrono::milliseconds(1), [&] { wait(); });
        loop_.stop();
    };
    wait();
    loop_.run();
    EXPECT_EQ(ended, 20);
}

TEST_F(AccountWorkersTest, AFullLaneRefusesAndTheOtherStaysOpen) {
    AccountWorkers workers(loop_, accounts(1));
    ASSERT_TRUE(workers.post(Lane::password, held()));
    begun_.get_future().wait();
    const auto nothing = [](store::Accounts&) -> AccountWorkers::Finish { return [] {}; };
    for (std::size_t i = 0; i < AccountWorkers::kPasswordMax; ++i) {
        ASSERT_TRUE(workers.post(Lane::password, nothing));
    }
    EXPECT_FALSE(workers.post(Lane::password, nothing));
    EXPECT_TRUE(workers.post(Lane::quick, nothing));
    leave_.set_value();
}

TEST_F(AccountWorkersTest, LookingUpGoesBeforePasswords) {
    std::string order;
    std::promise<void> done;
    AccountWorkers workers(loop_, accounts(1));
    ASSERT_TRUE(workers.post(Lane::password, held()));
    begun_.get_future().wait();
    const auto note = [&](char c, bool last) {
        return [&order, &done, c, last](store::Accounts&) -> AccountWorkers::Finish {
            order += c;
            if (last) done.set_value();
            return [] {};
        };
    };
    ASSERT_TRUE(workers.post(Lane::password, note('p', true)));
    ASSERT_TRUE(workers.post(Lane::quick, note('q', false)));
    leave_.set_value();
    done.get_future().wait();
    EXPECT_EQ(order, "qp");
}

TEST_F(AccountWorkersTest, NothingRunsAfterItsEnd) {
    bool ran = false;
    {
        AccountWorkers workers(loop_, accounts(1));
        ASSERT_TRUE(workers.post(Lane::quick, [&](store::Accounts&) -> AccountWorkers::Finish {
            begun_.set_value();
            return [&] { ran = true; };
        }));
        begun_.get_future().wait();
    }
    loop_.post([&] { loop_.stop(); });
    loop_.run();
    EXPECT_FALSE(ran);
}

}  // namespace
}  // namespace usher::gateway
