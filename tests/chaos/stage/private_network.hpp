// A network namespace of this program's own, in which a packet filter may cut servers off without
// touching anybody else's packets. Everything started while it lives is inside; loopback works as
// ever. Needs root and nft; where it is not allowed it says so.
#pragma once

#include <cstdint>
#include <string>

namespace usher::chaos {

/// Empty when a namespace with a packet filter can be had; else the reason.
std::string why_no_private_network();

class PrivateNetwork {
  public:
    PrivateNetwork();
    ~PrivateNetwork();
    PrivateNetwork(const PrivateNetwork&) = delete;
    PrivateNetwork& operator=(const PrivateNetwork&) = delete;

    /// No packet from or to this port any more, in silence; with `but_hubs` those of 127.0.0.1 go
    /// on both ways, so that the hubs stay on the server's side of the partition.
    void cut_off(std::uint16_t port, bool but_hubs);
    void heal();

  private:
    int before_ = -1;  ///< the namespace we came from
};

}  // namespace usher::chaos
