// The stores that the contract is tested on, each fresh for every test.
#pragma once

#include "tests/unit/store/scribe.hpp"

namespace usher::test {

enum class Backend { sqlite };

/// One installation's databases, wherever they are, gone at the end.
class StoreStage {
  public:
    explicit StoreStage(Backend) {}
    Result<std::unique_ptr<store::Store>> open() const {
        return store::open_sqlite(folder_.path());
    }
    Result<std::unique_ptr<store::AccountsStore>> open_accounts() const {
        return store::open_sqlite_accounts(folder_.path());
    }

  private:
    TempFolder folder_;
};

/// A store under a contract that holds for every kind.
class StoreTest : public testing::TestWithParam<Backend> {
  protected:
    std::unique_ptr<store::Store> open() const {
        auto opened = stage->open();
        EXPECT_TRUE(opened) << opened.error().text;
        return opened ? std::move(*opened) : nullptr;
    }
    void reopen() {
        store.reset();
        store = open();
    }
    /// Another installation, with nothing in it.
    void start_anew() {
        store.reset();
        stage = std::make_unique<StoreStage>(GetParam());
        store = open();
        scribe = Scribe();
    }
    store::Archive& archive() { return store->archive(); }
    store::History& history() { return store->history(); }
    store::Position position() { return *archive().position(scribe.workspace); }
    Result<void> write(const std::vector<core::LogEntry>& entries) {
        return archive().write(scribe.workspace, entries);
    }
    Error::Kind error_of(const auto& result) {
        return result ? Error::Kind::cancelled : result.error().kind;
    }

    std::unique_ptr<StoreStage> stage = std::make_unique<StoreStage>(GetParam());
    std::unique_ptr<store::Store> store = open();
    Scribe scribe;
};

/// Runs a suite derived from StoreTest on every store.
#define USHER_ON_EVERY_STORE(Suite)                                          \
    INSTANTIATE_TEST_SUITE_P(Store, Suite, testing::Values(Backend::sqlite), \
                             [](const auto&) { return std::string("Sqlite"); })

}  // namespace usher::test
