#include "hub/app/archiver.hpp"

#include <fmt/format.h>

#include "hub/wire/codec.hpp"

namespace usher::app {
namespace {

constexpr std::size_t kReadMax = 512;
constexpr auto kRetry = std::chrono::milliseconds(500);
/// Entries are gathered for this long before they are written: a transaction costs the same for one message
/// as for hundreds, and what is newer than the archive is still in the gateways' memory.
constexpr auto kGather = std::chrono::milliseconds(100);

}  // namespace

/// One workspace: reads a run of entries, writes it, goes on. On trouble it starts again at the
/// archive's own position.
struct Archiver::Follower {
    Archiver& owner;
    log::Streams& streams;
    WorkspaceId workspace;
    net::Timer pause;
    std::unique_ptr<log::EventReader> reader;
    bool troubled = false;

    Follower(Archiver& archiver, log::Streams& from, WorkspaceId id)
        : owner(archiver), streams(from), workspace(id), pause(archiver.loop_) {}

    void start() {
        auto position = owner.archive_.position(workspace);
        if (!position) return again(position.error().text);
        if (owner.events_.archived) owner.events_.archived(workspace, position->version);
        reader = streams.read_events(workspace, position->version);
        next();
    }

    void next() {
        reader->next(kReadMax, [this](auto entries) {
            if (!entries) {
                if (entries.error().kind != Error::Kind::cancelled) again(entries.error().text);
                return;
            }
            write(*entries);
        });
    }

    void write(const std::vector<log::EventEntry>& stored) {
        std::vector<core::LogEntry> entries;
        entries.reserve(stored.size());
        for (const auto& one : stored) {
            auto entry = wire::decode_log_entry(one.bytes);
            if (!entry)
                return again(fmt::format("log entry {}: {}", one.version, entry.error().text));
            entries.push_back(std::move(*entry));
        }
        if (auto written = owner.archive_.write(workspace, entries); !written) {
            return again(written.error().text);
        }
        if (troubled) {
            troubled = false;
            owner.events_.trouble({});
        }
        owner.events_.archived(workspace, entries.back().version);
        if (stored.size() == kReadMax) return next();
        pause.after(kGather, [this] { next(); });
    }

    void again(const std::string& why) {
        troubled = true;
        owner.events_.trouble(
            fmt::format("history of {} is not written: {}", workspace.text(), why));
        pause.after(kRetry, [this] { start(); });
    }
};

Archiver::Archiver(store::Archive& archive, std::vector<WorkspaceId> workspaces, OpenStreams open,
                   ArchiverEvents events)
    : archive_(archive), workspaces_(std::move(workspaces)), events_(std::move(events)) {
    thread_ = std::thread([this, open = std::move(open)] { run(open); });
}

Archiver::~Archiver() {
    loop_.stop();
    thread_.join();
}

void Archiver::run(const OpenStreams& open) {
    auto streams = open(loop_);
    if (!streams) return events_.trouble(streams.error().text);
    std::vector<std::unique_ptr<Follower>> followers;
    for (auto workspace : workspaces_) {
        followers.push_back(std::make_unique<Follower>(*this, **streams, workspace));
        followers.back()->start();
    }
    loop_.run();
    // Readers go before the streams they came from.
    followers.clear();
}

}  // namespace usher::app
