// Streams on a Redis server (7.0 or newer, RESP2): one connection for appends and questions,
// pipelined, one for each reader, one for all subscriptions. On a cluster: one for appends and
// questions per primary in use, one for subscriptions likewise, and redirections are followed. Made
// once by app per role. It reconnects by itself and never blocks the loop.
#pragma once

#include <chrono>

#include "hub/log/redis_address.hpp"
#include "hub/log/streams.hpp"
#include "hub/net/loop.hpp"

namespace usher::log {

struct RedisOptions {
    RedisAddress address;
    std::string tls_ca_file;           ///< PEM; empty: the system's authorities
    std::string tls_certificate_file;  ///< PEM chain, for servers that ask clients for one
    std::string tls_key_file;

    std::chrono::milliseconds answer_timeout{5000};  ///< of an append or question, away or not
    std::chrono::milliseconds connect_timeout{
        3000};  ///< until connected, greeted and authenticated
    /// One XREAD BLOCK, re-issued by itself; also how often a silent subscription is probed.
    std::chrono::milliseconds block{5000};
    std::size_t in_flight_max = 4096;
    std::size_t in_flight_bytes_max = std::size_t{64} << 20;
    std::size_t entry_bytes_max = std::size_t{16} << 20;  ///< not of snapshots: kSnapshotBytesMax
    std::size_t reply_bytes_max = std::size_t{64} << 20;

    /// Whether what waits for the connection is sent when it comes back to another server. An
    /// engine says no: it looks first whether its log is still there. Until it was told of the
    /// other server, append_event() fails as unavailable then.
    bool send_to_new_server = true;

    /// One sentence when the connection is lost and when it is back; may be empty.
    std::function<void(std::string)> on_event;
};

class RedisStreams final : public Streams {
  public:
    /// Checks the TLS files and starts to connect; does not wait for the server. `loop` must
    /// outlive it.
    static Result<std::unique_ptr<RedisStreams>> open(net::Loop& loop, RedisOptions options);
    ~RedisStreams() override;

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
    struct Impl;
    explicit RedisStreams(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace usher::log
