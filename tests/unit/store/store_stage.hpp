// The stores that the contract is tested on, each fresh for every test.
#pragma once

#include <tuple>

#include "hub/store/sqlite/statement.hpp"
#include "tests/support/postgres_server.hpp"
#include "tests/unit/store/scribe.hpp"

namespace usher::test {

enum class Backend { sqlite, postgres };

inline std::string name_of(Backend backend) {
    return backend == Backend::sqlite ? "Sqlite" : "Postgres";
}
template <class... Others>
std::string name_of(const std::tuple<Backend, Others...>& parameter) {
    return name_of(std::get<0>(parameter));
}

/// One installation's databases, wherever they are, gone at the end. There is one at a time.
class StoreStage {
  public:
    explicit StoreStage(Backend backend) : backend_(backend) {
        if (backend_ == Backend::postgres) postgres().forget_everything();
    }
    Result<std::unique_ptr<store::Store>> open() const {
        if (backend_ == Backend::postgres) return store::open_postgres(postgres().url());
        return store::open_sqlite(folder_.path());
    }
    Result<std::unique_ptr<store::AccountsStore>> open_accounts() const {
        if (backend_ == Backend::postgres) return store::open_postgres_accounts(postgres().url());
        return store::open_sqlite_accounts(folder_.path());
    }
    /// SQL on the accounts, past the store; the first field of the first row.
    std::string execute_on_accounts(const std::string& sql) const {
        if (backend_ == Backend::postgres) {
            return postgres().execute("SET search_path = usher;" + sql);
        }
        store::sqlite::Connection file({folder_.path() / "accounts.db", ""},
                                       store::sqlite::Access::read_write, std::chrono::seconds(1));
        store::sqlite::Statement statement(file, sql);
        auto rows = statement.query();
        return rows.next() ? rows.text(0) : std::string();
    }

    /// Whatever a thief of the accounts would have.
    std::string all_bytes_of_accounts() const {
        if (backend_ == Backend::postgres) {
            return postgres().execute(
                "SELECT string_agg(row, ' ') FROM (SELECT a::text AS row FROM usher.accounts AS a"
                " UNION ALL SELECT s::text FROM usher.sessions AS s"
                " UNION ALL SELECT k::text FROM usher.secrets AS k) AS rows");
        }
        std::string bytes;
        for (const auto& file : std::filesystem::directory_iterator(folder_.path())) {
            std::ifstream stream(file.path(), std::ios::binary);
            bytes.append(std::istreambuf_iterator<char>(stream), {});
        }
        return bytes;
    }

  private:
    Backend backend_;
    TempFolder folder_;
};

/// A store under a contract that holds for every kind.
template <class Parameter>
class StoreTestWith : public testing::TestWithParam<Parameter> {
  protected:
    static Backend backend() {
        const auto& parameter = testing::TestWithParam<Parameter>::GetParam();
        if constexpr (std::is_same_v<Parameter, Backend>) {
            return parameter;
        } else {
            return std::get<0>(parameter);
        }
    }
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
        stage = std::make_unique<StoreStage>(backend());
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

    std::unique_ptr<StoreStage> stage = std::make_unique<StoreStage>(backend());
    std::unique_ptr<store::Store> store = open();
    Scribe scribe;
};
using StoreTest = StoreTestWith<Backend>;

/// Runs a suite derived from StoreTest on every store.
#define USHER_ON_EVERY_STORE(Suite)                                                             \
    INSTANTIATE_TEST_SUITE_P(Store, Suite, testing::Values(Backend::sqlite, Backend::postgres), \
                             [](const auto& info) { return name_of(info.param); })

}  // namespace usher::test
