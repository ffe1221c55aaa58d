// Where commands wait for the archive: what memory alone cannot decide is asked first, and what must not
// overtake it waits behind it: later commands of the same caller, and those about the same conversation or
// contact. Everybody else's go on. Part of the engine; performs nothing itself.
#pragma once

#include <list>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "hub/core/recall.hpp"

namespace usher::engine {

/// One entry of the command stream, as long as something in it, or in one before it, is not decided.
struct ReadEntry {
    std::string cursor;  ///< everything up to it is read
    std::size_t undecided = 0;
};
using ReadEntries = std::list<ReadEntry>;

/// What the archive says: the event of a command decided before, or a contact as it was; nothing when it has none.
using Answer = std::variant<std::optional<core::Event>, std::optional<core::ContactRecalled>>;

/// A question and the log version the archive must have reached to answer it. Answered exactly once.
struct Ask {
    std::uint64_t number = 0;
    core::Question question;
    std::uint64_t archived_at_least = 0;
};

struct Waiting {
    core::Command command;
    ReadEntries::iterator entry;
    core::Asked asked;
    std::uint64_t question = 0;                    ///< the one it waits for; 0: for others
    std::optional<core::Event> decided;            ///< by it, long ago
    std::optional<core::ContactRecalled> recalled; ///< to come back before it is decided
};

class RecallStage {
  public:
    static constexpr std::size_t kAsksMax = 256;

    /// Whether the command has to wait; if so it is taken, and a question may follow from it.
    bool hold(const core::Workspace& workspace, Waiting& waiting, Timestamp now);

    void answer(std::uint64_t number, Answer answer);
    /// The contact left memory just now: what was said about it is not certain any more.
    void forgotten(ContactId contact);

    /// Some that wait may go on.
    bool stirred() const { return stirred_; }
    /// Walks those that wait from the first; next() gives each that can be decided now, until there is none. Whoever
    /// stops before calls stir(), and takes nothing else until another walk came to the end.
    void begin_review();
    void stir() { stirred_ = true; }
    std::optional<Waiting> next(const core::Workspace& workspace, Timestamp now);

    /// Questions that came up since the last call.
    std::vector<Ask> take_asks() { return std::exchange(asks_, {}); }
    std::size_t size() const { return held_.size(); }

  private:
    using Held = std::list<Waiting>;
    struct Hash {
        std::size_t operator()(const Bits128& bits) const { return bits.low ^ bits.high; }
    };
    bool blocked(const core::Workspace& workspace, const Waiting& waiting) const;
    void block(const core::Workspace& workspace, const Waiting& waiting);
    void ask(const core::Workspace& workspace, Waiting& waiting, core::Question question);
    std::optional<core::Question> early_question(const core::Workspace& workspace,
                                                 const Waiting& waiting, Timestamp now) const;
    bool is_held(const core::Command& command) const;

    Held held_;                 ///< in the order they were read
    Held::iterator review_ = held_.end();
    std::unordered_set<Bits128, Hash> blocked_;  ///< callers, conversations and contacts of held_
    struct Asking { Waiting* waiting; bool of_contact; };
    std::unordered_map<std::uint64_t, Asking> asked_;
    /// Who left memory while anything was asked, and the last question before that: its answer, and those of
    /// earlier ones, may be from before.
    std::unordered_map<ContactId, std::uint64_t> forgotten_;
    std::vector<Ask> asks_;
    std::uint64_t last_number_ = 0;
    bool stirred_ = false;
};

}  // namespace usher::engine
