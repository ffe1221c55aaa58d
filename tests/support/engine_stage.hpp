// Nodes that run engines, for tests of what happens to them: pumps and archivers over streams in
// memory and a real SQLite store, all on one loop that the test turns itself.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "hub/app/archive_follower.hpp"
#include "hub/app/engine/engine_pump.hpp"
#include "hub/base/random.hpp"
#include "hub/base/uuid.hpp"
#include "hub/log/memory_streams.hpp"
#include "hub/wire/codec.hpp"
#include "tests/support/redis_server.hpp"

namespace usher::test {

class EngineStage {
  public:
    struct Node {
        std::unique_ptr<app::EnginePump> pump;
        std::vector<std::string> troubles;
        bool runs = false;
    };

    EngineStage() {
        store_ = open();
        worker_ = std::make_unique<app::StoreThread>(open());
        events_.archived = [this](WorkspaceId, std::uint64_t version) {
            archived = version;
            for (auto& [name, node] : nodes) {
                if (node.pump) node.pump->archived(version);
            }
        };
        events_.trouble = [this](std::string sentence) {
            if (!sentence.empty()) archive_troubles.push_back(std::move(sentence));
        };
        archiver = std::make_unique<app::ArchiveFollower>(loop, streams, store_->archive(),
                                                          workspace, events_);
    }
    ~EngineStage() {
        archiver.reset();
        nodes.clear();
    }

    void start(const std::string& name) {
        auto& node = nodes[name];
        node.pump = std::make_unique<app::EnginePump>(
            loop, streams, *worker_, workspace, name,
            app::EnginePumpEvents{
                [&node](const core::Workspace&) { node.runs = true; },
                [&node] { node.runs = false; },
                [&node](std::string why) { node.troubles.push_back(std::move(why)); },
                {},
                [this](store::Snapshot snapshot) {
                    if (offer_snapshots) archiver->offer(std::move(snapshot));
                }});
        node.pump->start();
    }
    /// As a kill: nothing is given up, nothing is finished.
    void kill(const std::string& name) { nodes.erase(name); }
    void await(const std::function<bool()>& so) {
        bool late = false;
        net::Timer limit(loop);
        limit.after(std::chrono::seconds(20), [&late] { late = true; });
        net::Timer look(loop);
        std::function<void()> again = [&] {
            look.after(std::chrono::milliseconds(2), [&again] { again(); });
        };
        again();
        loop.run_until([&] { return late || so(); });
        ASSERT_FALSE(late) << "waited in vain";
    }

    core::Command command(core::CommandBody body, core::Actor caller, std::string id = {}) {
        core::Command made;
        made.id = id.empty() ? uuid_v7(loop.now(), random_entropy()) : std::move(id);
        made.caller = std::move(caller);
        made.received = loop.now();
        made.entropy = random_entropy();
        made.body = std::move(body);
        return made;
    }
    void append(const core::Command& made) { append_bytes(wire::encode_commands({&made, 1})); }
    void append_bytes(std::string bytes) {
        streams.append_command(workspace, std::move(bytes), [](auto) {});
    }
    void define() {
        const auto system = core::Actor::system();
        append(command(core::DefineWorkspace{{workspace, "Test"}}, system));
        append(command(core::DefineQueue{{queue, "Support", {}, {}}}, system));
        append(command(core::DefineInbox{{inbox, "Web", "web", queue, "site", {"*"}, "Hello"}},
                       system));
    }
    /// Node "a" runs, somebody said `text`, and the archive has it; gives the log's last version.
    std::uint64_t begin_with_archived(const std::string& text) {
        start("a");
        define();
        archiver->start();
        say(1, text);
        await([&] { return messages().contains(text); });
        const auto last = log().back().version;
        await([&] { return archived == last; });
        return last;
    }
    /// The id of the command.
    std::string say(std::uint64_t contact, std::string text, std::string id = {}) {
        core::SendMessage send;
        send.inbox = inbox;
        send.text = std::move(text);
        auto made =
            command(send, core::Actor::contact(ContactId(Bits128{7, contact})), std::move(id));
        append(made);
        return made.id;
    }

    /// The whole log as it lies there.
    std::vector<core::LogEntry> log() {
        std::vector<core::LogEntry> entries;
        std::uint64_t last = 0;
        bool known = false;
        streams.last_event_version(workspace, [&](Result<std::uint64_t> version) {
            last = *version;
            known = true;
        });
        await([&] { return known; });
        auto reader = streams.read_events(workspace, 0);
        while (last != 0 && (entries.empty() || entries.back().version < last)) {
            bool read = false;
            reader->next(512, [&](auto stored) {
                for (const auto& one : *stored) {
                    entries.push_back(wire::decode_log_entry(one.bytes).value());
                }
                read = true;
            });
            await([&] { return read; });
        }
        return entries;
    }
    /// How often each text was stored as a message.
    std::map<std::string, int> messages() {
        std::map<std::string, int> found;
        for (const auto& entry : log()) {
            for (const auto& event : entry.events) {
                if (const auto* message = std::get_if<core::MessageAdded>(&event.body)) {
                    ++found[message->text];
                }
            }
        }
        return found;
    }
    /// The version of the snapshot that Redis keeps, 0 when there is none.
    std::uint64_t snapshot() {
        std::optional<std::uint64_t> version;
        streams.snapshot(workspace, [&](Result<std::optional<log::Snapshot>> kept) {
            version = kept && *kept ? (*kept)->version : 0;
        });
        await([&] { return version.has_value(); });
        return *version;
    }
    /// How often the archive has each text.
    std::map<std::string, int> archived_messages() {
        std::map<std::string, int> found;
        EXPECT_TRUE(store_->archive().replay(workspace, [&](const core::Event& event) {
            if (const auto* message = std::get_if<core::MessageAdded>(&event.body)) {
                ++found[message->text];
            }
        }));
        return found;
    }
    store::Store& store() { return *store_; }

    WorkspaceId workspace{Bits128{1, 1}};
    QueueId queue{Bits128{1, 2}};
    InboxId inbox{Bits128{1, 3}};
    net::Loop loop;
    log::MemoryStreams streams{loop};
    std::map<std::string, Node> nodes;
    std::unique_ptr<app::ArchiveFollower> archiver;
    std::vector<std::string> archive_troubles;
    std::uint64_t archived = 0;
    bool offer_snapshots = false;  ///< to the archiver

  private:
    std::unique_ptr<store::Store> open() {
        return store::open_sqlite(folder_.path() / "store").value();
    }
    TemporaryFolder folder_;
    std::unique_ptr<store::Store> store_;
    std::unique_ptr<app::StoreThread> worker_;
    app::ArchiveEvents events_;
};

}  // namespace usher::test
