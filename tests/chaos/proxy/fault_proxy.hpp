// A proxy of our own that stands between two programs and is as bad as a network can be: late,
// slow, cut into pieces, silent, half-closed, reset. TCP and unix sockets, on a thread of its own;
// the test changes its faults while it runs. It never changes a byte.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace usher::chaos {

/// What happens to the bytes of one direction.
struct Faults {
    std::chrono::milliseconds delay{0};
    std::chrono::milliseconds jitter{0};  ///< 0 … jitter is added to each piece; order is kept
    std::size_t bytes_per_s = 0;          ///< 0: no limit
    std::size_t slice_max = 0;  ///< pieces of 1 … n bytes, each written by itself; 0: whole
    bool blackhole = false;     ///< taken from the sender, never given to the receiver
};

struct Endpoint {
    std::uint16_t port = 0;      ///< of 127.0.0.1; or
    std::filesystem::path path;  ///< of a unix socket
};

class FaultProxy {
  public:
    enum class Way : std::uint8_t { to_server, to_client, both };

    /// Listens at `front`; port 0: the system chooses. Throws when it cannot.
    FaultProxy(Endpoint front, Endpoint back, std::uint64_t seed = 1);
    /// Drops every connection.
    ~FaultProxy();
    FaultProxy(const FaultProxy&) = delete;
    FaultProxy& operator=(const FaultProxy&) = delete;

    std::uint16_t port() const;

    /// For connections that are there and for new ones. All calls return once it is so.
    void set(Way way, const Faults& faults);
    void heal();  ///< no faults any more; what a blackhole took is lost
    /// Every connection ends with an RST on both sides.
    void reset_all();
    /// No more bytes that way, told by a FIN; the other way goes on.
    void half_close_all(Way way);
    /// Every connection is reset after so many more bytes that way: in the middle of a frame.
    void cut_after(Way way, std::size_t bytes);
    /// New connections are accepted and held, or refused by an RST.
    void refuse_new(bool refuse);

    std::size_t connections() const;
    /// Since the start, over all connections.
    std::uint64_t bytes(Way way) const;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace usher::chaos
