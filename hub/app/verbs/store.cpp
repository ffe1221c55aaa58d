#include "hub/app/verbs/store.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <iostream>

#include "hub/app/exit_codes.hpp"
#include "hub/store/copy.hpp"

namespace usher::app {
namespace {

constexpr std::string_view kSqlite = "sqlite:";

int complain(const Error& error, std::string_view option) {
    std::cerr << "usher store migrate: " << option << error.text << '\n';
    if (error.kind == Error::Kind::invalid || error.kind == Error::Kind::conflict) {
        return kWrongInput;
    }
    return option.empty() ? kFailed : kCannotStart;
}

/// Opening SQLite makes what is not there; a source must be there.
Result<std::unique_ptr<store::Store>> open_source(const std::string& place) {
    if (place.starts_with(kSqlite)) {
        const std::filesystem::path folder = place.substr(kSqlite.size());
        if (!std::filesystem::exists(folder / "archive.db")) {
            return fail(Error::Kind::invalid,
                        fmt::format("{} holds no archive.db", folder.string()));
        }
    }
    return store::open_store_at(place);
}

}  // namespace

int run_store_migrate(const StoreMigrateOptions& options) {
    if (options.from == options.to) {
        return complain({Error::Kind::invalid, "both are the same"}, "--from and --to: ");
    }
    auto from = open_source(options.from);
    if (!from) return complain(from.error(), "--from: ");
    auto to = store::open_store_at(options.to);
    if (!to) return complain(to.error(), "--to: ");
    const auto done = store::copy_store(
        **from, **to, [](const std::string& sentence) { std::cout << sentence << std::endl; });
    if (!done) return complain(done.error(), "");
    std::cout << fmt::format(
        "copied and compared: {} workspaces, {} conversations, {} events ({} by this run), {} "
        "accounts, {} keys\n",
        done->workspaces, done->conversations, done->events, done->events_copied, done->accounts,
        done->secrets);
    return kDone;
}

}  // namespace usher::app
