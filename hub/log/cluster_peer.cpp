#include "hub/log/cluster_peer.hpp"

#include <fmt/format.h>

#include <tuple>

namespace usher::log {

ClusterPeer::ClusterPeer(std::shared_ptr<const RedisContext> context, ClusterNode node,
                         Events events)
    : context_(std::move(context)), node_(std::move(node)), events_(std::move(events)) {
    link_ = RedisLink::make(context_, {.up = [this] { on_up(); },
                                       .reply = [this](Reply reply) { on_reply(std::move(reply)); },
                                       .failed = [this](const Error& why) { on_failed(why); },
                                       .introduced = [this](auto info) { on_introduced(info); }});
    link_->open();
}

ClusterPeer::~ClusterPeer() {
    link_->close();
}

bool ClusterPeer::is_away_for_long() const {
    return missed_ &&
           std::chrono::steady_clock::now() - away_since_ >= context_->options.answer_timeout;
}

void ClusterPeer::send(std::shared_ptr<ClusterCall> call, bool asking) {
    if (asking) {
        link_->send({"ASKING"});
        sent_.push_back(nullptr);
    }
    link_->send_encoded(call->encoded);
    sent_.push_back(std::move(call));
}

void ClusterPeer::on_introduced(std::string_view info) {
    std::tie(history_, history_before_) = histories_in(info);
    auto identity = fmt::format("{} {}", info_field(info, "run_id"), history_);
    new_server_ = !identity_.empty() && identity != identity_;
    identity_ = std::move(identity);
}

void ClusterPeer::on_up() {
    if (std::exchange(missed_, false) && context_->options.on_event) {
        context_->options.on_event(fmt::format("Redis at {} is back", context_->server));
    }
    events_.up(std::exchange(new_server_, false));
}

void ClusterPeer::on_reply(Reply reply) {
    if (sent_.empty()) {
        return link_->give_up(
            {Error::Kind::corrupt,
             fmt::format("Redis at {} answered what nobody asked", context_->server)});
    }
    auto call = std::move(sent_.front());
    sent_.pop_front();
    if (call) events_.answered(std::move(call), std::move(reply));
}

void ClusterPeer::on_failed(const Error& why) {
    if (!std::exchange(missed_, true)) {
        away_since_ = std::chrono::steady_clock::now();
        if (context_->options.on_event) context_->options.on_event(why.text);
    }
    Calls lost = std::exchange(sent_, {});
    std::erase(lost, nullptr);
    events_.lost(std::move(lost), why);
}

}  // namespace usher::log
