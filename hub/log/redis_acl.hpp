// What the hub's user in Redis may do: the commands this room uses, on keys and channels of
// workspaces, and nothing else (no EVAL, CONFIG, DEBUG, FLUSHALL, KEYS). The embedded server limits
// its only user so; docs/redis.md gives the same line to operators, and a test holds the two
// together.
#pragma once

#include <string_view>

namespace usher::log {

/// The rules of an `ACL SETUSER` or of a `user` line; without the name and the password.
inline constexpr std::string_view kAclRules =
    "resetkeys ~{wsp_*}:* resetchannels &{wsp_*}:live -@all "
    "+ping +info +xadd +xread +xrange +xrevrange +xdel +xtrim +xinfo|stream "
    "+set +get +del +unlink +pexpire +persist "
    "+hset +hget +hgetall +hdel +hkeys +hlen +hincrby "
    "+publish +subscribe +unsubscribe";

/// What it may do besides on the nodes of a cluster.
inline constexpr std::string_view kAclClusterRules =
    "+cluster|slots +asking +ssubscribe +sunsubscribe +spublish";

}  // namespace usher::log
