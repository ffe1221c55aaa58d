#include "hub/app/log_reading.hpp"

#include "hub/app/answer_of.hpp"
#include "hub/wire/codec.hpp"

namespace usher::app {
namespace {

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

}  // namespace

Result<void> read_log_of(const LogPlace& place, const BeginAt& begin, const TakeEntry& take,
                         const WithStore& then) {
    net::Loop loop;
    ops::Config config;
    config.data.folder = place.folder.string();
    auto installation = Installation::open_or_join(loop, config, ops::Log("replay"));
    if (!installation) return std::unexpected(installation.error());
    auto workspace = choose((*installation)->store().accounts(), place.workspace);
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
    if (*snapshot && !place.entries_only) {
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
    if (outcome && then) outcome = then((*installation)->store(), *workspace);
    return outcome;
}

}  // namespace usher::app
