#include "hub/log/redis_live.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace usher::log {
/// `active` ends a handler that is destroyed while it, or another one of its channel, runs.
struct RedisLive::Listener {
    Handler handler;
    bool active = true;
};

struct RedisLive::Impl : std::enable_shared_from_this<Impl> {
    Impl(std::shared_ptr<const RedisContext> shared, std::function<void()> when_lost)
        : context(std::move(shared)), lost(std::move(when_lost)), ping_timer(context->loop) {}

    std::shared_ptr<const RedisContext> context;
    std::function<void()> lost;
    const bool sharded = lost != nullptr;
    std::shared_ptr<RedisLink> link;
    std::map<std::string, std::vector<std::shared_ptr<Listener>>> channels;
    bool heard = false;  // anything since the last PING
    net::Timer ping_timer;

    void start() {
        link = RedisLink::make(context, {.up = [this] { on_up(); },
                                         .reply = [this](const Reply& reply) { on_reply(reply); },
                                         .failed =
                                             [this](const Error&) {
                                                 ping_timer.cancel();
                                                 if (lost) lost();
                                             }});
    }

    void subscribe(const std::string& channel) {
        link->send({sharded ? "SSUBSCRIBE" : "SUBSCRIBE", channel});
    }

    void on_up() {
        for (const auto& [channel, listeners] : channels) subscribe(channel);
        heard = true;
        watch();
    }

    // Silence is normal here, so a dead peer shows only by not answering PING.
    void watch() {
        ping_timer.after(context->options.block, [this] {
            if (!heard) {
                link->give_up({Error::Kind::unavailable,
                               fmt::format("Redis at {} does not answer", context->server)});
                return;
            }
            heard = false;
            link->send({"PING"});
            watch();
        });
    }

    void on_reply(const Reply& reply) {
        heard = true;
        if (reply.is_error()) return link->give_up(error_of(reply.text, context->server));
        if (reply.items.size() != 3) return;
        const auto found = channels.find(reply.items[1].text);
        if (found == channels.end()) return;
        const std::string& kind = reply.items[0].text;
        if (kind == "sunsubscribe") {
            return link->give_up({Error::Kind::unavailable,
                                  fmt::format("Redis at {} gave a slot away", context->server)});
        }
        if (kind != (sharded ? "smessage" : "message")) return;
        const auto keep = shared_from_this();
        const auto listeners = found->second;  // a handler may subscribe or unsubscribe
        for (const auto& listener : listeners) {
            if (listener->active) listener->handler(reply.items[2].text);
        }
    }

    void add(const std::string& channel, std::shared_ptr<Listener> listener) {
        auto& listeners = channels[channel];
        listeners.push_back(std::move(listener));
        if (listeners.size() == 1 && link->is_up()) subscribe(channel);
        link->open();
    }

    void remove(const std::string& channel, const std::shared_ptr<Listener>& listener) {
        const auto found = channels.find(channel);
        if (found == channels.end()) return;
        std::erase(found->second, listener);
        if (!found->second.empty()) return;
        channels.erase(found);
        if (link->is_up()) link->send({sharded ? "SUNSUBSCRIBE" : "UNSUBSCRIBE", channel});
        if (!channels.empty()) return;
        link->close();
        ping_timer.cancel();
    }
};

struct RedisLive::Token final : Subscription {
    std::weak_ptr<Impl> impl;
    std::string channel;
    std::shared_ptr<Listener> listener;

    ~Token() override {
        listener->active = false;
        if (auto live = impl.lock()) live->remove(channel, listener);
    }
};

RedisLive::RedisLive(std::shared_ptr<const RedisContext> context, std::function<void()> lost)
    : impl_(std::make_shared<Impl>(std::move(context), std::move(lost))) {
    impl_->start();
}

RedisLive::~RedisLive() {
    impl_->link->close();
    impl_->ping_timer.cancel();
}

std::unique_ptr<Subscription> RedisLive::subscribe(const std::string& channel, Handler handler) {
    auto token = std::make_unique<Token>();
    token->impl = impl_;
    token->channel = channel;
    token->listener = std::make_shared<Listener>(std::move(handler));
    impl_->add(channel, token->listener);
    return token;
}

}  // namespace usher::log
