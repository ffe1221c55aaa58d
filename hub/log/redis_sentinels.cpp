#include "hub/log/redis_sentinels.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace usher::log {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kAnswerTimeout{1000};  // of one sentinel; the next may know
constexpr milliseconds kPoll{1000};
constexpr milliseconds kRest{250};

}  // namespace

RedisSentinels::RedisSentinels(net::Loop& loop, const RedisOptions& options,
                               std::shared_ptr<TlsContext> tls)
    : loop_(loop), options_(options), tls_(std::move(tls)), timer_(loop) {
    options_.connect_timeout = std::min(options_.connect_timeout, kAnswerTimeout);
    options_.on_event = nullptr;
}

RedisSentinels::~RedisSentinels() {
    if (link_) link_->close();
}

void RedisSentinels::find(Found done) {
    waiting_.push_back(std::move(done));
    if (asked_ || resting_) return;
    if (!link_) return connect();
    if (link_->is_up()) ask();
}

void RedisSentinels::tell(std::weak_ptr<RedisLink> link) {
    std::erase_if(links_, [](const auto& one) { return one.expired(); });
    links_.push_back(std::move(link));
}

void RedisSentinels::connect() {
    RedisOptions options = options_;
    options.address = options_.address.of_sentinel(current_);
    auto server = fmt::format("{} (a sentinel)", options.address.text());
    auto context = std::make_shared<RedisContext>(RedisContext{.loop = loop_,
                                                               .options = std::move(options),
                                                               .tls = tls_,
                                                               .server = std::move(server),
                                                               .any_role = true});
    link_ = RedisLink::make(std::move(context),
                            {.up = [this] { ask(); },
                             .reply = [this](const Reply& reply) { on_reply(reply); },
                             .failed = [this](Error why) { try_next(std::move(why)); }});
    link_->open();
}

void RedisSentinels::ask() {
    asked_ = true;
    link_->send({"SENTINEL", "GET-MASTER-ADDR-BY-NAME", options_.address.primary_name});
    timer_.after(kAnswerTimeout, [this] {
        try_next(
            {Error::Kind::unavailable, fmt::format("the sentinel {} does not answer",
                                                   options_.address.of_sentinel(current_).text())});
    });
}

void RedisSentinels::on_reply(const Reply& reply) {
    const auto sentinel = options_.address.of_sentinel(current_).text();
    if (reply.is_error()) {
        return try_next(error_of(reply.text, fmt::format("{} (a sentinel)", sentinel)));
    }
    std::uint16_t port = 0;
    if (reply.items.size() == 2) {
        const std::string& digits = reply.items[1].text;
        std::from_chars(digits.data(), digits.data() + digits.size(), port);
    }
    if (port == 0) {
        return try_next({Error::Kind::unavailable,
                         fmt::format("the sentinel {} knows no primary of the name {}", sentinel,
                                     options_.address.primary_name)});
    }
    asked_ = false;
    failed_ = 0;
    timer_.after(kPoll, [this] { ask(); });
    answer(options_.address.at(reply.items[0].text, port));
}

void RedisSentinels::try_next(Error why) {
    asked_ = false;
    link_->close();
    link_ = nullptr;
    timer_.cancel();
    current_ = (current_ + 1) % options_.address.sentinels.size();
    if (++failed_ < options_.address.sentinels.size()) return connect();
    failed_ = 0;
    resting_ = true;
    timer_.after(kRest, [this] {
        resting_ = false;
        connect();
    });
    why.text = fmt::format("no sentinel of {} helps; the last said: {}", options_.address.text(),
                           why.text);
    answer(std::unexpected(std::move(why)));
}

void RedisSentinels::answer(const Result<RedisAddress>& found) {
    auto waiting = std::exchange(waiting_, {});
    std::vector<std::weak_ptr<RedisLink>> following;
    const bool moved = found && !primary_.host.empty() &&
                       (primary_.host != found->host || primary_.port != found->port);
    if (found) primary_ = *found;
    if (moved) following = links_;
    for (const auto& link : following) {  // a link's owner may go, and these sentinels with it
        if (const auto held = link.lock()) held->follow(*found);
    }
    for (const auto& done : waiting) done(found);
}

}  // namespace usher::log
