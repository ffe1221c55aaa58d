#include "tests/chaos/stage/disk.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mount.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstring>
#include <stdexcept>
#include <thread>

#include "hub/log/child_process.hpp"
#include "tests/support/redis_server.hpp"

namespace usher::chaos {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

void run(const std::string& program, std::vector<std::string> arguments) {
    const auto found = log::find_program(program);
    auto child = log::ChildProcess::start({.program = found.value_or("/sbin/" + program),
                                           .arguments = std::move(arguments),
                                           .output = "/dev/null"});
    const auto ended = child ? child->wait(60s) : std::nullopt;
    if (!ended || *ended != "exited with 0") {
        throw std::runtime_error(program + " " + ended.value_or("cannot be run"));
    }
}

void mount_image(const fs::path& image, const fs::path& at) {
    run("mount", {"-o", "loop", image.string(), at.string()});
}

/// What a killed process had open is let go of a moment after its end.
void unmount(const fs::path& at) {
    for (int tries = 0; tries < 100; ++tries) {
        if (::umount(at.c_str()) == 0 || errno == EINVAL) return;
        std::this_thread::sleep_for(20ms);
    }
    ::umount2(at.c_str(), MNT_DETACH);
}

}  // namespace

std::string why_no_mounts() {
    if (::geteuid() != 0) return "mounting needs root";
    try {
        const test::TemporaryFolder folder;
        const PowerCutDisk disk(folder.path(), 16);
        const SmallDisk small(folder.path(), 1);
    } catch (const std::exception& error) {
        return std::string("mounting does not work here: ") + error.what();
    }
    return {};
}

PowerCutDisk::PowerCutDisk(const fs::path& folder, std::size_t mebibytes)
    : image_(folder / "disk.img"), kept_(folder / "kept.img"), mount_(folder / "disk") {
    fs::create_directories(mount_);
    run("truncate", {"-s", fmt::format("{}M", mebibytes), image_.string()});
    run("mkfs.ext4", {"-q", "-F", image_.string()});
    mount_image(image_, mount_);
}

PowerCutDisk::~PowerCutDisk() {
    unmount(mount_);
}

void PowerCutDisk::cut() {
    run("cp", {"--sparse=always", image_.string(), kept_.string()});
}

void PowerCutDisk::power_on() {
    unmount(mount_);
    fs::rename(kept_, image_);
    mount_image(image_, mount_);
}

SmallDisk::SmallDisk(const fs::path& folder, std::size_t mebibytes) : mount_(folder / "small") {
    fs::create_directories(mount_);
    if (::mount("tmpfs", mount_.c_str(), "tmpfs", 0, fmt::format("size={}m", mebibytes).c_str()) !=
        0) {
        throw std::runtime_error(std::string("tmpfs: ") + std::strerror(errno));
    }
}

SmallDisk::~SmallDisk() {
    unmount(mount_);
}

std::size_t SmallDisk::fill(std::size_t but_kib) {
    const int file = ::open((mount_ / "ballast").c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    const std::array<char, 1024> kib{};
    std::size_t taken = 0;
    while (::write(file, kib.data(), kib.size()) == static_cast<ssize_t>(kib.size())) ++taken;
    const auto kept = taken > but_kib ? taken - but_kib : 0;
    if (::ftruncate(file, static_cast<off_t>(kept * kib.size())) != 0) taken = 0;
    ::close(file);
    return kept;
}

void SmallDisk::make_room() {
    fs::remove(mount_ / "ballast");
}

}  // namespace usher::chaos
