#include "hub/gateway/admin/agent_accounts.hpp"

#include <boost/json.hpp>

#include "hub/base/overloaded.hpp"
#include "hub/core/decide.hpp"
#include "hub/gateway/admin/definitions_json.hpp"
#include "hub/gateway/http/problem.hpp"
#include "hub/store/password.hpp"

namespace usher::gateway {
namespace {

using Lane = AccountWorkers::Lane;

net::HttpResponse busy() {
    return problem_later(503, "busy", "Too many accounts change at this moment. Try again.",
                         std::chrono::seconds(1));
}

std::optional<net::HttpResponse> fault_of_password(const std::optional<std::string>& password) {
    if (!password) return {};
    if (password->size() >= store::kPasswordBytesMin &&
        password->size() <= store::kPasswordBytesMax) {
        return {};
    }
    return problem_of_field("password", "From 8 to 1024 bytes.");
}

/// Adds it, or gives the account of an earlier attempt this password.
Result<void> add_or_renew(store::Accounts& accounts, const store::NewAccount& account) {
    auto known = accounts.find(account.agent);
    if (known) return accounts.set_password(account.agent, account.password);
    if (known.error().kind != Error::Kind::not_found) return std::unexpected(known.error());
    return accounts.add(account);
}

store::AccountDefinition definition_of(const core::Agent& agent) {
    return {agent.display_name, agent.role, agent.capacity, agent.queues, agent.inactive};
}

}  // namespace

void AgentAccounts::create(HeldRequest request, core::ChangeAgent change,
                           std::optional<std::string> password) {
    change.id = AgentId(request->made_id);
    change.create = true;
    if (auto fault = fault_of_password(password)) return request->answer(std::move(*fault));
    // A repeat, which the engine answers; the password went with the first answer.
    if (request->state().find(change.id) != nullptr) {
        return register_agent(std::move(request), std::move(change), {});
    }
    if (auto refused = foreseen(*request, change)) return request->answer(refusal_of(*refused));
    const bool given = password.has_value();
    store::NewAccount account{request->live->id(),
                              change.id,
                              change.email,
                              change.display_name.value_or(""),
                              change.role.value_or(core::AgentRole::agent),
                              change.capacity.value_or(4),
                              change.queues.value_or(std::vector<QueueId>()),
                              given ? *password : store::made_password(),
                              request->call.session->account.agent};
    auto shown = given ? std::string() : account.password;
    work(
        Lane::password, request,
        [account = std::move(account)](store::Accounts& accounts) {
            return add_or_renew(accounts, account);
        },
        [this, request, change = std::move(change),
         shown = std::move(shown)](Result<void> done) mutable {
            if (done) return register_agent(request, std::move(change), std::move(shown));
            if (done.error().kind == Error::Kind::conflict) {
                return request->answer(
                    problem_of_field("email", "There is an account of this e-mail address."));
            }
            failed(*request, done.error(), "an account could not be added");
        });
}

void AgentAccounts::register_agent(HeldRequest request, core::ChangeAgent change,
                                   std::string made_password) {
    auto command = command_of(*request, change);
    auto& live = *request->live;
    commands_.submit(
        live, std::move(command),
        [this, request = std::move(request), id = change.id,
         shown = std::move(made_password)](AwaitedCommands::Outcome outcome) mutable {
            if (auto* refused = std::get_if<core::Rejection>(&outcome)) {
                if (request->state().find(id) != nullptr)
                    return request->answer(refusal_of(*refused));
                return take_back(std::move(request), id, std::move(*refused));
            }
            if (auto* error = std::get_if<Error>(&outcome))
                return request->answer(undecided(*error));
            const auto* agent = request->state().find(id);
            if (agent == nullptr) {
                return request->answer(
                    problem(409, "conflict", "This key was used for another thing."));
            }
            auto body = agent_json(*agent);
            if (!shown.empty()) body["password"] = shown;
            request->answer(net::HttpResponse::json(201, boost::json::serialize(body)));
        });
}

void AgentAccounts::take_back(HeldRequest request, AgentId agent, core::Rejection refused) {
    work(
        Lane::quick, request, [agent](store::Accounts& accounts) { return accounts.remove(agent); },
        [this, request, refused = std::move(refused)](Result<void> done) {
            if (!done) return failed(*request, done.error(), "an account could not be taken back");
            request->answer(refusal_of(refused));
        });
}

void AgentAccounts::follow(HeldRequest request, AgentId id) {
    const auto* agent = request->state().find(id);
    if (agent == nullptr) return request->answer(problem_of({Error::Kind::not_found, {}}));
    work(
        Lane::quick, request,
        [id, definition = definition_of(*agent)](store::Accounts& accounts) {
            return accounts.set_definition(id, definition);
        },
        [this, request, id](Result<void> done) {
            // The directory tries again; the log has it.
            if (!done) log_.warning("an account lags behind the log", {{"why", done.error().text}});
            const auto* now = request->state().find(id);
            if (now == nullptr) return request->answer(problem_of({Error::Kind::not_found, {}}));
            request->answer(net::HttpResponse::json(200, boost::json::serialize(agent_json(*now))));
        });
}

void AgentAccounts::set_password(HeldRequest request, AgentId agent,
                                 std::optional<std::string> password) {
    if (auto fault = fault_of_password(password)) return request->answer(std::move(*fault));
    const bool given = password.has_value();
    auto chosen = given ? std::move(*password) : store::made_password();
    decide_then(
        commands_, std::move(request), core::RecordAccessChange{agent, true},
        [this, agent, given, chosen = std::move(chosen)](HeldRequest held) mutable {
            boost::json::object body;
            if (!given) body["password"] = chosen;
            work(
                Lane::password, held,
                [agent, chosen = std::move(chosen)](store::Accounts& accounts) {
                    return accounts.set_password(agent, chosen);
                },
                [this, held, body = std::move(body)](Result<void> done) {
                    if (!done) {
                        return failed(*held, done.error(), "a password could not be set");
                    }
                    changed_();
                    held->answer(net::HttpResponse::json(200, boost::json::serialize(body)));
                });
        });
}

void AgentAccounts::end_sessions(HeldRequest request, AgentId agent) {
    decide_then(commands_, std::move(request), core::RecordAccessChange{agent, false},
                [this, agent](HeldRequest held) {
                    work(
                        Lane::quick, held,
                        [agent](store::Accounts& accounts) { return accounts.end_sessions(agent); },
                        [this, held](Result<void> done) {
                            if (!done) {
                                return failed(*held, done.error(), "sessions could not be ended");
                            }
                            changed_();
                            held->answer({.status = 204, .headers = {}, .body = nullptr});
                        });
                });
}

void AgentAccounts::work(Lane lane, const HeldRequest& request, Work work, GoOn go_on) {
    const bool taken = workers_.post(
        lane,
        [work = std::move(work), go_on = std::move(go_on), alive = std::weak_ptr(alive_)](
            store::Accounts& accounts) mutable -> AccountWorkers::Finish {
            return [go_on = std::move(go_on), alive, done = work(accounts)]() mutable {
                if (!alive.expired()) go_on(std::move(done));
            };
        });
    if (!taken) request->answer(busy());
}

std::optional<core::Rejection> AgentAccounts::foreseen(const AdminRequest& request,
                                                       core::CommandBody body) const {
    auto decision =
        core::decide(request.state(), command_of(request, std::move(body)), loop_.now());
    auto* refused = std::get_if<core::Rejection>(&decision);
    return refused == nullptr ? std::nullopt : std::optional(std::move(*refused));
}

void AgentAccounts::failed(AdminRequest& request, const Error& error, const char* what) {
    log_.error(what, {{"why", error.text}});
    request.answer(problem_of(error));
}

}  // namespace usher::gateway
