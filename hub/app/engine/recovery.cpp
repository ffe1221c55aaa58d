#include "hub/app/engine/recovery.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "hub/app/engine/new_life.hpp"
#include "hub/app/engine/rebuilding.hpp"
#include "hub/base/failpoint.hpp"
#include "hub/core/apply.hpp"
#include "hub/wire/codec.hpp"
#include "hub/wire/snapshot.hpp"

namespace usher::app {
namespace {

constexpr std::size_t kReadMax = 512;
constexpr std::chrono::seconds kReadLimit{10};
constexpr std::uint64_t kFirstLife = 1;

}  // namespace

struct Recovery::Run : std::enable_shared_from_this<Run> {
    Run(net::Loop& loop_in, log::Streams& streams_in, StoreThread& store_in, WorkspaceId id_in,
        SeenLife seen_in, Done done_in)
        : loop(loop_in),
          streams(streams_in),
          store(store_in),
          id(id_in),
          seen(std::move(seen_in)),
          done(std::move(done_in)),
          limit(loop_in) {}

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

    auto then(FailpointName here, void (Run::*next)()) {
        return [weak = weak_from_this(), here, next](Result<void> answer) {
            auto self = weak.lock();
            if (!self) return;
            if (fails_at(here)) answer = std::unexpected(failed_on_purpose(here.text()));
            if (!answer) return self->finish(std::unexpected(answer.error()));
            (self.get()->*next)();
        };
    }

    void finish(Result<Recovered> result) {
        limit.cancel();
        reader.reset();
        if (result) {
            result->lost = std::move(lost);
            result->history = std::move(history);
        }
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
                             [weak = weak_from_this()](Result<store::Position> position) {
                                 if (auto self = weak.lock()) self->on_position(position);
                             });
    }

    void on_position(Result<store::Position> position) {
        if (fails_at("recovery.position")) {
            position = std::unexpected(failed_on_purpose("recovery.position"));
        }
        if (position) {
            archived = std::move(*position);
        } else {
            no_witness = std::move(position.error());
        }
        streams.histories(id, then("recovery.histories", &Run::on_histories));
    }

    void on_histories(log::Histories found) {
        // Without the archive the log is only believed when it is the one the last engine left.
        if (no_witness && (found.now.empty() || found.noted != found.now)) {
            return finish(std::unexpected(*no_witness));
        }
        history = std::move(found.now);
        replaced = !found.noted.empty() && found.noted == found.before;
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
        it.first_event = edges.first_event != 0 ? edges.first_event : it.workspace.version + 1;
        if (edges.last_event <= it.workspace.version) return judge();
        // Nobody would ever answer.
        if (edges.events == 0) {
            return begin_life(fmt::format("its entries after {} are gone", it.workspace.version));
        }
        reader = streams.read_events(id, it.workspace.version);
        read();
    }

    void read() {
        give_up_later();
        reader->next(kReadMax, then("recovery.entries", &Run::on_entries));
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

    /// Does the archive know more than the log?
    void judge() {
        if (archived.version > it.workspace.version ||
            number_of_epoch(archived.epoch) > number_of_epoch(it.epoch)) {
            return begin_life(
                fmt::format("it ends at {} of epoch {}, the archive holds {} of epoch {}: Redis is "
                            "older than the store, or empty",
                            it.workspace.version, it.epoch, archived.version, archived.epoch));
        }
        if (replaced && !it.new_life) {
            lost = "the log of " + id.text() +
                   " may have lost entries: a replica took over while no engine ran";
            return archive_the_rest();
        }
        check_archive();
    }

    /// What the replica lacks may be on its way into the archive from elsewhere: before the next
    /// life begins the archive has what this one is known by.
    void archive_the_rest() {
        limit.cancel();
        reader.reset();
        if (archived.version == it.workspace.version) return begin_next_life();
        if (edges.events == 0) return check_archive();  // trimmed behind the archive
        reader = streams.read_events(id, archived.version);
        give_up_later();
        reader->next(kReadMax, then("recovery.compared", &Run::on_rest));
    }

    void on_rest(std::vector<log::EventEntry> stored) {
        limit.cancel();
        auto entries = std::make_shared<std::vector<core::LogEntry>>();
        for (const auto& one : stored) {
            auto entry = wire::decode_log_entry(one.bytes);
            if (!entry) return finish(std::unexpected(entry.error()));
            entries->push_back(std::move(*entry));
        }
        if (entries->front().previous != archived.version) return check_archive();
        store::Position reached{entries->back().epoch, entries->back().version};
        ask<void>([id = id, entries](store::Store& to) { return to.archive().write(id, *entries); },
                  [weak = weak_from_this(), reached](Result<void> written) {
                      auto self = weak.lock();
                      if (!self) return;
                      if (!written && written.error().kind == Error::Kind::conflict) {
                          return self->look_at_archive_again();
                      }
                      // Without it another node's archiver could still write what this life lacks.
                      if (!written) return self->finish(std::unexpected(written.error()));
                      self->archived = reached;
                      self->it.archived_version = reached.version;
                      self->archive_the_rest();
                  });
    }

    /// Can the archive go on from where it is?
    void check_archive() {
        if (no_witness) return finish(std::move(it));
        if (archived.version == it.workspace.version) return finish(std::move(it));
        if (edges.events == 0 && !it.new_life) {
            beginning = {it.epoch, it.workspace.version};
            return look_at_archive_again();
        }
        reader = streams.read_events(id, archived.version);
        give_up_later();
        reader->next(1, then("recovery.compared", &Run::on_not_archived));
    }

    void on_not_archived(std::vector<log::EventEntry> entries) {
        limit.cancel();
        auto entry = wire::decode_log_entry(entries.front().bytes);
        if (!entry) return finish(std::unexpected(entry.error()));
        if (entry->previous != archived.version) {
            beginning = {entry->epoch, entry->previous};
            return look_at_archive_again();
        }
        const auto known_life = std::max(number_of_epoch(archived.epoch), kFirstLife);
        if (number_of_epoch(entry->epoch) <= known_life) return finish(std::move(it));
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
        limit.cancel();
        reader.reset();
        ask<store::Position>([id = id](store::Store& from) { return from.archive().position(id); },
                             then("recovery.position", &Run::on_position_again));
    }

    void on_position_again(store::Position position) {
        if (position == archived) {
            if (beginning.version > archived.version) return accept_gap();
            return begin_life(
                fmt::format("it goes on after {}, and the archive took {} of epoch {} "
                            "from elsewhere",
                            beginning.version, archived.version, archived.epoch));
        }
        archived = std::move(position);
        it.archived_version = archived.version;
        judge();
    }

    /// The state is newer than the archive, and the entries between them are nowhere: it stays, and
    /// history has a gap. But what is recalled from the archive has lost its newest numbers and
    /// uses them again, so what clients hold is void.
    void accept_gap() {
        lost = fmt::format(
            "history of {} between version {} and {} is lost: the store is older than what was "
            "trimmed from the log; its pages show the gap. A newer backup of the store, put back "
            "before more is trimmed, fills it",
            id.text(), archived.version, beginning.version);
        ask<void>([id = id, beginning = beginning](
                      store::Store& from) { return from.archive().accept_gap(id, beginning); },
                  then("recovery.rebuilt", &Run::go_on_in_new_life));
    }

    void go_on_in_new_life() {
        archived = beginning;
        it.archived_version = archived.version;
        begin_next_life();
    }

    void begin_next_life() {
        limit.cancel();
        auto first = first_of_life(
            {std::ranges::max(it.epoch, seen.epoch, {}, number_of_epoch), it.workspace.version},
            std::max(edges.last_event, seen.version), loop.now());
        first.cursor = it.cursor;
        it.epoch = first.epoch;
        core::apply(it.workspace, first);
        if (edges.events == 0) it.first_event = first.version;
        it.new_life = true;
        streams.append_event(id, first.version, wire::encode_log_entry(first),
                             then("recovery.begun", &Run::put_snapshot));
    }

    void begin_life(std::string why) {
        limit.cancel();
        reader.reset();
        lost = fmt::format("the log of {} lost entries: {}", id.text(), why);
        newest = std::max({edges.last_event, archived.version, it.workspace.version,
                           it.snapshot_version, seen.version});
        newest_epoch =
            std::ranges::max({it.epoch, archived.epoch, seen.epoch}, {}, number_of_epoch);
        ask<Recovered>([id = id](store::Store& from) { return rebuild(from, id); },
                       then("recovery.rebuilt", &Run::announce));
    }

    /// From here on Redis takes no entry of the life that is over.
    void announce(Recovered built) {
        it = std::move(built);
        archived = {it.epoch, it.archived_version};
        const auto first = first_of_life({newest_epoch, it.workspace.version}, newest, loop.now());
        it.epoch = first.epoch;
        core::apply(it.workspace, first);
        it.cursor.clear();
        it.snapshot_version = 0;
        it.first_event = first.version;
        it.new_life = true;
        streams.append_event(id, first.version, wire::encode_log_entry(first),
                             then("recovery.begun", &Run::drop_old_entries));
    }

    /// What the log still holds is void. Not before: a deposed engine may append until then.
    void drop_old_entries() {
        streams.trim(id, "", it.workspace.version, then("recovery.trimmed", &Run::put_snapshot));
    }

    /// Without it no reader could begin: the entries before are gone.
    void put_snapshot() {
        log::Snapshot snapshot{it.workspace.version, wire::encode_snapshot(it.workspace, it.epoch,
                                                                           it.cursor, loop.now())};
        streams.put_snapshot(id, std::move(snapshot),
                             then("recovery.snapshot_put", &Run::on_snapshot_put));
    }

    void on_snapshot_put() {
        it.snapshot_version = it.workspace.version;
        check_archive();
    }

    net::Loop& loop;
    log::Streams& streams;
    StoreThread& store;
    WorkspaceId id;
    SeenLife seen;
    Done done;
    Recovered it;
    store::Position archived;
    store::Position beginning;  ///< what the oldest entry the archive could take follows
    log::StreamEdges edges;
    std::uint64_t newest = 0;  ///< no life that begins here may use this version, or this epoch
    std::string newest_epoch;
    std::string lost;
    std::string history;
    std::optional<Error> no_witness;  ///< the store is away
    bool replaced = false;            ///< the server, while nobody could append again what it lacks
    std::unique_ptr<log::EventReader> reader;
    net::Timer limit;
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
