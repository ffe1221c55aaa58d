// A connection to whichever primary of a cluster holds one key, for a stream reader: it carries one
// command at a time, follows MOVED and ASK, waits out TRYAGAIN and CLUSTERDOWN and changes over
// when the slot's owner does. A command may reach several nodes one after the other, so it carries
// reads only; the reader keeps its position, which means the same on every node.
#pragma once

#include "hub/log/cluster_router.hpp"
#include "hub/log/stream_link.hpp"

namespace usher::log {

class ClusterLink final : public StreamLink, public std::enable_shared_from_this<ClusterLink> {
  public:
    static std::shared_ptr<ClusterLink> make(std::shared_ptr<const RedisContext> context,
                                             std::uint16_t slot, Events events);
    ~ClusterLink() override;

    void open() override;
    void close() override;
    bool is_up() const override { return home_ && home_->is_up(); }
    void send(std::initializer_list<std::string_view> command) override;
    void give_up(Error why) override;

  private:
    ClusterLink(std::shared_ptr<const RedisContext> context, std::uint16_t slot, Events events);
    void on_map();
    void settle_at(const ClusterNode& node);
    void visit(const ClusterNode& node);
    void ask_guest();
    void on_reply(const ClusterNode& from, Reply reply);
    void on_failed(const ClusterNode& node, Error why);

    std::shared_ptr<const RedisContext> context_;
    std::uint16_t slot_;
    Events events_;
    bool open_ = false;
    std::unique_ptr<ClusterRouter::Watch> watch_;
    std::string command_;        // encoded, until it is answered
    bool at_guest_ = false;      // it is, or is about to be, asked there
    bool asking_ok_ = false;     // the next reply of guest_ is the OK of an ASKING
    unsigned redirections_ = 0;  // of this command
    ClusterNode home_node_;
    ClusterNode guest_node_;
    std::shared_ptr<RedisLink> home_;   // the owner
    std::shared_ptr<RedisLink> guest_;  // where ASK sent us; kept until the map changes
    net::Timer later_;
};

}  // namespace usher::log
