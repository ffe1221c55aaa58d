#include "hub/log/redis_facts.hpp"

#include "hub/log/cluster_slots.hpp"
#include "hub/log/redis_pipeline.hpp"
#include "hub/log/redis_sentinels.hpp"

namespace usher::log {
namespace {

/// A key of ours that nobody has.
constexpr std::string_view kNoKey = "{wsp_00000000000000000000000000}:doctor";
constexpr std::string_view kNoChannel = "{wsp_00000000000000000000000000}:live";

using Command = std::vector<std::string_view>;

/// Each finds nothing to change: no key, or a condition that no key meets.
const std::vector<Command> kHarmless{
    {"XADD", kNoKey, "NOMKSTREAM", "*", "m", ""},
    {"XREAD", "COUNT", "1", "STREAMS", kNoKey, "0"},
    {"XRANGE", kNoKey, "-", "+", "COUNT", "1"},
    {"XREVRANGE", kNoKey, "+", "-", "COUNT", "1"},
    {"XDEL", kNoKey, "1-0"},
    {"XTRIM", kNoKey, "MINID", "1"},
    {"XINFO", "STREAM", kNoKey},
    {"SET", kNoKey, "", "XX"},
    {"GET", kNoKey},
    {"DEL", kNoKey},
    {"UNLINK", kNoKey},
    {"PEXPIRE", kNoKey, "1000"},
    {"PERSIST", kNoKey},
    {"HGET", kNoKey, "f"},
    {"HGETALL", kNoKey},
    {"HDEL", kNoKey, "f"},
    {"HKEYS", kNoKey},
    {"HLEN", kNoKey},
    {"PUBLISH", kNoChannel, ""},
};

}  // namespace

struct RedisFactFinder::Impl : std::enable_shared_from_this<Impl> {
    Impl(net::Loop& on, RedisOptions with) : loop(on), options(std::move(with)) {}

    Result<void> connect() {
        auto tls = load_tls(options);
        if (!tls) return std::unexpected(std::move(tls.error()));
        auto address = options.address;
        const bool cluster = !address.cluster.empty();
        address.cluster.clear();
        options.address = address;
        auto context = std::make_shared<RedisContext>(RedisContext{.loop = loop,
                                                                   .options = options,
                                                                   .tls = std::move(*tls),
                                                                   .server = address.text(),
                                                                   .any_role = cluster});
        if (!address.sentinels.empty()) {
            context->sentinels = std::make_shared<RedisSentinels>(loop, options, context->tls);
        }
        in_cluster = cluster;
        pipeline = std::make_unique<RedisPipeline>(std::move(context));
        return {};
    }

    template <class Take>
    void ask(std::initializer_list<std::string_view> command, Take take) {
        pipeline->call(command,
                       [weak = weak_from_this(), take = std::move(take)](Result<Reply> reply) {
                           if (auto self = weak.lock()) take(*self, std::move(reply));
                       });
    }

    void start() {
        ask({"INFO"}, [](Impl& self, Result<Reply> reply) {
            if (!reply) return self.finish(std::unexpected(std::move(reply.error())));
            self.facts.info = std::move(reply->text);
            self.ask_fsync();
        });
    }

    void ask_fsync() {
        ask({"CONFIG", "GET", "appendfsync"}, [](Impl& self, Result<Reply> reply) {
            if (reply && reply->items.size() == 2) self.facts.appendfsync = reply->items[1].text;
            self.in_cluster ? self.ask_slots() : self.try_next(0);
        });
    }

    void ask_slots() {
        ask({"CLUSTER", "SLOTS"}, [](Impl& self, Result<Reply> reply) {
            std::size_t covered = 0;
            for (const auto& range : reply ? reply->items : std::vector<Reply>()) {
                if (range.items.size() < 3) continue;
                covered +=
                    static_cast<std::size_t>(range.items[1].integer - range.items[0].integer + 1);
            }
            if (!reply) self.facts.refused.push_back("CLUSTER SLOTS");
            if (reply) self.facts.uncovered_slots = kSlots - std::min(covered, kSlots);
            const auto& asked = self.options.address;
            const auto map = reply ? SlotMap::parse(*reply, {asked.host, asked.port})
                                   : std::unexpected(reply.error());
            if (map) self.facts.primaries = map->primaries();
            // The key of the questions may be another node's.
            self.finish(std::move(self.facts));
        });
    }

    void try_next(std::size_t nth) {
        if (nth == kHarmless.size()) return finish(std::move(facts));
        const auto& words = kHarmless[nth];
        const auto on_reply = [nth](Impl& self, Result<Reply> reply) {
            const bool refused = !reply && reply.error().kind == Error::Kind::refused;
            if (refused) self.facts.refused.emplace_back(kHarmless[nth].front());
            self.try_next(nth + 1);
        };
        switch (words.size()) {
            case 2:
                return ask({words[0], words[1]}, on_reply);
            case 3:
                return ask({words[0], words[1], words[2]}, on_reply);
            case 4:
                return ask({words[0], words[1], words[2], words[3]}, on_reply);
            default:
                return ask({words[0], words[1], words[2], words[3], words[4], words[5]}, on_reply);
        }
    }

    void finish(Result<RedisFacts> result) {
        if (auto call = std::exchange(done, nullptr)) call(std::move(result));
    }

    net::Loop& loop;
    RedisOptions options;
    bool in_cluster = false;
    std::unique_ptr<RedisPipeline> pipeline;
    RedisFacts facts;
    Callback<RedisFacts> done;
};

RedisFactFinder::RedisFactFinder(net::Loop& loop, RedisOptions options)
    : impl_(std::make_shared<Impl>(loop, std::move(options))) {}
RedisFactFinder::~RedisFactFinder() {
    impl_->done = nullptr;
    impl_->pipeline.reset();
}

void RedisFactFinder::find(Callback<RedisFacts> done) {
    impl_->done = std::move(done);
    impl_->loop.post([weak = std::weak_ptr(impl_)] {
        auto self = weak.lock();
        if (!self) return;
        if (auto connected = self->connect(); !connected) {
            return self->finish(std::unexpected(std::move(connected.error())));
        }
        self->start();
    });
}

std::string fact(const RedisFacts& facts, std::string_view name) {
    return std::string(info_field(facts.info, name));
}

}  // namespace usher::log
