// Goal: whoever waits for the answer to his command gets it, whatever became of the lines over
// which he asked before.
#include <gtest/gtest.h>

#include "hub/gateway/pending_commands.hpp"

namespace usher::gateway {
namespace {

struct Caller final : CommandCaller {
    void on_accepted(const std::string&) override {}
    void on_unavailable(const std::string&) override {}
    void on_rejected(const std::string&, const core::Rejection&) override {}
    void on_settled(const std::string&, const Settled&) override {}
};

const auto kSomebody = core::Actor::contact(ContactId(Bits128{1, 2}));

TEST(PendingCommands, OfSeveralWithTheSameIdTheOldestComesFirst) {
    PendingCommands pending;
    const auto a = std::make_shared<Caller>();
    const auto b = std::make_shared<Caller>();
    pending.add(kSomebody, "id", a, {});
    pending.add(kSomebody, "id", b, {});
    EXPECT_EQ(pending.take(kSomebody, "id")->session.lock(), a);
    EXPECT_EQ(pending.take(kSomebody, "id")->session.lock(), b);
    EXPECT_EQ(pending.take(kSomebody, "id"), nullptr);
    EXPECT_EQ(pending.size(), 0U);
}

TEST(PendingCommands, ALineThatIsGoneTakesNobodysAnswer) {
    PendingCommands pending;
    auto gone = std::make_shared<Caller>();
    const auto waits = std::make_shared<Caller>();
    pending.add(kSomebody, "id", gone, {});
    pending.add(kSomebody, "id", waits, {});
    gone.reset();
    EXPECT_EQ(pending.take(kSomebody, "id")->session.lock(), waits)
        << "the first decision may be the only one";
    EXPECT_EQ(pending.size(), 0U);
}

}  // namespace
}  // namespace usher::gateway
