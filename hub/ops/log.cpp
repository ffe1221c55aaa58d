#include "hub/ops/log.hpp"

#include <spdlog/async.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <mutex>

#include "hub/ops/log_line.hpp"

namespace usher::ops {
namespace {

constexpr std::size_t kQueueLines = 8192;

/// What start_logging() made; replaced as a whole, so a writer sees one or the other.
struct Target {
    LogFormat format = LogFormat::text;
    std::function<void(std::string_view)> sink;
    std::shared_ptr<spdlog::details::thread_pool> pool;  // outlives the logger that posts to it
    std::shared_ptr<spdlog::logger> logger;
};

std::atomic<LogLevel> g_level{LogLevel::info};
std::mutex g_mutex;
std::shared_ptr<const Target> g_target;

std::shared_ptr<const Target> current_target() {
    const std::lock_guard lock(g_mutex);
    return g_target;
}

void replace_target(std::shared_ptr<const Target> next) {
    std::shared_ptr<const Target> last;
    {
        const std::lock_guard lock(g_mutex);
        last = std::exchange(g_target, std::move(next));
    }
    last.reset();  // joins the writer outside the lock, after it has written what waited
}

}  // namespace

void start_logging(LogOptions options) {
    auto target = std::make_shared<Target>();
    target->format = options.format;
    target->sink = std::move(options.sink);
    if (!target->sink) {
        target->pool = std::make_shared<spdlog::details::thread_pool>(kQueueLines, 1);
        target->logger = std::make_shared<spdlog::async_logger>(
            "usher", std::make_shared<spdlog::sinks::stderr_sink_mt>(), target->pool,
            spdlog::async_overflow_policy::overrun_oldest);
        target->logger->set_pattern("%v");
        target->logger->set_level(spdlog::level::trace);
        target->logger->flush_on(spdlog::level::trace);
    }
    g_level = options.level;
    replace_target(std::move(target));
}

void stop_logging() {
    replace_target(nullptr);
}

void set_log_level(LogLevel level) {
    g_level = level;
}

std::uint64_t dropped_log_lines() {
    const auto target = current_target();
    return target && target->pool ? target->pool->overrun_counter() : 0;
}

LogLevel log_level_of(std::string_view name) {
    if (name == "debug") return LogLevel::debug;
    if (name == "warning") return LogLevel::warning;
    if (name == "error") return LogLevel::error;
    return LogLevel::info;
}

LogFormat log_format_of(std::string_view name) {
    if (name == "json") return LogFormat::json;
    if (name == "text") return LogFormat::text;
    return isatty(STDERR_FILENO) == 1 ? LogFormat::text : LogFormat::json;
}

Log Log::with(std::string key, std::string value) const {
    Log copy = *this;
    copy.bound_.emplace_back(std::move(key), std::move(value));
    return copy;
}

void Log::debug(std::string_view message, LogFields fields) const {
    write(LogLevel::debug, message, fields);
}
void Log::info(std::string_view message, LogFields fields) const {
    write(LogLevel::info, message, fields);
}
void Log::warning(std::string_view message, LogFields fields) const {
    write(LogLevel::warning, message, fields);
}
void Log::error(std::string_view message, LogFields fields) const {
    write(LogLevel::error, message, fields);
}

void Log::write(LogLevel level, std::string_view message, LogFields fields) const {
    if (level < g_level.load(std::memory_order_relaxed)) return;
    const auto now = std::chrono::floor<Duration>(std::chrono::system_clock::now());
    const LogLine line{now, level, room_, message, bound_, {fields.begin(), fields.size()}};
    const auto target = current_target();
    if (!target) {
        const std::string text = text_line(line) + '\n';
        [[maybe_unused]] const auto written = ::write(STDERR_FILENO, text.data(), text.size());
        return;
    }
    const std::string text = target->format == LogFormat::json ? json_line(line) : text_line(line);
    if (target->sink) return target->sink(text);
    target->logger->log(spdlog::level::info, spdlog::string_view_t(text));
}

}  // namespace usher::ops
