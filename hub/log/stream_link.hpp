// What a stream reader needs of a connection: one command at a time, to wherever its stream is. A
// RedisLink is one when there is one server, a ClusterLink when the stream's slot may move. Used by
// RedisStreamReader.
#pragma once

#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

#include "hub/log/redis_codec.hpp"

namespace usher::log {

struct RedisContext;

class StreamLink {
  public:
    struct Events {
        std::function<void()> up;           ///< send() works from now on
        std::function<void(Reply)> reply;   ///< one per command, in order
        std::function<void(Error)> failed;  ///< was up and is lost, or one more attempt failed
        /// What INFO says of the server and its replication, before `up`; by a RedisLink only, and
        /// not with any_role.
        std::function<void(std::string_view)> introduced = {};
    };

    virtual ~StreamLink() = default;

    /// Starts to connect, if it has not. No event comes from inside a member function.
    virtual void open() = 0;
    /// Drops everything in silence; open() starts anew.
    virtual void close() = 0;
    virtual bool is_up() const = 0;
    /// Only while up.
    virtual void send(std::initializer_list<std::string_view> command) = 0;
    /// Gives this connection up for `why`; `failed` comes in a later turn. Nothing when not up.
    virtual void give_up(Error why) = 0;
};

/// To the server, or to the primary that holds this key's slot. Hold it by shared_ptr: an event
/// may drop the last outside reference.
std::shared_ptr<StreamLink> link_to_stream(const std::shared_ptr<const RedisContext>& context,
                                           std::string_view key, StreamLink::Events events);

}  // namespace usher::log
