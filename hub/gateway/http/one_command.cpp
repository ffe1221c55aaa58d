#include "hub/gateway/http/one_command.hpp"

#include "hub/base/random.hpp"
#include "hub/base/uuid.hpp"
#include "hub/gateway/http/problem.hpp"

namespace usher::gateway {
namespace {

unsigned status_of(const core::Rejection& rejection) {
    if (rejection.code == "forbidden") return 403;
    if (rejection.code.starts_with("unknown_")) return 404;
    if (rejection.code == "conflict" || rejection.code.starts_with("already_")) return 409;
    return 422;
}

}  // namespace

void OneCommand::run(net::Loop& loop, const SubmitCommand& submit, Call call,
                     core::CommandBody body, Timestamp now, net::HttpResponse done) {
    core::Command command;
    command.id = uuid_v7(now, random_entropy());
    command.caller = core::Actor::agent(call.session->account.agent);
    command.body = std::move(body);
    const auto workspace = call.session->account.workspace;
    auto self = std::make_shared<OneCommand>(loop, std::move(call), std::move(done));
    self->alive_ = self;
    self->limit_.after(kDecisionWait, [weak = std::weak_ptr(self)] {
        if (auto late = weak.lock()) {
            late->answer(problem_later(
                503, "unavailable",
                "It is not known yet whether this was done; look before doing it again.",
                kDecisionWait));
        }
    });
    if (!submit(workspace, std::move(command), self)) self->on_unavailable({});
}

void OneCommand::on_unavailable(const std::string&) {
    answer(problem_later(503, "unavailable", "The hub cannot take this now.",
                         std::chrono::seconds(2)));
}

void OneCommand::on_rejected(const std::string&, const core::Rejection& rejection) {
    answer(problem(status_of(rejection), rejection.code, rejection.text));
}

void OneCommand::on_settled(const std::string&, const Settled&) {
    answer(std::move(done_));
}

void OneCommand::answer(net::HttpResponse response) {
    limit_.cancel();
    const auto last = std::exchange(alive_, nullptr);
    if (last) call_.answer(std::move(response));
}

}  // namespace usher::gateway
