#include "hub/net/loop.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <csignal>
#include <optional>

namespace usher::net {
namespace asio = boost::asio;

struct Loop::Impl {
    asio::io_context context{1};
    std::optional<asio::signal_set> signals;
    std::function<void(int)> on_signal;

    void wait_for_signal() {
        signals->async_wait([this](boost::system::error_code error, int number) {
            if (error) return;
            on_signal(number);
            wait_for_signal();
        });
    }
};

Loop::Loop() : impl_(std::make_unique<Impl>()) {}
Loop::~Loop() = default;
void Loop::run() {
    impl_->context.run();
}
void Loop::run_until(const std::function<bool()>& done) {
    while (!done() && impl_->context.run_one() > 0) {
    }
}
void Loop::stop() {
    impl_->context.stop();
}
void Loop::post(std::move_only_function<void()> task) {
    asio::post(impl_->context, [task = std::move(task)]() mutable { task(); });
}
void Loop::on_stop_signal(std::function<void(int)> handler) {
    impl_->on_signal = std::move(handler);
    impl_->signals.emplace(impl_->context, SIGTERM, SIGINT);
    impl_->wait_for_signal();
}
Timestamp Loop::now() const {
    return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}
void* Loop::native() {
    return &impl_->context;
}

struct Timer::Impl {
    explicit Impl(asio::io_context& context) : timer(context) {}
    asio::steady_timer timer;
    std::move_only_function<void()> task;
    unsigned generation = 0;
};

Timer::Timer(Loop& loop)
    : impl_(std::make_shared<Impl>(*static_cast<asio::io_context*>(loop.native()))) {}
Timer::~Timer() {
    cancel();
}

void Timer::after(std::chrono::milliseconds delay, std::move_only_function<void()> task) {
    impl_->task = std::move(task);
    const unsigned generation = ++impl_->generation;
    impl_->timer.expires_after(delay);
    impl_->timer.async_wait([impl = impl_, generation](boost::system::error_code error) {
        if (error || generation != impl->generation || !impl->task) return;
        auto due = std::move(impl->task);
        impl->task = nullptr;
        due();
    });
}

void Timer::cancel() {
    ++impl_->generation;
    impl_->task = nullptr;
    impl_->timer.cancel();
}

}  // namespace usher::net
