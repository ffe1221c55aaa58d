#include "hub/gateway/admin/admin_request.hpp"

#include "hub/base/overloaded.hpp"
#include "hub/gateway/http/problem.hpp"

namespace usher::gateway {

net::HttpResponse refusal_of(const core::Rejection& rejection) {
    if (rejection.code == "invalid") return problem_of_field(rejection.field, rejection.text);
    unsigned status = 400;
    if (rejection.code == "forbidden") status = 403;
    if (rejection.code == "conflict") status = 409;
    if (rejection.code.starts_with("unknown_")) status = 404;
    return problem(status, rejection.code, rejection.text);
}

net::HttpResponse undecided(const Error& error) {
    if (error.kind == Error::Kind::exhausted) return problem_of(error);
    return problem_later(503, "unavailable",
                         "The hub cannot tell whether this was done. Send it again with the same "
                         "Idempotency-Key.",
                         std::chrono::seconds(2));
}

core::Command command_of(const AdminRequest& request, core::CommandBody body) {
    core::Command command;
    command.id = request.command_id;
    command.caller = request.caller();
    command.body = std::move(body);
    return command;
}

void decide_then(AwaitedCommands& commands, HeldRequest request, core::CommandBody body,
                 std::move_only_function<void(HeldRequest)> go_on) {
    auto command = command_of(*request, std::move(body));
    auto& live = *request->live;
    commands.submit(
        live, std::move(command),
        [request = std::move(request),
         go_on = std::move(go_on)](AwaitedCommands::Outcome outcome) mutable {
            std::visit(
                overloaded{
                    [&](const Settled&) { go_on(std::move(request)); },
                    [&](const core::Rejection& refused) { request->answer(refusal_of(refused)); },
                    [&](const Error& error) { request->answer(undecided(error)); },
                },
                outcome);
        });
}

}  // namespace usher::gateway
