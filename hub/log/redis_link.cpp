#include "hub/log/redis_link.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

namespace usher::log {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kBackoffMin{50};
constexpr milliseconds kBackoffMax{1000};
constexpr milliseconds kLoadingPoll{100};

}  // namespace

std::shared_ptr<RedisLink> RedisLink::make(std::shared_ptr<const RedisContext> context,
                                           Events events) {
    return std::shared_ptr<RedisLink>(new RedisLink(std::move(context), std::move(events)));
}

RedisLink::RedisLink(std::shared_ptr<const RedisContext> context, Events events)
    : context_(std::move(context)),
      events_(std::move(events)),
      random_(std::random_device{}()),
      timer_(context_->loop) {}

void RedisLink::open() {
    if (state_ == State::closed) connect();
}

void RedisLink::close() {
    ++generation_;
    state_ = State::closed;
    socket_.reset();
    timer_.cancel();
    out_.clear();
    failures_ = 0;
    trouble_.reset();
}

void RedisLink::connect() {
    state_ = State::connecting;
    const unsigned generation = ++generation_;
    out_.clear();
    writing_ = false;
    parser_ = std::make_unique<ReplyParser>(context_->options.reply_bytes_max);
    // The guards keep this link alive through an event that drops its owner.
    const auto guarded = [this, generation](auto then) {
        return [weak = weak_from_this(), generation, then](auto... args) {
            auto self = weak.lock();
            if (self && self->generation_ == generation) then(args...);
        };
    };
    RedisSocket::Events events;
    events.opened = guarded([this] { greet(); });
    events.received = guarded([this](std::string_view bytes) { on_bytes(bytes); });
    events.sent = guarded([this] {
        writing_ = false;
        flush();
    });
    events.closed = guarded([this](const std::string& reason) {
        lose({Error::Kind::unavailable,
              fmt::format("Redis at {} is not reachable: {}", context_->server, reason)});
    });
    timer_.after(
        context_->options.connect_timeout, guarded([this] {
            lose({Error::Kind::unavailable,
                  fmt::format("Redis at {} is not reachable: no answer within {} ms",
                              context_->server, context_->options.connect_timeout.count())});
        }));
    socket_ = std::make_unique<RedisSocket>(context_->loop, context_->options.address,
                                            context_->tls, std::move(events));
}

void RedisLink::greet() {
    state_ = State::greeting;
    const auto& address = context_->options.address;
    info_pending_ = false;
    auth_pending_ = !address.password.empty();
    if (auth_pending_ && address.user.empty()) {
        encode_command(out_, {"AUTH", address.password});
    } else if (auth_pending_) {
        encode_command(out_, {"AUTH", address.user, address.password});
    }
    ask_whether_ready();
}

void RedisLink::ask_whether_ready() {
    encode_command(out_, {"PING"});
    flush_soon();
}

void RedisLink::on_bytes(std::string_view bytes) {
    const unsigned generation = generation_;
    const auto keep = shared_from_this();
    parser_->feed(bytes);
    while (generation == generation_) {
        auto reply = parser_->next();
        if (!reply) return lose(std::move(reply.error()));
        if (!*reply) return;
        if (state_ == State::up) {
            events_.reply(std::move(**reply));
        } else {
            on_greeting(**reply);
        }
    }
}

void RedisLink::on_greeting(const Reply& reply) {
    const bool loading = reply.is_error() && reply.text.starts_with("LOADING");
    if (auth_pending_) {
        auth_pending_ = false;
        if (!reply.is_error()) return;
        return lose(error_of(reply.text, context_->server));
    }
    if (loading) {
        trouble_ = error_of(reply.text, context_->server);
        timer_.after(kLoadingPoll, [this] {
            timer_.after(context_->options.connect_timeout, [this] {
                lose(
                    {Error::Kind::unavailable,
                     fmt::format("Redis at {} stopped answering while loading", context_->server)});
            });
            ask_whether_ready();
        });
        return;
    }
    if (reply.is_error()) return lose(error_of(reply.text, context_->server));
    if (context_->any_role) return become_up();
    if (std::exchange(info_pending_, true)) return on_introduction(reply);
    encode_command(out_, {"INFO", "server", "replication"});
    flush_soon();
}

void RedisLink::on_introduction(const Reply& reply) {
    if (info_field(reply.text, "role") == "slave") {
        return lose(error_of("READONLY its role is replica", context_->server));
    }
    if (events_.introduced) events_.introduced(reply.text);
    become_up();
}

void RedisLink::become_up() {
    timer_.cancel();
    state_ = State::up;
    failures_ = 0;
    trouble_.reset();
    events_.up();
}

void RedisLink::send(std::initializer_list<std::string_view> command) {
    assert(state_ == State::up);
    encode_command(out_, command);
    flush_soon();
}

void RedisLink::send_encoded(std::string_view commands) {
    assert(state_ == State::up);
    out_ += commands;
    flush_soon();
}

void RedisLink::flush_soon() {
    if (flush_posted_ || writing_) return;
    flush_posted_ = true;
    context_->loop.post([weak = weak_from_this()] {
        if (auto self = weak.lock()) {
            self->flush_posted_ = false;
            self->flush();
        }
    });
}

void RedisLink::flush() {
    if (writing_ || out_.empty() || !socket_) return;
    if (state_ != State::greeting && state_ != State::up) return;
    writing_ = true;
    socket_->send(out_);
}

void RedisLink::give_up(Error why) {
    if (state_ != State::up) return;
    ++generation_;
    socket_.reset();
    state_ = State::connecting;
    timer_.after(milliseconds{0}, [this, why = std::move(why)]() mutable { lose(std::move(why)); });
}

void RedisLink::lose(Error why) {
    const auto keep = shared_from_this();
    ++generation_;
    socket_.reset();
    out_.clear();
    state_ = State::waiting;
    trouble_ = why;
    timer_.after(backoff(), [this] { connect(); });
    events_.failed(std::move(why));
}

milliseconds RedisLink::backoff() {
    const unsigned doublings = std::min(failures_++, 6U);
    const milliseconds full = std::min(kBackoffMin * (1 << doublings), kBackoffMax);
    return milliseconds(
        std::uniform_int_distribution<milliseconds::rep>(full.count() / 2, full.count())(random_));
}

}  // namespace usher::log
