// Those who wait in a queue in the order in which they are served, each with his place. An order-statistics
// tree of libstdc++: a place costs a logarithm, however many wait.
#pragma once

#include <ext/pb_ds/assoc_container.hpp>
#include <ext/pb_ds/tree_policy.hpp>

#include "hub/base/id.hpp"
#include "hub/base/timestamp.hpp"

namespace usher::core {

/// Who waits longest comes first, a tier's head start counted in; of those who came in the same millisecond,
/// who came first.
struct WaitingPlace {
    Timestamp counted{};  ///< `queued` less the head start of the tier
    Timestamp queued{};
    std::uint64_t arrival = 0;  ///< Conversation::arrival
    ConversationId conversation;
    auto operator<=>(const WaitingPlace&) const = default;
};

class WaitingLine {
    using Tree = __gnu_pbds::tree<WaitingPlace, __gnu_pbds::null_type, std::less<WaitingPlace>,
                                  __gnu_pbds::rb_tree_tag,
                                  __gnu_pbds::tree_order_statistics_node_update>;

  public:
    void insert(const WaitingPlace& place) { tree_.insert(place); }
    void erase(const WaitingPlace& place) { tree_.erase(place); }
    bool contains(const WaitingPlace& place) const { return tree_.find(place) != tree_.end(); }
    /// From 1; 0 when it is not in the line.
    std::uint32_t place_of(const WaitingPlace& place) const {
        return contains(place) ? static_cast<std::uint32_t>(tree_.order_of_key(place)) + 1 : 0;
    }
    std::size_t size() const { return tree_.size(); }
    bool empty() const { return tree_.empty(); }
    auto begin() const { return tree_.begin(); }
    auto end() const { return tree_.end(); }

  private:
    Tree tree_;
};

}  // namespace usher::core
