// Handlers that want to know of something, each kept by a Subscription. Both Streams use it for
// on_new_server. A handler that was dropped is not called, not even when its call was on the way.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "hub/log/streams.hpp"
#include "hub/net/loop.hpp"

namespace usher::log {

class HandlerList {
  public:
    std::unique_ptr<Subscription> add(std::function<void()> handler) {
        auto token = std::make_unique<Token>();
        token->handler = std::make_shared<std::function<void()>>(std::move(handler));
        handlers_.push_back(token->handler);
        return token;
    }
    /// In a later turn: a handler may do anything, also destroy whoever owns this list.
    void call_soon(net::Loop& loop) {
        std::erase_if(handlers_, [](const auto& one) { return one.expired(); });
        loop.post([handlers = handlers_] {
            for (const auto& one : handlers) {
                // Held, because it may drop its own subscription.
                if (const auto handler = one.lock()) (*handler)();
            }
        });
    }

  private:
    struct Token final : Subscription {
        std::shared_ptr<std::function<void()>> handler;
    };
    std::vector<std::weak_ptr<std::function<void()>>> handlers_;
};

}  // namespace usher::log
