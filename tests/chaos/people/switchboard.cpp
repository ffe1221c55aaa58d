#include "tests/chaos/people/switchboard.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "hub/app/bench/monotonic.hpp"

namespace usher::chaos {
namespace {

constexpr std::size_t kReadBytes = 256 * 1024;

std::string authority(std::uint16_t port) {
    return fmt::format("127.0.0.1:{}", port);
}

}  // namespace

Switchboard::Switchboard(std::uint64_t seed)
    : epoll_(::epoll_create1(EPOLL_CLOEXEC)), scratch_(kReadBytes, '\0'), random_(seed) {}

Switchboard::~Switchboard() {
    for (auto& [id, line] : lines_) ::close(line.fd);
    ::close(epoll_);
}

LineId Switchboard::open(std::uint16_t port, const char* path, LineListener& listener,
                         int receive_buffer) {
    const bench::UpgradeRequest request{.host = authority(port),
                                        .path = path,
                                        .origin = "http://" + authority(port),
                                        .subprotocol = "usher.v1"};
    Line line;
    line.out = request.text();
    line.listener = &listener;
    return add(port, std::move(line), receive_buffer);
}

void Switchboard::post(std::uint16_t port, const std::string& path, const std::string& body,
                       const std::string& cookie, std::int64_t deadline_ns, Answered answered) {
    Line line;
    line.out = fmt::format(
        "POST {} HTTP/1.1\r\nHost: {}\r\nOrigin: http://{}\r\nConnection: close\r\n{}"
        "Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{}",
        path, authority(port), authority(port), cookie.empty() ? "" : "Cookie: " + cookie + "\r\n",
        body.size(), body);
    line.answered = std::move(answered);
    line.deadline_ns = deadline_ns;
    ++requests_;
    add(port, std::move(line), 0);
}

LineId Switchboard::add(std::uint16_t port, Line line, int receive_buffer) {
    const LineId id = ++last_;
    line.fd = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const int on = 1;
    ::setsockopt(line.fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (receive_buffer > 0) {
        ::setsockopt(line.fd, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    }
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const bool refused = ::connect(line.fd, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0 &&
                         errno != EINPROGRESS;
    if (refused) refused_.emplace_back(id, std::strerror(errno));
    auto& kept = lines_.emplace(id, std::move(line)).first->second;
    if (!refused) watch(id, kept, EPOLL_CTL_ADD);
    return id;
}

Switchboard::Line* Switchboard::find(LineId id) {
    const auto found = lines_.find(id);
    return found == lines_.end() ? nullptr : &found->second;
}

void Switchboard::watch(LineId id, Line& line, int operation) {
    epoll_event event{};
    event.events = (line.reading ? EPOLLIN : 0U) | (line.writing ? EPOLLOUT : 0U);
    event.data.u64 = id;
    ::epoll_ctl(epoll_, operation, line.fd, &event);
}

void Switchboard::send(LineId id, std::string_view payload) {
    auto* line = find(id);
    if (line == nullptr) return;
    bench::append_client_frame(line->out, bench::Opcode::binary, payload,
                               static_cast<std::uint32_t>(random_.next()));
    dirty_.push_back(id);
}

void Switchboard::stop_reading(LineId id) {
    if (auto* line = find(id)) {
        line->reading = false;
        watch(id, *line, EPOLL_CTL_MOD);
    }
}

void Switchboard::go_on_reading(LineId id) {
    if (auto* line = find(id)) {
        line->reading = true;
        watch(id, *line, EPOLL_CTL_MOD);
    }
}

void Switchboard::hang_up(LineId id) {
    auto* line = find(id);
    if (line == nullptr) return;
    bench::append_client_frame(line->out, bench::Opcode::close, "\x03\xe8", 1);
    (void)::send(line->fd, line->out.data(), line->out.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    drop(id, false);
}

void Switchboard::drop(LineId id, bool reset) {
    auto* line = find(id);
    if (line == nullptr) return;
    if (reset) {
        const linger now{.l_onoff = 1, .l_linger = 0};
        ::setsockopt(line->fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    }
    ::close(line->fd);
    requests_ -= line->answered != nullptr;
    lines_.erase(id);
}

void Switchboard::end(LineId id, unsigned code, const std::string& why) {
    auto* line = find(id);
    if (line == nullptr) return;
    auto* listener = line->listener;
    auto answered = std::move(line->answered);
    requests_ -= answered != nullptr;
    auto bytes = std::move(line->in);
    ::close(line->fd);
    lines_.erase(id);
    if (listener != nullptr) return listener->on_end(code, why);
    if (!answered) return;
    auto answer = bench::parse_answer(bytes);
    answered(answer ? std::move(answer) : fail(Error::Kind::unavailable, why));
}

void Switchboard::write(LineId id) {
    auto* line = find(id);
    if (line == nullptr || line->state == State::connecting) return;
    const auto count =
        line->out.empty() ? 0 : ::send(line->fd, line->out.data(), line->out.size(), MSG_NOSIGNAL);
    if (count < 0 && errno != EAGAIN && errno != EINTR) {
        // What the server said before it closed may still be read.
        line->out.clear();
        if (!line->reading) return end(id, 0, std::strerror(errno));
        return read(id);
    }
    if (count > 0) line->out.erase(0, static_cast<std::size_t>(count));
    if (line->out.size() > kWaitingBytesMax) return end(id, 0, "the server does not read");
    const bool wants = !line->out.empty();
    if (wants != line->writing) {
        line->writing = wants;
        watch(id, *line, EPOLL_CTL_MOD);
    }
}

void Switchboard::read(LineId id) {
    auto* line = find(id);
    if (line == nullptr) return;
    const auto count = ::recv(line->fd, scratch_.data(), scratch_.size(), 0);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (count < 0) return end(id, 0, std::strerror(errno));
    if (count == 0) return end(id, 0, "the server closed the connection");
    line->in.append(scratch_.data(), static_cast<std::size_t>(count));
    if (line->state != State::requesting) consume(id);
}

void Switchboard::consume(LineId id) {
    auto* line = find(id);
    if (line->state == State::upgrading) {
        const auto head = bench::read_upgrade_answer(line->in);
        if (!head) return end(id, 0, head.error().text);
        if (!*head) return;
        line->in.erase(0, **head);
        line->state = State::open;
        line->listener->on_open();
    }
    // A listener may drop its own line, so it is looked up after each message.
    std::string bytes;
    line = find(id);
    if (line == nullptr) return;
    bytes.swap(line->in);
    std::size_t used = 0;
    while (true) {
        const auto frame = bench::read_server_frame(std::string_view(bytes).substr(used));
        if (!frame) return end(id, 0, frame.error().text);
        if (!*frame) break;
        used += (*frame)->size;
        if (!hear(id, *line, **frame)) return;
        line = find(id);
        if (line == nullptr) return;
    }
    line->in.assign(bytes, used);
}

bool Switchboard::hear(LineId id, Line& line, const bench::ServerFrame& frame) {
    switch (frame.opcode) {
        case bench::Opcode::ping:
            bench::append_client_frame(line.out, bench::Opcode::pong, frame.payload, 7);
            dirty_.push_back(id);
            return true;
        case bench::Opcode::pong:
            return true;
        case bench::Opcode::close:
            end(id, bench::close_code(frame.payload), "the server closed");
            return false;
        case bench::Opcode::text:
        case bench::Opcode::binary:
        case bench::Opcode::continuation:
            break;
    }
    line.fragment.append(frame.payload);
    if (!frame.final) return true;
    const std::string whole = std::exchange(line.fragment, {});
    line.listener->on_message(whole);
    return true;
}

void Switchboard::expire(std::int64_t now_ns) {
    auto refused = std::exchange(refused_, {});
    for (auto& [id, why] : refused) end(id, 0, why);
    if (requests_ == 0) return;
    std::vector<LineId> late;
    for (auto& [id, line] : lines_) {
        if (line.deadline_ns != 0 && line.deadline_ns < now_ns) late.push_back(id);
    }
    for (const auto id : late) end(id, 0, "no answer in time");
}

void Switchboard::turn(std::int64_t until_ns) {
    expire(bench::monotonic_ns());
    for (const auto id : std::exchange(dirty_, {})) write(id);
    const auto left = std::max<std::int64_t>(0, until_ns - bench::monotonic_ns());
    const timespec wait{.tv_sec = left / bench::kNsPerS, .tv_nsec = left % bench::kNsPerS};
    std::array<epoll_event, 256> events;
    const int count = ::epoll_pwait2(epoll_, events.data(), events.size(), &wait, nullptr);
    for (int i = 0; i < count; ++i) {
        const auto [flags, data] = events[static_cast<std::size_t>(i)];
        const LineId id = data.u64;
        auto* line = find(id);
        if (line == nullptr) continue;
        if ((flags & EPOLLOUT) != 0) {
            if (line->state == State::connecting) {
                line->state = line->listener == nullptr ? State::requesting : State::upgrading;
            }
            write(id);
        }
        line = find(id);
        if (line != nullptr && (flags & (EPOLLIN | EPOLLERR | EPOLLHUP)) != 0) {
            if (line->reading) {
                read(id);
            } else if ((flags & (EPOLLERR | EPOLLHUP)) != 0) {
                end(id, 0, "reset by the server");
            }
        }
    }
    for (const auto id : std::exchange(dirty_, {})) write(id);
}

}  // namespace usher::chaos
