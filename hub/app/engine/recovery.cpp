#include "hub/app/engine/recovery.hpp"

#include <fmt/format.h>

#include "hub/app/engine/new_life.hpp"
#include "hub/core/apply.hpp"
#include "hub/wire/codec.hpp"
#include "hub/wire/snapshot.hpp"

namespace usher::app {
namespace {

constexpr std::size_t kReadMax = 512;

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
        Done done_in)
        : loop(loop_in),
          streams(streams_in),
          store(store_in),
          id(id_in),
          done(std::move(done_in)) {}

    template <class T>
    auto then(void (Run::*next)(T)) {
        return [weak = weak_from_this(), next](Result<T> answer) {
            auto self = weak.lock();
            if (!self) return;
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
                             then(&Run::on_position));
    }

    void on_position(store::Position position) {
        archived = std::move(position);
        streams.edges(id, then(&Run::on_edges));
    }

    void on_edges(log::StreamEdges found) {
        edges = std::move(found);
        streams.snapshot(id, then(&Run::on_snapshot));
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
        // Nobody would ever answer.
        if (edges.events == 0) {
            return begin_life(fmt::format("its entries after {} are gone", it.workspace.version));
        }
        reader = streams.read_events(id, it.workspace.version);
        read();
    }

    void read() { reader->next(kReadMax, then(&Run::on_entries)); }

    void on_entries(std::vector<log::EventEntry> entries) {
        for (const auto& stored : entries) {
            auto entry = wire::decode_log_entry(stored.bytes);
            if (!entry) {
                return finish(
                    fail(entry.error().kind,
                         fmt::format("log entry {}: {}", stored.version, entry.error().text)));
            }
            if (entry->previous != it.workspace.version) {
                return begin_life(fmt::format("its entries after {} are gone, {} follows {}",
                                              it.workspace.version, entry->version,
                                              entry->previous));
            }
            core::apply(it.workspace, *entry);
            it.epoch = entry->epoch;
            it.cursor = entry->cursor;
        }
        if (it.workspace.version < edges.last_event) return read();
        judge();
    }

    /// Does the archive know more than the log, or does it end before the log begins?
    void judge() {
        const bool lost = archived.version > it.workspace.version ||
                          number_of_epoch(archived.epoch) > number_of_epoch(it.epoch);
        if (lost) {
            return begin_life(
                fmt::format("it ends at {} of epoch {}, the archive holds {} of "
                            "epoch {}: Redis is older than the store, or empty",
                            it.workspace.version, it.epoch, archived.version, archived.epoch));
        }
        if (archived.version >= std::max(edges.first_event, it.snapshot_version)) {
            return finish(std::move(it));
        }
        if (edges.events == 0) return judge_beginning({it.epoch, it.workspace.version});
        reader = streams.read_events(id, edges.first_event - 1);
        reader->next(1, then(&Run::on_first_entry));
    }

    void on_first_entry(std::vector<log::EventEntry> entries) {
        auto entry = wire::decode_log_entry(entries.front().bytes);
        if (!entry) return finish(std::unexpected(entry.error()));
        reader.reset();
        judge_beginning({entry->epoch, entry->previous});
    }

    /// What the archive needs next is the entry after its position; `begin` is what the oldest
    /// entry of the log follows.
    void judge_beginning(store::Position begin) {
        if (archived.version >= begin.version) return finish(std::move(it));
        it.lost = fmt::format(
            "history of {} between version {} and {} is lost: the store is older than what was "
            "trimmed from the log; its pages show the gap. A newer backup of the store, put back "
            "before more is trimmed, fills it",
            id.text(), archived.version, begin.version);
        ask<void>([id = id, begin = std::move(begin)](
                      store::Store& from) { return from.archive().accept_gap(id, begin); },
                  [weak = weak_from_this()](Result<void> accepted) {
                      auto self = weak.lock();
                      if (!self) return;
                      if (!accepted) return self->finish(std::unexpected(accepted.error()));
                      self->go_on_in_new_life();
                  });
    }

    /// The state stays: it is newer than the archive. But what is recalled from the archive has
    /// lost its newest numbers and uses them again, so what clients hold is void.
    void go_on_in_new_life() {
        const store::Position end{it.epoch, it.workspace.version};
        auto first = first_of_life(end, edges.last_event, loop.now());
        first.cursor = it.cursor;
        it.epoch = first.epoch;
        core::apply(it.workspace, first);
        it.new_life = true;
        append_first(first.version, wire::encode_log_entry(first));
    }

    void begin_life(std::string why) {
        reader.reset();
        it.lost = fmt::format("the log of {} lost entries: {}", id.text(), why);
        const auto newest = std::max(
            {edges.last_event, archived.version, it.workspace.version, it.snapshot_version});
        const auto epoch =
            number_of_epoch(it.epoch) > number_of_epoch(archived.epoch) ? it.epoch : archived.epoch;
        ask<Recovered>(
            [id = id](store::Store& from) { return rebuild(from, id); },
            [weak = weak_from_this(), newest, epoch](Result<Recovered> built) {
                auto self = weak.lock();
                if (!self) return;
                if (!built) return self->finish(std::unexpected(built.error()));
                auto lost = std::move(self->it.lost);
                self->it = std::move(*built);
                self->it.lost = std::move(lost);
                const auto previous = self->it.workspace.version;
                self->announce(first_of_life({epoch, previous}, newest, self->loop.now()));
            });
    }

    /// What the log still holds is void: it goes before the first entry of the new life comes, so
    /// that no reader meets both.
    void announce(core::LogEntry first) {
        it.epoch = first.epoch;
        core::apply(it.workspace, first);
        it.cursor.clear();
        it.snapshot_version = 0;
        it.new_life = true;
        streams.trim(id, "", first.version,
                     [weak = weak_from_this(), bytes = wire::encode_log_entry(first),
                      version = first.version](Result<void> trimmed) mutable {
                         auto self = weak.lock();
                         if (!self) return;
                         if (!trimmed) return self->finish(std::unexpected(trimmed.error()));
                         self->append_first(version, std::move(bytes));
                     });
    }

    void append_first(std::uint64_t version, std::string bytes) {
        streams.append_event(id, version, std::move(bytes),
                             [weak = weak_from_this()](Result<void> appended) {
                                 auto self = weak.lock();
                                 if (!self) return;
                                 if (!appended)
                                     return self->finish(std::unexpected(appended.error()));
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
            if (!put) return self->finish(std::unexpected(put.error()));
            self->it.snapshot_version = self->it.workspace.version;
            self->finish(std::move(self->it));
        });
    }

    net::Loop& loop;
    log::Streams& streams;
    StoreThread& store;
    WorkspaceId id;
    Done done;
    Recovered it;
    store::Position archived;
    log::StreamEdges edges;
    std::unique_ptr<log::EventReader> reader;
};

Recovery::Recovery(net::Loop& loop, log::Streams& streams, StoreThread& store,
                   WorkspaceId workspace, Done done)
    : run_(std::make_shared<Run>(loop, streams, store, workspace, std::move(done))) {}

// The reader goes before the streams it came from, whoever still holds the run.
Recovery::~Recovery() {
    run_->reader.reset();
    run_->done = nullptr;
}

void Recovery::start() {
    run_->start();
}

}  // namespace usher::app
