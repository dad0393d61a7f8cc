import Crypto
import Identities
import Testing

/// Things made here: what they are called, and what they prove it with.
@Suite struct MakingTests {
    @Test
    func `each thing has a key and a certificate of its own`() throws {
        let set = try IdentitySet.few(20, "turbine-{id:3}")
        let authority = try set.authority
        let things = try set.all
        #expect(things.map(\.number) == Array(1...20))
        var seen: Set<[UInt8]> = []
        var serials: Set<String> = []
        for thing in things {
            let certificate = try Certificate(der: #require(thing.certificateDER))
            let key = try PrivateKey(der: #require(thing.keyDER))
            #expect(certificate.commonName == thing.name)
            #expect(certificate.matches(key) && key.kind == "P-256")
            #expect(certificate.isSigned(by: authority.certificate) && !certificate.isAuthority)
            #expect(certificate.notBefore == now && certificate.notAfter == year.upperBound)
            #expect(seen.insert(key.der).inserted && serials.insert(certificate.serial).inserted)
        }
        #expect(things[6].name == "turbine-007")
        #expect(try set.thing(named: "turbine-007") == things[6] && set.thing(7) == things[6])
        #expect(try set.thing(21) == nil && set.thing(named: "turbine-7") == nil)
    }

    @Test
    func `the chain of a thing ends below the root`() throws {
        let set = try IdentitySet.few(1)
        let chain = try set.authorityChain
        #expect(chain.count == 2 && chain[1].isSelfIssued && !chain[0].isSelfIssued)
        #expect(chain[0].isSigned(by: chain[1]) && chain[1].isSigned(by: chain[1]))
        #expect(try set.chain(of: 1) == [chain[0].der])
        #expect(try set.chain(of: 2) == [])
        #expect(try set.authority.trail.map(\.der) == [chain[0].der])
    }

    @Test
    func `the certificate of the broker names the hosts of this machine and more`() throws {
        let set = try IdentitySet.few(1)
        try set.makeServer(hosts: ["broker.example", "10.1.2.3", "localhost"], validFor: year)
        let server = try #require(try set.server)
        let certificate = try Certificate(der: server.certificateDER)
        let hosts = ["localhost", "127.0.0.1", "::1", "broker.example", "10.1.2.3"]
        #expect(server.hosts == hosts && certificate.subjectAlternativeNames == hosts)
        #expect(certificate.matches(try PrivateKey(der: server.keyDER)))
        #expect(certificate.isSigned(by: try set.authorityChain[0]))
        #expect(throws: IdentityError("“bro ker” is neither an IP address nor a DNS name")) {
            try set.makeServer(hosts: ["bro ker"], validFor: year)
        }
    }

    @Test
    func `things may be expired alone, and signed by whom one likes`() throws {
        var batch = try Batch.few(1)
        batch.validity = now - 1000..<now - 10
        let lineage = try Lineage(named: "unknown", validFor: year)
        for set in [
            try IdentitySet.made(batch, at: now), try .made(batch, under: lineage, at: now),
        ] {
            #expect(try set.summary(at: now).expired == 1)
            #expect(try set.authorityChain.allSatisfy { $0.notAfter > now })
            let server = try Certificate(der: #require(try set.server).certificateDER)
            #expect(server.notAfter > now && server.notBefore < now)
        }
        let set = try IdentitySet.made(batch, under: lineage, at: now)
        #expect(
            try set.authorityChain.map(\.commonName) == ["unknown intermediate", "unknown root"])
    }

    @Test
    func `a second batch goes on where the first ended`() throws {
        let set = try IdentitySet.few(3)
        try set.make(.few(2, "pump-{id}"))
        #expect(
            try set.all.map(\.name) == ["thing-1", "thing-2", "thing-3", "pump-4", "pump-5"])
        #expect(try set.count == 5 && set.lastNumber == 5)
    }

    @Test
    func `a batch that fails leaves nothing`() throws {
        let set = try IdentitySet.few(3)
        try set.make(.few(1, "pump-300"))
        let before = try set.all
        #expect(throws: IdentityError("there is a thing “pump-300” already, number 4")) {
            try set.make(.few(600, "pump-{id}"))
        }
        #expect(try set.all == before)
    }

    @Test
    func `stopping keeps nothing`() throws {
        let set = try IdentitySet.few(1)
        var told: [Int] = []
        let error = #expect(throws: IdentityError.self) {
            try set.make(.few(1000, "more-{id}")) {
                told.append($0)
                return $0 < 512
            }
        }
        #expect(error?.fault == .interrupted && told == [0, 256, 512])
        #expect(try set.count == 1)
    }

    @Test(
        arguments: [
            (2, "thing", "put {id} into it"), (3, "t-{id/10}", "would call 3 things alike"),
            (1_000_001, "t-{id}", "at most 1000000 things"), (1, "", "a thing needs a name"),
            (1, "a\u{7}b", "no control character in it, unlike “ab”"),
            (1, String(repeating: "x", count: 257), "at most 256 bytes, not 257"),
            (1, String(repeating: "x", count: 65), "65 characters, and 1 to 64 are allowed"),
        ] as [(Int, String, String)])
    func `a batch that cannot be is refused in a sentence`(
        count: Int, name: String, message: String
    ) throws {
        let batch = try Batch.few(count, name)
        let error = #expect(throws: IdentityError.self) { try IdentitySet.made(batch, at: now) }
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
        #expect(error?.fault == .input)
    }

    @Test
    func `a renewed thing has another key and keeps its name`() throws {
        let set = try IdentitySet.few(2)
        let thing = try #require(try set.thing(1))
        let fresh = try set.renewed(thing, by: set.authority, validFor: year)
        let certificate = try Certificate(der: fresh.certificateDER)
        #expect(certificate.commonName == "thing-1" && fresh.number == 1)
        #expect(certificate.matches(try PrivateKey(der: fresh.keyDER)))
        #expect(fresh.keyDER != thing.keyDER)
        #expect(try set.thing(1) == thing, "the set keeps what it has")
    }

    @Test
    func `secrets show in no description and no mirror`() throws {
        let set = try IdentitySet.few(1)
        var thing = try #require(try set.thing(1))
        thing.password = "s3cr3t"
        thing.token = "t0k3n"
        let credential = try #require(try set.credentials().first)
        let server = try #require(try set.server)
        var texts = ["\(thing)", "\(credential)", "\(server)", String(reflecting: [thing])]
        for any in [thing, credential, server, [thing], Optional(thing) as Any] as [Any] {
            var dumped = ""
            dump(any, to: &dumped)
            texts += [dumped, String(describing: any), String(reflecting: any)]
        }
        let key = try #require(thing.keyDER).prefix(4).map(String.init)
        for text in texts {
            #expect(!text.contains("s3cr3t") && !text.contains("t0k3n"), "\(text)")
            #expect(!text.contains(key.joined(separator: ", ")), "\(text)")
        }
        #expect(texts[0] == "thing 1 “thing-1”")
    }
}
