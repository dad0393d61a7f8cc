import Crypto
import Foundation
import Testing

@testable import Identities

/// CSV files of things, and what is wrong with them.
@Suite struct ImportTests {
    /// Files that the rows name.
    static let files: [String: String] = {
        let root = try! Authority.root(named: "elsewhere", validFor: year)
        let issuing = try! root.intermediate(named: "elsewhere 2", validFor: year)
        func pair(_ name: String, _ range: Range<Int64>) -> (String, String) {
            let key = try! PrivateKey.p256()
            let request = CertificateRequest(commonName: name, validity: range)
            let chain = [try! issuing.issue(request, for: key)] + issuing.trail
            return (chain.map(\.pem).joined(), key.pem)
        }
        let (a, b) = (pair("a", year), pair("b", year))
        let old = pair("old", now - 1000..<now - 10)
        let early = pair("early", now + 10..<now + 1000)
        return [
            "a.pem": a.0, "a.key": a.1, "b.pem": b.0, "b.key": b.1, "old.pem": old.0,
            "old.key": old.1, "early.pem": early.0, "early.key": early.1,
            "half.pem": String(a.0.prefix(300)), "half.key": String(a.1.prefix(90)),
            "leaf.pem": a.0.components(separatedBy: "-----BEGIN")[...1].joined(
                separator: "-----BEGIN"),
            "empty": "", "locked.key": try! fixture("locked.key"),
            "locked.pem": try! fixture("locked.pem"),
        ]
    }()

    @discardableResult
    static func take(
        _ text: String, into set: IdentitySet, issuing: Bool = false
    ) throws(IdentityError) -> SheetCounts {
        try set.take(
            Array(text.utf8), of: "f.csv", issuing: issuing ? year : nil, at: now,
            reading: { name throws(IdentityError) in
                guard let text = files[name] else {
                    throw IdentityError("\(name) cannot be read: No such file or directory")
                }
                return Array(text.utf8)
            })
    }

    @Test
    func `a row becomes a thing`() throws {
        let set = try IdentitySet.few(1)
        let counts = try Self.take(
            """
            \u{FEFF}name,certificate,key,user_name,password,token,group,attr.site,attr.Größe\r
            a,a.pem,a.key,ann,"p,""1\""",t1,europe/north; hand,7,12\r
            "b/../c",,,bob,,,,,\r

            """, into: set)
        #expect(counts == SheetCounts(things: 2, certificates: 1))
        let a = try #require(try set.thing(named: "a"))
        #expect(a.number == 2 && a.userName == "ann" && a.password == "p,\"1\"" && a.token == "t1")
        #expect(a.groups == ["europe/north", "hand"])
        #expect(a.attributes == [.init("Größe", "12"), .init("site", "7")])
        let certificate = try Certificate(der: #require(a.certificateDER))
        #expect(certificate.matches(try PrivateKey(der: #require(a.keyDER))))
        let b = try #require(try set.thing(named: "b/../c"))
        #expect(b.number == 3 && b.userName == "bob" && b.password == nil && b.token == nil)
        #expect(b.certificateDER == nil && b.keyDER == nil && b.groups.isEmpty)
        #expect(try set.credentials().map(\.name) == ["thing-1", "a"])
    }

    @Test
    func `authorities elsewhere are kept once, and sent along`() throws {
        let set = try IdentitySet.few(1)
        try Self.take("name,certificate,key\na,a.pem,a.key\nb,b.pem,b.key\n", into: set)
        let elsewhere = try set.authoritiesElsewhere
        #expect(elsewhere.map(\.commonName) == ["elsewhere 2"])
        let issuers = try set.credentials().map(\.issuer)
        #expect(try issuers.map { try set.chain(from: #require($0)).count } == [1, 1, 1])
        #expect(issuers[0] != issuers[1] && issuers[1] == issuers[2])
        #expect(try set.chain(of: 2) == [elsewhere[0].der] && set.chain(of: 3) == set.chain(of: 2))
        let error = #expect(throws: IdentityError.self) { try set.revoke(["a"], at: now) }
        #expect(error?.message.contains("made elsewhere") == true)
        try Self.take("name,certificate,key\nleaf,leaf.pem,a.key\n", into: set)
        #expect(try set.chain(of: 4) == [], "nobody knows who issued it")
    }

    @Test
    func `what is over or not begun is taken and counted`() throws {
        let set = try IdentitySet.few(1)
        let counts = try Self.take(
            "key,certificate,name\nold.key,old.pem,old\nearly.key,early.pem,early\n", into: set)
        #expect(counts == SheetCounts(things: 2, certificates: 2, expired: 1, early: 1))
        #expect(try set.summary(at: now).expired == 1)
    }

    @Test
    func `rows without a certificate get one on demand`() throws {
        let set = try IdentitySet.few(1)
        let counts = try Self.take(
            "name,certificate,key\nx,,\na,a.pem,a.key\n", into: set, issuing: true)
        #expect(counts == SheetCounts(things: 2, certificates: 1, issued: 1))
        let x = try Certificate(der: #require(try set.thing(named: "x")?.certificateDER))
        #expect(try x.commonName == "x" && x.isSigned(by: set.authorityChain[0]))
        #expect(try set.revoke(["x"], at: now) == 1)
    }

    @Test
    func `a protected key opens with its password`() throws {
        let set = try IdentitySet.few(1)
        try Self.take(
            "name,certificate,key,key_password\nx,locked.pem,locked.key,opensesame\n", into: set)
        let thing = try #require(try set.thing(named: "x"))
        let certificate = try Certificate(der: #require(thing.certificateDER))
        #expect(certificate.matches(try PrivateKey(der: #require(thing.keyDER))))
    }

    @Test
    func `the sheet that shows how is taken in`() throws {
        let set = try IdentitySet.few(1)
        let counts = try Self.take(fixture("things.csv"), into: set, issuing: true)
        #expect(counts == SheetCounts(things: 4, certificates: 1, issued: 3))
        #expect(try set.numbers(in: "europe") == [2, 3, 4] && set.numbers(in: "pumps") == [3, 5])
        let pump = try #require(try set.thing(named: "pump \"old\", 2"))
        #expect(pump.userName == "pump-2" && pump.password == "a,b\"c" && pump.token == nil)
        #expect(pump.attributes == [.init("model", "P\n2"), .init("site", "7")])
        #expect(try set.thing(named: "gateway")?.token == "token-of-nobody")
    }

    static let mistakes: [(String, String)] = [
        ("", "f.csv:1: the file is empty"),
        ("\n\n", "f.csv:1: the file is empty"),
        ("key,certificate\n", "f.csv:1: the first row names the columns, and \"name\" is not"),
        ("name,keys\n", "f.csv:1: there is no column \"keys\"; there are name, certificate, key,"),
        ("name,attr.\n", "f.csv:1: there is no column \"attr.\""),
        ("name,key,name\n", "f.csv:1: the column \"name\" comes twice"),
        ("name,key\na\n", "f.csv:2: this row has 1 fields and the header 2"),
        ("name\na,b\n", "f.csv:2: this row has 2 fields and the header 1"),
        ("name,token\n,t\n", "f.csv:2: column \"name\": a thing needs a name"),
        ("name\na\nb\na\n", "f.csv:4: column \"name\": “a” stands in line 2 already"),
        ("name\nthing-1\n", "f.csv:2: column \"name\": there is a thing “thing-1” already"),
        ("name\n\"a\u{0}b\"\n", "f.csv:2: column \"name\": the name of a thing has no control"),
        ("name,user_name\na,\"x\ny\"\n", "f.csv:2: column \"user_name\": it has a control"),
        ("name,token\na,x\u{0}y\n", "f.csv:2: column \"token\": it has a control character"),
        ("name,key\na,a.key\n", "f.csv:2: column \"key\": it has no certificate beside it"),
        (
            "name,certificate\na,a.pem\n",
            "f.csv:2: column \"key\": a certificate without its key proves nothing"
        ),
        (
            "name,certificate,key\na,no.pem,a.key\n",
            "f.csv:2: column \"certificate\": no.pem cannot be read: No such file"
        ),
        (
            "name,certificate,key\na,a.pem,b.key\n",
            "f.csv:2: column \"key\": b.key is not the key of the certificate in a.pem"
        ),
        (
            "name,certificate,key\na,half.pem,a.key\n",
            "f.csv:2: column \"certificate\": half.pem is damaged or truncated"
        ),
        (
            "name,certificate,key\na,a.pem,half.key\n",
            "f.csv:2: column \"key\": half.key is damaged or truncated"
        ),
        ("name,certificate,key\na,a.key,a.key\n", "f.csv:2: column \"certificate\": a.key holds"),
        ("name,certificate,key\na,a.pem,a.pem\n", "f.csv:2: column \"key\": a.pem holds"),
        ("name,certificate,key\na,empty,a.key\n", "f.csv:2: column \"certificate\": empty"),
        (
            "name,certificate,key\na,locked.pem,locked.key\n",
            "f.csv:2: column \"key\": locked.key is protected by a password"
        ),
        (
            "name,certificate,key,key_password\na,locked.pem,locked.key,wrong\n",
            "f.csv:2: column \"key\": the password does not open locked.key"
        ),
        ("name,group\na,x//y\n", "f.csv:2: column \"group\": “x//y” is no path of a group"),
        ("name\n\"a\n", "f.csv:2: field 1 opens a quote that is never closed"),
    ]

    @Test(arguments: mistakes)
    func `a mistake names line and column, and nothing is kept`(
        text: String, message: String
    ) throws {
        let set = try IdentitySet.few(1)
        let error = #expect(throws: IdentityError.self) {
            try Self.take(text, into: set, issuing: true)
        }
        #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
        #expect(error?.message.contains("opensesame") == false)
        #expect(error?.message.contains("\n") == false)
        #expect(try set.count == 1 && set.authoritiesElsewhere.isEmpty)
    }

    @Test
    func `all that is wrong is said at once, ten lines at most`() throws {
        let set = try IdentitySet.few(1)
        let rows = (1...14).map { $0 % 2 == 0 ? "good-\($0)\n" : "thing-1\n" }
        let few = #expect(throws: IdentityError.self) {
            try Self.take("name\n" + rows.prefix(6).joined(), into: set)
        }
        #expect(few?.message.split(separator: "\n").count == 3)
        let many = #expect(throws: IdentityError.self) {
            try Self.take("name\n" + (rows + rows).joined(), into: set)
        }
        let lines = many?.message.split(separator: "\n") ?? []
        #expect(lines.count == 11 && lines.last == "… and 11 more of f.csv", "\(lines)")
        #expect(try set.count == 1)
    }
}
