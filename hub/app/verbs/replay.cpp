#include "hub/app/verbs/replay.hpp"

#include <fmt/format.h>

#include <fstream>
#include <functional>
#include <iostream>

#include "hub/app/answer_of.hpp"
#include "hub/app/exit_codes.hpp"
#include "hub/app/installation.hpp"
#include "hub/app/replay_state.hpp"
#include "hub/core/apply.hpp"
#include "hub/wire/codec.hpp"
#include "hub/wire/snapshot.hpp"

namespace usher::app {
namespace {

using Take = std::function<Result<void>(core::LogEntry)>;
/// Where the log begins when its older part is trimmed.
using Begin = std::function<Result<void>(const log::Snapshot&)>;

Result<void> read_file(const std::filesystem::path& path, const Take& take) {
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

Result<WorkspaceId> choose(store::Accounts& accounts, const std::string& wanted) {
    auto workspaces = accounts.workspace_list();
    if (!workspaces) return std::unexpected(workspaces.error());
    if (wanted.empty() && workspaces->size() == 1) return workspaces->front();
    for (auto workspace : *workspaces) {
        if (workspace.text() == wanted) return workspace;
    }
    std::string known;
    for (auto workspace : *workspaces) known += "\n  " + workspace.text();
    return fail(Error::Kind::invalid, "say which workspace with --workspace; there are:" + known);
}

/// The Redis of a running hub if it answers, else one started for the purpose.
Result<void> read_folder(const ReplayOptions& options, const Begin& begin, const Take& take) {
    net::Loop loop;
    ops::Config config;
    config.data.folder = options.log.string();
    auto installation = Installation::open_or_join(loop, config, ops::Log("replay"));
    if (!installation) return std::unexpected(installation.error());
    auto workspace = choose((*installation)->store().accounts(), options.workspace);
    if (!workspace) return std::unexpected(workspace.error());
    auto streams = (*installation)->open_streams(loop);
    if (!streams) return std::unexpected(streams.error());

    const auto last = answer_of<std::uint64_t>(
        loop, [&](auto done) { (*streams)->last_event_version(*workspace, std::move(done)); });
    if (!last) return std::unexpected(last.error());

    Result<void> outcome;
    std::uint64_t version = 0;
    const auto snapshot = answer_of<std::optional<log::Snapshot>>(
        loop, [&](auto done) { (*streams)->snapshot(*workspace, std::move(done)); });
    if (!snapshot) return std::unexpected(snapshot.error());
    if (*snapshot && !options.entries) {
        outcome = begin(**snapshot);
        version = (*snapshot)->version;
    }
    auto reader = (*streams)->read_events(*workspace, version);
    while (outcome && version < *last) {
        const auto entries = answer_of<std::vector<log::EventEntry>>(
            loop, [&](auto done) { reader->next(log::kReadEntriesMax, std::move(done)); });
        if (!entries) return std::unexpected(entries.error());
        for (const auto& stored : *entries) {
            auto entry = wire::decode_log_entry(stored.bytes);
            outcome = entry ? take(std::move(*entry)) : std::unexpected(entry.error());
            if (!outcome) return outcome;
            version = stored.version;
        }
    }
    return outcome;
}

}  // namespace

int run_replay(const ReplayOptions& options) {
    core::Workspace workspace;
    const Take take = [&](core::LogEntry entry) -> Result<void> {
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
    const Begin begin = [&](const log::Snapshot& snapshot) -> Result<void> {
        auto loaded = wire::decode_snapshot(snapshot.bytes);
        if (!loaded) return std::unexpected(loaded.error());
        workspace = std::move(loaded->workspace);
        return {};
    };
    const auto read = std::filesystem::is_directory(options.log) ? read_folder(options, begin, take)
                                                                 : read_file(options.log, take);
    if (!read) {
        std::cerr << "usher replay: " << read.error().text << '\n';
        return kWrongInput;
    }
    if (!options.entries) std::cout << state_json(workspace);
    return kDone;
}

}  // namespace usher::app
