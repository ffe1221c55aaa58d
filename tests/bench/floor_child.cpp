#include "tests/bench/floor_child.hpp"

#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <system_error>

namespace usher::floor {
namespace {

[[noreturn]] void exec_redis(const std::string& folder, const std::string& fsync, pid_t parent) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(1);
    const std::string socket = folder + "/redis.sock";
    const std::string log = folder + "/redis.log";
    const char* const arguments[] = {"redis-server",
                                     "--port",
                                     "0",
                                     "--unixsocket",
                                     socket.c_str(),
                                     "--dir",
                                     folder.c_str(),
                                     "--appendonly",
                                     "yes",
                                     "--save",
                                     "",
                                     "--appendfsync",
                                     fsync.c_str(),
                                     "--logfile",
                                     log.c_str(),
                                     nullptr};
    ::execvp(arguments[0], const_cast<char* const*>(arguments));
    std::fprintf(stderr, "floor: cannot start redis-server: %s\n", std::strerror(errno));
    ::_exit(127);
}

bool answers(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool up = ::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    ::close(fd);
    return up;
}

}  // namespace

RedisChild::RedisChild(const std::string& fsync) {
    std::string pattern = (std::filesystem::temp_directory_path() / "usher_floor_XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) {
        std::fprintf(stderr, "floor: cannot make %s: %s\n", pattern.c_str(), std::strerror(errno));
        std::exit(1);
    }
    folder_ = pattern;
    const pid_t parent = ::getpid();
    pid_ = ::fork();
    if (pid_ == 0) exec_redis(folder_, fsync, parent);
    for (int tries = 0; tries < 500;
         ++tries) {  // 5 s; a file that appears gives no event worth having
        if (answers(folder_ + "/redis.sock")) return;
        if (::waitpid(pid_, nullptr, WNOHANG) == pid_) break;
        ::usleep(10'000);
    }
    std::fprintf(stderr, "floor: redis-server did not come up, see %s/redis.log\n",
                 folder_.c_str());
    std::exit(1);
}

RedisChild::~RedisChild() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

}  // namespace usher::floor
