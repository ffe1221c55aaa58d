#include "hub/log/redis_dead_letters.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <memory>

#include "hub/log/redis_keys.hpp"

namespace usher::log {
namespace {

constexpr std::size_t kAtOnce = 8;  // letters of up to 16 MiB

/// "<tries> <size of the cause>\n<cause><bytes>"
std::string encode(const DeadLetter& letter) {
    const auto cause = std::string_view(letter.cause).substr(0, kCauseBytesMax);
    return fmt::format("{} {}\n{}", letter.tries, cause.size(), cause) + letter.bytes;
}

std::optional<DeadLetter> decode(const std::string& id, std::string_view text) {
    DeadLetter letter{.id = id, .cause = {}, .tries = 0, .bytes = {}};
    std::size_t cause_size = 0;
    const char* at = text.begin();
    const auto number = [&](auto& value, char end) {
        const auto [after, error] = std::from_chars(at, text.end(), value);
        const bool right = error == std::errc{} && after != text.end() && *after == end;
        if (right) at = after + 1;
        return right;
    };
    if (!number(letter.tries, ' ') || !number(cause_size, '\n')) return std::nullopt;
    const std::string_view rest(at, text.end());
    if (rest.size() < cause_size) return std::nullopt;
    letter.cause = rest.substr(0, cause_size);
    letter.bytes = rest.substr(cause_size);
    return letter;
}

/// In the order of the stream they came from.
std::vector<std::string> sorted_ids(Reply& names) {
    std::vector<std::pair<StreamPosition, std::string>> found;
    found.reserve(names.items.size());
    for (Reply& name : names.items) {
        const auto position = StreamPosition::parse(name.text);
        found.emplace_back(position.value_or(StreamPosition{}), std::move(name.text));
    }
    std::ranges::sort(found);
    std::vector<std::string> ids;
    ids.reserve(found.size());
    for (auto& [position, id] : found) ids.push_back(std::move(id));
    return ids;
}

class Listing : public std::enable_shared_from_this<Listing> {
  public:
    Listing(RedisCaller& redis, std::string key, std::size_t max,
            Callback<std::vector<DeadLetter>> done)
        : redis_(redis), key_(std::move(key)), max_(max), done_(std::move(done)) {}

    void start() {
        redis_.call({"HKEYS", key_}, [self = shared_from_this()](Result<Reply> reply) {
            if (!reply) return self->done_(std::unexpected(std::move(reply.error())));
            self->ids_ = sorted_ids(*reply);
            self->ask();
        });
    }

  private:
    void ask() {
        const bool full = found_.size() == max_ || bytes_ >= kDeadLettersBytesMax;
        if (full || next_ == ids_.size()) return done_(std::move(found_));
        const std::size_t until =
            next_ + std::min({kAtOnce, max_ - found_.size(), ids_.size() - next_});
        while (next_ < until) {
            const std::size_t at = next_++;
            redis_.call({"HGET", key_, ids_[at]}, [self = shared_from_this(), at,
                                                   last = next_ == until](Result<Reply> reply) {
                self->take(at, std::move(reply));
                if (last) self->go_on();
            });
        }
    }

    void take(std::size_t at, Result<Reply> reply) {
        if (failed_) return;
        if (!reply) return void(failed_ = std::move(reply.error()));
        if (reply->type == Reply::Type::nil) return;  // exhumed meanwhile
        auto letter = decode(ids_[at], reply->text);
        if (!letter) {
            failed_ = Error{Error::Kind::corrupt,
                            fmt::format("{} holds a letter that Usher did not write", key_)};
            return;
        }
        if (!found_.empty() && bytes_ + reply->text.size() > kDeadLettersBytesMax) {
            bytes_ = kDeadLettersBytesMax;  // the end
            return;
        }
        bytes_ += reply->text.size();
        found_.push_back(std::move(*letter));
    }

    void go_on() {
        if (failed_) return done_(std::unexpected(std::move(*failed_)));
        ask();
    }

    RedisCaller& redis_;
    std::string key_;
    std::size_t max_;
    Callback<std::vector<DeadLetter>> done_;
    std::vector<std::string> ids_;
    std::size_t next_ = 0;
    std::size_t bytes_ = 0;
    std::vector<DeadLetter> found_;
    std::optional<Error> failed_;
};

}  // namespace

void DeadLetterBox::bury(std::string dead_key, const std::string& tries_key, DeadLetter letter,
                         Callback<void> done) {
    const auto bytes = encode(letter);
    redis_.call({"HSET", dead_key, letter.id, bytes},
                [this, dead_key, tries_key, id = letter.id,
                 done = std::move(done)](Result<Reply> reply) mutable {
                    if (!reply) return done(std::unexpected(std::move(reply.error())));
                    redis_.call({"HDEL", tries_key, id}, [](Result<Reply>) {});
                    if (!dropping_.contains(dead_key)) check(dead_key);
                    done({});
                });
}

void DeadLetterBox::check(std::string dead_key) {
    redis_.call({"HLEN", dead_key}, [this, dead_key](Result<Reply> reply) {
        if (!reply || reply->integer <= static_cast<std::int64_t>(kDeadLettersMax)) return;
        if (dropping_.insert(dead_key).second) drop_oldest(dead_key);
    });
}

void DeadLetterBox::drop_oldest(std::string dead_key) {
    redis_.call({"HKEYS", dead_key}, [this, dead_key](Result<Reply> reply) {
        if (!reply && reply.error().kind == Error::Kind::cancelled) return;
        dropping_.erase(dead_key);
        if (!reply) return;
        const auto ids = sorted_ids(*reply);
        for (std::size_t i = 0; i + kDeadLettersMax < ids.size(); ++i) {
            redis_.call({"HDEL", dead_key, ids[i]}, [](Result<Reply>) {});
        }
        check(dead_key);  // for those buried meanwhile
    });
}

void get_dead_letters(RedisCaller& redis, std::string dead_key, std::size_t max,
                      Callback<std::vector<DeadLetter>> done) {
    std::make_shared<Listing>(redis, std::move(dead_key), max, std::move(done))->start();
}

void exhume_letter(RedisCaller& redis, const std::string& dead_key, const std::string& command_id,
                   Callback<bool> done) {
    redis.call({"HDEL", dead_key, command_id},
               [done = std::move(done)](Result<Reply> reply) mutable {
                   if (!reply) return done(std::unexpected(std::move(reply.error())));
                   done(reply->integer != 0);
               });
}

void count_one_try(RedisCaller& redis, const std::string& tries_key, const std::string& command_id,
                   Callback<std::uint32_t> done) {
    redis.call({"HINCRBY", tries_key, command_id, "1"}, [done = std::move(done)](
                                                            Result<Reply> reply) mutable {
        if (!reply) return done(std::unexpected(std::move(reply.error())));
        constexpr std::int64_t kMost = std::numeric_limits<std::uint32_t>::max();
        done(static_cast<std::uint32_t>(std::clamp<std::int64_t>(reply->integer, 0, kMost)));
    });
}

}  // namespace usher::log
