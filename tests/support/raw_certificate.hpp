// A self-signed ECDSA P-256 certificate for "localhost", written as PEM files into a folder of its
// own that goes away with the object. For TLS tests.
#pragma once

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

namespace usher::test {

class RawCertificate {
  public:
    RawCertificate() {
        char name[] = "/tmp/usher-tls-XXXXXX";
        folder_ = mkdtemp(name);
        using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
        using Cert = std::unique_ptr<X509, decltype(&X509_free)>;
        const Key key(EVP_EC_gen("P-256"), EVP_PKEY_free);
        const Cert made(X509_new(), X509_free);
        X509_set_version(made.get(), 2);
        ASN1_INTEGER_set(X509_get_serialNumber(made.get()), 1);
        X509_gmtime_adj(X509_getm_notBefore(made.get()), -3600);
        X509_gmtime_adj(X509_getm_notAfter(made.get()), 24L * 3600);
        X509_set_pubkey(made.get(), key.get());
        X509_NAME* const subject = X509_get_subject_name(made.get());
        X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                                   reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0);
        X509_set_issuer_name(made.get(), subject);
        X509_sign(made.get(), key.get(), EVP_sha256());
        write(certificate(), [&](FILE* file) { PEM_write_X509(file, made.get()); });
        write(this->key(), [&](FILE* file) {
            PEM_write_PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
        });
    }
    ~RawCertificate() { std::filesystem::remove_all(folder_); }
    RawCertificate(const RawCertificate&) = delete;
    RawCertificate& operator=(const RawCertificate&) = delete;

    std::string certificate() const { return folder_ + "/certificate.pem"; }
    std::string key() const { return folder_ + "/key.pem"; }

  private:
    template <class Work>
    static void write(const std::string& path, Work work) {
        FILE* const file = std::fopen(path.c_str(), "w");
        work(file);
        std::fclose(file);
    }
    std::string folder_;
};

}  // namespace usher::test
