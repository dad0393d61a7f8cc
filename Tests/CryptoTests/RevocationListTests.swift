import Base
import Crypto
import Testing

/// Lists of what an authority takes back.
@Suite struct RevocationListTests {
    static let root = try! Authority.root(named: "root", validFor: Era.past)

    @Test
    func `a list holds the serial numbers it was given, each once`() throws {
        let seed: UInt64 = 0xC41
        var random = SplitMix64(seed: seed)
        for count in [0, 1, 2, 100] {
            var serials = (0..<count).map { _ in Serial.random() }
            serials += serials.prefix(random.below(3))
            let list = try Self.root.revocationList(
                of: serials.map { ($0, Era.past.lowerBound) }, number: count, validFor: Era.past)
            let copies = try [
                list, RevocationList(der: list.der),
                RevocationList(pem: list.pem.bytes, from: "list.pem"),
            ]
            for copy in copies {
                #expect(copy.serials.sorted() == Set(serials).sorted(), "seed \(seed)")
                #expect(copy.issuer == "CN=root")
                #expect(copy.thisUpdate == Era.past.lowerBound)
                #expect(copy.nextUpdate == Era.past.upperBound)
                #expect(copy.der == list.der)
            }
        }
    }

    @Test
    func `the openssl command reads the same`() throws {
        let folder = try Folder()
        let list = try Self.root.revocationList(
            of: [("0a", 1_600_000_001), ("FFFF", 1_600_000_002)], number: 300, validFor: Era.past)
        #expect(Set(list.serials) == ["0A", "FFFF"])
        try folder.write("a.pem", list.pem)
        try folder.write("root.pem", Self.root.certificate.pem)
        let said = try folder.run(
            "openssl", "crl", "-in", "a.pem", "-noout", "-text", "-crlnumber", "-CAfile",
            "root.pem")
        for words in [
            "verify OK", "crlNumber=0x012C", "Serial Number: 0A\n", "Serial Number: FFFF\n",
            "Revocation Date: Sep 13 12:26:41 2020 GMT", "Next Update: Oct  3 12:26:40 2020 GMT",
        ] {
            #expect(said.text.contains(words), "\(said.text)")
        }
    }

    @Test
    func `a file may hold the lists of a whole chain`() throws {
        let middle = try Self.root.intermediate(named: "middle", validFor: Era.past)
        let text = try [middle, Self.root].map {
            try $0.revocationList(of: [], number: 1, validFor: Era.past).pem
        }.joined()
        let all = try RevocationList.all(pem: text.bytes, from: "lists.pem")
        #expect(all.map(\.issuer) == ["CN=middle", "CN=root"])
        #expect(try RevocationList(pem: text.bytes, from: "lists.pem").issuer == "CN=middle")
    }

    @Test
    func `what is no list is named as such`() throws {
        let list = try Self.root.revocationList(of: [("01", 0)], number: 1, validFor: Era.past)
        let table = [
            (
                "",
                "x holds no PEM: no line says -----BEGIN; give a PEM file with a revocation list"
            ),
            (
                Self.root.certificate.pem,
                "x holds a certificate where a revocation list is wanted"
            ),
            (
                "-----BEGIN X509 CRL-----\nMAA=\n-----END X509 CRL-----\n",
                "x holds no revocation list (field missing): it is damaged, or something else"
            ),
        ]
        for (text, message) in table {
            let said = CryptoError.message { _ = try RevocationList(pem: text.bytes, from: "x") }
            #expect(said == message)
        }
        for count in 0..<list.der.count {
            #expect(throws: CryptoError.self, "\(count) bytes") {
                _ = try RevocationList(der: Array(list.der[..<count]))
            }
        }
    }

    @Test(arguments: [
        "", "0", "0000", "-1", "0x1F", "12 34", "G", String(repeating: "7F", count: 21),
        "80" + String(repeating: "00", count: 19), String(repeating: "0", count: 1000),
    ])
    func `what is no serial number is refused`(_ serial: String) {
        #expect(
            CryptoError.message {
                _ = try Self.root.revocationList(
                    of: [(serial, 0)], number: 1, validFor: Era.past)
            }
                == "“\(serial)” is no serial number; write one above zero, of at most 20 bytes, "
                + "in hex")
    }

    @Test(arguments: [
        ("1", "01"), ("abc", "0ABC"), ("00ff", "FF"), (String(repeating: "7f", count: 20), nil),
    ])
    func `a serial number is read in any case and printed in one`(
        _ written: String, _ printed: String?
    ) throws {
        let list = try Self.root.revocationList(
            of: [(written, 0)], number: 1, validFor: Era.past)
        #expect(list.serials == [printed ?? written.uppercased()])
    }

    @Test
    func `a list is numbered from zero up`() {
        #expect(
            CryptoError.message {
                _ = try Self.root.revocationList(of: [], number: -1, validFor: Era.past)
            } == "a revocation list is numbered from zero up, not -1")
    }
}
