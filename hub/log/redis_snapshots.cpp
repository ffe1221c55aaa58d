#include "hub/log/redis_snapshots.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <memory>

#include "hub/base/random.hpp"
#include "hub/log/redis_keys.hpp"

namespace usher::log {
namespace {

constexpr std::string_view kUnfinishedLives = "3600000";  // ms; far longer than putting one takes
constexpr std::string_view kOldAtOnce = "16";
constexpr int kReadTries = 5;

/// An entry of the stream: which hash holds how many bytes.
struct Pointer {
    std::uint64_t version = 0;
    std::string pieces_key;
    std::size_t bytes = 0;
};

std::string pieces_key(const std::string& key, std::string_view name) {
    return fmt::format("{}:{}", key, name);
}

// [id, [field, "<name> <bytes>"]]
Result<Pointer> pointer_of(const std::string& key, const Reply& entry) {
    Pointer pointer;
    if (entry.items.size() == 2 && entry.items[1].items.size() == 2) {
        const std::string_view text = entry.items[1].items[1].text;
        const auto space = std::min(text.find(' '), text.size());
        const auto digits = text.substr(std::min(space + 1, text.size()));
        const auto version = version_of(entry.items[0].text);
        const auto [end, error] = std::from_chars(digits.begin(), digits.end(), pointer.bytes);
        if (version && error == std::errc{} && end == digits.end() &&
            pointer.bytes <= kSnapshotBytesMax) {
            pointer.version = *version;
            pointer.pieces_key = pieces_key(key, text.substr(0, space));
            return pointer;
        }
    }
    return fail(Error::Kind::corrupt,
                fmt::format("the stream {} holds an entry that Usher did not write", key));
}

void newest(RedisCaller& redis, const std::string& key, Callback<std::optional<Pointer>> done) {
    redis.call({"XREVRANGE", key, "+", "-", "COUNT", "1"},
               [key, done = std::move(done)](Result<Reply> reply) mutable {
                   if (!reply) return done(std::unexpected(std::move(reply.error())));
                   if (reply->items.empty()) return done(std::nullopt);
                   auto pointer = pointer_of(key, reply->items[0]);
                   if (!pointer) return done(std::unexpected(std::move(pointer.error())));
                   done(std::move(*pointer));
               });
}

/// What newer snapshots have replaced. Nobody waits for it: what fails is done by the next one.
void drop_older(RedisCaller& redis, const std::string& key, std::uint64_t version) {
    const auto before = fmt::format("({}", id_of_version(version));
    redis.call({"XRANGE", key, "-", before, "COUNT", kOldAtOnce},
               [&redis, key](Result<Reply> reply) {
                   if (!reply) return;
                   for (const Reply& entry : reply->items) {
                       const auto old = pointer_of(key, entry);
                       if (!old) continue;
                       redis.call({"UNLINK", old->pieces_key}, [](Result<Reply>) {});
                       redis.call({"XDEL", key, id_of_version(old->version)}, [](Result<Reply>) {});
                   }
               });
}

class Putting : public std::enable_shared_from_this<Putting> {
  public:
    Putting(RedisCaller& redis, std::string key, Snapshot snapshot, Callback<void> done)
        : redis_(redis),
          key_(std::move(key)),
          name_(to_base32(make_ulid(Timestamp{}, random_entropy(), 0))),
          pieces_key_(pieces_key(key_, name_)),
          snapshot_(std::move(snapshot)),
          done_(std::move(done)) {}

    void start() {
        newest(redis_, key_, [self = shared_from_this()](auto pointer) {
            if (!pointer) return self->done_(std::unexpected(std::move(pointer.error())));
            if (*pointer && (**pointer).version >= self->snapshot_.version) {
                return self->done_(fail(
                    Error::Kind::conflict,
                    fmt::format("there is a snapshot of version {} already", (**pointer).version)));
            }
            self->put_piece();
        });
    }

  private:
    void put_piece() {
        const std::string_view rest = std::string_view(snapshot_.bytes).substr(sent_);
        if (rest.empty()) return commit();
        const auto piece = rest.substr(0, kSnapshotPieceBytes);
        const auto number = std::to_string(sent_ / kSnapshotPieceBytes);
        const bool first = sent_ == 0;
        sent_ += piece.size();
        redis_.call({"HSET", pieces_key_, number, piece},
                    [self = shared_from_this()](Result<Reply> reply) {
                        if (!reply) return self->give_up(std::move(reply.error()));
                        self->put_piece();
                    });
        if (first) redis_.call({"PEXPIRE", pieces_key_, kUnfinishedLives}, [](Result<Reply>) {});
    }

    void commit() {
        if (!snapshot_.bytes.empty()) redis_.call({"PERSIST", pieces_key_}, [](Result<Reply>) {});
        const auto pointer = fmt::format("{} {}", name_, snapshot_.bytes.size());
        redis_.call({"XADD", key_, id_of_version(snapshot_.version), kField, pointer},
                    [self = shared_from_this()](Result<Reply> reply) {
                        if (!reply) return self->give_up(std::move(reply.error()));
                        drop_older(self->redis_, self->key_, self->snapshot_.version);
                        self->done_({});
                    });
    }

    // Where the outcome is unknown the pieces may be in use, and the server may be gone.
    void give_up(Error why) {
        if (why.kind != Error::Kind::cancelled && why.kind != Error::Kind::unavailable) {
            redis_.call({"UNLINK", pieces_key_}, [](Result<Reply>) {});
        }
        done_(std::unexpected(std::move(why)));
    }

    RedisCaller& redis_;
    std::string key_;
    std::string name_;
    std::string pieces_key_;
    Snapshot snapshot_;
    Callback<void> done_;
    std::size_t sent_ = 0;
};

class Getting : public std::enable_shared_from_this<Getting> {
  public:
    Getting(RedisCaller& redis, std::string key, Callback<std::optional<Snapshot>> done)
        : redis_(redis), key_(std::move(key)), done_(std::move(done)) {}

    void start() {
        newest(redis_, key_, [self = shared_from_this()](auto pointer) {
            if (!pointer) return self->done_(std::unexpected(std::move(pointer.error())));
            if (!*pointer) return self->done_(std::nullopt);
            self->take(std::move(**pointer));
        });
    }

  private:
    void take(Pointer pointer) {
        if (pointer.version == pointer_.version) {
            return done_(fail(Error::Kind::corrupt,
                              fmt::format("the snapshot of version {} in {} lacks a piece",
                                          pointer.version, key_)));
        }
        if (++tries_ > kReadTries) {
            return done_(fail(Error::Kind::unavailable,
                              fmt::format("the snapshot in {} is replaced faster than it can be "
                                          "read",
                                          key_)));
        }
        pointer_ = std::move(pointer);
        found_ = {.version = pointer_.version, .bytes = {}};
        found_.bytes.reserve(pointer_.bytes);
        get_piece();
    }

    void get_piece() {
        if (found_.bytes.size() >= pointer_.bytes) return done_(std::move(found_));
        const auto number = std::to_string(found_.bytes.size() / kSnapshotPieceBytes);
        redis_.call({"HGET", pointer_.pieces_key, number},
                    [self = shared_from_this()](Result<Reply> reply) {
                        if (!reply) return self->done_(std::unexpected(std::move(reply.error())));
                        self->add(reply->text);
                    });
    }

    void add(std::string_view piece) {
        const auto left = pointer_.bytes - found_.bytes.size();
        // A newer one may just have replaced it.
        if (piece.size() != std::min(left, kSnapshotPieceBytes)) return start();
        found_.bytes += piece;
        get_piece();
    }

    RedisCaller& redis_;
    std::string key_;
    Callback<std::optional<Snapshot>> done_;
    Pointer pointer_;
    Snapshot found_;
    int tries_ = 0;
};

}  // namespace

void put_snapshot(RedisCaller& redis, std::string key, Snapshot snapshot, Callback<void> done) {
    std::make_shared<Putting>(redis, std::move(key), std::move(snapshot), std::move(done))->start();
}

void get_snapshot(RedisCaller& redis, std::string key, Callback<std::optional<Snapshot>> done) {
    std::make_shared<Getting>(redis, std::move(key), std::move(done))->start();
}

}  // namespace usher::log
