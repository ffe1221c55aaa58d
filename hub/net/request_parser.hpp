// Turns bytes into a request with Beast's parser, and holds it to our limits and to RFC 9112 where
// Beast 1.81 is lenient. The HTTP session feeds it; it never reads a socket. Internal to net.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "hub/net/http.hpp"

namespace usher::net {

class RequestParser {
  public:
    enum class Step {
        more,     ///< feed more bytes
        head,     ///< request() has its head; call allow_body() and go on with an empty feed
        whole,    ///< request() is complete
        refused,  ///< refusal() is the answer; the connection cannot go on
    };

    explicit RequestParser(std::size_t head_bytes_max);
    ~RequestParser();

    /// Consumes from the front of `bytes`.
    Step feed(std::string& bytes);
    /// Once, between head and body; a declared length above `bytes_max` is refused at the next
    /// feed.
    void allow_body(std::size_t bytes_max);

    HttpRequest& request() { return request_; }
    unsigned version() const { return version_; }
    bool keep_alive() const { return keep_alive_; }
    bool started() const;       ///< at least one byte came
    bool expects_body() const;  ///< the head announced one
    std::optional<std::uint64_t> declared_length() const;
    HttpResponse refusal() const { return refusal_; }

  private:
    struct Impl;
    Step refuse(HttpResponse answer);
    Step read_head();

    std::unique_ptr<Impl> impl_;
    HttpRequest request_;
    HttpResponse refusal_;
    std::size_t body_bytes_max_ = 0;
    unsigned version_ = 11;
    bool keep_alive_ = false;
    bool head_done_ = false;
    bool started_ = false;
};

}  // namespace usher::net
