// A client that means harm: sends the beginning of something and then a byte now and then, and
// never the end of it. Used by the slow-sender scenario; it reads only to learn when it is thrown
// out.
#pragma once

#include <cstdint>
#include <string>

namespace usher::chaos {

class Dribbler {
  public:
    /// Connects and sends `beginning` at once.
    Dribbler(std::uint16_t port, const std::string& beginning);
    ~Dribbler();
    Dribbler(Dribbler&& other) noexcept;
    Dribbler& operator=(Dribbler&&) = delete;

    void send_byte();
    /// Reads what came; true once the hub has ended the connection.
    bool thrown_out();
    /// What it was told, the first of it.
    const std::string& told() const { return told_; }

  private:
    int fd_ = -1;
    std::string told_;
};

}  // namespace usher::chaos
