// OpenSSL for sockets that Asio owns: reads the operator's certificate, makes one session per
// connection. Used by the transport directly on the descriptor, because Asio's own TLS stream keeps
// about 70 KiB of buffers per connection. Internal to net.
#pragma once

#include <openssl/ssl.h>

#include <memory>

#include "hub/base/result.hpp"
#include "hub/net/http_server.hpp"

namespace usher::net {

struct TlsFree {
    void operator()(SSL* session) const { SSL_free(session); }
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
using TlsSession = std::unique_ptr<SSL, TlsFree>;
using TlsContext = std::unique_ptr<SSL_CTX, TlsFree>;

/// TLS 1.2 and 1.3, buffers released while idle. Errors name the file and what is wrong with it.
Result<TlsContext> load_server_tls(const TlsFiles& files);

/// A server session over the non-blocking `descriptor`, which it does not own. Never raises
/// SIGPIPE.
TlsSession make_server_session(SSL_CTX& context, int descriptor);

}  // namespace usher::net
