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

/* What no connection of ours wants, beside tickets. */
static inline void copenssl_forbid(SSL_CTX *context, int tickets) {
    SSL_CTX_set_options(
        context,
        SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | (tickets ? SSL_OP_NO_TICKET : 0));
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

/* Lets go of the authorities that a peer has sent; its own certificate stays. */
static inline void copenssl_forget_chain(SSL *ssl) {
    STACK_OF(X509) *chains[] = {SSL_get_peer_cert_chain(ssl), SSL_get0_verified_chain(ssl)};
    for (int number = 0; number < 2; number++)
        while (chains[number] != NULL && sk_X509_num(chains[number]) > 0)
            X509_free(sk_X509_pop(chains[number]));
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

static inline int copenssl_chain_count(STACK_OF(X509) *chain) {
    return chain == NULL ? 0 : sk_X509_num(chain);
}

static inline X509 *copenssl_chain_at(STACK_OF(X509) *chain, int number) {
    return sk_X509_value(chain, number);
}

/* Puts a reference to `certificate` in place of the one that is there. */
static inline void copenssl_chain_put(STACK_OF(X509) *chain, int number, X509 *certificate) {
    X509 *before = sk_X509_value(chain, number);
    X509_up_ref(certificate);
    X509_free(sk_X509_set(chain, number, certificate) == NULL ? certificate : before);
}

static inline int copenssl_reason(unsigned long error) { return ERR_GET_REASON(error); }

/* Certificates ----------------------------------------------------------------------------- */

/* The calls that OpenSSL 3 deprecates cost a tenth of their successors, and Swift cannot be told
   to let a deprecation pass. */
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wdeprecated-declarations"

/* A fresh key on `group`, or NULL. */
static inline EVP_PKEY *gale_generate_ec_key(const EC_GROUP *group) {
    EC_KEY *key = EC_KEY_new();
    EVP_PKEY *made = EVP_PKEY_new();
    if (key != NULL && made != NULL && EC_KEY_set_group(key, group) == 1 &&
        EC_KEY_generate_key(key) == 1 && EVP_PKEY_assign(made, EVP_PKEY_EC, key) == 1)
        return made;
    EC_KEY_free(key);
    EVP_PKEY_free(made);
    return NULL;
}

/* The public half of `key`, which lies on `group`, or NULL. */
static inline EVP_PKEY *gale_public_ec_key(const EC_GROUP *group, EVP_PKEY *key) {
    unsigned char *point = NULL;
    size_t size = EVP_PKEY_get1_encoded_public_key(key, &point);
    EC_KEY *half = EC_KEY_new();
    EVP_PKEY *made = EVP_PKEY_new();
    int good = size > 0 && half != NULL && made != NULL && EC_KEY_set_group(half, group) == 1 &&
               EC_KEY_oct2key(half, point, size, NULL) == 1 &&
               EVP_PKEY_assign(made, EVP_PKEY_EC, half) == 1;
    OPENSSL_free(point);
    if (good) return made;
    EC_KEY_free(half);
    EVP_PKEY_free(made);
    return NULL;
}

#pragma clang diagnostic pop

/* A key on P-256 from its 32 bytes and the 65 of its public point, or NULL. */
static inline EVP_PKEY *gale_load_p256_key(const unsigned char *secret,
                                           const unsigned char *point) {
    static char group[] = "P-256";
    unsigned char native[32];
    BIGNUM *number = BN_bin2bn(secret, sizeof native, NULL);
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
    EVP_PKEY *loaded = NULL;
    if (number != NULL && context != NULL && EVP_PKEY_fromdata_init(context) == 1 &&
        BN_bn2nativepad(number, native, sizeof native) == sizeof native) {
        OSSL_PARAM parts[] = {
            OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0),
            OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, (void *)point, 65),
            OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_PRIV_KEY, native, sizeof native),
            OSSL_PARAM_construct_end(),
        };
        if (EVP_PKEY_fromdata(context, &loaded, EVP_PKEY_KEYPAIR, parts) != 1) loaded = NULL;
    }
    OPENSSL_cleanse(native, sizeof native);
    BN_clear_free(number);
    EVP_PKEY_CTX_free(context);
    return loaded;
}

static inline void gale_free(void *memory) { OPENSSL_free(memory); }

static inline unsigned long gale_rfc2253(void) { return XN_FLAG_RFC2253; }

static inline int gale_general_name_count(const GENERAL_NAMES *names) {
    return sk_GENERAL_NAME_num(names);
}

static inline GENERAL_NAME *gale_general_name(const GENERAL_NAMES *names, int number) {
    return sk_GENERAL_NAME_value(names, number);
}

static inline int gale_revoked_count(X509_CRL *list) {
    return sk_X509_REVOKED_num(X509_CRL_get_REVOKED(list));
}

static inline X509_REVOKED *gale_revoked(X509_CRL *list, int number) {
    return sk_X509_REVOKED_value(X509_CRL_get_REVOKED(list), number);
}

#endif
