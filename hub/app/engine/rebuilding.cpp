#include "hub/app/engine/rebuilding.hpp"

#include "hub/core/apply.hpp"
#include "hub/wire/snapshot.hpp"

namespace usher::app {

Result<Recovered> rebuild(store::Store& store, WorkspaceId workspace) {
    Recovered built;
    auto position = store.archive().position(workspace);
    if (!position) return std::unexpected(position.error());
    auto snapshot = store.archive().snapshot(workspace);
    if (!snapshot) return std::unexpected(snapshot.error());
    if (*snapshot) {
        auto loaded = wire::decode_snapshot((*snapshot)->bytes);
        if (!loaded) return std::unexpected(loaded.error());
        built.workspace = std::move(loaded->workspace);
    }
    built.workspace.id = workspace;
    auto replayed = store.archive().replay(
        workspace, [&](const core::Event& event) { core::apply(built.workspace, event); });
    if (!replayed) return std::unexpected(replayed.error());
    built.workspace.version = position->version;
    built.archived_version = position->version;
    built.epoch = position->epoch;
    return built;
}

}  // namespace usher::app
