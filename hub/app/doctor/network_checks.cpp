#include <fmt/chrono.h>
#include <fmt/format.h>
#include <netdb.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "hub/app/doctor/checks.hpp"

namespace usher::app {
namespace {

constexpr std::chrono::hours kExpiresSoon{14 * 24};

struct FileCloser {
    void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, FileCloser>;

std::optional<Timestamp> instant_of(const ASN1_TIME* time) {
    std::tm parts{};
    if (ASN1_TIME_to_tm(time, &parts) != 1) return std::nullopt;
    return Timestamp(std::chrono::seconds(::timegm(&parts)));
}

std::string day(Timestamp at) {
    return fmt::format("{:%Y-%m-%d}", std::chrono::floor<std::chrono::seconds>(at));
}

void check_dates(const X509* certificate, const std::string& file, Timestamp now, Findings& to) {
    const auto from = instant_of(X509_get0_notBefore(certificate));
    const auto until = instant_of(X509_get0_notAfter(certificate));
    if (!from || !until) return to.fail("tls: " + file + " has no dates", "get another one");
    const auto said = fmt::format("tls: {} counts from {} to {}", file, day(*from), day(*until));
    if (now < *from) return to.fail(said + ", not yet", "look at this machine's clock");
    if (now > *until) return to.fail(said + ": it has expired", "renew it and restart the hub");
    if (*until - now < kExpiresSoon) return to.warn(said, "renew it soon, then restart the hub");
    to.ok(said);
}

}  // namespace

void check_tls(const Patient& patient, Timestamp now, Findings& to) {
    const auto& listen = patient.config().listen;
    if (listen.tls_certificate.empty()) return;
    const File chain(std::fopen(listen.tls_certificate.c_str(), "re"));
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(
        chain ? PEM_read_X509(chain.get(), nullptr, nullptr, nullptr) : nullptr, &X509_free);
    if (!certificate) {
        return to.fail("tls: " + listen.tls_certificate + " cannot be read as a certificate",
                       "listen.tls_certificate is a PEM file, leaf first");
    }
    check_dates(certificate.get(), listen.tls_certificate, now, to);
    const File secret(std::fopen(listen.tls_key.c_str(), "re"));
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
        secret ? PEM_read_PrivateKey(secret.get(), nullptr, nullptr, nullptr) : nullptr,
        &EVP_PKEY_free);
    if (!key || X509_check_private_key(certificate.get(), key.get()) != 1) {
        return to.fail("tls: " + listen.tls_key + " is not the key of the certificate",
                       "put the key that belongs to it into listen.tls_key");
    }
    to.ok("tls: the key belongs to the certificate");
}

void check_listen(const Patient& patient, Findings& to) {
    const auto& listen = patient.config().listen;
    if (listen.port == 0) return to.ok("listen: the system chooses a port");
    addrinfo wanted{};
    wanted.ai_flags = AI_PASSIVE;
    wanted.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    const auto port = std::to_string(listen.port);
    if (::getaddrinfo(listen.host.c_str(), port.c_str(), &wanted, &found) != 0) {
        return to.fail("listen: " + listen.address + " is no address of this machine",
                       "correct listen.address");
    }
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> addresses(found, &::freeaddrinfo);
    const int socket = ::socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    const bool free = ::bind(socket, found->ai_addr, found->ai_addrlen) == 0;
    const int why = errno;
    ::close(socket);
    if (free && patient.running) {
        return to.warn("listen: " + listen.address + " is free although a hub runs here",
                       "the running hub has another configuration; name its one with --config");
    }
    if (free) return to.ok("listen: " + listen.address + " is free");
    if (why == EADDRINUSE && patient.running) {
        return to.ok("listen: " + listen.address + " is in use, as it should be while a hub runs");
    }
    to.fail(fmt::format("listen: {}: {}", listen.address, std::strerror(why)),
            why == EADDRINUSE ? "stop what listens there (ss -ltnp), or choose another port"
                              : "correct listen.address, or the user's rights");
}

}  // namespace usher::app
