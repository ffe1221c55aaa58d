// What the sockets count, one method per fact. Written on the gateway's loop, read by /metrics from
// anywhere. It never keeps names, ids or text.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string_view>

namespace usher::gateway {

enum class SocketKind : std::uint8_t { customer, agent };

class GatewayProbe {
  public:
    using Counter = std::atomic<std::uint64_t>;
    struct Sockets {
        Counter open{0};  ///< gauge
        Counter opened{0};
        Counter refused{0};  ///< upgrades answered with an error
        Counter frames_in{0};
        Counter frames_out{0};
        Counter bytes_out{0};
        Counter slow_consumers{0};
        Counter malformed{0};
    };
    static constexpr std::array<std::string_view, 14> kCodes{
        "too_long",         "empty",
        "not_utf8",         "too_fast",
        "unavailable",      "unknown_agent",
        "unknown_queue",    "already_taken",
        "forbidden",        "conflict",
        "invalid",          "already_open",
        "already_resolved", "unknown_conversation",
    };

    void opened(SocketKind kind) {
        ++of(kind).opened;
        ++of(kind).open;
    }
    void closed(SocketKind kind, std::uint16_t code) {
        --of(kind).open;
        if (code == 4008) ++of(kind).slow_consumers;
        if (code == 4000) ++of(kind).malformed;
    }
    void refused_upgrade(SocketKind kind) { ++of(kind).refused; }
    void frames_in(SocketKind kind, std::size_t frames) { of(kind).frames_in += frames; }
    void frame_out(SocketKind kind, std::size_t bytes) {
        ++of(kind).frames_out;
        of(kind).bytes_out += bytes;
    }
    void command_appended(std::size_t commands) { commands_appended += commands; }
    void batch_appended() { ++batches_appended; }
    void batch_fed_again() { ++batches_fed_again; }
    void late_ack() { ++late_acks; }
    void rejected(std::string_view code) {
        for (std::size_t i = 0; i < kCodes.size(); ++i) {
            if (kCodes[i] == code) ++rejected_by_code[i];
        }
    }
    void entry_read(std::size_t events) {
        ++entries_read;
        events_read += events;
    }
    void log_restarted() { ++log_restarts; }
    void caught_up_from_memory() { ++catch_ups_from_memory; }
    void caught_up_from_history() { ++catch_ups_from_history; }
    void history_failed() { ++history_failures; }
    void console_fell_behind() { ++consoles_fell_behind; }

    Sockets& of(SocketKind kind) { return sockets_[static_cast<std::size_t>(kind)]; }
    const Sockets& of(SocketKind kind) const { return sockets_[static_cast<std::size_t>(kind)]; }

    Counter commands_appended{0};
    Counter batches_appended{0};
    Counter batches_fed_again{0};  ///< after Redis lost something, or might have
    Counter late_acks{0};
    std::array<Counter, kCodes.size()> rejected_by_code{};
    Counter entries_read{0};
    Counter events_read{0};
    Counter log_restarts{0};
    Counter catch_ups_from_memory{0};
    Counter catch_ups_from_history{0};
    Counter history_failures{0};
    Counter consoles_fell_behind{0};

  private:
    std::array<Sockets, 2> sockets_;
};

}  // namespace usher::gateway
