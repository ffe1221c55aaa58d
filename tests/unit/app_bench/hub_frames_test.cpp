// Goal: the bench's hand-written frames are those of proto/usher/v1, byte for byte. The golden
// bytes come from `protoc --encode` over the .proto files.
#include "hub/app/bench/hub_frames.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/unit/app_bench/hex.hpp"

namespace usher::bench {
namespace {

/// Writes down every call as a line.
class Transcript : public FrameSink {
  public:
    std::vector<std::string> lines;

    void on_welcome() override { add("welcome"); }
    void on_agent_id(std::string_view id) override { add("agent ", id); }
    void on_synced() override { add("synced"); }
    void on_conversation(std::string_view id) override { add("conversation ", id); }
    void on_events(const EventsView& run) override {
        add("events ", run.conversation_id);
        lines.back() +=
            " (" + std::to_string(run.after_seq) + "," + std::to_string(run.through_seq) + "]";
    }
    void on_event(const EventView& event) override {
        add("event ", event.event_key);
        lines.back() += " " + std::to_string(event.seq) + " '" + std::string(event.text) + "'";
    }
    void on_done(std::string_view id) override { add("done ", id); }
    void on_rejected(const RejectedView& r) override {
        add("rejected ", r.command_id);
        lines.back() += " " + std::string(r.code) + " " + std::to_string(r.retry_after_ms);
    }

  private:
    void add(const char* what, std::string_view which = {}) {
        lines.push_back(what + std::string(which));
    }
};

const std::string kCustomerBatch = from_hex(
    "0a1e0a1c0a03746f6b12056374635f311a01652080d095ffbc312a04088080040a0d320b0a05636e765f3110"
    "0130020a6e126c0a05636e765f31100318ac02224f0a016512036b65792a05636e765f3130ac023880d095ff"
    "bc314a10080212056167745f3122050a03416e6ea201210a056d73675f3120022a02080232100a0170120b0a"
    "0948656c6c6f20796f755805220d30ad02a203070a056167745f310a1c221a0a03636d641208746f6f5f6661"
    "73741a06736c6f77657220dc0b");
const std::string kAgentBatch = from_hex(
    "0a120a100a056167745f3112057773705f3128010a11520f0a0b0a05636e765f397a02280510070a04720208070a10"
    "6a"
    "0e0a03636d641205636e765f311803");

TEST(HubFrames, ToTheHubAreThoseOfTheProtoFiles) {
    std::string out;
    append_customer_hello(out, "site_demo");
    EXPECT_EQ(out, from_hex("0a1e0a1c0a09736974655f64656d6f1a02656e420b75736865722062656e6368"));
    out.clear();
    append_customer_send(out, "0192f0c1-2345-7abc-8def-0123456789ab", "Hello");
    EXPECT_EQ(out,
              from_hex("0a31122f0a2430313932663063312d323334352d376162632d386465662d303132333435"
                       "36373839616212070a0548656c6c6f"));
    out.clear();
    append_agent_hello(out, "tck");
    EXPECT_EQ(out, from_hex("0a140a120a0374636b220b75736865722062656e6368"));
    out.clear();
    append_agent_send(out, "c", "cnv_1", "Hi");
    EXPECT_EQ(out, from_hex("0a1212100a01631205636e765f311a040a024869"));
    out.clear();
    append_agent_watch(out, "cnv_1");
    append_agent_assign(out, "c", "cnv_1", "agt_1");
    EXPECT_EQ(out, from_hex("0a0932070a05636e765f310a134a110a01631205636e765f311a056167745f31"));
}

TEST(HubFrames, ToTheCustomerAreUnderstood) {
    Transcript told;
    ASSERT_TRUE(read_server_frames(Side::customer, kCustomerBatch, told));
    EXPECT_EQ(told.lines,
              (std::vector<std::string>{"welcome", "conversation cnv_1", "events cnv_1 (3,300]",
                                        "event key 300 'Hello you'", "event  301 ''",
                                        "rejected cmd too_fast 1500"}));
}

TEST(HubFrames, ToTheAgentAreUnderstoodAndOthersSkipped) {
    Transcript told;
    ASSERT_TRUE(read_server_frames(Side::agent, kAgentBatch, told));
    EXPECT_EQ(told.lines,
              (std::vector<std::string>{"agent agt_1", "welcome", "synced", "done cmd"}));
}

TEST(HubFrames, JoinedBatchesReadAsOne) {
    Transcript told;
    ASSERT_TRUE(read_server_frames(Side::agent, kAgentBatch + kAgentBatch, told));
    EXPECT_EQ(told.lines.size(), 8U);
}

TEST(HubFrames, CutOffAnywhereNeverReadsPastTheEnd) {
    for (const auto& batch : {kCustomerBatch, kAgentBatch}) {
        for (std::size_t size = 0; size < batch.size(); ++size) {
            const std::string cut = batch.substr(0, size);  // its own allocation, for the sanitizer
            Transcript told;
            read_server_frames(Side::customer, cut, told);
            read_server_frames(Side::agent, cut, told);
        }
    }
    Transcript told;
    EXPECT_FALSE(read_server_frames(Side::customer, kCustomerBatch.substr(0, 100), told));
}

}  // namespace
}  // namespace usher::bench
