#include "hub/net/tls.hpp"

#include <fmt/core.h>
#include <openssl/err.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>

namespace usher::net {
namespace {

int descriptor_of(BIO* bio) {
    return static_cast<int>(reinterpret_cast<std::intptr_t>(BIO_get_data(bio)));
}

bool worth_retrying(int error) {
    return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

int bio_write(BIO* bio, const char* bytes, int size) {
    BIO_clear_retry_flags(bio);
    const auto sent =
        ::send(descriptor_of(bio), bytes, static_cast<std::size_t>(size), MSG_NOSIGNAL);
    if (sent < 0 && worth_retrying(errno)) BIO_set_retry_write(bio);
    return static_cast<int>(sent);
}

int bio_read(BIO* bio, char* bytes, int size) {
    BIO_clear_retry_flags(bio);
    const auto got = ::recv(descriptor_of(bio), bytes, static_cast<std::size_t>(size), 0);
    if (got < 0 && worth_retrying(errno)) BIO_set_retry_read(bio);
    return static_cast<int>(got);
}

long bio_control(BIO*, int command, long, void*) {
    return command == BIO_CTRL_FLUSH ? 1 : 0;
}

int bio_create(BIO* bio) {
    BIO_set_init(bio, 1);
    return 1;
}

/// The stock socket BIO writes with write(), which raises SIGPIPE; this one uses MSG_NOSIGNAL.
const BIO_METHOD* quiet_socket_bio() {
    static BIO_METHOD* const method = [] {
        BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "usher socket");
        BIO_meth_set_write(made, bio_write);
        BIO_meth_set_read(made, bio_read);
        BIO_meth_set_ctrl(made, bio_control);
        BIO_meth_set_create(made, bio_create);
        return made;
    }();
    return method;
}

std::string openssl_reason() {
    const unsigned long code = ERR_peek_last_error();
    if (ERR_GET_LIB(code) == ERR_LIB_SYS) return std::strerror(ERR_GET_REASON(code));
    const char* text = ERR_reason_error_string(code);
    return text != nullptr ? text : "unknown reason";
}

std::unexpected<Error> unreadable(std::string_view what, const std::string& file) {
    if (::access(file.c_str(), R_OK) != 0) {
        return fail(Error::Kind::invalid,
                    fmt::format("cannot read TLS {} {}: {}; give the path of a readable PEM file",
                                what, file, std::strerror(errno)));
    }
    return fail(Error::Kind::invalid, fmt::format("TLS {} {} is not usable: {}; give a PEM file",
                                                  what, file, openssl_reason()));
}

}  // namespace

Result<TlsContext> load_server_tls(const TlsFiles& files) {
    ERR_clear_error();
    TlsContext context(SSL_CTX_new(TLS_server_method()));
    if (!context) return fail(Error::Kind::exhausted, "OpenSSL gives no context: out of memory");
    SSL_CTX* const raw = context.get();
    SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION);
    SSL_CTX_set_options(raw, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_mode(raw, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                              SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    // Tickets carry the session; a cache in memory would grow with every client.
    SSL_CTX_set_session_cache_mode(raw, SSL_SESS_CACHE_OFF);
    if (SSL_CTX_use_certificate_chain_file(raw, files.certificate.c_str()) != 1) {
        return unreadable("certificate", files.certificate);
    }
    if (SSL_CTX_use_PrivateKey_file(raw, files.key.c_str(), SSL_FILETYPE_PEM) != 1) {
        return unreadable("key", files.key);
    }
    if (SSL_CTX_check_private_key(raw) != 1) {
        return fail(Error::Kind::invalid,
                    fmt::format("TLS key {} does not belong to certificate {}", files.key,
                                files.certificate));
    }
    return context;
}

TlsSession make_server_session(SSL_CTX& context, int descriptor) {
    TlsSession session(SSL_new(&context));
    if (!session) return nullptr;
    BIO* const bio = BIO_new(quiet_socket_bio());
    if (bio == nullptr) return nullptr;
    BIO_set_data(bio, reinterpret_cast<void*>(static_cast<std::intptr_t>(descriptor)));
    SSL_set_bio(session.get(), bio, bio);
    SSL_set_accept_state(session.get());
    return session;
}

}  // namespace usher::net
