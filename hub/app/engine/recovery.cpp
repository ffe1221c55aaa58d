#include "hub/app/engine/recovery.hpp"

#include <fmt/format.h>

#include <charconv>

#include "hub/base/failpoint.hpp"
#include "hub/core/apply.hpp"
#include "hub/wire/codec.hpp"
#include "hub/wire/snapshot.hpp"

namespace usher::app {
namespace {

constexpr std::size_t kReadMax = 512;

std::uint64_t number_of(const std::string& epoch) {
    std::uint64_t number = 0;
    std::from_chars(epoch.data(), epoch.data() + epoch.size(), number);
    return number;
}

/// Readers may have seen versions that neither log nor archive know any more, so a life begins far
/// above: at the next multiple of 2^32.
std::uint64_t first_version_after(std::uint64_t newest) {
    return ((newest >> 32) + 1) << 32;
}

/// The archive's state: its snapshot and everything after it.
Result<Recovered> rebuild(store::Store& store, WorkspaceId workspace) {
    Recovered built;
    auto position = store.archive().position(workspace);
    if (!position) return std::unexpected(position.error());
    auto snapshot = store.archive().snapshot(workspace);
    if (!snapshot) return std::unexpected(snapshot.error());
    if (*snapshot) {
        auto loaded = wire::decode_snapshot((*snapshot)->bytes);
        if (!loaded) return std::unexpected(loaded.error());
        built.workspace = std::move(loaded->workspace);
    }
    built.workspace.id = workspace;
    auto replayed = store.archive().replay(
        workspace, [&](const core::Event& event) { core::apply(built.workspace, event); });
    if (!replayed) return std::unexpected(replayed.error());
    built.workspace.version = position->version;
    built.archived_version = position->version;
    built.epoch = position->epoch;
    return built;
}

}  // namespace

struct Recovery::Run : std::enable_shared_from_this<Run> {
    Run(net::Loop& loop_in, log::Streams& streams_in, StoreThread& store_in, WorkspaceId id_in,
        SeenLife seen_in, Done done_in)
        : loop(loop_in),
          streams(streams_in),
          store(store_in),
          id(id_in),
          seen(std::move(seen_in)),
          done(std::move(done_in)) {}

    template <class T>
    auto then(FailpointName here, void (Run::*next)(T)) {
        return [weak = weak_from_this(), here, next](Result<T> answer) {
            auto self = weak.lock();
            if (!self) return;
            if (fails_at(here)) answer = std::unexpected(failed_on_purpose(here.text()));
            if (!answer) return self->finish(std::unexpected(answer.error()));
            (self.get()->*next)(std::move(*answer));
        };
    }

    void finish(Result<Recovered> result) {
        reader.reset();
        if (auto call = std::exchange(done, nullptr)) call(std::move(result));
    }

    template <class T>
    void ask(std::move_only_function<Result<T>(store::Store&)> question, auto answered) {
        if (!store.ask<Result<T>>(loop, std::move(question), std::move(answered))) {
            finish(fail(Error::Kind::exhausted, "too many questions wait for the store"));
        }
    }

    void start() {
        ask<store::Position>([id = id](store::Store& from) { return from.archive().position(id); },
                             then("recovery.position", &Run::on_position));
    }

    void on_position(store::Position position) {
        archived = std::move(position);
        streams.edges(id, then("recovery.edges", &Run::on_edges));
    }

    void on_edges(log::StreamEdges found) {
        edges = std::move(found);
        streams.snapshot(id, then("recovery.snapshot", &Run::on_snapshot));
    }

    void on_snapshot(std::optional<log::Snapshot> snapshot) {
        it.workspace.id = id;
        it.epoch = "1";
        it.archived_version = archived.version;
        if (snapshot) {
            auto loaded = wire::decode_snapshot(snapshot->bytes);
            if (!loaded) return finish(std::unexpected(loaded.error()));
            it.workspace = std::move(loaded->workspace);
            it.epoch = std::move(loaded->epoch);
            it.cursor = std::move(loaded->cursor);
            it.snapshot_version = it.workspace.version;
        }
        if (edges.last_event <= it.workspace.version) return judge();
        reader = streams.read_events(id, it.workspace.version);
        read();
    }

    void read() { reader->next(kReadMax, then("recovery.entries", &Run::on_entries)); }

    void on_entries(std::vector<log::EventEntry> entries) {
        for (const auto& stored : entries) {
            auto entry = wire::decode_log_entry(stored.bytes);
            if (!entry) {
                return finish(
                    fail(entry.error().kind,
                         fmt::format("log entry {}: {}", stored.version, entry.error().text)));
            }
            if (entry->previous != it.workspace.version) return begin_life();
            core::apply(it.workspace, *entry);
            it.epoch = entry->epoch;
            it.cursor = entry->cursor;
        }
        if (it.workspace.version < edges.last_event) return read();
        judge();
    }

    /// Does the archive know more than the log?
    void judge() {
        const bool lost = archived.version > it.workspace.version ||
                          number_of(archived.epoch) > number_of(it.epoch);
        if (lost) return begin_life();
        if (archived.version >= edges.last_event) return finish(std::move(it));
        reader = streams.read_events(id, archived.version);
        reader->next(1, then("recovery.compared", &Run::on_next_to_archive));
    }

    /// An archive that can never go on would wait for ever, and history with it.
    void on_next_to_archive(std::vector<log::EventEntry> entries) {
        auto entry = wire::decode_log_entry(entries.front().bytes);
        if (entry && entry->previous > archived.version) return begin_life();
        reader.reset();
        finish(std::move(it));
    }

    void begin_life() {
        reader.reset();
        const auto newest = std::max({edges.last_event, archived.version, it.workspace.version,
                                      it.snapshot_version, seen.version});
        const auto life =
            std::max({number_of(it.epoch), number_of(archived.epoch), number_of(seen.epoch)}) + 1;
        ask<Recovered>([id = id](store::Store& from) { return rebuild(from, id); },
                       [weak = weak_from_this(), newest, life](Result<Recovered> built) {
                           auto self = weak.lock();
                           if (!self) return;
                           if (fails_at("recovery.rebuilt")) {
                               built = std::unexpected(failed_on_purpose("recovery.rebuilt"));
                           }
                           if (!built) return self->finish(std::unexpected(built.error()));
                           self->it = std::move(*built);
                           self->announce(first_version_after(newest), std::to_string(life));
                       });
    }

    /// What the log still holds is void: it goes before the first entry of the new life comes, so
    /// that no reader meets both.
    void announce(std::uint64_t version, std::string epoch) {
        core::LogEntry first;
        first.previous = it.workspace.version;
        first.version = version;
        first.epoch = it.epoch = std::move(epoch);
        first.decided = loop.now();
        core::apply(it.workspace, first);
        it.cursor.clear();
        it.snapshot_version = 0;
        it.new_life = true;
        streams.trim(id, "", version,
                     [weak = weak_from_this(), bytes = wire::encode_log_entry(first),
                      version](Result<void> trimmed) mutable {
                         auto self = weak.lock();
                         if (!self) return;
                         if (fails_at("recovery.trimmed")) {
                             trimmed = std::unexpected(failed_on_purpose("recovery.trimmed"));
                         }
                         if (!trimmed) return self->finish(std::unexpected(trimmed.error()));
                         self->append_first(version, std::move(bytes));
                     });
    }

    void append_first(std::uint64_t version, std::string bytes) {
        streams.append_event(
            id, version, std::move(bytes), [weak = weak_from_this()](Result<void> appended) {
                auto self = weak.lock();
                if (!self) return;
                if (fails_at("recovery.begun")) {
                    appended = std::unexpected(failed_on_purpose("recovery.begun"));
                }
                if (!appended) return self->finish(std::unexpected(appended.error()));
                self->put_snapshot();
            });
    }

    /// Without it no reader could begin: the entries before are gone.
    void put_snapshot() {
        log::Snapshot snapshot{it.workspace.version, wire::encode_snapshot(it.workspace, it.epoch,
                                                                           it.cursor, loop.now())};
        streams.put_snapshot(id, std::move(snapshot), [weak = weak_from_this()](Result<void> put) {
            auto self = weak.lock();
            if (!self) return;
            if (fails_at("recovery.snapshot_put")) {
                put = std::unexpected(failed_on_purpose("recovery.snapshot_put"));
            }
            if (!put) return self->finish(std::unexpected(put.error()));
            self->it.snapshot_version = self->it.workspace.version;
            self->finish(std::move(self->it));
        });
    }

    net::Loop& loop;
    log::Streams& streams;
    StoreThread& store;
    WorkspaceId id;
    SeenLife seen;
    Done done;
    Recovered it;
    store::Position archived;
    log::StreamEdges edges;
    std::unique_ptr<log::EventReader> reader;
};

Recovery::Recovery(net::Loop& loop, log::Streams& streams, StoreThread& store,
                   WorkspaceId workspace, SeenLife seen, Done done)
    : run_(std::make_shared<Run>(loop, streams, store, workspace, std::move(seen),
                                 std::move(done))) {}

// The reader goes before the streams it came from, whoever still holds the run.
Recovery::~Recovery() {
    run_->reader.reset();
    run_->done = nullptr;
}

void Recovery::start() {
    run_->start();
}

}  // namespace usher::app
