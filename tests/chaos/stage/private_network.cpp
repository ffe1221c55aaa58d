#include "tests/chaos/stage/private_network.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>

namespace usher::chaos {
namespace {

void run(const std::string& command) {
    if (std::system(command.c_str()) != 0) throw std::runtime_error(command + " does not work");
}

}  // namespace

std::string why_no_private_network() {
    if (std::system("nft --version >/dev/null 2>&1") != 0) {
        return "nft is missing: apt-get install nftables";
    }
    const auto child = ::fork();
    if (child == 0) {
        const bool good = ::unshare(CLONE_NEWNET) == 0 &&
                          std::system("nft add table inet usher 2>/dev/null") == 0;
        ::_exit(good ? 0 : 1);
    }
    int status = 1;
    ::waitpid(child, &status, 0);
    return status == 0 ? "" : "no network namespace with a packet filter is allowed here; be root";
}

PrivateNetwork::PrivateNetwork()
    : before_(::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC)) {
    if (before_ < 0 || ::unshare(CLONE_NEWNET) != 0) throw std::runtime_error("unshare failed");
    run("ip link set lo up");
    run("nft add table inet usher");
    run("nft 'add chain inet usher in { type filter hook input priority 0; }'");
}

PrivateNetwork::~PrivateNetwork() {
    (void)::setns(before_, CLONE_NEWNET);
    ::close(before_);
}

void PrivateNetwork::cut_off(std::uint16_t port, bool but_hubs) {
    const auto* from = but_hubs ? "ip saddr != 127.0.0.1 " : "";
    const auto* to = but_hubs ? "ip daddr != 127.0.0.1 " : "";
    run(fmt::format("nft add rule inet usher in {}tcp dport {} drop", from, port));
    run(fmt::format("nft add rule inet usher in {}tcp sport {} drop", to, port));
}

void PrivateNetwork::heal() {
    run("nft flush chain inet usher in");
}

}  // namespace usher::chaos
