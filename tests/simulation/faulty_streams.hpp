// log::Streams as a node has it: over connections that are slow, break and come back, with the
// promises of RedisStreams about what is in flight (hub/log/redis_pipeline.*). The data are those
// of a SimulatedRedis.
#pragma once

#include "tests/simulation/pipeline.hpp"

namespace usher::simulation {

class FaultyStreams final : public log::Streams {
  public:
    enum class For { gateway, engine };
    FaultyStreams(SimulatedRedis& redis, net::Loop& loop, For role);
    ~FaultyStreams() override;

    void append_command(WorkspaceId workspace, std::string bytes,
                        log::Callback<std::string> done) override;
    void append_event(WorkspaceId workspace, std::uint64_t version, std::string bytes,
                      log::Callback<void> done) override;
    std::unique_ptr<log::CommandReader> read_commands(WorkspaceId workspace,
                                                      std::string after_id) override;
    std::unique_ptr<log::EventReader> read_events(WorkspaceId workspace,
                                                  std::uint64_t after_version) override;
    void last_event_version(WorkspaceId workspace, log::Callback<std::uint64_t> done) override;
    void trim(WorkspaceId workspace, std::string commands_before_id,
              std::uint64_t events_before_version, log::Callback<void> done) override;
    void edges(WorkspaceId workspace, log::Callback<log::StreamEdges> done) override;
    void claim(WorkspaceId workspace, std::string holder, std::chrono::milliseconds ttl,
               log::Callback<std::string> done) override;
    void holder(WorkspaceId workspace, log::Callback<std::string> done) override;
    void release(WorkspaceId workspace, std::string holder, log::Callback<void> done) override;
    void put_snapshot(WorkspaceId workspace, log::Snapshot snapshot,
                      log::Callback<void> done) override;
    void snapshot(WorkspaceId workspace, log::Callback<std::optional<log::Snapshot>> done) override;
    void bury(WorkspaceId workspace, log::DeadLetter letter, log::Callback<void> done) override;
    void dead_letters(WorkspaceId workspace, std::size_t max,
                      log::Callback<std::vector<log::DeadLetter>> done) override;
    void dead_letter_count(WorkspaceId workspace, log::Callback<std::uint64_t> done) override;
    void exhume(WorkspaceId workspace, std::string command_id, log::Callback<bool> done) override;
    void count_try(WorkspaceId workspace, std::string command_id,
                   log::Callback<std::uint32_t> done) override;
    void clear_tries(WorkspaceId workspace, log::Callback<void> done) override;
    void histories(WorkspaceId workspace, log::Callback<log::Histories> done) override;
    void note_history(WorkspaceId workspace, std::string history,
                      log::Callback<void> done) override;
    void beat(WorkspaceId workspace, GatewayId gateway, std::uint64_t count,
              log::Callback<bool> done) override;
    void beats(WorkspaceId workspace,
               log::Callback<std::vector<std::pair<GatewayId, std::uint64_t>>> done) override;
    void forget_beat(WorkspaceId workspace, GatewayId gateway, log::Callback<void> done) override;
    void publish(WorkspaceId workspace, std::string bytes) override;
    std::unique_ptr<log::Subscription> subscribe(
        WorkspaceId workspace, std::function<void(std::string_view)> handler) override;
    std::unique_ptr<log::Subscription> on_new_server(std::function<void()> handler) override;
    void ping(log::Callback<void> done) override;

  private:
    /// Passes the call on to the streams in memory, with the arguments it was made with.
    template <class T, class Work>
    void pass(log::Callback<T> done, Work work);

    SimulatedRedis& redis_;
    net::Loop& loop_;
    std::unique_ptr<Pipeline> pipeline_;
    Random random_;
};

}  // namespace usher::simulation
