#include "hub/gateway/customer_session.hpp"

#include "channels/webchat/visit.hpp"
#include "hub/base/overloaded.hpp"
#include "hub/gateway/close_codes.hpp"
#include "hub/gateway/command_checks.hpp"
#include "hub/gateway/forgotten.hpp"

namespace usher::gateway {
namespace {

/// What a customer would notice. Sequence numbers he learns from the events.
bool same_standing(const core::CustomerView& a, const core::CustomerView& b) {
    return a.conversation == b.conversation && a.status == b.status &&
           a.agent_name == b.agent_name && a.place_in_queue == b.place_in_queue &&
           a.wait == b.wait && a.answer_due == b.answer_due;
}

/// The command of a frame, empty when it has none.
const std::string* command_of(const wire::CustomerFrame& frame) {
    if (const auto* send = std::get_if<wire::CustomerSend>(&frame)) return &send->command_id;
    if (const auto* update = std::get_if<wire::CustomerUpdate>(&frame)) return &update->command_id;
    if (const auto* bad = std::get_if<wire::NotUtf8>(&frame)) return &bad->command_id;
    return nullptr;
}

}  // namespace

CustomerSession::CustomerSession(GatewayContext& context, Workspaces workspaces,
                                 std::shared_ptr<net::WebSocket> socket, wire::Encoding encoding,
                                 std::string origin)
    : SocketSession(context, std::move(socket), encoding, SocketKind::customer,
                    context.options.customer_rate),
      workspaces_(workspaces),
      origin_(std::move(origin)) {}

// A server that is torn down drops its sockets without a word.
CustomerSession::~CustomerSession() {
    detach();
}

WorkspaceId CustomerSession::workspace() const {
    return workspace_ != nullptr ? workspace_->id() : WorkspaceId{};
}

void CustomerSession::on_frames(std::string_view bytes) {
    auto frames = wire::decode_customer_frames(bytes, output_.encoding());
    if (!frames) return malformed(frames.error().text);
    context_.probe.frames_in(SocketKind::customer, frames->size());
    for (auto& frame : *frames) {
        if (!output_.open()) return;
        handle(frame);
    }
}

void CustomerSession::handle(wire::CustomerFrame& frame) {
    const bool is_hello = std::holds_alternative<wire::CustomerHello>(frame);
    if (is_hello == greeted()) {
        return malformed(is_hello ? "a second hello" : "the first frame is not a hello");
    }
    if (!is_hello) {
        if (auto wait = too_fast()) {
            if (const auto* command_id = command_of(frame)) reject_too_fast(*command_id, *wait);
            return;
        }
    }
    std::visit(
        overloaded{
            [&](wire::CustomerHello& hello) { greet(hello); },
            [&](wire::Ping& ping) { output_.send(wire::Pong{ping.nonce, context_.loop.now()}); },
            [&](wire::NotUtf8& bad) {
                reject(bad.command_id, "not_utf8", "The text is not UTF-8.");
            },
            [](wire::UnknownFrame&) {},
            [&](auto& known) { on(known); },
        },
        frame);
}

void CustomerSession::greet(const wire::CustomerHello& hello) {
    hello_arrived();
    if (!all_ready(workspaces_))
        return output_.close(close::try_again_later, "the hub is starting");
    auto admitted = admit(hello, origin_, context_, workspaces_);
    if (!admitted) return output_.close(admitted.error().code, admitted.error().reason);
    workspace_ = admitted->workspace;
    inbox_ = admitted->inbox;
    contact_ = admitted->contact;
    profile_.locale = webchat::cleaned_tag(hello.locale);
    profile_.time_zone = webchat::cleaned_tag(hello.time_zone);
    workspace_->customers().add(contact_, *this);

    const auto* conversation = core::current_conversation(workspace_->state(), contact_, inbox_);
    if (conversation == nullptr && may_be_forgotten(workspace_->state(), contact_)) {
        return arrive_when_recalled(hello, std::move(admitted->token));
    }
    arrive(hello, conversation, std::move(admitted->token));
}

void CustomerSession::arrive_when_recalled(const wire::CustomerHello& hello, std::string token) {
    ask_contact(context_, workspace_->state(), contact_,
                [weak = weak_from_this(), hello, token = std::move(token)](auto recalled) mutable {
                    auto self = weak.lock();
                    if (!self || !self->output_.open() || self->workspace_ == nullptr) return;
                    if (!recalled) {
                        self->context_.probe.history_failed();
                        return self->output_.close(close::try_again_later,
                                                   "the history cannot be read now");
                    }
                    const auto& state = self->workspace_->state();
                    // He may have written meanwhile: then it is in memory, and newer.
                    const auto* known =
                        core::current_conversation(state, self->contact_, self->inbox_);
                    if (known == nullptr && *recalled) {
                        for (auto& each : (*recalled)->conversations) {
                            if (each.inbox == self->inbox_) self->closed_ = std::move(each);
                        }
                        if (self->closed_) known = &*self->closed_;
                    }
                    self->arrive(hello, known, std::move(token));
                });
}

void CustomerSession::arrive(const wire::CustomerHello& hello,
                             const core::Conversation* conversation, std::string token) {
    welcomed_ = true;
    welcome(hello, conversation, std::move(token));
    if (conversation == nullptr) return;
    follow(conversation->id, conversation->seq);
    if (hello.conversation == conversation->id && hello.epoch == workspace_->epoch()) {
        feed_->resume(hello.after_seq);
    } else {
        feed_->start_with_newest_page();
    }
}

void CustomerSession::welcome(const wire::CustomerHello& hello,
                              const core::Conversation* conversation, std::string token) {
    const auto& state = workspace_->state();
    const auto& inbox = state.inboxes.at(inbox_);
    wire::CustomerWelcome frame{
        .token = std::move(token),
        .contact = contact_,
        .epoch = workspace_->epoch(),
        .server = context_.loop.now(),
        .limits = {},
        .inbox_name = inbox.name,
        .greeting = inbox.greeting,
        .conversation = std::nullopt,
        .resync_required = !hello.epoch.empty() && hello.epoch != workspace_->epoch(),
        .agents_online = core::agents_online(state, inbox),
    };
    frame.limits.idle_timeout_s = static_cast<std::uint32_t>(
        std::chrono::ceil<std::chrono::seconds>(context_.options.idle_timeout).count());
    if (conversation != nullptr) {
        told_ =
            core::customer_view(state, *conversation, core::place_in_queue(state, *conversation));
        frame.conversation = told_;
    }
    output_.send(frame);
}

void CustomerSession::follow(ConversationId conversation, std::uint64_t archived_seq) {
    feed_ = std::make_shared<EventFeed>(
        workspace_->feeds(), conversation, Audience::contact, output_,
        [this] { output_.close(close::try_again_later, "the history cannot be read now"); },
        archived_seq);
}

void CustomerSession::on_run(LiveRun& run) {
    if (!welcomed_) return;  // what is missed comes with the feed
    if (!feed_ || feed_->conversation() != run.conversation()) {
        // Another one only matters when it takes the place of the current one.
        const auto* current = core::current_conversation(workspace_->state(), contact_, inbox_);
        if (current == nullptr || current->id != run.conversation()) return;
        follow(run.conversation());
        receipt_delivered_ = receipt_read_ = 0;
        if (run.after_seq() != 0) return feed_->start_with_newest_page();
    }
    feed_->on_run(run);
}

void CustomerSession::on_standing(const core::CustomerView& view) {
    if (!feed_ || feed_->conversation() != view.conversation || same_standing(view, told_)) return;
    told_ = view;
    output_.send(view);
}

void CustomerSession::on_typing(const wire::Typing& typing) {
    if (feed_ && feed_->conversation() == typing.conversation) output_.send(typing);
}

void CustomerSession::on_gone() {
    if (workspace_ != nullptr) workspace_->customers().remove(contact_, *this);
    workspace_ = nullptr;
    feed_.reset();
}

}  // namespace usher::gateway
