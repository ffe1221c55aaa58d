// Goal: a full disk under Redis costs refusals with the reason, never an acknowledged entry, and
// needs no restart of the hub once there is room again.
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <unistd.h>

#include <fstream>

#include "tests/support/ledger.hpp"
#include "tests/support/redis_server.hpp"

namespace usher::log {
namespace {

using namespace std::chrono_literals;
using test::Ledger;
using test::RedisServer;
using test::run_until;

const WorkspaceId kWorkspace{Bits128{1, 7}};

/// A file system of a few MiB, and a file that leaves next to no room in it.
class SmallDisk {
  public:
    SmallDisk() {
        mounted_ = ::geteuid() == 0 &&
                   ::mount("tmpfs", folder_.path().c_str(), "tmpfs", 0, "size=8m,mode=700") == 0;
    }
    ~SmallDisk() {
        if (mounted_) ::umount2(folder_.path().c_str(), MNT_DETACH);
    }
    bool mounted() const { return mounted_; }
    const std::filesystem::path& path() const { return folder_.path(); }

    void fill() const {
        std::ofstream file(path() / "filler", std::ios::app | std::ios::binary);
        const std::string block(4096, 'x');
        while (file << block && file.flush()) {
        }
    }
    void make_room() const { std::filesystem::remove(path() / "filler"); }

  private:
    test::TemporaryFolder folder_;
    bool mounted_ = false;
};

class RedisDiskFull : public testing::Test {
  protected:
    void SetUp() override {
        if (!disk_.mounted()) GTEST_SKIP() << "mounting a small file system needs root";
    }
    void start(const std::string& fsync) {
        server_.emplace(RedisServer::Transport::unix_socket,
                        "dir " + disk_.path().string() + "\nappendfsync " + fsync +
                            "\nauto-aof-rewrite-percentage 0\n");
        server_->wait_until_ready();
        streams_ = RedisStreams::open(loop_, server_->options()).value();
        ledger_ = std::make_unique<Ledger>(loop_, *streams_, kWorkspace);
        ASSERT_TRUE(run_until(loop_, [&] { return ledger_->acknowledged() > 200; }));
    }

    SmallDisk disk_;
    net::Loop loop_;
    std::optional<RedisServer> server_;
    std::unique_ptr<RedisStreams> streams_;
    std::unique_ptr<Ledger> ledger_;
};

TEST_F(RedisDiskFull, RedisRefusesWritesWithTheReasonAndGoesOnWithRoom) {
    start("everysec");
    disk_.fill();
    ASSERT_TRUE(run_until(
        loop_, [&] { return ledger_->last_failure().text.find("disk") != std::string::npos; }));
    EXPECT_EQ(ledger_->last_failure().kind, Error::Kind::unavailable);
    disk_.make_room();
    EXPECT_TRUE(ledger_->goes_on(10s));
    ASSERT_TRUE(ledger_->finish());
    ledger_->compare();
}

// With appendfsync always Redis ends itself rather than acknowledge what it cannot write.
TEST_F(RedisDiskFull, ARedisThatEndsKeepsAllItAcknowledged) {
    start("always");
    disk_.fill();
    ASSERT_TRUE(run_until(loop_, [&] { return ledger_->failed() > 0; }));
    server_->stop();
    disk_.make_room();
    server_->start();
    EXPECT_TRUE(ledger_->goes_on(10s));
    ASSERT_TRUE(ledger_->finish());
    ledger_->compare();
}

}  // namespace
}  // namespace usher::log
