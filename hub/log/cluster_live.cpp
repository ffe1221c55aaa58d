#include "hub/log/cluster_live.hpp"

#include <set>

#include "hub/log/cluster_router.hpp"

namespace usher::log {

/// One subscription and where it is held at the moment.
struct ClusterLive::Place {
    std::string channel;
    Handler handler;
    std::optional<ClusterNode> node;
    std::unique_ptr<Subscription> there;
};

struct ClusterLive::Impl : std::enable_shared_from_this<Impl> {
    explicit Impl(std::shared_ptr<const RedisContext> shared) : context(std::move(shared)) {}

    std::shared_ptr<const RedisContext> context;
    std::map<ClusterNode, std::unique_ptr<RedisLive>> lives;
    std::set<std::shared_ptr<Place>> places;
    std::unique_ptr<ClusterRouter::Watch> watch;

    void start() {
        watch = context->cluster->watch([this] {
            for (const auto& place : places) settle(*place);
        });
    }

    void settle(Place& place) {
        const auto* node = context->cluster->owner(slot_of(place.channel));
        if (node == nullptr || place.node == *node) return;
        auto& live = lives[*node];
        if (!live) {
            live = std::make_unique<RedisLive>(
                context->cluster->context_of(*node),
                [this, lost = *node] { context->cluster->suspect(lost); });
        }
        place.node = *node;
        place.there = live->subscribe(place.channel, place.handler);
    }
};

struct ClusterLive::Token final : Subscription {
    std::weak_ptr<Impl> impl;
    std::shared_ptr<Place> place;

    ~Token() override {
        place->there.reset();
        if (auto live = impl.lock()) live->places.erase(place);
    }
};

ClusterLive::ClusterLive(std::shared_ptr<const RedisContext> context)
    : impl_(std::make_shared<Impl>(std::move(context))) {
    impl_->start();
}

ClusterLive::~ClusterLive() {
    impl_->watch.reset();
}

std::unique_ptr<Subscription> ClusterLive::subscribe(const std::string& channel, Handler handler) {
    auto token = std::make_unique<Token>();
    token->impl = impl_;
    token->place = std::make_shared<Place>();
    token->place->channel = channel;
    token->place->handler = std::move(handler);
    impl_->places.insert(token->place);
    impl_->settle(*token->place);
    return token;
}

}  // namespace usher::log
