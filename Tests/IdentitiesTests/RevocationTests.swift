import Crypto
import Identities
import Testing

/// Certificates that are taken back.
@Suite struct RevocationTests {
    static func serial(_ thing: Thing?) throws -> String {
        try Certificate(der: #require(thing?.certificateDER)).serial
    }

    @Test
    func `the list holds what was revoked, and things know since when`() throws {
        let set = try IdentitySet.few(5)
        #expect(try set.revocationList(at: now).serials.isEmpty)
        #expect(try set.revoke(["thing-2", "thing-4"], at: now + 10) == 2)
        #expect(try set.revoke(["thing-4", "thing-5"], at: now + 20) == 1)
        let list = try set.revocationList(at: now + 30)
        let serials = try [2, 4, 5].map { try Self.serial(set.thing($0)) }
        #expect(list.serials.sorted() == serials.sorted())
        #expect(list.thisUpdate == now + 30)
        #expect(list.nextUpdate == (try set.authorityChain[0].notAfter))
        #expect(list.issuer == (try set.authorityChain[0].subject))
        #expect(
            try set.all.map(\.revokedAt) == [nil, now + 10, nil, now + 10, now + 20])
    }

    @Test
    func `an unknown name revokes nobody`() throws {
        let set = try IdentitySet.few(2)
        let error = #expect(throws: IdentityError.self) {
            try set.revoke(["thing-1", "thing-3"], at: now)
        }
        #expect(error?.message.contains("no thing “thing-3”") == true)
        #expect(try set.revocationList(at: now).serials.isEmpty)
    }

    @Test
    func `renewing leaves the old certificate revoked and the thing not`() throws {
        let set = try IdentitySet.few(2)
        let old = try Self.serial(set.thing(1))
        try set.renew(["thing-1"], validFor: year, at: now + 5)
        let thing = try set.thing(1)
        #expect(try Self.serial(thing) != old && thing?.revokedAt == nil)
        let certificate = try Certificate(der: #require(thing?.certificateDER))
        #expect(certificate.matches(try PrivateKey(der: #require(thing?.keyDER))))
        #expect(try set.revocationList(at: now + 6).serials == [old])
        #expect(try set.summary(at: now).revoked == 0)
        #expect(try set.revoke(["thing-1"], at: now + 7) == 1)
        #expect(try set.revocationList(at: now + 8).serials.count == 2)
        #expect(try set.summary(at: now).revoked == 1)
    }

    @Test
    func `the root has a list too, for who checks the whole chain`() throws {
        let set = try IdentitySet.few(1)
        let lists = try set.revocationListsAbove
        #expect(lists.map(\.issuer) == [try set.authorityChain[1].subject])
        #expect(lists[0].serials.isEmpty)
    }

    @Test
    func `without the key of an authority nothing can be revoked`() throws {
        let set = try IdentitySet()
        let error = #expect(throws: IdentityError.self) { try set.revocationList(at: now) }
        #expect(error?.message.contains("no key of an authority") == true)
    }
}
