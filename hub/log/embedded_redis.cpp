#include "hub/log/embedded_redis.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <optional>

#include "hub/log/child_process.hpp"
#include "hub/log/embedded_files.hpp"

namespace usher::log {

namespace asio = boost::asio;
namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

namespace {

constexpr milliseconds kRestartMin{50};
constexpr milliseconds kRestartMax{2000};
constexpr std::chrono::seconds kSettled{10};  // a server that ran this long did not fail to start

bool tells_of_damage(std::string_view lines) {
    for (std::string_view sign :
         {"append only file", "AOF manifest", "AOF file", "rdb file reading", "Unrecoverable error",
          "RDB format version"}) {
        if (lines.find(sign) != lines.npos) return true;
    }
    return false;
}

}  // namespace

struct EmbeddedRedis::Impl : std::enable_shared_from_this<Impl> {
    Impl(net::Loop& l, EmbeddedRedisOptions o) : loop(l), options(std::move(o)), restart_timer(l) {}

    net::Loop& loop;
    EmbeddedRedisOptions options;
    fs::path program;
    fs::path folder;
    fs::path socket;
    fs::path configuration;
    std::optional<FolderLock> lock;
    std::optional<ChildProcess> child;
    std::optional<asio::posix::stream_descriptor> watch;
    std::uintmax_t log_chapter = 0;
    Clock::time_point launched_at{};
    unsigned failures = 0;
    bool stopping = false;
    net::Timer restart_timer;

    void tell(std::string sentence) const {
        if (options.on_event) options.on_event(std::move(sentence));
    }

    Result<void> prepare() {
        const auto found = find_program("redis-server");
        if (!found) {
            return fail(Error::Kind::not_found,
                        "the program redis-server is not in PATH; install it with: apt-get install "
                        "redis-server, or set redis.url to a Redis of your own");
        }
        program = *found;
        auto prepared = prepare_folder(options.data_folder);
        if (!prepared) return std::unexpected(std::move(prepared.error()));
        folder = std::move(*prepared);
        auto taken = FolderLock::take(folder, options.takeover_timeout);
        if (!taken) return std::unexpected(std::move(taken.error()));
        lock.emplace(std::move(*taken));
        auto chosen = choose_socket(folder);
        if (!chosen) return std::unexpected(std::move(chosen.error()));
        socket = std::move(*chosen);
        auto written = write_configuration(folder, socket, options);
        if (!written) return std::unexpected(std::move(written.error()));
        configuration = std::move(*written);
        return {};
    }

    Result<void> launch() {
        log_chapter = open_log_chapter(folder);
        launched_at = Clock::now();
        auto started = ChildProcess::start({.program = program,
                                            .arguments = {configuration.string()},
                                            .output = log_file(folder),
                                            .inherited = lock->descriptor()});
        if (!started) return std::unexpected(std::move(started.error()));
        child.emplace(std::move(*started));
        return {};
    }

    Result<void> wait_until_ready() {
        const auto deadline = launched_at + options.start_timeout;
        milliseconds pause{5};
        for (;;) {
            if (probe(socket, milliseconds(500)) == ProbeAnswer::ready) return {};
            pause = std::min(pause * 2, milliseconds(100));
            if (const auto ending = child->wait(pause)) return std::unexpected(failure(*ending));
            if (Clock::now() >= deadline) {
                return std::unexpected(failure(fmt::format("did not become ready within {} ms",
                                                           options.start_timeout.count())));
            }
        }
    }

    Error failure(std::string_view what) const {
        const auto lines = last_log_lines(folder, log_chapter);
        const bool damaged = tells_of_damage(lines);
        return {damaged ? Error::Kind::corrupt : Error::Kind::unavailable,
                fmt::format("the embedded redis-server {}{}; its log {} ends with: {}", what,
                            damaged ? ", its data is damaged: copy the folder, then repair it with "
                                      "redis-check-aof --fix, or restore a backup"
                                    : "",
                            log_file(folder).string(), lines)};
    }

    void watch_child() {
        auto& context = *static_cast<asio::io_context*>(loop.native());
        watch.emplace(context, ::fcntl(child->pidfd(), F_DUPFD_CLOEXEC, 0));
        watch->async_wait(asio::posix::descriptor_base::wait_read,
                          [weak = weak_from_this()](boost::system::error_code error) {
                              const auto self = weak.lock();
                              if (!error && self && !self->stopping) self->on_ended();
                          });
    }

    void on_ended() {
        const auto ending = child->wait(milliseconds(0));
        if (!ending) return watch_child();
        watch.reset();
        const int ended_pid = child->pid();
        child.reset();
        if (Clock::now() - launched_at >= kSettled) failures = 0;
        const milliseconds pause = restart_pause();
        std::string sentence = fmt::format("redis-server (pid {}) {}; it is started again in {} ms",
                                           ended_pid, *ending, pause.count());
        if (failures > 1) sentence += "; its log ends with: " + last_log_lines(folder, log_chapter);
        restart_timer.after(pause, [this] { restart(); });
        tell(std::move(sentence));
    }

    void restart() {
        if (auto launched = launch(); !launched) {
            const milliseconds pause = restart_pause();
            restart_timer.after(pause, [this] { restart(); });
            return tell(launched.error().text);
        }
        watch_child();
        tell(fmt::format("redis-server runs again (pid {})", child->pid()));
    }

    milliseconds restart_pause() {
        return std::min(kRestartMin * (1 << std::min(failures++, 6U)), kRestartMax);
    }

    Result<void> stop() {
        if (std::exchange(stopping, true)) return {};
        restart_timer.cancel();
        watch.reset();
        bool killed = false;
        if (child) {
            child->signal(SIGTERM);
            child->signal(SIGCONT);  // a stopped one would not see it
            killed = !child->wait(options.stop_timeout);
            child.reset();
        }
        if (!socket.empty()) drop_socket(folder, socket);
        lock.reset();
        if (!killed) return {};
        return fail(
            Error::Kind::unavailable,
            fmt::format("redis-server did not end within {} ms after SIGTERM and was killed",
                        options.stop_timeout.count()));
    }
};

Result<std::unique_ptr<EmbeddedRedis>> EmbeddedRedis::start(net::Loop& loop,
                                                            EmbeddedRedisOptions options) {
    auto impl = std::make_shared<Impl>(loop, std::move(options));
    auto ready = impl->prepare();
    if (ready) ready = impl->launch();
    if (ready) ready = impl->wait_until_ready();
    if (!ready) {
        impl->stop();
        return std::unexpected(std::move(ready.error()));
    }
    impl->watch_child();
    impl->tell(
        fmt::format("redis-server runs (pid {}) in {}", impl->child->pid(), impl->folder.string()));
    return std::unique_ptr<EmbeddedRedis>(new EmbeddedRedis(std::move(impl)));
}

EmbeddedRedis::EmbeddedRedis(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
EmbeddedRedis::~EmbeddedRedis() {
    impl_->stop();
}
std::string EmbeddedRedis::address() const {
    return "unix:" + impl_->socket.string();
}
int EmbeddedRedis::pid() const {
    return impl_->child ? impl_->child->pid() : 0;
}
Result<void> EmbeddedRedis::stop() {
    return impl_->stop();
}

}  // namespace usher::log
