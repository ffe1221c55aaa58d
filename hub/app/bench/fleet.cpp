#include "hub/app/bench/fleet.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "hub/app/bench/monotonic.hpp"

namespace usher::bench {
namespace {

constexpr std::size_t kReadBytes = 256 * 1024;
constexpr std::size_t kWaitingBytesMax = 4u << 20;

std::string system_words() {
    return std::strerror(errno);
}

}  // namespace

Fleet::Fleet() : epoll_(::epoll_create1(EPOLL_CLOEXEC)), scratch_(kReadBytes, '\0') {
    // The kernel may be late by the slack; its default of 50 us would stand in every latency.
    ::prctl(PR_SET_TIMERSLACK, 1UL);
}

Fleet::~Fleet() {
    for (auto& connection : connections_) {
        if (connection.fd >= 0) ::close(connection.fd);
    }
    ::close(epoll_);
}

Result<void> Fleet::aim(const std::string& host, std::uint16_t port) {
    addrinfo wanted{};
    wanted.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    const int error = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &wanted, &found);
    if (error != 0) {
        return fail(Error::Kind::not_found, host + " is not known: " + ::gai_strerror(error));
    }
    std::memcpy(&address_, found->ai_addr, found->ai_addrlen);
    address_size_ = found->ai_addrlen;
    ::freeaddrinfo(found);
    return {};
}

Result<ConnectionId> Fleet::open(const UpgradeRequest& request) {
    const int fd =
        ::socket(address_.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP);
    if (fd < 0) return fail(Error::Kind::exhausted, "no socket: " + system_words());
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(fd, reinterpret_cast<const sockaddr*>(&address_), address_size_) != 0 &&
        errno != EINPROGRESS) {
        const auto words = system_words();
        ::close(fd);
        return fail(Error::Kind::unavailable, "cannot connect: " + words);
    }
    const auto id = static_cast<ConnectionId>(connections_.size());
    Connection& connection = connections_.emplace_back();
    connection.fd = fd;
    connection.out = request.text();
    ++opening_;
    watch(id, true, EPOLL_CTL_ADD);
    return id;
}

void Fleet::watch(ConnectionId id, bool writes, int operation) {
    epoll_event event{};
    event.events = writes ? EPOLLIN | EPOLLOUT : EPOLLIN;
    event.data.u32 = id;
    ::epoll_ctl(epoll_, operation, connections_[id].fd, &event);
    connections_[id].watching_writes = writes;
}

void Fleet::mark_dirty(ConnectionId id) {
    if (connections_[id].dirty) return;
    connections_[id].dirty = true;
    dirty_.push_back(id);
}

void Fleet::send(ConnectionId to, std::string_view payload) {
    Connection& connection = connections_[to];
    if (connection.state == State::dead) return;
    if (connection.out.size() - connection.written > kWaitingBytesMax) {
        bury(to, "the server does not read");
        return;
    }
    append_client_frame(connection.out, Opcode::binary, payload,
                        static_cast<std::uint32_t>(masks_.next()));
    mark_dirty(to);
}

void Fleet::flush() {
    for (const ConnectionId id : dirty_) {
        connections_[id].dirty = false;
        const State state = connections_[id].state;
        if (state != State::dead && state != State::connecting) write(id);
    }
    dirty_.clear();
}

void Fleet::write(ConnectionId id) {
    Connection& connection = connections_[id];
    while (connection.written < connection.out.size()) {
        const auto count = ::send(connection.fd, connection.out.data() + connection.written,
                                  connection.out.size() - connection.written, MSG_NOSIGNAL);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0 && errno == EAGAIN) {
            if (!connection.watching_writes) watch(id, true, EPOLL_CTL_MOD);
            return;
        }
        if (count < 0) {
            bury(id, "cannot write: " + system_words());
            return;
        }
        connection.written += static_cast<std::size_t>(count);
    }
    connection.out.clear();
    connection.written = 0;
    if (connection.watching_writes) watch(id, false, EPOLL_CTL_MOD);
}

void Fleet::read(FleetListener& listener, ConnectionId id) {
    const std::string& left = connections_[id].in;
    const std::size_t had = left.size();
    if (scratch_.size() < had + kReadBytes / 2) scratch_.resize(had + kReadBytes);
    std::copy(left.begin(), left.end(), scratch_.begin());
    const auto count = ::recv(connections_[id].fd, scratch_.data() + had, scratch_.size() - had, 0);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (count <= 0) {
        bury(id,
             count == 0 ? "the server closed the connection" : "cannot read: " + system_words());
        return;
    }
    read_at_ns_ = monotonic_ns();
    const std::size_t size = had + static_cast<std::size_t>(count);
    const std::size_t used = consume(listener, id, {scratch_.data(), size});
    if (connections_[id].state != State::dead) {
        connections_[id].in.assign(scratch_, used, size - used);
    }
}

std::size_t Fleet::consume(FleetListener& listener, ConnectionId id, std::string_view bytes) {
    std::size_t used = 0;
    if (connections_[id].state == State::upgrading) {
        const auto head = read_upgrade_answer(bytes);
        if (!head) {
            bury(id, head.error().text);
            return bytes.size();
        }
        if (!*head) return 0;
        used = **head;
        connections_[id].state = State::open;
        --opening_;
        listener.on_open(id);
    }
    while (connections_[id].state == State::open) {
        const auto frame = read_server_frame(bytes.substr(used));
        if (!frame) {
            bury(id, frame.error().text);
            break;
        }
        if (!*frame) break;
        used += (*frame)->size;
        hear(listener, id, **frame);
    }
    return used;
}

void Fleet::hear(FleetListener& listener, ConnectionId id, const ServerFrame& frame) {
    switch (frame.opcode) {
        case Opcode::ping:
            append_client_frame(connections_[id].out, Opcode::pong, frame.payload,
                                static_cast<std::uint32_t>(masks_.next()));
            mark_dirty(id);
            return;
        case Opcode::pong:
            return;
        case Opcode::close:
            bury(id, "the server closed with code " + std::to_string(close_code(frame.payload)));
            return;
        case Opcode::text:
        case Opcode::binary:
        case Opcode::continuation:
            break;
    }
    if (frame.final && frame.opcode != Opcode::continuation) {
        listener.on_message(id, frame.payload);
        return;
    }
    connections_[id].fragment.append(frame.payload);
    if (connections_[id].fragment.size() > kFrameBytesMax) {
        bury(id, "a message above 16 MiB");
    } else if (frame.final) {
        const std::string whole = std::exchange(connections_[id].fragment, {});
        listener.on_message(id, whole);
    }
}

void Fleet::turn(FleetListener& listener, std::int64_t until_ns) {
    flush();
    const std::int64_t wait_ns = std::max<std::int64_t>(0, until_ns - monotonic_ns());
    const timespec wait{.tv_sec = wait_ns / kNsPerS, .tv_nsec = wait_ns % kNsPerS};
    std::array<epoll_event, 128> events;
    const int count = ::epoll_pwait2(epoll_, events.data(), events.size(), &wait, nullptr);
    for (int i = 0; i < count; ++i) {
        const auto [flags, data] = events[static_cast<std::size_t>(i)];
        const ConnectionId id = data.u32;
        if (connections_[id].state == State::dead) continue;
        if ((flags & EPOLLOUT) != 0) {
            if (connections_[id].state == State::connecting) {
                connections_[id].state = State::upgrading;
            }
            write(id);
        }
        if (connections_[id].state != State::dead &&
            (flags & (EPOLLIN | EPOLLERR | EPOLLHUP)) != 0) {
            read(listener, id);
        }
    }
    flush();
}

void Fleet::bury(ConnectionId id, const std::string& why) {
    Connection& connection = connections_[id];
    if (connection.state == State::dead) return;
    if (connection.state != State::open) --opening_;
    ::close(connection.fd);
    connection = Connection();
    connection.state = State::dead;
    if (dead_++ == 0) epitaph_ = "connection " + std::to_string(id) + ": " + why;
}

}  // namespace usher::bench
