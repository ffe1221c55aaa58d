#include "hub/log/redis_codec.hpp"

#include <fmt/format.h>
#include <hiredis/hiredis.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cstdlib>

namespace usher::log {

void encode_command(std::string& out, std::initializer_list<std::string_view> arguments) {
    std::array<const char*, 16> data{};
    std::array<std::size_t, 16> sizes{};
    assert(arguments.size() <= data.size());
    std::size_t count = 0;
    for (std::string_view argument : arguments) {
        data[count] = argument.data() == nullptr ? "" : argument.data();
        sizes[count++] = argument.size();
    }
    char* encoded = nullptr;
    const int size =
        redisFormatCommandArgv(&encoded, static_cast<int>(count), data.data(), sizes.data());
    assert(size > 0);
    out.append(encoded, static_cast<std::size_t>(size));
    std::free(encoded);
}

struct ReplyParser::Impl {
    redisReader* reader = nullptr;
    Reply root;
    std::size_t bytes_max;
    std::size_t bytes = 0;  // of the reply at work

    static Impl& of(const redisReadTask* task) { return *static_cast<Impl*>(task->privdata); }

    // A child is written straight into its parent, so hiredis never owns an object of ours.
    static Reply* place(const redisReadTask* task) {
        if (task->parent == nullptr) return &(of(task).root = Reply{});
        return &static_cast<Reply*>(task->parent->obj)->items[static_cast<std::size_t>(task->idx)];
    }
    static bool fits(const redisReadTask* task, std::size_t size) {
        auto& bytes = of(task).bytes;
        bytes += size + sizeof(Reply);
        return bytes <= of(task).bytes_max;
    }

    static void* create_string(const redisReadTask* task, char* text, std::size_t size) {
        if (!fits(task, size)) return nullptr;
        Reply* reply = place(task);
        reply->type = task->type == REDIS_REPLY_ERROR    ? Reply::Type::error
                      : task->type == REDIS_REPLY_STATUS ? Reply::Type::status
                                                         : Reply::Type::string;
        reply->text.assign(text, size);
        return reply;
    }
    static void* create_array(const redisReadTask* task, int count) {
        if (count < 0 || !fits(task, static_cast<std::size_t>(count) * sizeof(Reply)))
            return nullptr;
        Reply* reply = place(task);
        reply->type = Reply::Type::array;
        reply->items.resize(static_cast<std::size_t>(count));
        return reply;
    }
    static void* create_integer(const redisReadTask* task, long long value) {
        Reply* reply = place(task);
        reply->type = Reply::Type::integer;
        reply->integer = value;
        return reply;
    }
    static void* create_nil(const redisReadTask* task) {
        Reply* reply = place(task);
        reply->type = Reply::Type::nil;
        return reply;
    }
    static void free_object(void*) {}
};

ReplyParser::ReplyParser(std::size_t reply_bytes_max) : impl_(std::make_unique<Impl>()) {
    static redisReplyObjectFunctions functions{&Impl::create_string, &Impl::create_array,
                                               &Impl::create_integer, &Impl::create_nil,
                                               &Impl::free_object};
    impl_->bytes_max = reply_bytes_max;
    impl_->reader = redisReaderCreateWithFunctions(&functions);
    assert(impl_->reader != nullptr);
    impl_->reader->privdata = impl_.get();
    impl_->reader->maxbuf = std::size_t{1}
                            << 20;  // hiredis's 16 KiB would reallocate on every read
}

ReplyParser::~ReplyParser() {
    redisReaderFree(impl_->reader);
}

void ReplyParser::feed(std::string_view bytes) {
    redisReaderFeed(impl_->reader, bytes.data(), bytes.size());
}

Result<std::optional<Reply>> ReplyParser::next() {
    constexpr std::size_t kFraming = 64 * 1024;
    auto& reader = *impl_->reader;
    void* reply = nullptr;
    const bool failed = redisReaderGetReply(&reader, &reply) != REDIS_OK;
    // A bulk string is created when it is whole; until then it waits in the reader's buffer.
    if (impl_->bytes > impl_->bytes_max ||
        reader.len - reader.pos > impl_->bytes_max - impl_->bytes + kFraming) {
        return fail(Error::Kind::exhausted,
                    fmt::format("a reply of Redis is above {} MiB", impl_->bytes_max >> 20));
    }
    if (failed) {
        return fail(Error::Kind::corrupt,
                    fmt::format("what answers is not Redis: {}", reader.errstr));
    }
    if (reply == nullptr) return std::nullopt;
    impl_->bytes = 0;
    return std::move(impl_->root);
}

namespace {

struct Known {
    std::string_view prefix;
    Error::Kind kind;
    bool passing;
    std::string_view meaning;
};

constexpr Known kKnown[] = {
    {"LOADING", Error::Kind::unavailable, true, "is still loading its data"},
    {"READONLY", Error::Kind::unavailable, true,
     "is a read-only replica; give the address of the primary"},
    {"MASTERDOWN", Error::Kind::unavailable, true, "is a replica that has lost its primary"},
    {"CLUSTERDOWN", Error::Kind::unavailable, true, "belongs to a cluster that is down"},
    {"MOVED", Error::Kind::invalid, false,
     "is one node of a cluster and does not hold this workspace"},
    {"BUSY", Error::Kind::unavailable, true, "is busy with a script"},
    {"UNBLOCKED", Error::Kind::unavailable, true, "let go of a blocked reader"},
    {"ERR max number of clients", Error::Kind::unavailable, true,
     "has no free connection; raise its maxclients"},
    {"NOAUTH", Error::Kind::refused, false, "wants a password; put it into the Redis address"},
    {"WRONGPASS", Error::Kind::refused, false, "does not accept the user name or password"},
    {"ERR AUTH", Error::Kind::refused, false,
     "has no password set, but the Redis address gives one"},
    {"NOPERM", Error::Kind::refused, false, "does not permit our user to do this"},
    {"MISCONF", Error::Kind::unavailable, false,
     "refuses writes because it cannot save; check its disk"},
    {"OOM", Error::Kind::exhausted, false,
     "is out of memory and refuses writes; raise its maxmemory"},
    {"WRONGTYPE", Error::Kind::corrupt, false,
     "holds something that is not a stream under our key"},
    {"ERR The ID specified in XADD is equal or smaller", Error::Kind::conflict, false,
     "already has this version or a newer one"},
};

const Known* find(std::string_view redis_error) {
    for (const Known& known : kKnown) {
        if (redis_error.starts_with(known.prefix)) return &known;
    }
    return nullptr;
}

}  // namespace

Error error_of(std::string_view redis_error, std::string_view server) {
    const Known* known = find(redis_error);
    redis_error = redis_error.substr(0, 200);
    if (known == nullptr) {
        return {Error::Kind::unavailable,
                fmt::format("Redis at {} answered: {}", server, redis_error)};
    }
    return {known->kind, fmt::format("Redis at {} {} ({})", server, known->meaning, redis_error)};
}

std::pair<std::string, std::string> histories_in(std::string_view info) {
    const auto before = info_field(info, "master_replid2");
    const bool none = before.find_first_not_of('0') == before.npos;
    return {std::string(info_field(info, "master_replid")), none ? "" : std::string(before)};
}

std::string_view info_field(std::string_view info, std::string_view name) {
    while (!info.empty()) {
        const auto end = std::min(info.find("\r\n"), info.size());
        const std::string_view line = info.substr(0, end);
        if (line.size() > name.size() && line.starts_with(name) && line[name.size()] == ':') {
            return line.substr(name.size() + 1);
        }
        info.remove_prefix(std::min(end + 2, info.size()));
    }
    return {};
}

bool is_passing(std::string_view redis_error) {
    const Known* known = find(redis_error);
    return known != nullptr && known->passing;
}

}  // namespace usher::log
