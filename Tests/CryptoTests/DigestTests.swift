import Crypto
import Testing

/// Digests against the vectors of those who defined them.
@Suite struct DigestTests {
    static let long = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"

    /// FIPS 180's examples: a text, how often it is repeated, and what it makes.
    @Test(arguments: [
        (
            "abc", 1, "a9993e364706816aba3e25717850c26c9cd0d89d",
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        ),
        (
            "", 1, "da39a3ee5e6b4b0d3255bfef95601890afd80709",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        ),
        (
            long, 1, "84983e441c3bd26ebaae4aa1f95129e5e54670f1",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            "a", 1_000_000, "34aa973cd4c4daa4f61eeb2bdbad27316534016f",
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        ),
    ])
    func `SHA-1 and SHA-256 agree with their definition`(
        _ text: String, _ times: Int, _ sha1: String, _ sha256: String
    ) {
        let message = String(repeating: text, count: times).bytes
        #expect(Digest.sha1(message).hex == sha1)
        #expect(Digest.sha256(message).hex == sha256)
    }

    /// RFC 4231 §4; case 5 is cut to 128 bits.
    @Test(arguments: [
        (
            [UInt8](repeating: 0x0B, count: 20), "Hi There".bytes,
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        (
            "Jefe".bytes, "what do ya want for nothing?".bytes,
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (
            [UInt8](repeating: 0xAA, count: 20), [UInt8](repeating: 0xDD, count: 50),
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
        ),
        (
            Array(1...25), [UInt8](repeating: 0xCD, count: 50),
            "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
        ),
        (
            [UInt8](repeating: 0x0C, count: 20), "Test With Truncation".bytes,
            "a3b6167473100ee06e0c796c2955552b"
        ),
        (
            [UInt8](repeating: 0xAA, count: 131),
            "Test Using Larger Than Block-Size Key - Hash Key First".bytes,
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
        (
            [UInt8](repeating: 0xAA, count: 131),
            ("This is a test using a larger than block-size key and a larger than block-size data. "
                + "The key needs to be hashed before being used by the HMAC algorithm.").bytes,
            "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
        ),
        ([], [], "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"),
    ])
    func `HMAC-SHA-256 agrees with RFC 4231`(
        _ key: [UInt8], _ message: [UInt8], _ digest: String
    ) {
        #expect(Digest.hmacSHA256(key: key, message).hex.hasPrefix(digest))
    }

    @Test
    func `hex has two lower-case digits a byte`() {
        #expect([UInt8]().hex.isEmpty)
        #expect([0, 9, 0x0A, 0xF0, 0xFF].hex == "00090af0ff")
    }
}
