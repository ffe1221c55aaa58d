#include "hub/app/engine/recovery.hpp"

#include <fmt/format.h>

#include <charconv>

#include "hub/core/apply.hpp"
#include "hub/wire/codec.hpp"
#include "hub/wire/snapshot.hpp"

namespace usher::app {
namespace {

constexpr std::size_t kReadMax = 512;
constexpr std::chrono::seconds kReadLimit{10};
constexpr std::uint64_t kFirstLife = 1;

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
        Done done_in)
        : loop(loop_in),
          streams(streams_in),
          store(store_in),
          id(id_in),
          done(std::move(done_in)),
          limit(loop_in) {}

    template <class T>
    auto then(void (Run::*next)(T)) {
        return [weak = weak_from_this(), next](Result<T> answer) {
            auto self = weak.lock();
            if (!self) return;
            if (!answer) return self->finish(std::unexpected(answer.error()));
            (self.get()->*next)(std::move(*answer));
        };
    }

    auto then(void (Run::*next)()) {
        return [weak = weak_from_this(), next](Result<void> done_so) {
            auto self = weak.lock();
            if (!self) return;
            if (!done_so) return self->finish(std::unexpected(done_so.error()));
            (self.get()->*next)();
        };
    }

    void finish(Result<Recovered> result) {
        limit.cancel();
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
        it.first_event = edges.first_event != 0 ? edges.first_event : it.workspace.version + 1;
        if (edges.last_event <= it.workspace.version) return judge();
        reader = streams.read_events(id, it.workspace.version);
        read();
    }

    void read() {
        give_up_later();
        reader->next(kReadMax, then(&Run::on_entries));
    }

    /// What was there at the last look may vanish, and a reader waits for ever.
    void give_up_later() {
        limit.after(kReadLimit, [weak = weak_from_this()] {
            auto self = weak.lock();
            if (!self) return;
            self->finish(fail(Error::Kind::unavailable, "the log does not give what it held"));
        });
    }

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
        check_archive();
    }

    /// Can the archive go on from where it is?
    void check_archive() {
        if (archived.version == it.workspace.version) return finish(std::move(it));
        reader = streams.read_events(id, archived.version);
        give_up_later();
        reader->next(1, then(&Run::on_not_archived));
    }

    void on_not_archived(std::vector<log::EventEntry> entries) {
        auto entry = wire::decode_log_entry(entries.front().bytes);
        if (!entry) return finish(std::unexpected(entry.error()));
        if (entry->previous != archived.version) return look_at_archive_again();
        const auto known_life = std::max(number_of(archived.epoch), kFirstLife);
        if (number_of(entry->epoch) <= known_life) return finish(std::move(it));
        // Another node's archiver may still hold entries of the life that is over. Once the
        // archive has the first entry of this one, it takes none of them.
        ask<void>([id = id, first = *entry](
                      store::Store& to) { return to.archive().write(id, {&first, 1}); },
                  [weak = weak_from_this()](Result<void> written) {
                      auto self = weak.lock();
                      if (!self) return;
                      if (written) return self->finish(std::move(self->it));
                      if (written.error().kind != Error::Kind::conflict) {
                          return self->finish(std::unexpected(written.error()));
                      }
                      self->look_at_archive_again();
                  });
    }

    /// The archive is elsewhere than the log goes on from: it came along meanwhile, or it took
    /// entries that this life knows nothing of, and then another one begins.
    void look_at_archive_again() {
        reader.reset();
        ask<store::Position>([id = id](store::Store& from) { return from.archive().position(id); },
                             then(&Run::on_position_again));
    }

    void on_position_again(store::Position position) {
        if (position == archived) return begin_life();
        archived = std::move(position);
        it.archived_version = archived.version;
        judge();
    }

    void begin_life() {
        reader.reset();
        const auto newest = std::max(
            {edges.last_event, archived.version, it.workspace.version, it.snapshot_version});
        const auto life = std::max(number_of(it.epoch), number_of(archived.epoch)) + 1;
        ask<Recovered>([id = id](store::Store& from) { return rebuild(from, id); },
                       [weak = weak_from_this(), newest, life](Result<Recovered> built) {
                           auto self = weak.lock();
                           if (!self) return;
                           if (!built) return self->finish(std::unexpected(built.error()));
                           self->it = std::move(*built);
                           self->archived = {self->it.epoch, self->it.archived_version};
                           self->announce(first_version_after(newest), std::to_string(life));
                       });
    }

    /// From here on Redis takes no entry of the life that is over.
    void announce(std::uint64_t version, std::string epoch) {
        core::LogEntry first;
        first.previous = it.workspace.version;
        first.version = version;
        first.epoch = it.epoch = std::move(epoch);
        first.decided = loop.now();
        core::apply(it.workspace, first);
        it.cursor.clear();
        it.snapshot_version = 0;
        it.first_event = version;
        it.new_life = true;
        streams.append_event(id, version, wire::encode_log_entry(first),
                             then(&Run::drop_old_entries));
    }

    /// What the log still holds is void. Not before: a deposed engine may append until then.
    void drop_old_entries() {
        streams.trim(id, "", it.workspace.version, then(&Run::put_snapshot));
    }

    /// Without it no reader could begin: the entries before are gone.
    void put_snapshot() {
        log::Snapshot snapshot{it.workspace.version, wire::encode_snapshot(it.workspace, it.epoch,
                                                                           it.cursor, loop.now())};
        streams.put_snapshot(id, std::move(snapshot), then(&Run::on_snapshot_put));
    }

    void on_snapshot_put() {
        it.snapshot_version = it.workspace.version;
        check_archive();
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
    net::Timer limit;
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
