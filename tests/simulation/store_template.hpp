// Empty databases, made once by the store itself and copied for each schedule: making one costs
// more than running it. In memory where the machine has a folder for that.
#pragma once

#include <filesystem>
#include <string>

#include "hub/store/open.hpp"

namespace usher::simulation {

class StoreTemplate {
  public:
    StoreTemplate() {
        namespace fs = std::filesystem;
        auto pattern = (fs::exists("/dev/shm") ? fs::path("/dev/shm") : fs::temp_directory_path()) /
                       "usher-simulation-XXXXXX";
        auto made = pattern.string();
        if (::mkdtemp(made.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
        folder_ = made;
        if (auto opened = store::open_sqlite(folder_ / "empty"); !opened) {
            throw std::runtime_error(opened.error().text);
        }
    }
    ~StoreTemplate() {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    StoreTemplate(const StoreTemplate&) = delete;
    StoreTemplate& operator=(const StoreTemplate&) = delete;

    /// The copy before this one is gone.
    std::filesystem::path fresh_copy() {
        const auto copy = folder_ / "copy";
        std::filesystem::remove_all(copy);
        std::filesystem::copy(folder_ / "empty", copy);
        return copy;
    }

  private:
    std::filesystem::path folder_;
};

}  // namespace usher::simulation
