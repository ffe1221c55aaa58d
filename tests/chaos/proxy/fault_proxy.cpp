#include "tests/chaos/proxy/fault_proxy.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <condition_variable>
#include <cstring>
#include <functional>
#include <list>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include "hub/app/bench/monotonic.hpp"
#include "tests/chaos/proxy/lane.hpp"

namespace usher::chaos {
namespace {

using bench::monotonic_ns;

struct Address {
    sockaddr_storage bytes{};
    socklen_t size = 0;
};

Address address_of(const Endpoint& endpoint) {
    Address out;
    if (!endpoint.path.empty()) {
        auto& to = reinterpret_cast<sockaddr_un&>(out.bytes);
        to.sun_family = AF_UNIX;
        std::strncpy(to.sun_path, endpoint.path.c_str(), sizeof to.sun_path - 1);
        out.size = sizeof to;
    } else {
        auto& to = reinterpret_cast<sockaddr_in&>(out.bytes);
        to.sin_family = AF_INET;
        to.sin_port = htons(endpoint.port);
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        out.size = sizeof to;
    }
    return out;
}

void without_delay(int socket) {
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

/// An RST instead of a FIN, where there is such a thing.
void close_hard(int socket) {
    const linger now{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    ::close(socket);
}

}  // namespace

struct FaultProxy::Impl {
    struct Connection {
        Connection(int client_in, int server_in)
            : client(client_in), server(server_in), up(client, server), down(server, client) {}
        int client;
        int server;
        Lane up;
        Lane down;
        bool dead = false;
    };

    Impl(const Endpoint& front, Endpoint to, std::uint64_t seed)
        : back(std::move(to)), random(seed), wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
        const auto at = address_of(front);
        listener = ::socket(at.bytes.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        const int on = 1;
        ::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
        if (::bind(listener, reinterpret_cast<const sockaddr*>(&at.bytes), at.size) != 0 ||
            ::listen(listener, 4096) != 0) {
            throw std::runtime_error(std::string("the proxy cannot listen: ") +
                                     std::strerror(errno));
        }
        sockaddr_in bound{};
        socklen_t size = sizeof bound;
        if (front.path.empty()) {
            ::getsockname(listener, reinterpret_cast<sockaddr*>(&bound), &size);
            port = ntohs(bound.sin_port);
        }
        thread = std::thread([this] { run(); });
    }
    ~Impl() {
        call([this] { stopping = true; });
        thread.join();
        for (auto& it : connections) end(it, true);
        ::close(listener);
        ::close(wake);
    }

    /// Runs `work` on the proxy's thread and waits for it.
    void call(const std::function<void()>& work) {
        std::unique_lock lock(mutex);
        bool done = false;
        tasks.emplace_back([&] {
            work();
            const std::lock_guard inner(mutex);
            done = true;
            answered.notify_all();
        });
        const std::uint64_t one = 1;
        (void)!::write(wake, &one, sizeof one);
        answered.wait(lock, [&] { return done; });
    }

    void run() {
        while (!stopping) {
            wait();
            run_tasks();
            accept_new();
            const auto now = monotonic_ns();
            for (auto& it : connections) turn(it, now);
            std::erase_if(connections, [](const Connection& it) { return it.dead; });
        }
    }

    void run_tasks() {
        std::vector<std::function<void()>> due;
        {
            const std::lock_guard lock(mutex);
            due.swap(tasks);
        }
        std::uint64_t count = 0;
        (void)!::read(wake, &count, sizeof count);
        for (auto& task : due) task();
    }

    void wait() {
        polls.clear();
        polls.push_back({wake, POLLIN, 0});
        polls.push_back({listener, POLLIN, 0});
        auto due = monotonic_ns() + bench::kNsPerS;
        for (const auto& it : connections) {
            const auto events = [](const Lane& in, const Lane& out) {
                return static_cast<short>((in.wants_to_read() ? POLLIN : 0) |
                                          (out.wants_to_write() ? POLLOUT : 0));
            };
            add_poll(it.client, events(it.up, it.down));
            add_poll(it.server, events(it.down, it.up));
            due = std::min({due, it.up.next_due_ns(), it.down.next_due_ns()});
        }
        const auto left = std::max<std::int64_t>(0, due - monotonic_ns());
        const timespec limit{.tv_sec = left / bench::kNsPerS, .tv_nsec = left % bench::kNsPerS};
        ::ppoll(polls.data(), polls.size(), &limit, nullptr);
    }

    /// Nobody asks about a socket of which nothing is wanted: its errors would be told for ever.
    void add_poll(int socket, short events) {
        polls.push_back({events != 0 ? socket : -1, events, 0});
    }

    void accept_new() {
        while (true) {
            const int client = ::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
            if (client < 0) return;
            const auto to = address_of(back);
            const int server = ::socket(to.bytes.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
            // Blocking, on this machine: a server that does not even accept refuses at once.
            if (refusing ||
                ::connect(server, reinterpret_cast<const sockaddr*>(&to.bytes), to.size) != 0) {
                close_hard(client);
                ::close(server);
                continue;
            }
            without_delay(client);
            without_delay(server);
            connections.emplace_back(client, server);
        }
    }

    void turn(Connection& it, std::int64_t now) {
        const auto before_up = it.up.passed();
        const auto before_down = it.down.passed();
        const auto up = it.up.turn(now, faults_up, random);
        const auto down = it.down.turn(now, faults_down, random);
        passed_up += it.up.passed() - before_up;
        passed_down += it.down.passed() - before_down;
        const bool broken = up == Lane::State::broken || down == Lane::State::broken;
        if (broken || (up == Lane::State::ended && down == Lane::State::ended)) end(it, broken);
    }

    static void end(Connection& it, bool hard) {
        if (std::exchange(it.dead, true)) return;
        for (const int socket : {it.client, it.server})
            hard ? close_hard(socket) : (void)::close(socket);
    }

    Endpoint back;
    bench::Random random;
    int wake;
    int listener = -1;
    std::uint16_t port = 0;
    bool stopping = false;
    bool refusing = false;
    Faults faults_up;
    Faults faults_down;
    std::uint64_t passed_up = 0;
    std::uint64_t passed_down = 0;
    std::list<Connection> connections;
    std::vector<pollfd> polls;

    std::mutex mutex;
    std::condition_variable answered;
    std::vector<std::function<void()>> tasks;
    std::thread thread;
};

FaultProxy::FaultProxy(Endpoint front, Endpoint back, std::uint64_t seed)
    : impl_(std::make_unique<Impl>(front, std::move(back), seed)) {}

FaultProxy::~FaultProxy() = default;

std::uint16_t FaultProxy::port() const {
    return impl_->port;
}

void FaultProxy::set(Way way, const Faults& faults) {
    impl_->call([&] {
        if (way != Way::to_client) impl_->faults_up = faults;
        if (way != Way::to_server) impl_->faults_down = faults;
    });
}

void FaultProxy::heal() {
    set(Way::both, {});
}

void FaultProxy::reset_all() {
    impl_->call([&] {
        for (auto& it : impl_->connections) Impl::end(it, true);
        impl_->connections.clear();
    });
}

void FaultProxy::half_close_all(Way way) {
    impl_->call([&] {
        for (auto& it : impl_->connections) {
            if (way != Way::to_client) it.up.half_close();
            if (way != Way::to_server) it.down.half_close();
        }
    });
}

void FaultProxy::cut_after(Way way, std::size_t bytes) {
    impl_->call([&] {
        for (auto& it : impl_->connections) {
            if (way != Way::to_client) it.up.cut_after(bytes);
            if (way != Way::to_server) it.down.cut_after(bytes);
        }
    });
}

void FaultProxy::refuse_new(bool refuse) {
    impl_->call([&] { impl_->refusing = refuse; });
}

std::size_t FaultProxy::connections() const {
    std::size_t count = 0;
    impl_->call([&] { count = impl_->connections.size(); });
    return count;
}

std::uint64_t FaultProxy::bytes(Way way) const {
    std::uint64_t count = 0;
    impl_->call([&] {
        count += way != Way::to_client ? impl_->passed_up : 0;
        count += way != Way::to_server ? impl_->passed_down : 0;
    });
    return count;
}

}  // namespace usher::chaos
