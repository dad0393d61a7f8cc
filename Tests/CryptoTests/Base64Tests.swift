import Base
import Crypto
import Foundation
import Testing

/// Base64 in its strict form.
@Suite struct Base64Tests {
    /// RFC 4648 §10.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
        ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ])
    func `the vectors of the RFC hold in both directions`(_ plain: String, _ encoded: String) {
        #expect(Base64.encode(plain.bytes) == encoded)
        #expect(Base64.decode(encoded) == plain.bytes)
    }

    @Test(arguments: [
        "Z", "Zg", "Zg=", "Zm8", "Zg===", "=", "====", "Z===", "Zg==Zg==", "Zm=8", "Z=g=",
        "Zm9v\n", " Zm9v", "Zm9v====", "Zm-_", "Zmé=", "Zh==", "Zm9=",
    ])
    func `what an encoder could not have made is refused`(_ text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test
    func `bytes come back, and the text is what others write`() {
        let seed: UInt64 = 0xB64
        var random = SplitMix64(seed: seed)
        for _ in 0..<500 {
            let bytes = (0..<random.below(100)).map { _ in UInt8(random.below(256)) }
            let text = Base64.encode(bytes)
            #expect(Base64.decode(text) == bytes, "seed \(seed)")
            #expect(text == Data(bytes).base64EncodedString(), "seed \(seed)")
        }
    }
}
