#include "hub/app/verbs/replay.hpp"

#include <fmt/format.h>

#include <fstream>
#include <iostream>

#include "hub/app/exit_codes.hpp"
#include "hub/app/log_reading.hpp"
#include "hub/app/replay_state.hpp"
#include "hub/core/apply.hpp"
#include "hub/wire/codec.hpp"
#include "hub/wire/snapshot.hpp"

namespace usher::app {
namespace {

Result<void> read_file(const std::filesystem::path& path, const TakeEntry& take) {
    std::ifstream file(path);
    if (!file) return fail(Error::Kind::not_found, fmt::format("cannot read {}", path.string()));
    std::string line;
    for (std::size_t number = 1; std::getline(file, line); ++number) {
        if (line.empty()) continue;
        auto entry = wire::log_entry_from_json(line);
        const auto taken = entry ? take(std::move(*entry)) : std::unexpected(entry.error());
        if (!taken) {
            return fail(Error::Kind::invalid,
                        fmt::format("{}:{}: {}", path.string(), number, taken.error().text));
        }
    }
    return {};
}

}  // namespace

int run_replay(const ReplayOptions& options) {
    core::Workspace workspace;
    const TakeEntry take = [&](core::LogEntry entry) -> Result<void> {
        // The entries that are there are printed, also when older ones are trimmed.
        const bool first = options.entries && workspace.version == 0;
        if (entry.previous != workspace.version && !first) {
            return fail(Error::Kind::invalid,
                        fmt::format("entry {} follows {}, but the log stands at {}", entry.version,
                                    entry.previous, workspace.version));
        }
        if (options.entries) {
            std::cout << wire::log_entry_json(entry) << '\n';
            workspace.version = entry.version;
            return {};
        }
        core::apply(workspace, entry);
        return {};
    };
    const BeginAt begin = [&](const log::Snapshot& snapshot) -> Result<void> {
        auto loaded = wire::decode_snapshot(snapshot.bytes);
        if (!loaded) return std::unexpected(loaded.error());
        workspace = std::move(loaded->workspace);
        return {};
    };
    const auto read =
        std::filesystem::is_directory(options.log)
            ? read_log_of({options.log, options.workspace, options.entries}, begin, take)
            : read_file(options.log, take);
    if (!read) {
        std::cerr << "usher replay: " << read.error().text << '\n';
        return kWrongInput;
    }
    if (!options.entries) std::cout << state_json(workspace);
    return kDone;
}

}  // namespace usher::app
