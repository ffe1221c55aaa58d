// Goal: an archiver that had to wait for its turn writes history when the turn comes, whatever its
// Redis connections do until then.
#include "hub/app/archiver.hpp"

#include <gtest/gtest.h>

#include <future>

#include "hub/log/memory_streams.hpp"
#include "hub/store/open.hpp"
#include "tests/support/redis_server.hpp"

namespace usher::test {
namespace {

TEST(Archiver, WaitsForItsTurnWithNothingElseToWaitFor) {
    const TemporaryFolder folder;
    const auto store = store::open_sqlite(folder.path()).value();
    const WorkspaceId workspace{Bits128{1, 1}};
    std::promise<void> began;
    app::ArchiveEvents events;
    events.archived = [&, once = false](WorkspaceId, std::uint64_t) mutable {
        if (!std::exchange(once, true)) began.set_value();
    };
    app::Archiver archiver(
        store->archive(), {workspace},
        [](net::Loop& loop) -> Result<std::unique_ptr<log::Streams>> {
            return std::make_unique<log::MemoryStreams>(loop);
        },
        std::move(events));
    // That its thread has not ended by now cannot be awaited, only given time to go wrong.
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    archiver.set_active(workspace, true);
    EXPECT_EQ(began.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready);
}

}  // namespace
}  // namespace usher::test
