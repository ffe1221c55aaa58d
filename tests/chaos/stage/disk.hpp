// Disks of a chaos run: an ext4 image on a loop device that can lose its power, and a small tmpfs
// that can fill up. Needs root; where mounting is not allowed they say so and the scenario is
// skipped.
#pragma once

#include <filesystem>
#include <string>

namespace usher::chaos {

/// Empty when loop devices and tmpfs can be mounted here; else the reason.
std::string why_no_mounts();

/// The method: what was not fsynced is not in the file behind the loop device. So a copy of that
/// file, made while the writers stand still, is the disk after a power cut.
class PowerCutDisk {
  public:
    PowerCutDisk(const std::filesystem::path& folder, std::size_t mebibytes);
    ~PowerCutDisk();
    PowerCutDisk(const PowerCutDisk&) = delete;
    PowerCutDisk& operator=(const PowerCutDisk&) = delete;

    const std::filesystem::path& path() const { return mount_; }
    /// Keeps what has reached the disk by now. All writers must be stopped (SIGSTOP).
    void cut();
    /// Puts the kept disk in the place of the other. All writers must be dead.
    void power_on();

  private:
    std::filesystem::path image_;
    std::filesystem::path kept_;
    std::filesystem::path mount_;
};

class SmallDisk {
  public:
    SmallDisk(const std::filesystem::path& folder, std::size_t mebibytes);
    ~SmallDisk();
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;

    const std::filesystem::path& path() const { return mount_; }
    /// Takes all that is left, but for so many KiB; gives how much it took.
    std::size_t fill(std::size_t but_kib);
    void make_room();

  private:
    std::filesystem::path mount_;
};

}  // namespace usher::chaos
