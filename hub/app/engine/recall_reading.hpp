// One question of an engine, answered from the archive. Runs on the store's thread.
#pragma once

#include "hub/engine/engine.hpp"
#include "hub/store/history.hpp"

namespace usher::app {

/// Errors are those of the history; the question may be asked again.
Result<engine::Answer> read_answer(store::History& history, WorkspaceId workspace,
                                   const core::Question& question);

}  // namespace usher::app
