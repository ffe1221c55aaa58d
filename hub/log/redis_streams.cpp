#include "hub/log/redis_streams.hpp"

#include <fmt/format.h>

#include <cassert>

#include "hub/log/cluster_live.hpp"
#include "hub/log/cluster_pipeline.hpp"
#include "hub/log/cluster_router.hpp"
#include "hub/log/handler_list.hpp"
#include "hub/log/redis_beats.hpp"
#include "hub/log/redis_dead_letters.hpp"
#include "hub/log/redis_edges.hpp"
#include "hub/log/redis_keys.hpp"
#include "hub/log/redis_lease.hpp"
#include "hub/log/redis_live.hpp"
#include "hub/log/redis_pipeline.hpp"
#include "hub/log/redis_sentinels.hpp"
#include "hub/log/redis_snapshots.hpp"
#include "hub/log/redis_stream_reader.hpp"

namespace usher::log {
namespace {

class RedisCommandReader final : public CommandReader {
  public:
    RedisCommandReader(std::shared_ptr<const RedisContext> context, std::string key,
                       std::string after)
        : reader_(std::move(context), std::move(key), std::move(after)) {}
    void next(std::size_t entries_max, Callback<std::vector<CommandEntry>> done) override {
        reader_.next(entries_max, std::move(done));
    }

  private:
    RedisStreamReader reader_;
};

class RedisEventReader final : public EventReader {
  public:
    RedisEventReader(std::shared_ptr<const RedisContext> context, std::string key,
                     std::string after)
        : reader_(std::move(context), std::move(key), std::move(after)) {}
    void next(std::size_t entries_max, Callback<std::vector<EventEntry>> done) override {
        reader_.next(entries_max, [done = std::move(done)](auto entries) mutable {
            if (!entries) return done(std::unexpected(std::move(entries.error())));
            std::vector<EventEntry> events;
            events.reserve(entries->size());
            for (CommandEntry& entry : *entries) {
                const auto version = version_of(entry.id);
                if (!version) return done(std::unexpected(alien_id(entry.id)));
                events.push_back({*version, std::move(entry.bytes)});
            }
            done(std::move(events));
        });
    }

  private:
    RedisStreamReader reader_;
};

std::unique_ptr<RedisCalls> make_calls(const std::shared_ptr<const RedisContext>& context,
                                       std::function<void()> on_new_server) {
    if (context->cluster) {
        return std::make_unique<ClusterPipeline>(context, std::move(on_new_server));
    }
    return std::make_unique<RedisPipeline>(context, std::move(on_new_server));
}

std::unique_ptr<LiveChannels> make_channels(const std::shared_ptr<const RedisContext>& context) {
    if (context->cluster) return std::make_unique<ClusterLive>(context);
    return std::make_unique<RedisLive>(context);
}

}  // namespace

struct RedisStreams::Impl {
    explicit Impl(std::shared_ptr<const RedisContext> shared)
        : context(std::move(shared)),
          calls(make_calls(context, [this] { tell_new_server(); })),
          channels(make_channels(context)),
          pipeline(*calls),
          live(*channels) {}
    ~Impl() {
        if (context->cluster) context->cluster->close();
    }

    void tell_new_server() {
        on_new_server.call_soon(context->loop);
        if (context->options.send_to_new_server) return;
        ++*untold;
        context->loop.post([count = std::weak_ptr(untold)] {
            if (const auto left = count.lock()) --*left;
        });
    }

    std::shared_ptr<const RedisContext> context;
    HandlerList on_new_server;
    /// While the handlers are to be called no entry may land behind what the server has lost.
    std::shared_ptr<int> untold = std::make_shared<int>(0);
    std::unique_ptr<RedisCalls> calls;
    std::unique_ptr<LiveChannels> channels;
    RedisCalls& pipeline;
    DeadLetterBox dead_letters{pipeline};
    LiveChannels& live;

    template <class T>
    void refuse(Callback<T> done, Error::Kind kind, std::string text) {
        context->loop.post([done = std::move(done), kind, text = std::move(text)]() mutable {
            done(fail(kind, std::move(text)));
        });
    }

    /// False, and `done` is answered later, when the entry could never be read back.
    template <class T>
    bool check_size(const std::string& bytes, Callback<T>& done) {
        const auto most = context->options.entry_bytes_max;
        if (bytes.size() <= most) return true;
        refuse(std::move(done), Error::Kind::exhausted,
               fmt::format("an entry of {} bytes is above the limit of {}", bytes.size(), most));
        return false;
    }
};

Result<std::unique_ptr<RedisStreams>> RedisStreams::open(net::Loop& loop, RedisOptions options) {
    auto tls = load_tls(options);
    if (!tls) return std::unexpected(std::move(tls.error()));
    std::string server = options.address.text();
    auto context = std::make_shared<RedisContext>(RedisContext{.loop = loop,
                                                               .options = std::move(options),
                                                               .tls = std::move(*tls),
                                                               .server = std::move(server)});
    if (!context->options.address.sentinels.empty()) {
        context->sentinels = std::make_shared<RedisSentinels>(loop, context->options, context->tls);
    } else if (!context->options.address.cluster.empty()) {
        // A copy without the router, so that the two do not keep each other.
        context->cluster = ClusterRouter::make(std::make_shared<RedisContext>(*context));
    }
    return std::unique_ptr<RedisStreams>(
        new RedisStreams(std::make_unique<Impl>(std::move(context))));
}

RedisStreams::RedisStreams(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
RedisStreams::~RedisStreams() = default;

void RedisStreams::append_command(WorkspaceId workspace, std::string bytes,
                                  Callback<std::string> done) {
    if (!impl_->check_size(bytes, done)) return;
    impl_->pipeline.call({"XADD", key_of(workspace, "in"), "*", kField, bytes},
                         [done = std::move(done)](Result<Reply> reply) mutable {
                             if (!reply) return done(std::unexpected(std::move(reply.error())));
                             done(std::move(reply->text));
                         });
}

void RedisStreams::append_event(WorkspaceId workspace, std::uint64_t version, std::string bytes,
                                Callback<void> done) {
    assert(version > 0);
    if (!impl_->check_size(bytes, done)) return;
    if (*impl_->untold > 0) {
        return impl_->refuse(
            std::move(done), Error::Kind::unavailable,
            fmt::format("Redis at {} is another server than before; it was not sent",
                        impl_->context->server));
    }
    impl_->pipeline.call({"XADD", key_of(workspace, "log"), id_of_version(version), kField, bytes},
                         [done = std::move(done), version](Result<Reply> reply) mutable {
                             if (reply) return done({});
                             Error error = std::move(reply.error());
                             if (error.kind == Error::Kind::conflict) {
                                 error.text = fmt::format("version {}: {}", version, error.text);
                             }
                             done(std::unexpected(std::move(error)));
                         });
}

std::unique_ptr<CommandReader> RedisStreams::read_commands(WorkspaceId workspace,
                                                           std::string after_id) {
    return std::make_unique<RedisCommandReader>(impl_->context, key_of(workspace, "in"),
                                                std::move(after_id));
}

std::unique_ptr<EventReader> RedisStreams::read_events(WorkspaceId workspace,
                                                       std::uint64_t after_version) {
    return std::make_unique<RedisEventReader>(impl_->context, key_of(workspace, "log"),
                                              id_of_version(after_version));
}

void RedisStreams::last_event_version(WorkspaceId workspace, Callback<std::uint64_t> done) {
    log::last_event_version(impl_->pipeline, key_of(workspace, "log"), std::move(done));
}

void RedisStreams::edges(WorkspaceId workspace, Callback<StreamEdges> done) {
    stream_edges(impl_->pipeline, key_of(workspace, "in"), key_of(workspace, "log"),
                 std::move(done));
}

void RedisStreams::trim(WorkspaceId workspace, std::string commands_before_id,
                        std::uint64_t events_before_version, Callback<void> done) {
    if (!commands_before_id.empty() && !StreamPosition::parse(commands_before_id)) {
        return impl_->refuse(std::move(done), Error::Kind::invalid,
                             "the place to trim the commands to is not a stream id");
    }
    if (commands_before_id.empty() && events_before_version == 0) {
        return impl_->context->loop.post([done = std::move(done)]() mutable { done({}); });
    }
    trim_streams(impl_->pipeline, key_of(workspace, "in"), std::move(commands_before_id),
                 key_of(workspace, "log"), events_before_version, std::move(done));
}

void RedisStreams::claim(WorkspaceId workspace, std::string holder, std::chrono::milliseconds ttl,
                         Callback<std::string> done) {
    claim_lease(impl_->pipeline, key_of(workspace, "lease"), std::move(holder), ttl,
                std::move(done));
}

void RedisStreams::holder(WorkspaceId workspace, Callback<std::string> done) {
    impl_->pipeline.call({"GET", key_of(workspace, "lease")},
                         [done = std::move(done)](Result<Reply> reply) mutable {
                             if (!reply) return done(std::unexpected(std::move(reply.error())));
                             done(std::move(reply->text));
                         });
}

void RedisStreams::release(WorkspaceId workspace, std::string holder, Callback<void> done) {
    release_lease(impl_->pipeline, key_of(workspace, "lease"), std::move(holder), std::move(done));
}

void RedisStreams::put_snapshot(WorkspaceId workspace, Snapshot snapshot, Callback<void> done) {
    assert(snapshot.version > 0);
    if (snapshot.bytes.size() > kSnapshotBytesMax) {
        return impl_->refuse(std::move(done), Error::Kind::exhausted,
                             fmt::format("a snapshot of {} bytes is above the limit of {}",
                                         snapshot.bytes.size(), kSnapshotBytesMax));
    }
    log::put_snapshot(impl_->pipeline, key_of(workspace, "snapshot"), std::move(snapshot),
                      std::move(done));
}

void RedisStreams::snapshot(WorkspaceId workspace, Callback<std::optional<Snapshot>> done) {
    get_snapshot(impl_->pipeline, key_of(workspace, "snapshot"), std::move(done));
}

void RedisStreams::bury(WorkspaceId workspace, DeadLetter letter, Callback<void> done) {
    if (!impl_->check_size(letter.bytes, done)) return;
    impl_->dead_letters.bury(key_of(workspace, "dead"), key_of(workspace, "tries"),
                             std::move(letter), std::move(done));
}

void RedisStreams::dead_letters(WorkspaceId workspace, std::size_t max,
                                Callback<std::vector<DeadLetter>> done) {
    get_dead_letters(impl_->pipeline, key_of(workspace, "dead"), max, std::move(done));
}

void RedisStreams::dead_letter_count(WorkspaceId workspace, Callback<std::uint64_t> done) {
    impl_->pipeline.call({"HLEN", key_of(workspace, "dead")},
                         [done = std::move(done)](Result<Reply> reply) mutable {
                             if (!reply) return done(std::unexpected(std::move(reply.error())));
                             done(static_cast<std::uint64_t>(reply->integer));
                         });
}

void RedisStreams::exhume(WorkspaceId workspace, std::string command_id, Callback<bool> done) {
    exhume_letter(impl_->pipeline, key_of(workspace, "dead"), command_id, std::move(done));
}

void RedisStreams::count_try(WorkspaceId workspace, std::string command_id,
                             Callback<std::uint32_t> done) {
    count_one_try(impl_->pipeline, key_of(workspace, "tries"), command_id, std::move(done));
}

void RedisStreams::clear_tries(WorkspaceId workspace, Callback<void> done) {
    impl_->pipeline.call({"DEL", key_of(workspace, "tries")}, without_reply(std::move(done)));
}

void RedisStreams::beat(WorkspaceId workspace, GatewayId gateway, std::uint64_t count,
                        Callback<bool> done) {
    impl_->pipeline.call(
        {"HSET", key_of(workspace, "beats"), gateway.text(), std::to_string(count)},
        [done = std::move(done)](Result<Reply> reply) mutable {
            if (!reply) return done(std::unexpected(std::move(reply.error())));
            done(reply->integer == 0);  // the fields it added
        });
}

void RedisStreams::histories(WorkspaceId workspace, Callback<Histories> done) {
    auto key = key_of(workspace, "history");
    impl_->pipeline.call({"GET", key}, [&calls = impl_->pipeline, key,
                                        done = std::move(done)](Result<Reply> reply) mutable {
        if (!reply) return done(std::unexpected(std::move(reply.error())));
        // Whoever just answered is connected.
        auto found = calls.histories_at(key);
        found.noted = std::move(reply->text);
        done(std::move(found));
    });
}

void RedisStreams::note_history(WorkspaceId workspace, std::string history, Callback<void> done) {
    impl_->pipeline.call({"SET", key_of(workspace, "history"), history},
                         without_reply(std::move(done)));
}

void RedisStreams::beats(WorkspaceId workspace,
                         Callback<std::vector<std::pair<GatewayId, std::uint64_t>>> done) {
    get_beats(impl_->pipeline, key_of(workspace, "beats"), std::move(done));
}

void RedisStreams::forget_beat(WorkspaceId workspace, GatewayId gateway, Callback<void> done) {
    impl_->pipeline.call({"HDEL", key_of(workspace, "beats"), gateway.text()},
                         without_reply(std::move(done)));
}

void RedisStreams::publish(WorkspaceId workspace, std::string bytes) {
    if (bytes.size() > impl_->context->options.entry_bytes_max) return;
    const bool sharded = impl_->context->cluster != nullptr;
    impl_->pipeline.offer({sharded ? "SPUBLISH" : "PUBLISH", key_of(workspace, "live"), bytes});
}

std::unique_ptr<Subscription> RedisStreams::subscribe(
    WorkspaceId workspace, std::function<void(std::string_view)> handler) {
    return impl_->live.subscribe(key_of(workspace, "live"), std::move(handler));
}

std::unique_ptr<Subscription> RedisStreams::on_new_server(std::function<void()> handler) {
    return impl_->on_new_server.add(std::move(handler));
}

void RedisStreams::ping(Callback<void> done) {
    if (auto trouble = impl_->pipeline.trouble()) {
        return impl_->refuse(std::move(done), trouble->kind, std::move(trouble->text));
    }
    impl_->pipeline.call({"PING"}, without_reply(std::move(done)));
}

}  // namespace usher::log
