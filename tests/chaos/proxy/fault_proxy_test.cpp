// Goal: the proxy does exactly the harm it is told to, and otherwise passes every byte in order, so
// that what a chaos run blames on the network was the network.
#include "tests/chaos/proxy/fault_proxy.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <optional>

#include "hub/app/bench/schedule.hpp"
#include "tests/support/redis_server.hpp"

namespace usher::chaos {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using Way = FaultProxy::Way;

/// A socket of the test's, closed with it.
struct Socket {
    int fd = -1;
    explicit Socket(int of) : fd(of) {}
    Socket(Socket&& other) noexcept : fd(std::exchange(other.fd, -1)) {}
    Socket& operator=(Socket&&) = delete;
    ~Socket() {
        if (fd >= 0) ::close(fd);
    }
    void send(std::string_view bytes) const {
        ASSERT_EQ(::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL),
                  static_cast<ssize_t>(bytes.size()));
    }
    /// What comes at once; "" at the end, nothing when nothing comes or it was reset.
    std::optional<std::string> receive(std::chrono::milliseconds limit = 5s) const {
        pollfd ready{fd, POLLIN, 0};
        if (::poll(&ready, 1, static_cast<int>(limit.count())) <= 0) return std::nullopt;
        std::string bytes(65536, '\0');
        const auto count = ::recv(fd, bytes.data(), bytes.size(), 0);
        if (count < 0) return std::nullopt;
        bytes.resize(static_cast<std::size_t>(count));
        return bytes;
    }
    std::string receive_all(std::size_t size) const {
        std::string all;
        while (all.size() < size) {
            const auto piece = receive();
            if (!piece || piece->empty()) break;
            all += *piece;
        }
        return all;
    }
    bool was_reset() const {
        pollfd ready{fd, POLLIN, 0};
        char byte = 0;
        return ::poll(&ready, 1, 5'000) > 0 && ::recv(fd, &byte, 1, 0) < 0 && errno == ECONNRESET;
    }
};

/// The server's end: a listener, and whoever the proxy brings.
class Server {
  public:
    Server() : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in at{};
        at.sin_family = AF_INET;
        at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        ::bind(listener_.fd, reinterpret_cast<sockaddr*>(&at), sizeof at);
        ::listen(listener_.fd, 16);
        socklen_t size = sizeof at;
        ::getsockname(listener_.fd, reinterpret_cast<sockaddr*>(&at), &size);
        port_ = ntohs(at.sin_port);
    }
    std::uint16_t port() const { return port_; }
    Socket accept() const { return Socket(::accept(listener_.fd, nullptr, nullptr)); }

  private:
    Socket listener_;
    std::uint16_t port_ = 0;
};

Socket connect_to(std::uint16_t port) {
    Socket socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(socket.fd, reinterpret_cast<sockaddr*>(&to), sizeof to), 0);
    return socket;
}

class FaultProxyTest : public testing::Test {
  protected:
    Server server;
    FaultProxy proxy{{}, {.port = server.port(), .path = {}}, 7};
    Socket client = connect_to(proxy.port());
    Socket served = server.accept();
};

TEST_F(FaultProxyTest, PassesEveryByteBothWays) {
    client.send("hello");
    EXPECT_EQ(served.receive(), "hello");
    const std::string much(60'000, 'x');
    served.send(much);
    EXPECT_EQ(client.receive_all(much.size()), much);
    EXPECT_EQ(proxy.bytes(Way::to_server), 5U);
    EXPECT_EQ(proxy.bytes(Way::to_client), much.size());
    EXPECT_EQ(proxy.connections(), 1U);
}

TEST_F(FaultProxyTest, PassesAnEndAndGoesOnTheOtherWay) {
    client.send("last words");
    ::shutdown(client.fd, SHUT_WR);
    EXPECT_EQ(served.receive_all(10), "last words");
    EXPECT_EQ(served.receive(), "");
    served.send("answer");
    EXPECT_EQ(client.receive(), "answer");
}

TEST_F(FaultProxyTest, DelaysOneWayOnly) {
    Faults late;
    late.delay = 200ms;
    late.jitter = 50ms;
    proxy.set(Way::to_server, late);
    const auto began = Clock::now();
    client.send("one");
    EXPECT_EQ(served.receive(), "one");
    EXPECT_GE(Clock::now() - began, 200ms);
    const auto answered = Clock::now();
    served.send("two");
    EXPECT_EQ(client.receive(), "two");
    EXPECT_LT(Clock::now() - answered, 150ms);
}

TEST_F(FaultProxyTest, JitterKeepsTheOrder) {
    Faults late;
    late.jitter = 20ms;
    proxy.set(Way::both, late);
    std::string sent;
    for (char c = 'a'; c <= 'z'; ++c) {
        client.send({&c, 1});
        sent += c;
    }
    EXPECT_EQ(served.receive_all(sent.size()), sent);
}

TEST_F(FaultProxyTest, LetsOnlySoMuchThroughInASecond) {
    Faults narrow;
    narrow.bytes_per_s = 50'000;
    proxy.set(Way::to_client, narrow);
    const std::string much(25'000, 'y');
    const auto began = Clock::now();
    served.send(much);
    EXPECT_EQ(client.receive_all(much.size()), much);
    const auto took = Clock::now() - began;
    EXPECT_GE(took, 400ms);
    EXPECT_LT(took, 3s);
}

TEST_F(FaultProxyTest, SlicesIntoSmallPieces) {
    Faults sliced;
    sliced.slice_max = 3;
    sliced.delay = 1ms;
    proxy.set(Way::to_server, sliced);
    const std::string frame = "a frame of some length";
    client.send(frame);
    EXPECT_EQ(served.receive_all(frame.size()), frame);
}

TEST_F(FaultProxyTest, ABlackholeTakesAndGivesNothing) {
    Faults hole;
    hole.blackhole = true;
    proxy.set(Way::to_server, hole);
    client.send("lost");
    EXPECT_EQ(served.receive(100ms), std::nullopt);
    served.send("the other way is open");
    EXPECT_EQ(client.receive(), "the other way is open");
    proxy.heal();
    client.send("after");
    EXPECT_EQ(served.receive(), "after");
}

TEST_F(FaultProxyTest, ABlackholeBothWaysIsSilentAboutAnEndToo) {
    Faults hole;
    hole.blackhole = true;
    proxy.set(Way::both, hole);
    client.send("lost");
    served.send("lost as well");
    EXPECT_EQ(served.receive(100ms), std::nullopt);
    EXPECT_EQ(client.receive(100ms), std::nullopt);
    ::shutdown(client.fd, SHUT_WR);
    EXPECT_EQ(served.receive(100ms), std::nullopt);
    EXPECT_EQ(proxy.connections(), 1U);
}

TEST_F(FaultProxyTest, ResetsBothSides) {
    client.send("hello");
    EXPECT_EQ(served.receive(), "hello");
    proxy.reset_all();
    EXPECT_TRUE(client.was_reset());
    EXPECT_TRUE(served.was_reset());
    EXPECT_EQ(proxy.connections(), 0U);
}

TEST_F(FaultProxyTest, HalfClosesOneWay) {
    proxy.half_close_all(Way::to_server);
    EXPECT_EQ(served.receive(), "");
    served.send("still here");
    EXPECT_EQ(client.receive(), "still here");
}

TEST_F(FaultProxyTest, CutsInTheMiddleOfAFrame) {
    proxy.cut_after(Way::to_client, 4);
    served.send("a whole frame");
    const auto some = client.receive();
    // The reset may overtake what was given before it.
    if (some) EXPECT_EQ(*some, "a wh");
    EXPECT_TRUE(!some || client.was_reset());
}

TEST_F(FaultProxyTest, RefusesNewConnectionsOnly) {
    proxy.refuse_new(true);
    const auto refused = connect_to(proxy.port());
    EXPECT_TRUE(refused.was_reset());
    client.send("an old one goes on");
    EXPECT_EQ(served.receive(), "an old one goes on");
    proxy.refuse_new(false);
    const auto again = connect_to(proxy.port());
    again.send("hello");
    EXPECT_EQ(server.accept().receive(), "hello");
}

TEST(FaultProxy, StandsBeforeARealRedisOnAUnixSocket) {
    const test::TemporaryFolder folder;
    test::RedisServer redis;
    redis.wait_until_ready();
    const FaultProxy proxy({.port = 0, .path = folder.path() / "front.sock"},
                           {.port = 0, .path = redis.socket()});
    Socket client(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un to{};
    to.sun_family = AF_UNIX;
    std::strncpy(to.sun_path, (folder.path() / "front.sock").c_str(), sizeof to.sun_path - 1);
    ASSERT_EQ(::connect(client.fd, reinterpret_cast<sockaddr*>(&to), sizeof to), 0);
    client.send("PING\r\n");
    EXPECT_EQ(client.receive(), "+PONG\r\n");
}

}  // namespace
}  // namespace usher::chaos
