#include "hub/log/cluster_link.hpp"

namespace usher::log {
namespace {

constexpr std::chrono::milliseconds kLaterMeans{100};
constexpr unsigned kRedirectionsAtOnce = 4;

}  // namespace

std::shared_ptr<StreamLink> link_to_stream(const std::shared_ptr<const RedisContext>& context,
                                           std::string_view key, StreamLink::Events events) {
    if (!context->cluster) return RedisLink::make(context, std::move(events));
    return ClusterLink::make(context, slot_of(key), std::move(events));
}

std::shared_ptr<ClusterLink> ClusterLink::make(std::shared_ptr<const RedisContext> context,
                                               std::uint16_t slot, Events events) {
    return std::shared_ptr<ClusterLink>(
        new ClusterLink(std::move(context), slot, std::move(events)));
}

ClusterLink::ClusterLink(std::shared_ptr<const RedisContext> context, std::uint16_t slot,
                         Events events)
    : context_(std::move(context)),
      slot_(slot),
      events_(std::move(events)),
      later_(context_->loop) {}

ClusterLink::~ClusterLink() {
    close();
}

void ClusterLink::open() {
    if (std::exchange(open_, true)) return;
    watch_ = context_->cluster->watch([this] { on_map(); });
    if (const auto* node = context_->cluster->owner(slot_)) settle_at(*node);
}

void ClusterLink::close() {
    open_ = false;
    watch_.reset();
    later_.cancel();
    command_.clear();
    if (home_) home_->close();
    if (guest_) guest_->close();
    home_.reset();
    guest_.reset();
}

void ClusterLink::send(std::initializer_list<std::string_view> command) {
    command_.clear();
    encode_command(command_, command);
    redirections_ = 0;
    at_guest_ = false;
    if (is_up()) home_->send_encoded(command_);  // else when it is
}

void ClusterLink::give_up(Error why) {
    if (at_guest_ && guest_ && guest_->is_up()) return guest_->give_up(std::move(why));
    if (home_) home_->give_up(std::move(why));
}

void ClusterLink::on_map() {
    const auto keep = shared_from_this();
    auto& router = *context_->cluster;
    if (const auto* node = router.owner(slot_)) {
        if (!home_ || *node != home_node_) settle_at(*node);
    } else if (!home_ && router.trouble()) {
        events_.failed(*router.trouble());
    }
}

// A command that waits for its answer elsewhere is asked here again: reading twice does no harm.
void ClusterLink::settle_at(const ClusterNode& node) {
    later_.cancel();
    if (home_) home_->close();
    if (guest_) guest_->close();
    guest_.reset();
    at_guest_ = false;
    home_node_ = node;
    home_ =
        RedisLink::make(context_->cluster->context_of(node),
                        {.up =
                             [this] {
                                 if (command_.empty()) return events_.up();
                                 if (!at_guest_) home_->send_encoded(command_);
                             },
                         .reply = [this, node](Reply reply) { on_reply(node, std::move(reply)); },
                         .failed = [this, node](Error why) { on_failed(node, std::move(why)); }});
    home_->open();
}

void ClusterLink::visit(const ClusterNode& node) {
    at_guest_ = true;
    if (guest_ && guest_node_ == node) {
        if (guest_->is_up()) ask_guest();
        return;
    }
    if (guest_) guest_->close();
    guest_node_ = node;
    guest_ =
        RedisLink::make(context_->cluster->context_of(node),
                        {.up =
                             [this] {
                                 if (at_guest_ && !command_.empty()) ask_guest();
                             },
                         .reply =
                             [this, node](Reply reply) {
                                 if (std::exchange(asking_ok_, false)) return;
                                 on_reply(node, std::move(reply));
                             },
                         .failed = [this, node](Error why) { on_failed(node, std::move(why)); }});
    guest_->open();
}

void ClusterLink::ask_guest() {
    asking_ok_ = true;
    guest_->send({"ASKING"});
    guest_->send_encoded(command_);
}

void ClusterLink::on_reply(const ClusterNode& from, Reply reply) {
    const auto keep = shared_from_this();
    if (command_.empty()) return;
    const auto refusal = reply.is_error() ? refusal_of(reply.text, from) : std::nullopt;
    if (!refusal) {
        command_.clear();
        at_guest_ = false;
        return events_.reply(std::move(reply));
    }
    at_guest_ = false;
    auto& router = *context_->cluster;
    const bool now =
        refusal->kind != Refusal::Kind::later && ++redirections_ % kRedirectionsAtOnce != 0;
    if (now && refusal->kind == Refusal::Kind::ask) return visit(refusal->node);
    if (refusal->kind == Refusal::Kind::moved) router.moved(*refusal);
    if (refusal->kind == Refusal::Kind::later) router.refresh();
    const auto* owner = router.owner(slot_);
    if (now && owner != nullptr && *owner != home_node_) return settle_at(*owner);
    later_.after(kLaterMeans, [this] {
        if (!command_.empty() && is_up()) home_->send_encoded(command_);
    });
}

void ClusterLink::on_failed(const ClusterNode& node, Error why) {
    const auto keep = shared_from_this();
    context_->cluster->suspect(node);
    const bool of_guest = guest_ && node == guest_node_ && node != home_node_;
    if (of_guest != at_guest_) return;  // the command is at the other one and will be answered
    command_.clear();
    at_guest_ = false;
    events_.failed(std::move(why));
    // The reader asks again when the owner is up; that it is still may only be told in a later
    // turn.
    if (of_guest && open_ && is_up()) {
        later_.after(kLaterMeans, [this] {
            if (command_.empty() && is_up()) events_.up();
        });
    }
}

}  // namespace usher::log
