// A conversation's state made again from its events, as the archive keeps them. Fed page by page, so that the
// longest conversation takes no more memory than a page. Used where histories are read.
#pragma once

#include <optional>

#include "hub/core/model/workspace.hpp"

namespace usher::core {

class Recollection {
  public:
    Recollection() { scratch_.recent.stay_empty(); }

    /// The next event of the conversation, from the first on, without gap.
    void add(const Event& event);
    /// Exactly what the engine held before it forgot; nothing when there was no event.
    std::optional<Conversation> take();

  private:
    Workspace scratch_;
    ConversationId conversation_;
    std::uint64_t arrival_ = 0;
};

}  // namespace usher::core
