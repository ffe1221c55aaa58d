#include "hub/app/demo/seed_demo.hpp"

#include "hub/app/demo/demo_story.hpp"
#include "hub/wire/codec.hpp"

namespace usher::app {
namespace {

constexpr std::size_t kInFlightMax = 512;

Result<bool> is_demo(store::Accounts& accounts) {
    auto all = accounts.all();
    if (!all) return std::unexpected(all.error());
    if (all->empty()) return false;
    const auto wanted = demo_agents();
    for (const auto& account : *all) {
        if (account.email == wanted.front().email) return true;
    }
    return fail(Error::Kind::conflict,
                "this data folder belongs to an installation that is not the demo; use `usher "
                "serve`, or another "
                "folder with --data");
}

Result<void> append_all(net::Loop& loop, log::Streams& streams, const DemoStory& story) {
    Result<void> outcome;
    std::size_t in_flight = 0;
    for (const auto& entry : story.log) {
        ++in_flight;
        streams.append_event(story.workspace.workspace, entry.version,
                             wire::encode_log_entry(entry), [&](Result<void> result) {
                                 --in_flight;
                                 if (!result && outcome) outcome = std::move(result);
                             });
        if (in_flight >= kInFlightMax) loop.run_until([&] { return in_flight == 0; });
        if (!outcome) break;
    }
    loop.run_until([&] { return in_flight == 0; });
    return outcome;
}

Result<void> add_accounts(store::Accounts& accounts, const DemoWorkspace& demo) {
    for (const auto& agent : demo.agents) {
        auto added = accounts.add({demo.workspace, agent.id, agent.email, agent.display_name,
                                   agent.role, agent.capacity, agent.queues, agent.password});
        if (!added) return added;
    }
    return {};
}

}  // namespace

Result<void> seed_demo(net::Loop& loop, Installation& installation, std::size_t filler) {
    auto filled = is_demo(installation.store().accounts());
    if (!filled) return std::unexpected(filled.error());
    if (*filled) return {};
    auto streams = installation.open_streams(loop);
    if (!streams) return std::unexpected(streams.error());
    const auto story = play_demo(loop.now(), filler);
    if (auto appended = append_all(loop, **streams, story); !appended) return appended;
    return add_accounts(installation.store().accounts(), story.workspace);
}

}  // namespace usher::app
