// What the people of a chaos run saw with their own eyes: every attempt to send, every event that
// was delivered. Filled by tests/chaos/people, read by the checker; it knows nothing of the hub.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace usher::chaos {

/// FNV-1a over the text of a message; the same in ledgers and in the export.
std::uint64_t hash_of(std::string_view text);

/// What the sender was told about one attempt.
enum class Outcome : std::uint8_t {
    unknown,   ///< nothing before the connection ended, or nothing yet
    accepted,  ///< durable, not yet decided
    acked,     ///< settled: it has a sequence number
    refused,   ///< with a code
};

struct Attempt {
    std::string sender;        ///< contact or agent id
    std::string lane;          ///< which of his clients; order is promised within one
    std::string id;            ///< the command id
    std::string conversation;  ///< empty: the sender did not know it yet (a customer's first)
    std::uint64_t number = 0;  ///< 1, 2, 3 … of this sender in this conversation
    std::uint64_t hash = 0;
    std::int64_t sent_ns = 0;
    std::int64_t answered_ns = 0;  ///< 0: never
    Outcome outcome = Outcome::unknown;
    std::uint64_t seq = 0;  ///< of an acked one; 0 when the answer carried none
    std::string code;       ///< of a refused one
    std::string epoch;      ///< of the log when it was acked
    bool late = false;  ///< not sent again: it was refused, and then the event came all the same
};

struct Delivery {
    std::string receiver;  ///< a client
    std::string epoch;
    std::string conversation;
    std::uint64_t seq = 0;
    std::string event_id;
    std::uint64_t hash = 0;  ///< 0 unless it is a message
    std::int64_t at_ns = 0;
};

/// Up to where a receiver believes to hold a conversation, everything he may see included.
struct Holding {
    std::string epoch;
    std::uint64_t from = 0;  ///< his first run began after this seq: older ones he never asked for
    std::uint64_t through = 0;
};

struct Receiver {
    bool agent = false;
    std::string contact;  ///< of a customer: whose client this is; two tabs are two receivers
    std::string workspace;
    std::map<std::string, Holding> holds;  ///< by conversation
};

struct Ledger {
    std::vector<Attempt> attempts;  ///< in the order in which they were made
    std::vector<Delivery> deliveries;
    std::map<std::string, Receiver> receivers;  ///< by client: a person, or one of his tabs

    /// attempts.tsv, deliveries.tsv and receivers.tsv, one line each. False when the disk refuses.
    bool write(const std::filesystem::path& folder) const;
};

/// One event of the history export, as an agent reads it at the end.
struct StoredEvent {
    enum class Kind : std::uint8_t { message, note, other };
    std::uint64_t seq = 0;
    std::string event_id;
    std::string key;    ///< the command id
    std::string actor;  ///< contact or agent id
    Kind kind = Kind::other;
    std::uint64_t hash = 0;
};

struct StoredConversation {
    std::string workspace;
    std::string contact;
    std::vector<StoredEvent> events;  ///< as the pages gave them
};

using Export = std::map<std::string, StoredConversation>;  ///< by conversation

}  // namespace usher::chaos
