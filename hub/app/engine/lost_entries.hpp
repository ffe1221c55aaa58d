// Gives the archive, from an engine's memory, entries that the log lost and can take no more
// because others stand behind them. Owned by the pump; what the archive has already is skipped by
// it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "hub/app/engine/store_thread.hpp"

namespace usher::app {

class LostEntries {
  public:
    /// `failed` is called once when the archive can not go on with them.
    LostEntries(net::Loop& loop, StoreThread& store, WorkspaceId workspace,
                std::vector<std::string> entries, std::function<void(std::string)> failed);
    ~LostEntries();

    /// Tries until the store takes them.
    void write();

  private:
    net::Loop& loop_;
    StoreThread& store_;
    WorkspaceId workspace_;
    std::shared_ptr<const std::vector<std::string>> entries_;
    std::function<void(std::string)> failed_;
    net::Timer retry_;
    std::shared_ptr<int> alive_ = std::make_shared<int>(0);
};

}  // namespace usher::app
