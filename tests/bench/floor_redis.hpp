// The Redis half of the floor: one connection that appends and one that tails, over Asio with
// hiredis as the codec. Used by the relay alone. It knows one stream and one field, and gives up on
// any error.
#pragma once

#include <hiredis/hiredis.h>

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace usher::floor {

/// Appends in flight above which customers and agents are not read from.
inline constexpr std::size_t kInFlightMax = 512;

/// "unix:/path" or "host:port" (a numeric host).
struct RedisAddress {
    std::string text;
};

/// A pipelined connection: whatever is queued in one turn of the loop leaves in one write.
class RedisConnection {
  public:
    using OnReply = std::function<void(const redisReply&)>;
    /// Connects before it returns; ends the program with a sentence when that fails.
    RedisConnection(boost::asio::io_context& context, const RedisAddress& address,
                    OnReply on_reply);

    /// The buffer to write RESP into, followed by one flush().
    std::string& pending() { return pending_; }
    void flush();

  private:
    void write();
    void read();

    struct FreeReader {
        void operator()(redisReader* reader) const { redisReaderFree(reader); }
    };
    boost::asio::io_context& context_;
    boost::asio::generic::stream_protocol::socket socket_;
    OnReply on_reply_;
    std::unique_ptr<redisReader, FreeReader> reader_;
    std::string pending_;
    std::string sending_;
    std::string input_ = std::string(65536, '\0');
    bool flush_posted_ = false;
    bool writing_ = false;
};

/// XADD, one per message.
class Appender {
  public:
    /// `on_room` runs when appends in flight fall below half of kInFlightMax.
    Appender(boost::asio::io_context& context, const RedisAddress& address,
             std::function<void()> on_room);
    void append(std::string_view value);
    bool full() const { return in_flight_ >= kInFlightMax; }

  private:
    std::function<void()> on_room_;
    std::size_t in_flight_ = 0;
    RedisConnection connection_;
};

/// XREAD in a loop from its own cursor, over a stream emptied at the start: `on_entry` for each
/// value, `on_batch` after each answer.
class Tail {
  public:
    Tail(boost::asio::io_context& context, const RedisAddress& address,
         std::function<void(std::string_view)> on_entry, std::function<void()> on_batch);

  private:
    void ask();
    void answer(const redisReply& reply);

    std::function<void(std::string_view)> on_entry_;
    std::function<void()> on_batch_;
    std::string cursor_ = "0-0";
    RedisConnection connection_;
};

}  // namespace usher::floor
