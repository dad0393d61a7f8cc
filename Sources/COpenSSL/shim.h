/* OpenSSL's headers, and functions in place of the macros that Swift cannot call. */
#ifndef COPENSSL_SHIM_H
#define COPENSSL_SHIM_H

#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>

/* TLS */

/*
 * What the TLS engines of one thread read from and write to, in place of a socket: bytes that lie
 * there to be taken, and a buffer that grows for bytes to be sent.
 */
struct copenssl_pump {
    const unsigned char *input;
    size_t input_count;
    unsigned char *output;
    size_t output_count;
    size_t output_capacity;
};

static int copenssl_pump_read(BIO *bio, char *bytes, size_t count, size_t *taken) {
    struct copenssl_pump *pump = BIO_get_data(bio);
    BIO_clear_retry_flags(bio);
    if (pump->input_count == 0) {
        BIO_set_retry_read(bio);
        *taken = 0;
        return 0;
    }
    if (count > pump->input_count) count = pump->input_count;
    memcpy(bytes, pump->input, count);
    pump->input += count;
    pump->input_count -= count;
    *taken = count;
    return 1;
}

static int copenssl_pump_write(BIO *bio, const char *bytes, size_t count, size_t *put) {
    struct copenssl_pump *pump = BIO_get_data(bio);
    BIO_clear_retry_flags(bio);
    if (pump->output_capacity - pump->output_count < count) {
        size_t capacity = pump->output_capacity * 2 + count;
        unsigned char *grown = realloc(pump->output, capacity);
        if (!grown) return 0;
        pump->output = grown;
        pump->output_capacity = capacity;
    }
    memcpy(pump->output + pump->output_count, bytes, count);
    pump->output_count += count;
    *put = count;
    return 1;
}

static long copenssl_pump_control(BIO *bio, int command, long number, void *pointer) {
    (void)bio; (void)number; (void)pointer;
    return command == BIO_CTRL_FLUSH;
}

/* A BIO over `pump`, which must outlive it; null where memory is short. */
static inline BIO *copenssl_pump_bio(struct copenssl_pump *pump, BIO_METHOD **method) {
    *method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "pump");
    if (!*method) return NULL;
    BIO_meth_set_read_ex(*method, copenssl_pump_read);
    BIO_meth_set_write_ex(*method, copenssl_pump_write);
    BIO_meth_set_ctrl(*method, copenssl_pump_control);
    BIO *bio = BIO_new(*method);
    if (!bio) return NULL;
    BIO_set_data(bio, pump);
    BIO_set_init(bio, 1);
    return bio;
}

static inline void copenssl_set_modes(SSL_CTX *context, int set, int clear) {
    SSL_CTX_set_mode(context, set);
    SSL_CTX_clear_mode(context, clear);
}

static inline int copenssl_set_versions(SSL_CTX *context, int lowest, int highest) {
    return SSL_CTX_set_min_proto_version(context, lowest)
        && SSL_CTX_set_max_proto_version(context, highest);
}

static inline int copenssl_set_server_name(SSL *ssl, const char *name) {
    return (int)SSL_set_tlsext_host_name(ssl, name);
}

static inline int copenssl_add_chain(SSL *ssl, X509 *certificate) {
    return (int)SSL_add1_chain_cert(ssl, certificate);
}

static inline int copenssl_add_chain_to_context(SSL_CTX *context, X509 *certificate) {
    return (int)SSL_CTX_add1_chain_cert(context, certificate);
}

static inline void copenssl_set_session_cache(SSL_CTX *context, long mode) {
    SSL_CTX_set_session_cache_mode(context, mode);
}

static inline int copenssl_set_groups(SSL_CTX *context, const char *list) {
    return (int)SSL_CTX_set1_groups_list(context, list);
}

static inline int copenssl_reason(unsigned long error) { return ERR_GET_REASON(error); }

#endif
