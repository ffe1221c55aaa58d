// A real PostgreSQL server in a folder of its own, for tests: on a unix socket only, with fsync on,
// as somebody who is not root. A test program has one, started when it is first wanted and stopped,
// by its own pid, at the end of the program.
#pragma once

#include <grp.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace usher::test {

class PostgresServer {
  public:
    PostgresServer() : programs_(find_programs()) {
        const std::filesystem::path memory = "/dev/shm";
        const auto parent =
            ::access(memory.c_str(), W_OK) == 0 ? memory : std::filesystem::temp_directory_path();
        std::string name = (parent / "usher-pg-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
        folder_ = name;
        if (::geteuid() == 0) {
            const auto* somebody = ::getpwnam("postgres");
            if (somebody == nullptr) somebody = ::getpwnam("nobody");
            if (somebody == nullptr) throw std::runtime_error("no user to run PostgreSQL as");
            user_ = somebody->pw_uid;
            group_ = somebody->pw_gid;
            if (::chown(folder_.c_str(), user_, group_) != 0) throw std::runtime_error("chown");
        }
        const auto pid = run("initdb", {"-D", data().string(), "-U", "usher", "--auth=trust",
                                        "--no-sync", "--locale=C", "-E", "UTF8"});
        int status = 0;
        ::waitpid(pid, &status, 0);
        if (status != 0) throw std::runtime_error("initdb failed:\n" + output());
        start();
        execute("postgres", "CREATE DATABASE usher");
    }
    ~PostgresServer() {
        stop();
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    PostgresServer(const PostgresServer&) = delete;
    PostgresServer& operator=(const PostgresServer&) = delete;

    void start() {
        pid_ = run("postgres", {"-D", data().string(), "-k", folder_.string(), "-c",
                                "listen_addresses=", "-c", "fsync=on", "-c", "shared_buffers=32MB",
                                "-c", "max_connections=60", "-c", "max_wal_size=256MB"});
        const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(60);
        while (PQping(url("postgres").c_str()) != PQPING_OK) {
            int status = 0;
            const bool ended = ::waitpid(pid_, &status, WNOHANG) == pid_;
            if (ended) pid_ = -1;
            if (ended || std::chrono::steady_clock::now() > limit) {
                throw std::runtime_error("PostgreSQL does not start:\n" + output());
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
    }
    /// Closes every connection and ends; what was committed is there after start().
    void stop() { end(SIGINT); }
    void stop_without_warning() { end(SIGQUIT); }
    /// Every process of the server, so that nobody answers.
    void pause() { signal_all(SIGSTOP); }
    void resume() { signal_all(SIGCONT); }

    std::string url(const std::string& database = "usher") const {
        return "postgresql:///" + database + "?host=" + folder_.string() + "&user=usher";
    }
    /// Statements on a connection of its own; the first field of the last one's first row.
    std::string execute(const std::string& database, const std::string& sql) const {
        const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(
            PQconnectdb(url(database).c_str()), &PQfinish);
        PQsetNoticeProcessor(connection.get(), [](void*, const char*) {}, nullptr);
        const std::unique_ptr<PGresult, decltype(&PQclear)> result(
            PQexec(connection.get(), sql.c_str()), &PQclear);
        const auto status = PQresultStatus(result.get());
        if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
            throw std::runtime_error(sql + ": " + PQerrorMessage(connection.get()));
        }
        return PQntuples(result.get()) > 0 ? PQgetvalue(result.get(), 0, 0) : "";
    }
    std::string execute(const std::string& sql) const { return execute("usher", sql); }
    void forget_everything() const { execute("DROP SCHEMA IF EXISTS usher CASCADE"); }
    /// The hub's connections; how many there were.
    int terminate_all() const {
        return std::stoi(execute("postgres",
                                 "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                                 " WHERE application_name LIKE 'usher %'"));
    }

  private:
    static std::filesystem::path find_programs() {
        std::vector<std::filesystem::path> found;
        std::error_code ignored;
        for (const auto& version :
             std::filesystem::directory_iterator("/usr/lib/postgresql", ignored)) {
            if (::access((version.path() / "bin/postgres").c_str(), X_OK) == 0) {
                found.push_back(version.path() / "bin");
            }
        }
        if (found.empty()) {
            throw std::runtime_error(
                "PostgreSQL is missing, and its tests with it: apt-get install postgresql-15");
        }
        return *std::ranges::max_element(found);
    }

    std::filesystem::path data() const { return folder_ / "data"; }
    std::string output() const {
        std::ifstream file(folder_ / "output");
        std::ostringstream text;
        text << file.rdbuf();
        return text.str();
    }

    pid_t run(const std::string& program, std::vector<std::string> arguments) const {
        const auto path = (programs_ / program).string();
        arguments.insert(arguments.begin(), path);
        std::vector<char*> raw;
        for (auto& argument : arguments) raw.push_back(argument.data());
        raw.push_back(nullptr);
        const auto file = (folder_ / "output").string();
        const auto parent = ::getpid();
        const pid_t child = ::fork();
        if (child != 0) return child;
        if (::geteuid() == 0 &&
            (::setgroups(0, nullptr) != 0 || ::setgid(group_) != 0 || ::setuid(user_) != 0)) {
            ::_exit(126);
        }
        ::setpgid(0, 0);
        ::prctl(PR_SET_PDEATHSIG, SIGQUIT);
        if (::getppid() != parent || ::chdir(folder_.c_str()) != 0) ::_exit(125);
        if (!std::freopen(file.c_str(), "a", stdout) || ::dup2(1, 2) != 2) ::_exit(124);
        ::execv(path.c_str(), raw.data());
        ::_exit(127);
    }

    /// The postmaster and its children; each child leads a group of its own.
    void signal_all(int number) const {
        std::vector<pid_t> pids{pid_};
        std::ifstream children("/proc/" + std::to_string(pid_) + "/task/" + std::to_string(pid_) +
                               "/children");
        for (pid_t child = 0; children >> child;) pids.push_back(child);
        for (const auto pid : pids) ::kill(pid, number);
    }

    void end(int number) {
        if (pid_ <= 0) return;
        resume();
        ::kill(pid_, number);
        ::waitpid(pid_, nullptr, 0);
        pid_ = -1;
    }

    std::filesystem::path programs_, folder_;
    uid_t user_ = 0;
    gid_t group_ = 0;
    pid_t pid_ = -1;
};

/// The one of this program.
inline PostgresServer& postgres() {
    static PostgresServer server;
    return server;
}

}  // namespace usher::test
