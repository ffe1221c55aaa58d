// A few threads for what must not hold up the loop: checking passwords takes tens of milliseconds,
// and accounts lie on disk. The HTTP side posts work, the answer runs on the loop. Bounded: a full
// lane refuses.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "hub/net/loop.hpp"
#include "hub/store/accounts.hpp"

namespace usher::gateway {

class AccountWorkers {
  public:
    /// Runs on the loop's thread.
    using Finish = std::move_only_function<void()>;
    /// Runs on a worker's thread; must not throw.
    using Work = std::move_only_function<Finish(store::Accounts&)>;

    enum class Lane : std::uint8_t {
        quick,     ///< looking something up: taken first
        password,  ///< checking a password
    };
    static constexpr std::size_t kQuickMax = 1024;
    static constexpr std::size_t kPasswordMax = 32;

    /// One thread for each of `accounts`, which nobody else uses meanwhile. `loop` and they outlive
    /// this.
    AccountWorkers(net::Loop& loop, std::vector<store::Accounts*> accounts);
    /// Waits for the work at hand (under 0.1 s), drops what waits and every Finish not yet run.
    ~AccountWorkers();
    AccountWorkers(const AccountWorkers&) = delete;
    AccountWorkers& operator=(const AccountWorkers&) = delete;

    /// False when the lane is full: nothing will be called. From the loop's thread.
    [[nodiscard]] bool post(Lane lane, Work work);

  private:
    struct Shared;
    std::shared_ptr<Shared> shared_;
};

}  // namespace usher::gateway
