// The hub's dialect: logs agents in, opens a conversation per customer, takes each over and watches
// it, then sends and recognises messages on both sides. It counts what the protocol allows but
// should be rare.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "hub/app/bench/bench.hpp"
#include "hub/app/bench/demo_file.hpp"
#include "hub/app/bench/dialect.hpp"
#include "hub/app/bench/hub_frames.hpp"

namespace usher::bench {

class HubDialect final : public Dialect, private FrameSink {
  public:
    /// `run` marks the command ids. The references must outlive this.
    HubDialect(const BenchOptions& options, Outbox& outbox, DemoFile demo, RunId run);

    Result<void> set_up(Fleet& fleet) override;
    Result<void> set_up_idle(Fleet& fleet) override;
    void send(MessageRef message, std::string_view text) override;
    bool settles() const override { return true; }
    const DialectNotes& notes() const override { return notes_; }
    void on_open(ConnectionId id) override;
    void on_message(ConnectionId id, std::string_view payload) override;

    // The steps of set_up, each told of its connection before anything arrives on it.
    void add_agent(ConnectionId id, std::string ticket);
    void add_customer(ConnectionId id);
    void add_idle(ConnectionId id);
    /// Once the conversation has an id: agent (conversation mod agents) assigns and watches it.
    void take_over(std::uint32_t conversation);
    std::uint32_t agents_ready() const { return agents_ready_; }
    std::uint32_t customers_ready() const { return customers_ready_; }
    std::uint32_t idle_ready() const { return idle_ready_; }
    /// Conversations that are watched, and whose assignment was answered.
    std::uint32_t conversations_ready() const { return conversations_ready_; }

  private:
    enum class Role : std::uint8_t { agent, customer, idle };
    struct Peer {
        Role role = Role::idle;
        std::uint32_t index = 0;  // among its role
    };
    struct Agent {
        ConnectionId connection = 0;
        std::string ticket;
        std::string agent_id;
    };
    struct Conversation {
        ConnectionId customer = 0;
        std::string id;
        std::uint64_t held_by_customer = 0;  // through_seq of the last run
        std::uint64_t held_by_agent = 0;
        bool watched = false;
        bool assigned = false;
    };
    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const {
            return std::hash<std::string_view>{}(text);
        }
    };

    void add_peer(ConnectionId id, Peer peer);
    void send_scratch(ConnectionId to);
    std::string new_command_id(MessageRef message) const;
    Conversation* conversation_of(const EventsView& events);
    void assignment_answered(MessageRef command);

    void on_welcome() override;
    void on_agent_id(std::string_view agent_id) override;
    void on_synced() override;
    void on_conversation(std::string_view conversation_id) override;
    void on_events(const EventsView& events) override;
    void on_event(const EventView& event) override;
    void on_done(std::string_view command_id) override;
    void on_rejected(const RejectedView& rejected) override;

    const BenchOptions& options_;
    Outbox& outbox_;
    DemoFile demo_;
    RunId run_;
    DialectNotes notes_;
    std::string scratch_;
    std::vector<Peer> peers_;  // by connection
    std::vector<Agent> agents_;
    std::vector<Conversation> conversations_;
    std::unordered_map<std::string, std::uint32_t, TextHash, std::equal_to<>> by_id_;

    // Whose message is being read, and of which conversation.
    Peer current_;
    Conversation* current_conversation_ = nullptr;
    std::uint64_t current_held_ = 0;

    std::uint32_t agents_ready_ = 0;
    std::uint32_t customers_ready_ = 0;
    std::uint32_t idle_ready_ = 0;
    std::uint32_t conversations_ready_ = 0;
};

}  // namespace usher::bench
