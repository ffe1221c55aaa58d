#include "hub/log/cluster_pipeline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "hub/log/cluster_lane.hpp"
#include "hub/log/cluster_router.hpp"

namespace usher::log {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using CallPtr = std::shared_ptr<ClusterCall>;

namespace {

constexpr auto kLaterMeans = 100ms;  // after TRYAGAIN, CLUSTERDOWN and their like

}  // namespace

struct ClusterPipeline::Impl : std::enable_shared_from_this<Impl> {
    Impl(std::shared_ptr<const RedisContext> shared, std::function<void()> when_new_server)
        : context(std::move(shared)),
          on_new_server(std::move(when_new_server)),
          router(*context->cluster),
          deadline_timer(context->loop),
          retry_timer(context->loop) {}

    std::shared_ptr<const RedisContext> context;
    std::function<void()> on_new_server;
    ClusterRouter& router;
    std::unique_ptr<ClusterRouter::Watch> watch;
    std::map<ClusterNode, std::unique_ptr<ClusterPeer>> peers;
    std::map<std::uint16_t, ClusterLane> lanes;
    /// The owner of a slot in use whom its commands go to. Another one is moved to once that is up:
    /// whether the primary before was lost is known by then.
    struct Home {
        ClusterNode node;
        bool lost = false;  // was up, and is not since, or came back as another server
    };
    std::map<std::uint16_t, Home> homes;
    std::map<ClusterNode, std::string> histories;  // of those that were up, as last heard
    std::deque<CallPtr> order;                     // by deadline; answered ones leave at the front
    std::size_t pending = 0;
    std::size_t pending_bytes = 0;
    bool closed = false;
    bool watching = false;
    bool retrying = false;
    net::Timer deadline_timer;
    net::Timer retry_timer;

    void start() {
        watch = router.watch([this] { on_map(); });
        router.refresh();
    }

    void close() {
        closed = true;
        watch.reset();
        peers.clear();
        deadline_timer.cancel();
        retry_timer.cancel();
        if (pending == 0) return;
        context->loop.post([waiting = std::exchange(order, {})] {
            for (const CallPtr& call : waiting) {
                if (auto done = std::exchange(call->done, nullptr)) {
                    done(fail(Error::Kind::cancelled, "the connection to Redis was closed"));
                }
            }
        });
    }

    bool is_full(std::size_t bytes, std::size_t share) const {
        const auto& options = context->options;
        return pending >= options.in_flight_max / share ||
               pending_bytes + bytes > options.in_flight_bytes_max / share;
    }

    void add(std::initializer_list<std::string_view> command, std::size_t bytes,
             Callback<Reply> done) {
        auto call = std::make_shared<ClusterCall>();
        const auto key = key_in(command);
        call->done = std::move(done);
        call->key = key.value_or("");
        call->slot = key ? slot_of(*key) : slot_for_anything();
        call->bytes = bytes;
        call->deadline = Clock::now() + context->options.answer_timeout;
        encode_command(call->encoded, command);
        ++pending;
        pending_bytes += bytes;
        order.push_back(call);
        const auto slot = call->slot;
        auto& lane = lanes[slot];
        lane.add(std::move(call));
        pump(lane, slot);
        if (!watching) watch_deadline();
    }

    /// Of a primary that is up, else of one that was not found away.
    std::uint16_t slot_for_anything() const {
        const auto first_of = [&](auto suits) -> std::optional<std::uint16_t> {
            for (std::uint16_t slot = 0; slot < kSlots; ++slot) {
                const auto* node = router.map().owner(slot);
                if (node != nullptr && suits(peers.find(*node))) return slot;
            }
            return std::nullopt;
        };
        const auto up =
            first_of([&](auto peer) { return peer != peers.end() && peer->second->is_up(); });
        if (up) return *up;
        return first_of([&](auto peer) { return peer == peers.end() || !peer->second->trouble(); })
            .value_or(0);
    }

    ClusterPeer& peer_of(const ClusterNode& node) {
        auto& peer = peers[node];
        if (!peer) {
            peer = std::make_unique<ClusterPeer>(
                router.context_of(node), node,
                ClusterPeer::Events{
                    .up = [this, node](bool new_server) { on_up(node, new_server); },
                    .answered = [this, node](
                                    CallPtr call,
                                    Reply reply) { on_answer(node, call, std::move(reply)); },
                    .lost = [this, node](const ClusterPeer::Calls& calls,
                                         const Error& why) { on_lost(node, calls, why); }});
        }
        return *peer;
    }

    void pump(ClusterLane& lane, std::uint16_t slot) {
        if (!lane.has_unsent()) return;
        const auto* owner = router.owner(slot);
        if (owner != nullptr && home_of(slot, *owner).node != *owner) return;  // on_map() looks
        const auto step = lane.next(owner);
        if (!step) return;
        ClusterPeer& peer = peer_of(step->to);
        if (!peer.is_up()) return;
        for (auto& call : lane.take(*step)) peer.send(std::move(call), step->asking);
    }

    void pump_all() {
        for (auto& [slot, lane] : lanes) pump(lane, slot);
    }

    void on_up(const ClusterNode& node, bool new_server) {
        const auto keep = shared_from_this();
        histories[node] = peers.at(node)->history();
        for (auto& [slot, lane] : lanes) {
            const auto* owner = router.map().owner(slot);
            if (owner == nullptr || *owner != node) continue;
            Home& home = home_of(slot, node);
            if (home.node != node) continue;  // look_for_moves()
            home.lost &= new_server;
            if (new_server) drop_unless_sent_anywhere(lane, node, "is another server than before");
        }
        if (look_for_moves() || new_server) on_new_server();
        if (deliver_all()) pump_all();
    }

    void on_answer(const ClusterNode& node, const CallPtr& call, Reply reply) {
        const auto keep = shared_from_this();  // a callback may destroy the pipeline
        auto& lane = lanes[call->slot];
        auto& peer = *peers.at(node);
        if (!reply.is_error()) {
            lane.settle(call, std::move(reply), true);
        } else if (const auto refusal = refusal_of(reply.text, node)) {
            call->reason = error_of(reply.text, peer.server()).text;
            lane.refuse(call, *refusal);
            if (refusal->kind == Refusal::Kind::moved) router.moved(*refusal);
            if (refusal->kind == Refusal::Kind::later) router.refresh();
            if (lane.is_paused()) retry_soon();
        } else {
            auto error = error_of(reply.text, peer.server());
            if (is_passing(reply.text)) peer.give_up(error);
            lane.settle(call, std::unexpected(std::move(error)), false);
        }
        if (deliver(lane)) pump(lane, call->slot);
    }

    void on_lost(const ClusterNode& node, const ClusterPeer::Calls& calls, const Error& why) {
        const auto keep = shared_from_this();
        router.suspect(node);
        for (auto& [slot, home] : homes) {
            home.lost |= home.node == node && histories.contains(node);
        }
        for (const CallPtr& call : calls) {
            lanes[call->slot].settle(
                call, fail(Error::Kind::unavailable, why.text + "; the outcome is unknown"), true);
        }
        if (why.kind != Error::Kind::unavailable || peers.at(node)->is_away_for_long()) {
            for (auto& [slot, lane] : lanes) {
                const auto* owner = router.map().owner(slot);
                if (owner != nullptr && *owner == node) lane.drop_all(not_sent(why));
            }
        }
        if (deliver_all()) pump_all();
    }

    void on_map() {
        const auto keep = shared_from_this();
        if (const auto& why = router.trouble(); why && why->kind != Error::Kind::unavailable) {
            for (auto& [slot, lane] : lanes) {
                if (router.map().owner(slot) == nullptr) lane.drop_all(not_sent(*why));
            }
        }
        if (look_for_moves()) on_new_server();
        drop_peers();
        if (deliver_all()) pump_all();
    }

    Home& home_of(std::uint16_t slot, const ClusterNode& first) {
        return homes.try_emplace(slot, Home{first}).first->second;
    }

    /// True when a slot in use has another owner, and that is up. After a failover that owner may
    /// lack what the primary before had acknowledged; after a mere move it lacks nothing.
    bool look_for_moves() {
        bool any = false;
        for (auto& [slot, lane] : lanes) {
            const auto* owner = router.map().owner(slot);
            if (owner == nullptr) continue;
            Home& home = home_of(slot, *owner);
            if (home.node == *owner) continue;
            const ClusterPeer& peer = peer_of(*owner);
            if (!peer.is_up()) continue;  // when it is
            const auto before = histories.find(home.node);
            const bool took_over =
                home.lost || (before != histories.end() && peer.goes_on_from(before->second));
            if (took_over) drop_unless_sent_anywhere(lane, *owner, "took over from a lost primary");
            home = {*owner};
            any = true;
        }
        return any;
    }

    void drop_unless_sent_anywhere(ClusterLane& lane, const ClusterNode& node, const char* what) {
        if (context->options.send_to_new_server) return;
        lane.drop_all(not_sent({Error::Kind::unavailable,
                                fmt::format("Redis at {} {}", peers.at(node)->server(), what)}));
    }

    void drop_peers() {
        std::erase_if(peers, [&](const auto& entry) {
            const auto& [node, peer] = entry;
            if (!peer->is_idle() || router.map().has(node)) return false;
            if (peer->is_missed() && context->options.on_event) {
                context->options.on_event(
                    fmt::format("others took over from Redis at {}", node.text()));
            }
            return true;
        });
    }

    /// False when a callback has closed the pipeline.
    bool deliver(ClusterLane& lane) {
        for (const CallPtr& call : lane.take_answered()) {
            if (closed) break;  // close() answers the rest
            call->state = ClusterCall::State::over;
            call->encoded = {};
            --pending;
            pending_bytes -= call->bytes;
            while (!order.empty() && order.front()->state == ClusterCall::State::over) {
                order.pop_front();
            }
            if (auto done = std::exchange(call->done, nullptr)) done(std::move(call->result));
        }
        return !closed;
    }

    bool deliver_all() {
        for (auto& [slot, lane] : lanes) deliver(lane);
        return !closed;
    }

    void retry_soon() {
        if (std::exchange(retrying, true)) return;
        retry_timer.after(kLaterMeans, [this] {
            retrying = false;
            for (auto& [slot, lane] : lanes) lane.resume();
            pump_all();
        });
    }

    void watch_deadline() {
        watching = !order.empty();
        if (!watching) return;
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(order.front()->deadline - Clock::now());
        // Not at once again: a link that was given up answers in the next turn.
        deadline_timer.after(std::max(left, 1ms), [this] { on_deadline(); });
    }

    void on_deadline() {
        const auto keep = shared_from_this();
        const auto now = Clock::now();
        while (!order.empty() && order.front()->deadline <= now) {
            const CallPtr call = order.front();
            auto& lane = lanes[call->slot];
            if (call->state == ClusterCall::State::sent) {
                auto& peer = peer_of(lane.sent_to());
                peer.give_up({Error::Kind::unavailable, too_late(peer.server())});
                break;  // on_lost() answers
            }
            lane.drop(*call, why_not_sent(*call));
            if (!deliver(lane)) return;
            pump(lane, call->slot);
        }
        watch_deadline();
    }

    std::string too_late(const std::string& server) const {
        return fmt::format("Redis at {} did not answer within {} ms", server,
                           context->options.answer_timeout.count());
    }

    static Error not_sent(Error why) {
        why.text += "; it was not sent";
        return why;
    }

    Error why_not_sent(const ClusterCall& call) const {
        constexpr auto kind = Error::Kind::unavailable;
        if (!call.reason.empty()) return {kind, call.reason + "; it was not executed"};
        const auto* owner = router.map().owner(call.slot);
        std::string text = too_late(context->server);
        if (owner == nullptr) {
            text = router.trouble()
                       ? router.trouble()->text
                       : fmt::format("no node of the Redis cluster at {} serves slot {}",
                                     context->server, call.slot);
        } else if (const auto peer = peers.find(*owner); peer != peers.end()) {
            const auto& trouble = peer->second->trouble();
            text = trouble ? trouble->text : too_late(peer->second->server());
        }
        return not_sent({kind, std::move(text)});
    }
};

ClusterPipeline::ClusterPipeline(std::shared_ptr<const RedisContext> context,
                                 std::function<void()> on_new_server)
    : impl_(std::make_shared<Impl>(std::move(context), std::move(on_new_server))) {
    impl_->start();
}

ClusterPipeline::~ClusterPipeline() {
    impl_->close();
}

void ClusterPipeline::call(std::initializer_list<std::string_view> command, Callback<Reply> done) {
    const std::size_t bytes = size_of(command);
    if (!impl_->is_full(bytes, 1)) return impl_->add(command, bytes, std::move(done));
    auto text = fmt::format("too much is waiting for Redis at {} ({} commands, {} KiB)",
                            impl_->context->server, impl_->pending, impl_->pending_bytes >> 10);
    impl_->context->loop.post([done = std::move(done), text = std::move(text)]() mutable {
        done(fail(Error::Kind::exhausted, std::move(text)));
    });
}

bool ClusterPipeline::offer(std::initializer_list<std::string_view> command) {
    const std::size_t bytes = size_of(command);
    const auto key = key_in(command);
    const auto* owner = key ? impl_->router.owner(slot_of(*key)) : nullptr;
    if (owner == nullptr || !impl_->peer_of(*owner).is_up() || impl_->is_full(bytes, 2)) {
        return false;
    }
    impl_->add(command, bytes, nullptr);
    return true;
}

Histories ClusterPipeline::histories_at(std::string_view key) {
    const auto* owner = impl_->router.owner(slot_of(key));
    if (owner == nullptr) return {};
    const auto& peer = impl_->peer_of(*owner);
    return {peer.history(), peer.history_before(), {}};
}

std::optional<Error> ClusterPipeline::trouble() const {
    if (impl_->router.map().primaries().empty()) return impl_->router.trouble();
    std::optional<Error> found;
    for (const auto& [node, peer] : impl_->peers) {
        if (!peer->trouble()) return std::nullopt;
        found = peer->trouble();
    }
    return found;
}

}  // namespace usher::log
