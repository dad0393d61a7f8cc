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
