// Answers what an engine asks of the archive: waits until the archive has reached the version the
// question needs, asks on the store's thread, and asks again until there is an answer. Owned by the
// pump; the engine bounds the questions.
#pragma once

#include <functional>
#include <map>
#include <memory>

#include "hub/app/engine/store_thread.hpp"
#include "hub/engine/engine.hpp"

namespace usher::app {

class RecallAnswers {
  public:
    using Answered = std::function<void(std::uint64_t number, engine::Answer answer)>;

    RecallAnswers(net::Loop& loop, StoreThread& store, WorkspaceId workspace, Answered answered);
    ~RecallAnswers();

    void ask(engine::Ask ask);
    void archived(std::uint64_t version);

  private:
    struct Open {
        core::Question question;
        std::uint64_t archive_needed = 0;
        bool asked = false;
    };
    void pursue(std::uint64_t number, Open& open);
    void again();

    net::Loop& loop_;
    StoreThread& store_;
    WorkspaceId workspace_;
    Answered answered_;
    std::map<std::uint64_t, Open> open_;
    std::uint64_t archived_ = 0;
    net::Timer retry_;
    std::shared_ptr<int> alive_ = std::make_shared<int>(0);
};

}  // namespace usher::app
