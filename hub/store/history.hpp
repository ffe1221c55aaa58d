// Reading what was archived: pages of a conversation, search over all messages, contacts. Called by
// the gateway's history thread, one call at a time; it never waits for the archiver and never
// writes. It answers for one workspace at a time and does not know who asks: whoever calls checks
// what that person may see.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/base/result.hpp"
#include "hub/core/model/conversation.hpp"
#include "hub/core/model/event.hpp"

namespace usher::store {

/// Both ends are meant.
struct SeqRange {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    bool operator==(const SeqRange&) const = default;
};

/// Exactly the events of `(after_seq, through_seq]`, ascending, but for those in `lost`.
struct EventPage {
    std::vector<core::Event> events;
    std::uint64_t after_seq = 0;
    std::uint64_t through_seq = 0;
    /// Within the page, but never stored: lost in a gap that was accepted.
    std::vector<SeqRange> lost;
    /// Nothing lies beyond the page in the direction it was read: older for page(), newer for
    /// after().
    bool complete = true;
};

struct SearchHit {
    ConversationId conversation;
    std::uint64_t seq = 0;
    MessageId message;
    Timestamp occurred{};
    core::Role author = core::Role::none;
    bool note = false;
    std::string
        snippet;  ///< plain text around the first hits; hits stand between kHitBegin and kHitEnd
    ContactId contact;
    std::string contact_name;
};
inline constexpr std::string_view kHitBegin = "\uE000";
inline constexpr std::string_view kHitEnd = "\uE001";

struct ContactRecord {
    ContactId id;
    core::Profile profile;
    Timestamp created{};
};

/// A conversation as its archived events left it.
struct ConversationRecord {
    ConversationId id;
    ContactId contact;
    InboxId inbox;
    QueueId queue;
    AgentId assignee;
    core::ConversationStatus status = core::ConversationStatus::open;
    std::uint64_t last_seq = 0;
    Timestamp opened{};
    Timestamp last_event{};
};

/// A core::ChangeRecorded as it was archived.
struct RecordedChange {
    std::uint64_t number = 0;  ///< in the order of the log; never that of another
    core::Event event;
};

/// Larger limits are cut to these.
inline constexpr std::size_t kPageEventsMax = 1000;
inline constexpr std::size_t kPageBytesMax =
    2 * 1024 * 1024;  ///< a page ends early, with one event at least
inline constexpr std::size_t kSearchHitsMax = 200;
inline constexpr std::size_t kSearchWordsMax = 16;  ///< words after the 16th are not looked at
inline constexpr std::size_t kConversationsMax = 500;
inline constexpr std::size_t kChangesMax = 200;

class History {
  public:
    virtual ~History() = default;

    /// The newest events before `before_seq`; 0 means the newest of all. An unknown conversation is
    /// an empty, complete page.
    virtual Result<EventPage> page(WorkspaceId workspace, ConversationId conversation,
                                   std::uint64_t before_seq, std::size_t limit) = 0;

    /// The oldest events after `after_seq`. When nothing is newer the page is empty and
    /// `through_seq == after_seq`.
    virtual Result<EventPage> after(WorkspaceId workspace, ConversationId conversation,
                                    std::uint64_t after_seq, std::size_t limit) = 0;

    /// Messages and notes that hold every word of `query`, the last one as a beginning; case and
    /// accents do not matter, nothing in the query is an operator. Of the newest kSearchCandidates
    /// matches, first come those where the words stand together in order, then those where the last
    /// word is whole, and of equal ones the newest. No word, no hits. Scripts without spaces are
    /// found by the beginning of a run of letters only. Errors: exhausted when it takes longer than
    /// kSearchTime.
    virtual Result<std::vector<SearchHit>> search(WorkspaceId workspace, std::string_view query,
                                                  std::size_t limit) = 0;

    /// not_found when the workspace has no such contact.
    virtual Result<ContactRecord> contact(WorkspaceId workspace, ContactId contact) = 0;

    /// not_found when the workspace has no such conversation.
    virtual Result<ConversationRecord> conversation(WorkspaceId workspace,
                                                    ConversationId conversation) = 0;

    /// The contact's conversations, the last opened first; empty for an unknown contact.
    virtual Result<std::vector<ConversationRecord>> conversations_of(WorkspaceId workspace,
                                                                     ContactId contact,
                                                                     std::size_t limit) = 0;

    /// Those with an id above `after`, in the order of their ids, which is that of their making.
    virtual Result<std::vector<ConversationId>> conversations_after(WorkspaceId workspace,
                                                                    ConversationId after,
                                                                    std::size_t limit) = 0;

    /// The first stored event that the command `command_id` of `caller` (his role and id) caused;
    /// nothing when there is none. The same id from somebody else is another command. Answers for
    /// what is archived: newer ones are in the log only.
    virtual Result<std::optional<core::Event>> decided(WorkspaceId workspace,
                                                       const core::Actor& caller,
                                                       std::string_view command_id) = 0;

    /// The newest changes numbered below `before`; 0 means the newest of all.
    virtual Result<std::vector<RecordedChange>> changes(WorkspaceId workspace, std::uint64_t before,
                                                        std::size_t limit) = 0;
};

/// Numbers of a workspace's events end below this; 0 stands for it.
inline std::uint64_t last_number(std::uint64_t before) {
    constexpr std::uint64_t kEnd = std::uint64_t{1} << 40;
    return before == 0 || before > kEnd ? kEnd : before;
}

inline constexpr std::size_t kSearchCandidates = 1000;
inline constexpr Duration kSearchTime = std::chrono::seconds(2);

}  // namespace usher::store
