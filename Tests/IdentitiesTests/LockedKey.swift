/// Made by `openssl pkcs8 -topk8`, with the password opensesame; a key of nobody.
let lockedKey = """
    -----BEGIN ENCRYPTED PRIVATE KEY-----
    MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAglySzJSlKIoQICCAAw
    DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEC4FCzYTq25oXTh9yTO8AhcEgZBB
    X9pfhY0FzgCJiq0DiIDKSztGqaOHxrtwYNiGbZO9GgIgkxDE/WIYWRo9ykrMh+vv
    KnWDa/SLzRZDwLhEAkOwMSHtqknAsW9YDO3rJc3NxECUdQ+0Wvc0ce7TABNULIR/
    xulZHXS1XxIlOGUTP2PFdZM7q4B4ylUGjotsZcgXoLxQdygYjjv4Lp8Wcmkhyog=
    -----END ENCRYPTED PRIVATE KEY-----

    """

/// The certificate of ``lockedKey``, signed by itself.
let lockedCertificate = """
    -----BEGIN CERTIFICATE-----
    MIIBeDCCAR+gAwIBAgIUaE4PvX022aO26e3NMY/YlWZmNsAwCgYIKoZIzj0EAwIw
    ETEPMA0GA1UEAwwGbG9ja2VkMCAXDTI2MTEyNjIyMDYwMFoYDzIxMjYxMTAyMjIw
    NjAwWjARMQ8wDQYDVQQDDAZsb2NrZWQwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC
    AAR40lSCowY1+uQRFaMJ0Vl4wYidGDq0c8GK0vVSZ5Dlfq0jEyDU8JkVIBd3Aznc
    z1P0//VbpDL7FOkjomtgkNyco1MwUTAdBgNVHQ4EFgQUI2vsm2f9Sb296yRJziVA
    L4rvmsUwHwYDVR0jBBgwFoAUI2vsm2f9Sb296yRJziVAL4rvmsUwDwYDVR0TAQH/
    BAUwAwEB/zAKBggqhkjOPQQDAgNHADBEAiANn7ZSdYIbs1rZ9SmNvtrDQjnfNylI
    M+7a9ELSwYHZ0QIgJwZEGRVKJWD2HzIoZ0S05KVjwSmzEBgwq83m/Gj5C/M=
    -----END CERTIFICATE-----

    """
