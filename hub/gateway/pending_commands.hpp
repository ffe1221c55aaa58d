// The commands whose senders still wait for an answer: who asked what, so that an event, an outcome
// or a failure finds the socket that holds him. Bounded; knows nothing of what commands mean.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <unordered_map>

#include "hub/core/model/command.hpp"

namespace usher::gateway {

struct Settled {
    ConversationId conversation;
    std::uint64_t seq = 0;
    bool duplicate = false;
    bool by_event = false;  ///< an event carries the command's id
};

/// A session that sent a command. Called on the loop, possibly from within routing.
class CommandCaller {
  public:
    virtual ~CommandCaller() = default;
    /// Durable, and not decided for a moment already.
    virtual void on_accepted(const std::string& command_id) = 0;
    /// Not durable, as far as we know: the same command may be sent again.
    virtual void on_unavailable(const std::string& command_id) = 0;
    virtual void on_rejected(const std::string& command_id, const core::Rejection& rejection) = 0;
    virtual void on_settled(const std::string& command_id, const Settled& settled) = 0;
};

struct PendingCommand {
    core::Actor caller;
    std::string id;
    std::weak_ptr<CommandCaller> session;
    bool answered = false;  ///< settled or failed
    Timestamp since{};
};

class PendingCommands {
  public:
    /// About 30 MB when full.
    static constexpr std::size_t kPendingMax = 100'000;
    /// An answer that is later than this finds nobody; the event itself still does.
    static constexpr std::chrono::minutes kForgetAfter{5};

    bool full() const { return count_ >= kPendingMax; }
    std::size_t size() const { return count_; }

    std::shared_ptr<PendingCommand> add(core::Actor caller, std::string command_id,
                                        std::weak_ptr<CommandCaller> session, Timestamp now);
    /// Takes the oldest of this caller with this id, of those whose session lives if there is one,
    /// answered from now on; null when there is none.
    std::shared_ptr<PendingCommand> take(const core::Actor& caller, const std::string& command_id);
    void remove(PendingCommand& command);

  private:
    struct Key {
        core::Role role;
        Bits128 caller;
        std::string command_id;
        bool operator==(const Key&) const = default;
    };
    struct Hash {
        std::size_t operator()(const Key& key) const noexcept;
    };
    void forget_old(Timestamp now);
    static Key key_of(const core::Actor& caller, const std::string& command_id) {
        return {caller.role, caller.id, command_id};
    }
    std::unordered_map<Key, std::deque<std::shared_ptr<PendingCommand>>, Hash> waiting_;
    std::size_t count_ = 0;
    Timestamp looked_for_old_{};
};

}  // namespace usher::gateway
