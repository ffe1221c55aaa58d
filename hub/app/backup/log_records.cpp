#include "hub/app/backup/log_records.hpp"

#include <fmt/format.h>

#include <sstream>

namespace usher::app {
namespace {

constexpr std::string_view kFirstLine = "usher log records 1";
constexpr std::string_view kLastLine = "end";
/// Nothing in Redis is larger.
constexpr std::size_t kRecordBytesMax = log::kSnapshotBytesMax + log::kCauseBytesMax;

}  // namespace

LogRecordsWriter::LogRecordsWriter(const std::filesystem::path& file)
    : file_(file), out_(file, std::ios::binary | std::ios::trunc) {
    out_ << kFirstLine << '\n';
}

void LogRecordsWriter::record(const std::string& head, std::string_view bytes) {
    out_ << head << ' ' << bytes.size() << '\n' << bytes << '\n';
}

void LogRecordsWriter::snapshot(const log::Snapshot& snapshot) {
    record(fmt::format("snapshot {}", snapshot.version), snapshot.bytes);
}

void LogRecordsWriter::event(const log::EventEntry& entry) {
    record(fmt::format("event {}", entry.version), entry.bytes);
}

void LogRecordsWriter::command(const log::CommandEntry& entry) {
    record(fmt::format("command {}", entry.id), entry.bytes);
}

void LogRecordsWriter::dead_letter(const log::DeadLetter& letter) {
    record(fmt::format("dead {} {} {}", letter.id, letter.tries, letter.cause.size()),
           letter.cause + letter.bytes);
}

Result<void> LogRecordsWriter::finish() {
    out_ << kLastLine << '\n';
    out_.close();
    if (out_) return {};
    return fail(Error::Kind::exhausted,
                fmt::format("cannot write {}; is there room on the disk?", file_.string()));
}

Result<void> read_log_records(const std::filesystem::path& file, const LogRecordsTaker& taker) {
    const auto damaged = [&](const char* what) {
        return fail(Error::Kind::corrupt, fmt::format("{} {}", file.string(), what));
    };
    std::ifstream in(file, std::ios::binary);
    std::string line;
    if (!std::getline(in, line) || line != kFirstLine) return damaged("is no file of log records");
    while (std::getline(in, line) && line != kLastLine) {
        std::istringstream head(line);
        std::string kind, id;
        std::uint32_t tries = 0;
        std::size_t cause = 0, size = 0;
        head >> kind >> id;
        if (kind == "dead") head >> tries >> cause;
        head >> size;
        if (!head || size > kRecordBytesMax || cause > size) return damaged("has a wrong record");
        std::string bytes(size, '\0');
        if (!in.read(bytes.data(), static_cast<std::streamsize>(size)) || in.get() != '\n') {
            return damaged("ends too early");
        }
        const auto version = std::strtoull(id.c_str(), nullptr, 10);
        Result<void> taken;
        if (kind == "snapshot") {
            taken = taker.snapshot({version, std::move(bytes)});
        } else if (kind == "event") {
            taken = taker.event({version, std::move(bytes)});
        } else if (kind == "command") {
            taken = taker.command({id, std::move(bytes)});
        } else if (kind == "dead") {
            taken = taker.dead_letter({id, bytes.substr(0, cause), tries, bytes.substr(cause)});
        } else {
            return damaged("has a record of an unknown kind");
        }
        if (!taken) return taken;
    }
    if (line != kLastLine) return damaged("ends too early");
    return {};
}

}  // namespace usher::app
