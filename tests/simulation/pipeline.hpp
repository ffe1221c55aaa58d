// Requests and answers over one connection, pipelined, each with a deadline, with the promises of
// hub/log/redis_pipeline.hpp: nothing is sent twice, what was in flight fails together and in
// order.
#pragma once

#include <deque>
#include <optional>

#include "hub/log/handler_list.hpp"
#include "tests/simulation/simulated_redis.hpp"

namespace usher::simulation {

class Pipeline final : public Connection {
  public:
    Pipeline(SimulatedRedis& redis, net::Loop& loop, bool send_to_new_server);
    ~Pipeline() override;

    /// `work` runs at Redis, with what is to be called there.
    template <class T>
    void call(log::Callback<T> done,
              std::move_only_function<void(log::MemoryStreams&, log::Callback<T>)> work) {
        enqueue(std::make_shared<CallOf<T>>(std::move(done), std::move(work)));
    }
    log::HandlerList new_server;
    /// Why it is not up, once an attempt has failed.
    std::optional<Error> trouble() const { return trouble_; }

  private:
    static constexpr Instant kAnswerLimit = 5 * kSecond;

    struct Call {
        virtual ~Call() = default;
        virtual void leave(Pipeline& pipeline, const std::shared_ptr<Call>& self) = 0;
        virtual void fail(const Error& why) = 0;
        Instant deadline = 0;
    };
    template <class T>
    struct CallOf final : Call {
        CallOf(log::Callback<T> done_in,
               std::move_only_function<void(log::MemoryStreams&, log::Callback<T>)> work_in)
            : done(std::move(done_in)), work(std::move(work_in)) {}
        void leave(Pipeline& pipeline, const std::shared_ptr<Call>& self) override {
            pipeline.to_redis([&pipeline, alive = std::weak_ptr(pipeline.alive_),
                               &redis = pipeline.redis_, line = pipeline.line(), self,
                               here = this]() mutable {
                here->work(redis.memory(), [&pipeline, alive, line, self, here](Result<T> result) {
                    if (alive.expired()) return;
                    pipeline.to_node(line,
                                     [&pipeline, self, here, result = std::move(result)]() mutable {
                                         if (!pipeline.answered(self)) return;
                                         auto call = std::exchange(here->done, nullptr);
                                         call(std::move(result));
                                     });
                });
            });
        }
        void fail(const Error& why) override {
            auto call = std::exchange(done, nullptr);
            if (call) call(std::unexpected(why));
        }
        log::Callback<T> done;
        std::move_only_function<void(log::MemoryStreams&, log::Callback<T>)> work;
    };

    void enqueue(std::shared_ptr<Call> call);
    /// False when it was answered with a failure before.
    bool answered(const std::shared_ptr<Call>& call);
    void watch();
    void on_deadline();
    void fail_all(Error why);
    void on_up(bool another_server) override;
    void on_down(const std::string& why) override;
    void on_still_down() override;

    bool send_to_new_server_;
    std::deque<std::shared_ptr<Call>> pending_;
    std::optional<Error> trouble_;
    Instant away_since_ = 0;
    net::Timer deadline_;
};

}  // namespace usher::simulation
