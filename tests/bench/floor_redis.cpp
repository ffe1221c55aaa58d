#include "tests/bench/floor_redis.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <cstdio>
#include <cstdlib>

namespace usher::floor {
namespace asio = boost::asio;
using boost::system::error_code;

namespace {

[[noreturn]] void give_up(const std::string& what) {
    std::fprintf(stderr, "floor: Redis: %s\n", what.c_str());
    std::exit(1);
}

asio::generic::stream_protocol::endpoint endpoint_of(const std::string& text) {
    if (text.starts_with("unix:")) return asio::local::stream_protocol::endpoint(text.substr(5));
    const auto colon = text.rfind(':');
    if (colon == std::string::npos) give_up("'" + text + "' is neither unix:/path nor host:port");
    const auto port = static_cast<unsigned short>(std::strtoul(&text[colon + 1], nullptr, 10));
    error_code error;
    const auto address = asio::ip::make_address(text.substr(0, colon), error);
    if (error) give_up("'" + text + "' has no numeric host");
    return asio::ip::tcp::endpoint(address, port);
}

void bulk(std::string& out, std::string_view bytes) {
    char head[16];
    const int length = std::snprintf(head, sizeof head, "$%zu\r\n", bytes.size());
    out.append(head, static_cast<std::size_t>(length)).append(bytes).append("\r\n");
}

}  // namespace

RedisConnection::RedisConnection(asio::io_context& context, const RedisAddress& address,
                                 OnReply on_reply)
    : context_(context),
      socket_(context),
      on_reply_(std::move(on_reply)),
      reader_(redisReaderCreate()) {
    error_code error;
    socket_.connect(endpoint_of(address.text), error);
    if (error) give_up("cannot connect to " + address.text + ": " + error.message());
    if (!address.text.starts_with("unix:")) socket_.set_option(asio::ip::tcp::no_delay(true));
    read();
}

void RedisConnection::flush() {
    if (flush_posted_ || writing_) return;
    flush_posted_ = true;
    asio::post(context_, [this] {
        flush_posted_ = false;
        if (!writing_) write();
    });
}

void RedisConnection::write() {
    if (pending_.empty()) return;
    writing_ = true;
    std::swap(pending_, sending_);
    asio::async_write(socket_, asio::buffer(sending_), [this](error_code error, std::size_t) {
        if (error) give_up(error.message());
        writing_ = false;
        sending_.clear();
        write();
    });
}

void RedisConnection::read() {
    socket_.async_read_some(asio::buffer(input_), [this](error_code error, std::size_t size) {
        if (error) give_up(error.message());
        redisReaderFeed(reader_.get(), input_.data(), size);
        void* reply = nullptr;
        while (redisReaderGetReply(reader_.get(), &reply) == REDIS_OK && reply != nullptr) {
            const auto& answer = *static_cast<redisReply*>(reply);
            if (answer.type == REDIS_REPLY_ERROR) give_up(answer.str);
            on_reply_(answer);
            freeReplyObject(reply);
        }
        if (reader_->err != 0) give_up(reader_->errstr);
        read();
    });
}

Appender::Appender(asio::io_context& context, const RedisAddress& address,
                   std::function<void()> on_room)
    : on_room_(std::move(on_room)), connection_(context, address, [this](const redisReply&) {
          if (--in_flight_ == kInFlightMax / 2) on_room_();
      }) {}

void Appender::append(std::string_view value) {
    // Trimmed by whole blocks, so that a long run measures the append and not the memory.
    constexpr std::string_view kHead =
        "*8\r\n$4\r\nXADD\r\n$11\r\nusher_floor\r\n$6\r\nMAXLEN\r\n$1\r\n~\r\n$5\r\n10000\r\n$"
        "1\r\n*\r\n$1\r\nm\r\n";
    ++in_flight_;
    connection_.pending().append(kHead);
    bulk(connection_.pending(), value);
    connection_.flush();
}

Tail::Tail(asio::io_context& context, const RedisAddress& address,
           std::function<void(std::string_view)> on_entry, std::function<void()> on_batch)
    : on_entry_(std::move(on_entry)),
      on_batch_(std::move(on_batch)),
      connection_(context, address, [this](const redisReply& reply) { answer(reply); }) {
    connection_.pending().append("*2\r\n$3\r\nDEL\r\n$11\r\nusher_floor\r\n");
    ask();
}

void Tail::ask() {
    constexpr std::string_view kHead =
        "*8\r\n$5\r\nXREAD\r\n$5\r\nCOUNT\r\n$3\r\n512\r\n$5\r\nBLOCK\r\n$4\r\n5000\r\n$"
        "7\r\nSTREAMS\r\n"
        "$11\r\nusher_floor\r\n";
    connection_.pending().append(kHead);
    bulk(connection_.pending(), cursor_);
    connection_.flush();
}

void Tail::answer(const redisReply& reply) {
    if (reply.type == REDIS_REPLY_ARRAY) {  // [[key, [[id, [field, value]], …]]]
        const redisReply& entries = *reply.element[0]->element[1];
        for (std::size_t i = 0; i < entries.elements; ++i) {
            const redisReply& value = *entries.element[i]->element[1]->element[1];
            on_entry_({value.str, value.len});
        }
        const redisReply& last = *entries.element[entries.elements - 1]->element[0];
        cursor_.assign(last.str, last.len);
        on_batch_();
    } else if (reply.type == REDIS_REPLY_INTEGER) {
        return;  // of DEL
    }
    ask();
}

}  // namespace usher::floor
