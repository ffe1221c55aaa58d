#include "hub/log/redis_streams.hpp"

#include <fmt/format.h>

#include <cassert>
#include <charconv>

#include "hub/log/cluster_live.hpp"
#include "hub/log/cluster_pipeline.hpp"
#include "hub/log/cluster_router.hpp"
#include "hub/log/redis_live.hpp"
#include "hub/log/redis_pipeline.hpp"
#include "hub/log/redis_stream_reader.hpp"

namespace usher::log {
namespace {

constexpr std::string_view kField = "m";

// The workspace in braces is the hash tag: all keys of a workspace share a cluster slot.
std::string key_of(WorkspaceId workspace, std::string_view name) {
    return fmt::format("{{{}}}:{}", workspace.text(), name);
}

/// "<version>-0"; nothing for ids that append_event did not write.
std::optional<std::uint64_t> version_of(std::string_view id) {
    std::uint64_t version = 0;
    const auto [end, error] = std::from_chars(id.begin(), id.end(), version);
    if (error != std::errc{} || std::string_view(end, id.end()) != "-0") return std::nullopt;
    return version;
}

Error alien_id(std::string_view id) {
    return {
        Error::Kind::corrupt,
        fmt::format("a log stream holds the id {}, which Usher did not write", id.substr(0, 64))};
}

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

/// XINFO STREAM is a flat list of names and values.
Result<std::uint64_t> last_version(Result<Reply> reply) {
    if (!reply) {
        const bool missing = reply.error().text.ends_with("ERR no such key");
        if (missing) return 0;
        return std::unexpected(std::move(reply.error()));
    }
    for (std::size_t i = 0; i + 1 < reply->items.size(); i += 2) {
        if (reply->items[i].text != "last-generated-id") continue;
        const std::string& id = reply->items[i + 1].text;
        if (const auto version = version_of(id)) return *version;
        return std::unexpected(alien_id(id));
    }
    return fail(Error::Kind::corrupt, "Redis describes a stream without its last id");
}

std::unique_ptr<RedisCalls> make_calls(const std::shared_ptr<const RedisContext>& context) {
    if (context->cluster) return std::make_unique<ClusterPipeline>(context);
    return std::make_unique<RedisPipeline>(context);
}

std::unique_ptr<LiveChannels> make_channels(const std::shared_ptr<const RedisContext>& context) {
    if (context->cluster) return std::make_unique<ClusterLive>(context);
    return std::make_unique<RedisLive>(context);
}

}  // namespace

struct RedisStreams::Impl {
    explicit Impl(std::shared_ptr<const RedisContext> shared)
        : context(std::move(shared)),
          calls(make_calls(context)),
          channels(make_channels(context)),
          pipeline(*calls),
          live(*channels) {}
    ~Impl() {
        if (context->cluster) context->cluster->close();
    }

    std::shared_ptr<const RedisContext> context;
    std::unique_ptr<RedisCalls> calls;
    std::unique_ptr<LiveChannels> channels;
    RedisCalls& pipeline;
    LiveChannels& live;

    /// False, and `done` is answered later, when the entry could never be read back.
    template <class T>
    bool check_size(const std::string& bytes, Callback<T>& done) {
        const auto most = context->options.entry_bytes_max;
        if (bytes.size() <= most) return true;
        auto text =
            fmt::format("an entry of {} bytes is above the limit of {}", bytes.size(), most);
        context->loop.post([done = std::move(done), text = std::move(text)]() mutable {
            done(fail(Error::Kind::exhausted, std::move(text)));
        });
        return false;
    }
};

Result<std::unique_ptr<RedisStreams>> RedisStreams::open(net::Loop& loop, RedisOptions options) {
    auto tls = load_tls(options);
    if (!tls) return std::unexpected(std::move(tls.error()));
    std::string server = options.address.text();
    auto context = std::make_shared<RedisContext>(
        RedisContext{loop, std::move(options), std::move(*tls), std::move(server)});
    if (!context->options.address.cluster.empty()) {
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
    impl_->pipeline.call(
        {"XADD", key_of(workspace, "log"), fmt::format("{}-0", version), kField, bytes},
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
                                              fmt::format("{}-0", after_version));
}

void RedisStreams::last_event_version(WorkspaceId workspace, Callback<std::uint64_t> done) {
    impl_->pipeline.call({"XINFO", "STREAM", key_of(workspace, "log")},
                         [done = std::move(done)](Result<Reply> reply) mutable {
                             done(last_version(std::move(reply)));
                         });
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

void RedisStreams::ping(Callback<void> done) {
    if (auto trouble = impl_->pipeline.trouble()) {
        impl_->context->loop.post(
            [done = std::move(done), trouble = std::move(*trouble)]() mutable {
                done(std::unexpected(std::move(trouble)));
            });
        return;
    }
    impl_->pipeline.call({"PING"}, [done = std::move(done)](Result<Reply> reply) mutable {
        if (!reply) return done(std::unexpected(std::move(reply.error())));
        done({});
    });
}

}  // namespace usher::log
