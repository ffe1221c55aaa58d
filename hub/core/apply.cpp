#include "hub/core/apply.hpp"

#include "hub/base/overloaded.hpp"
#include "hub/core/conversation/apply_conversation.hpp"
#include "hub/core/routing/keep_index.hpp"
#include "hub/core/workspace/apply_workspace.hpp"

namespace usher::core {

void apply(Workspace& workspace, const Event& event) {
    if (event.conversation) {
        apply_conversation(workspace, event);
    } else {
        apply_workspace(workspace, event);
    }
}

void apply(Workspace& workspace, const LogEntry& entry) {
    workspace.version = entry.version;
    for (const auto& event : entry.events) apply(workspace, event);
    settled(workspace);  // an entry is written when nothing more follows from it
}

}  // namespace usher::core
