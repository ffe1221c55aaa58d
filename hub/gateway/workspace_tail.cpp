#include "hub/gateway/workspace_tail.hpp"

#include <fmt/format.h>

#include "hub/base/failpoint.hpp"
#include "hub/core/apply.hpp"
#include "hub/wire/codec.hpp"
#include "hub/wire/snapshot.hpp"
#include "hub/wire/socket_frames.hpp"

namespace usher::gateway {
namespace {

constexpr std::size_t kEntriesPerRead = 256;
constexpr std::chrono::milliseconds kFirstPause{50};
constexpr std::chrono::milliseconds kLongestPause{5'000};

}  // namespace

struct WorkspaceTail::State : std::enable_shared_from_this<State> {
    State(net::Loop& loop, log::Streams& streams_in, WorkspaceId id_in, TailListener& listener_in,
          GatewayProbe& probe_in)
        : streams(streams_in), id(id_in), listener(listener_in), probe(probe_in), pause(loop) {}

    /// Takes the snapshot, asks how far the log goes, then reads what follows.
    void begin() {
        clear_workspace();
        caught_up = false;
        reader.reset();
        streams.snapshot(id, [weak = weak_from_this()](Result<std::optional<log::Snapshot>> found) {
            auto self = weak.lock();
            if (!self || (!found && found.error().kind == Error::Kind::cancelled)) return;
            if (!found || (*found && !self->load((*found)->bytes))) return self->begin_later();
            self->read_what_follows();
        });
    }

    bool load(const std::string& bytes) {
        auto loaded = wire::decode_snapshot(bytes);
        if (!loaded) return false;
        workspace = std::move(loaded->workspace);
        workspace.id = id;
        workspace.recent = {};
        workspace.recent.stay_empty();
        epoch = std::move(loaded->epoch);
        return true;
    }

    void read_what_follows() {
        streams.last_event_version(id, [weak = weak_from_this()](Result<std::uint64_t> last) {
            auto self = weak.lock();
            if (!self || (!last && last.error().kind == Error::Kind::cancelled)) return;
            if (!last) return self->begin_later();
            self->goal = *last;
            self->reader = self->streams.read_events(self->id, self->workspace.version);
            self->check_caught_up();
            self->read();
        });
    }

    void clear_workspace() {
        workspace = {};
        workspace.id = id;
        workspace.recent.stay_empty();
        epoch.clear();
    }

    void begin_later() {
        pause.after(pause_length, [weak = weak_from_this()] {
            if (auto self = weak.lock()) self->begin();
        });
        pause_length = std::min(pause_length * 2, kLongestPause);
    }

    void restart(const std::string& why) {
        probe.log_restarted();
        clear_workspace();
        caught_up = false;
        reader.reset();
        listener.on_restart(why);
        begin_later();
    }

    void read() {
        reader->next(kEntriesPerRead, [weak = weak_from_this(), source = reader.get()](
                                          Result<std::vector<log::EventEntry>> entries) {
            auto self = weak.lock();
            if (!self || self->reader.get() != source) return;
            if (!entries) {
                if (entries.error().kind == Error::Kind::cancelled) return;
                return self->restart("the log cannot be read: " + entries.error().text);
            }
            if (fails_at("gateway.log.read")) return self->restart("it failed on purpose");
            for (auto& entry : *entries) {
                if (!self->take(entry)) return;
            }
            self->read();
        });
    }

    /// False when reading began again.
    bool take(log::EventEntry& stored) {
        TailEntry read{{}, std::make_shared<const std::string>(std::move(stored.bytes)), {}};
        auto entry = wire::decode_log_entry(*read.bytes);
        auto slices = wire::event_slices(*read.bytes);
        if (!entry || !slices || slices->size() != entry->events.size()) {
            restart(fmt::format("log entry {} of {} cannot be read: {}", stored.version, id.text(),
                                entry ? "its events do not match" : entry.error().text));
            return false;
        }
        if (entry->previous != workspace.version || entry->version != stored.version) {
            restart(fmt::format("log entry {} of {} follows {}, but {} was read before it",
                                stored.version, id.text(), entry->previous, workspace.version));
            return false;
        }
        if (!epoch.empty() && epoch != entry->epoch && caught_up) {
            restart(fmt::format("a new life of the log of {} began", id.text()));
            return false;
        }
        read.entry = std::move(*entry);
        read.slices = std::move(*slices);
        epoch = read.entry.epoch;
        if (!apply(read.entry)) {
            restart(fmt::format("log entry {} of {} does not go on from what was read before it",
                                stored.version, id.text()));
            return false;
        }
        probe.entry_read(read.entry.events.size());
        listener.on_entry(read);
        check_caught_up();
        return true;
    }

    /// False, and the state is void, when a number does not follow the last one of its
    /// conversation: the log lost what was read here, and others were decided in its place.
    bool apply(const core::LogEntry& entry) {
        workspace.version = entry.version;
        for (const auto& event : entry.events) {
            if (event.conversation) {
                const auto* known = workspace.find(event.conversation);
                if (event.seq != (known != nullptr ? known->seq : 0) + 1) return false;
            }
            core::apply(workspace, event);
        }
        return true;
    }

    void check_caught_up() {
        if (caught_up || workspace.version < goal) return;
        caught_up = true;
        pause_length = kFirstPause;
        listener.on_caught_up();
    }

    log::Streams& streams;
    WorkspaceId id;
    TailListener& listener;
    GatewayProbe& probe;
    net::Timer pause;
    std::chrono::milliseconds pause_length = kFirstPause;
    std::unique_ptr<log::EventReader> reader;
    core::Workspace workspace;
    std::string epoch;
    std::uint64_t goal = 0;
    bool caught_up = false;
};

WorkspaceTail::WorkspaceTail(net::Loop& loop, log::Streams& streams, WorkspaceId workspace,
                             TailListener& listener, GatewayProbe& probe)
    : state_(std::make_shared<State>(loop, streams, workspace, listener, probe)) {
    state_->workspace.id = workspace;
}
// The reader goes before the streams it came from, whoever still holds the state.
WorkspaceTail::~WorkspaceTail() {
    state_->reader.reset();
}

void WorkspaceTail::start() {
    state_->begin();
}
bool WorkspaceTail::caught_up() const {
    return state_->caught_up;
}
const core::Workspace& WorkspaceTail::workspace() const {
    return state_->workspace;
}
const std::string& WorkspaceTail::epoch() const {
    return state_->epoch;
}

}  // namespace usher::gateway
