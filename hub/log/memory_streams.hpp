// Streams in memory, for tests and simulations of the rooms above: the same order, conflicts and
// waiting readers as RedisStreams, kept honest by the same contract tests. Never durable, never
// used in production.
#pragma once

#include "hub/log/streams.hpp"
#include "hub/net/loop.hpp"

namespace usher::log {

struct MemoryState;

class MemoryStreams final : public Streams {
  public:
    enum class Mode {
        available,
        unavailable,   ///< appends and ping fail, readers wait, publications are dropped
        answers_lost,  ///< appends are stored, yet answered "outcome unknown"; the rest as
                       ///< available
    };

    /// `loop` must outlive this object.
    explicit MemoryStreams(net::Loop& loop, std::size_t in_flight_max = 4096,
                           std::size_t in_flight_bytes_max = std::size_t{64} << 20);
    ~MemoryStreams() override;

    /// Test seams. Going back to available wakes waiting readers.
    void set_mode(Mode mode);
    /// Drops everything stored in all workspaces, as FLUSHALL by hand would.
    void forget_everything();
    /// As when the connection comes back to another server.
    void announce_new_server();
    /// The same data in another process.
    void begin_history();
    /// Everything stored now, as a replica that follows no further; never null.
    struct Copy;
    std::shared_ptr<const Copy> copy() const;
    /// That replica takes over, with a history of its own: what came after the copy is gone.
    /// Readers and subscriptions stay.
    void go_back_to(const Copy& copy);

    void append_command(WorkspaceId workspace, std::string bytes,
                        Callback<std::string> done) override;
    void append_event(WorkspaceId workspace, std::uint64_t version, std::string bytes,
                      Callback<void> done) override;
    std::unique_ptr<CommandReader> read_commands(WorkspaceId workspace,
                                                 std::string after_id) override;
    std::unique_ptr<EventReader> read_events(WorkspaceId workspace,
                                             std::uint64_t after_version) override;
    void last_event_version(WorkspaceId workspace, Callback<std::uint64_t> done) override;
    void trim(WorkspaceId workspace, std::string commands_before_id,
              std::uint64_t events_before_version, Callback<void> done) override;
    void edges(WorkspaceId workspace, Callback<StreamEdges> done) override;
    void claim(WorkspaceId workspace, std::string holder, std::chrono::milliseconds ttl,
               Callback<std::string> done) override;
    void holder(WorkspaceId workspace, Callback<std::string> done) override;
    void release(WorkspaceId workspace, std::string holder, Callback<void> done) override;
    void put_snapshot(WorkspaceId workspace, Snapshot snapshot, Callback<void> done) override;
    void snapshot(WorkspaceId workspace, Callback<std::optional<Snapshot>> done) override;
    void bury(WorkspaceId workspace, DeadLetter letter, Callback<void> done) override;
    void dead_letters(WorkspaceId workspace, std::size_t max,
                      Callback<std::vector<DeadLetter>> done) override;
    void dead_letter_count(WorkspaceId workspace, Callback<std::uint64_t> done) override;
    void exhume(WorkspaceId workspace, std::string command_id, Callback<bool> done) override;
    void count_try(WorkspaceId workspace, std::string command_id,
                   Callback<std::uint32_t> done) override;
    void clear_tries(WorkspaceId workspace, Callback<void> done) override;
    void histories(WorkspaceId workspace, Callback<Histories> done) override;
    void note_history(WorkspaceId workspace, std::string history, Callback<void> done) override;
    void beat(WorkspaceId workspace, GatewayId gateway, std::uint64_t count,
              Callback<bool> done) override;
    void beats(WorkspaceId workspace,
               Callback<std::vector<std::pair<GatewayId, std::uint64_t>>> done) override;
    void forget_beat(WorkspaceId workspace, GatewayId gateway, Callback<void> done) override;
    void publish(WorkspaceId workspace, std::string bytes) override;
    std::unique_ptr<Subscription> subscribe(WorkspaceId workspace,
                                            std::function<void(std::string_view)> handler) override;
    std::unique_ptr<Subscription> on_new_server(std::function<void()> handler) override;
    void ping(Callback<void> done) override;

  private:
    std::shared_ptr<MemoryState> state_;
};

}  // namespace usher::log
