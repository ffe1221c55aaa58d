#include "hub/log/redis_pipeline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace usher::log {

RedisPipeline::RedisPipeline(std::shared_ptr<const RedisContext> context,
                             std::function<void()> on_new_server)
    : context_(std::move(context)),
      on_new_server_(std::move(on_new_server)),
      deadline_timer_(context_->loop) {
    link_ = RedisLink::make(context_, {.up = [this] { on_up(); },
                                       .reply = [this](Reply reply) { on_reply(std::move(reply)); },
                                       .failed = [this](const Error& why) { on_failed(why); },
                                       .introduced = [this](auto info) { on_introduced(info); }});
    link_->open();
}

RedisPipeline::~RedisPipeline() {
    link_->close();
    if (pending_.empty()) return;
    context_->loop.post([pending = std::move(pending_)]() mutable {
        for (Pending& one : pending) {
            if (one.done)
                one.done(fail(Error::Kind::cancelled, "the connection to Redis was closed"));
        }
    });
}

void RedisPipeline::call(std::initializer_list<std::string_view> command, Callback<Reply> done) {
    const auto& options = context_->options;
    const std::size_t bytes = size_of(command);
    if (pending_.size() >= options.in_flight_max ||
        pending_bytes_ + bytes > options.in_flight_bytes_max) {
        auto text = fmt::format("too much is waiting for Redis at {} ({} commands, {} KiB)",
                                context_->server, pending_.size(), pending_bytes_ >> 10);
        context_->loop.post([done = std::move(done), text = std::move(text)]() mutable {
            done(fail(Error::Kind::exhausted, std::move(text)));
        });
        return;
    }
    enqueue(command, bytes, std::move(done));
}

bool RedisPipeline::offer(std::initializer_list<std::string_view> command) {
    const auto& options = context_->options;
    const std::size_t bytes = size_of(command);
    if (!link_->is_up() || pending_.size() >= options.in_flight_max / 2 ||
        pending_bytes_ + bytes > options.in_flight_bytes_max / 2) {
        return false;
    }
    enqueue(command, bytes, nullptr);
    return true;
}

std::optional<Error> RedisPipeline::trouble() const {
    return link_->trouble();
}

void RedisPipeline::enqueue(std::initializer_list<std::string_view> command, std::size_t bytes,
                            Callback<Reply> done) {
    if (link_->is_up()) {
        link_->send(command);
    } else {
        encode_command(unsent_, command);
    }
    pending_bytes_ += bytes;
    pending_.push_back({std::move(done), bytes, Clock::now() + context_->options.answer_timeout});
    if (!watching_) watch_deadline();
}

void RedisPipeline::on_introduced(std::string_view info) {
    auto identity =
        fmt::format("{} {}", info_field(info, "run_id"), info_field(info, "master_replid"));
    new_server_ = !identity_.empty() && identity != identity_;
    identity_ = std::move(identity);
    std::tie(histories_.now, histories_.before) = histories_in(info);
}

void RedisPipeline::on_up() {
    up_ = true;
    const bool another = std::exchange(new_server_, false);
    const bool refuse = another && !context_->options.send_to_new_server;
    if (!refuse) {
        if (!unsent_.empty()) link_->send_encoded(unsent_);
        unsent_ = {};
    }
    if (std::exchange(announced_, false) && context_->options.on_event) {
        context_->options.on_event(fmt::format("Redis at {} is back", context_->server));
    }
    if (another && on_new_server_) on_new_server_();
    // Last: who is told may destroy this pipeline.
    if (refuse) {
        fail_unsent({Error::Kind::unavailable,
                     fmt::format("Redis at {} is another server than before", context_->server)});
    }
}

void RedisPipeline::on_reply(Reply reply) {
    if (pending_.empty()) {
        return link_->give_up(
            {Error::Kind::corrupt,
             fmt::format("Redis at {} answered what nobody asked", context_->server)});
    }
    const auto link = link_;  // the callback may destroy this pipeline
    auto done = std::move(pending_.front().done);
    pending_bytes_ -= pending_.front().bytes;
    pending_.pop_front();
    if (!reply.is_error()) {
        if (done) done(std::move(reply));
        return;
    }
    auto error = error_of(reply.text, context_->server);
    const bool passing = is_passing(reply.text);
    if (passing) link->give_up(error);
    if (done) done(std::unexpected(std::move(error)));
}

void RedisPipeline::on_failed(const Error& why) {
    if (!std::exchange(announced_, true)) {
        away_since_ = Clock::now();
        if (context_->options.on_event) context_->options.on_event(why.text);
    }
    // In flight: unknown, and nothing may overtake it. Refused, or away for long: waiting does not
    // help.
    if (std::exchange(up_, false)) {
        return fail_all({Error::Kind::unavailable, why.text + "; the outcome is unknown"});
    }
    const bool for_long = Clock::now() - away_since_ >= context_->options.answer_timeout;
    if (for_long || why.kind != Error::Kind::unavailable) fail_unsent(why);
}

void RedisPipeline::watch_deadline() {
    watching_ = !pending_.empty();
    if (!watching_) return;
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(pending_.front().deadline - Clock::now());
    deadline_timer_.after(std::max(left, std::chrono::milliseconds{0}), [this] { on_deadline(); });
}

void RedisPipeline::on_deadline() {
    if (pending_.empty() || pending_.front().deadline > Clock::now()) return watch_deadline();
    Error why{Error::Kind::unavailable,
              fmt::format("Redis at {} did not answer within {} ms", context_->server,
                          context_->options.answer_timeout.count())};
    if (up_) return link_->give_up(std::move(why));  // on_failed() answers
    fail_unsent(link_->trouble().value_or(std::move(why)));
}

void RedisPipeline::fail_unsent(Error why) {
    why.text += "; it was not sent";
    fail_all(std::move(why));
}

void RedisPipeline::fail_all(Error why) {
    unsent_ = {};
    pending_bytes_ = 0;
    watching_ = false;
    deadline_timer_.cancel();
    auto failed = std::exchange(pending_, {});
    for (Pending& one : failed) {  // a callback may destroy this pipeline
        if (one.done) one.done(std::unexpected(why));
    }
}

}  // namespace usher::log
