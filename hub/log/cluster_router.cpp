#include "hub/log/cluster_router.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace usher::log {
namespace {

using namespace std::chrono_literals;

constexpr auto kOneNode = 1000ms;  // to connect and to answer; then the next is asked
constexpr auto kEagerEvery = 500ms;
constexpr auto kEagerFor = 10s;
constexpr auto kWithoutMapEvery = 250ms;
constexpr auto kRefreshPause = 50ms;  // between a MOVED storm's questions

}  // namespace

std::shared_ptr<ClusterRouter> ClusterRouter::make(std::shared_ptr<const RedisContext> base) {
    return std::shared_ptr<ClusterRouter>(new ClusterRouter(std::move(base)));
}

ClusterRouter::ClusterRouter(std::shared_ptr<const RedisContext> base)
    : base_(std::move(base)), answer_timer_(base_->loop), again_timer_(base_->loop) {}

ClusterRouter::Watch::Watch(std::shared_ptr<ClusterRouter> router, unsigned number)
    : router_(std::move(router)), number_(number) {}

ClusterRouter::Watch::~Watch() {
    router_->watchers_.erase(number_);
}

void ClusterRouter::close() {
    closed_ = true;
    if (link_) link_->close();
    link_.reset();
    answer_timer_.cancel();
    again_timer_.cancel();
}

const ClusterNode* ClusterRouter::owner(std::uint16_t slot) {
    const ClusterNode* node = map_.owner(slot);
    if (node == nullptr) refresh();
    return node;
}

std::shared_ptr<const RedisContext> ClusterRouter::context_of(const ClusterNode& node) {
    auto& context = contexts_[node];
    if (!context) context = make_context(node);
    return context;
}

std::shared_ptr<RedisContext> ClusterRouter::make_context(const ClusterNode& node) const {
    auto context = std::make_shared<RedisContext>(*base_);
    context->options.address = context->options.address.at(node.host, node.port);
    context->server = context->options.address.text();
    return context;
}

void ClusterRouter::moved(const Refusal& refusal) {
    informed_ = refusal.node;
    if (const auto* now = map_.owner(refusal.slot); now == nullptr || *now != refusal.node) {
        map_.set_owner(refusal.slot, refusal.node);
        tell();
    }
    refresh();
}

void ClusterRouter::suspect(const ClusterNode& node) {
    suspected_ = node;
    eager_until_ = Clock::now() + kEagerFor;
    refresh();
}

void ClusterRouter::refresh() {
    if (closed_) return;
    if (asking_) {
        again_ = true;
        return;
    }
    asking_ = true;
    round_ = candidates();
    const auto pause = known_ ? kRefreshPause : trouble_ ? kWithoutMapEvery : 0ms;
    again_timer_.after(pause, [this] { ask_next(); });
}

// In the order of asking: the node a MOVED named, primaries in turn, seeds, the suspected one.
std::vector<ClusterNode> ClusterRouter::candidates() const {
    std::vector<ClusterNode> nodes;
    const auto add = [&](const ClusterNode& node) {
        if (std::ranges::find(nodes, node) == nodes.end()) nodes.push_back(node);
    };
    if (informed_) add(*informed_);
    const auto& primaries = map_.primaries();
    for (std::size_t i = 0; i < primaries.size(); ++i) {
        const auto& node = primaries[(turn_ + i) % primaries.size()];
        if (node != suspected_) add(node);
    }
    for (const auto& seed : base_->options.address.cluster) {
        if (seed != suspected_) add(seed);
    }
    if (suspected_) add(*suspected_);
    std::ranges::reverse(nodes);
    return nodes;
}

void ClusterRouter::ask_next() {
    if (round_.empty()) return finish_round();
    const ClusterNode node = round_.back();
    round_.pop_back();
    const auto context = make_context(node);
    context->any_role = true;  // a replica knows the map as well
    link_ = RedisLink::make(context,
                            {.up = [this] { link_->send({"CLUSTER", "SLOTS"}); },
                             .reply = [this, node](const Reply& reply) { on_answer(reply, node); },
                             .failed = [this](Error why) { on_no_answer(std::move(why)); }});
    link_->open();
    answer_timer_.after(kOneNode, [this, node] {
        on_no_answer({Error::Kind::unavailable,
                      link_->trouble() ? link_->trouble()->text
                                       : fmt::format("Redis at {} did not answer within {} ms",
                                                     node.text(), kOneNode.count())});
    });
}

void ClusterRouter::on_answer(const Reply& reply, const ClusterNode& asked) {
    if (reply.is_error()) {
        if (reply.text.find("cluster support disabled") != std::string::npos) {
            return on_no_answer({Error::Kind::invalid,
                                 fmt::format("Redis at {} is not part of a cluster; its address "
                                             "begins with redis:// or rediss://",
                                             asked.text())});
        }
        return on_no_answer(error_of(reply.text, asked.text()));
    }
    auto map = SlotMap::parse(reply, asked);
    if (!map) return on_no_answer(std::move(map.error()));
    round_.clear();
    trouble_.reset();
    ++turn_;
    informed_.reset();
    known_ = true;
    if (*map != map_) {
        map_ = std::move(*map);
        tell();
    }
    finish_round();
}

void ClusterRouter::on_no_answer(Error why) {
    answer_timer_.cancel();
    link_->close();
    if (round_.empty()) {
        if (!known_) tell();
        trouble_ = std::move(why);
        informed_.reset();
    }
    again_timer_.after(0ms, [this] { ask_next(); });
}

void ClusterRouter::finish_round() {
    answer_timer_.cancel();
    if (link_) link_->close();
    asking_ = false;
    const bool eager = Clock::now() < eager_until_;
    if (!eager) suspected_.reset();
    if (std::exchange(again_, false) || !known_) return refresh();
    if (eager) again_timer_.after(kEagerEvery, [this] { refresh(); });
}

std::unique_ptr<ClusterRouter::Watch> ClusterRouter::watch(std::function<void()> changed) {
    watchers_[++watchers_made_] = std::move(changed);
    return std::make_unique<Watch>(shared_from_this(), watchers_made_);
}

void ClusterRouter::tell() {
    if (std::exchange(telling_, true)) return;
    base_->loop.post([self = shared_from_this()] {
        self->telling_ = false;
        std::vector<unsigned> numbers;
        for (const auto& [number, changed] : self->watchers_) numbers.push_back(number);
        for (const unsigned number : numbers) {  // one may end itself or others
            const auto found = self->watchers_.find(number);
            if (found == self->watchers_.end()) continue;
            const auto changed = found->second;
            changed();
        }
    });
}

}  // namespace usher::log
