// Goal: the fleet's connections upgrade, join fragments, answer pings and notice deaths, against a
// server end that the test plays byte by byte on a socket of its own.
#include "hub/app/bench/fleet.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <unistd.h>

#include "hub/app/bench/monotonic.hpp"
#include "hub/app/bench/processes.hpp"
#include "tests/unit/app_bench/hex.hpp"

namespace usher::bench {
namespace {

constexpr std::string_view kUpgraded = "HTTP/1.1 101 Switching Protocols\r\n\r\n";

class FleetTest : public testing::Test, public FleetListener {
  protected:
    FleetTest() {
        listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        ::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address);
        ::listen(listener_, 8);
        socklen_t size = sizeof address;
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
        port = ntohs(address.sin_port);
        EXPECT_TRUE(fleet.aim("127.0.0.1", port));
    }
    ~FleetTest() override {
        if (server_ >= 0) ::close(server_);
        ::close(listener_);
    }
    /// Connects and upgrades connection 0.
    void connect() {
        ASSERT_TRUE(fleet.open({.host = "h", .path = "/ws", .origin = {}, .subprotocol = {}}));
        server_ = ::accept(listener_, nullptr, nullptr);
        ASSERT_GE(server_, 0);
        turn_until([&] { return !hear(1).empty(); });
        say(kUpgraded);
        turn_until([&] { return opened == 1; });
    }
    void say(std::string_view bytes) {
        ASSERT_EQ(::send(server_, bytes.data(), bytes.size(), MSG_NOSIGNAL),
                  static_cast<ssize_t>(bytes.size()));
    }
    /// All that came to the server so far; waits for at least that many bytes only while turning.
    std::string hear(std::size_t least) {
        char chunk[4096];
        const auto count = ::recv(server_, chunk, sizeof chunk, MSG_DONTWAIT);
        if (count > 0) heard_.append(chunk, static_cast<std::size_t>(count));
        if (heard_.size() < least) return {};
        return std::exchange(heard_, {});
    }
    template <class Done>
    void turn_until(Done done) {
        const auto deadline = monotonic_ns() + 10 * kNsPerS;
        while (!done()) {
            ASSERT_LT(monotonic_ns(), deadline);
            fleet.turn(*this, monotonic_ns() + kNsPerMs);
        }
    }
    void on_open(ConnectionId) override { ++opened; }
    void on_message(ConnectionId, std::string_view payload) override {
        messages.emplace_back(payload);
    }

    Fleet fleet;
    std::uint16_t port = 0;
    int opened = 0;
    std::vector<std::string> messages;

  private:
    int listener_ = -1;
    int server_ = -1;
    std::string heard_;
};

TEST_F(FleetTest, HearsMessagesThatComeInAnyPieces) {
    connect();
    const std::string frames = from_hex(
                                   "8203616263"
                                   "820164") +
                               from_hex("827e0100") + std::string(256, 'z');
    for (const char byte : frames) {
        say({&byte, 1});
        fleet.turn(*this, monotonic_ns() + kNsPerMs);
    }
    turn_until([&] { return messages.size() == 3; });
    EXPECT_EQ(messages[0], "abc");
    EXPECT_EQ(messages[1], "d");
    EXPECT_EQ(messages[2], std::string(256, 'z'));
    EXPECT_EQ(fleet.dead(), 0U);
}

TEST_F(FleetTest, JoinsFragmentsAroundAPingAndAnswersIt) {
    connect();
    say(
        from_hex("02026162"
                 "89027071"
                 "80026364"));
    turn_until([&] { return messages.size() == 1; });
    EXPECT_EQ(messages[0], "abcd");
    std::string pong;
    turn_until([&] { return !(pong = hear(8)).empty(); });
    EXPECT_EQ(pong.substr(0, 2), from_hex("8a82"));
}

TEST_F(FleetTest, SendsMaskedBinaryMessages) {
    connect();
    fleet.send(0, "hello");
    std::string frame;
    turn_until([&] { return !(frame = hear(11)).empty(); });
    EXPECT_EQ(frame.substr(0, 2), from_hex("8285"));
    EXPECT_EQ(frame.size(), 11U);
}

TEST_F(FleetTest, TellsHowAConnectionDied) {
    connect();
    say(from_hex("88020fa8"));
    turn_until([&] { return fleet.dead() == 1; });
    EXPECT_NE(fleet.epitaph().find("4008"), std::string::npos);
    fleet.send(0, "into the void");
    fleet.turn(*this, monotonic_ns());
    EXPECT_EQ(fleet.dead(), 1U);
}

TEST_F(FleetTest, NobodyListeningIsADeathNotAHang) {
    ASSERT_TRUE(fleet.aim("127.0.0.1", 1));
    if (fleet.open({.host = "h", .path = "/", .origin = {}, .subprotocol = {}})) {
        turn_until([&] { return fleet.dead() == 1; });
        EXPECT_EQ(fleet.opening(), 0U);
    }
}

TEST_F(FleetTest, TheProcessBehindAPortIsFound) {
    EXPECT_EQ(listener_on(port), ::getpid());
    const auto use = use_of(::getpid());
    ASSERT_TRUE(use);
    EXPECT_GT(use->rss_bytes, 1'000'000U);
    EXPECT_FALSE(redis_child_of(::getpid()));
    EXPECT_GT(busy_cpu_s(), 0);
}

}  // namespace
}  // namespace usher::bench
