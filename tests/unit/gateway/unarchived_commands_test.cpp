// Goal: what was acknowledged is appended again after a loss, also when it was taken for decided
// because Redis lost it under a running engine.
#include <gtest/gtest.h>

#include "hub/gateway/unarchived_commands.hpp"
#include "hub/log/memory_streams.hpp"

namespace usher::gateway {
namespace {

TEST(UnarchivedCommands, WhatWasTakenForArchivedIsKeptForAMoment) {
    net::Loop loop;
    log::MemoryStreams streams(loop);
    GatewayProbe probe;
    const WorkspaceId workspace{Bits128{1, 1}};
    UnarchivedCommands unarchived(loop, streams, workspace, probe);
    unarchived.appended("5-0", std::make_shared<const std::string>("lost"));
    // A later command was decided: the cursor is past this one, which the engine never read.
    unarchived.decided("6-0", 10);
    unarchived.archived(10);
    EXPECT_EQ(unarchived.size(), 1U);
    unarchived.feed_again();
    std::string read;
    auto reader = streams.read_commands(workspace, "");
    reader->next(1, [&](auto entries) { read = entries->front().bytes; });
    loop.run_until([&] { return !read.empty(); });
    EXPECT_EQ(read, "lost");
}

}  // namespace
}  // namespace usher::gateway
