// The archive of a rehearsal: answers an engine's questions from the log entries it was given. Pure; its real twin
// is hub/store. Its cost grows with the log for contacts, which is right for tests and demos only.
#pragma once

#include <map>
#include <tuple>

#include "hub/core/model/log_entry.hpp"
#include "hub/engine/recall_stage.hpp"

namespace usher::engine {

class RehearsedArchive {
  public:
    void store(const core::LogEntry& entry);
    Answer answer(const core::Question& question) const;

  private:
    struct Conversation {
        ContactId contact;
        InboxId inbox;
        std::vector<core::Event> events;
    };
    core::Conversation recollect(const Conversation& conversation) const;
    std::optional<core::ContactRecalled> recall(ContactId contact, ConversationId also) const;

    std::map<std::tuple<core::Role, Bits128, std::string>, core::Event> decided_;
    std::map<ContactId, core::Profile> contacts_;
    std::map<ConversationId, Conversation> conversations_;
    std::map<ContactId, std::vector<ConversationId>> conversations_of_;  ///< the oldest first
};

}  // namespace usher::engine
